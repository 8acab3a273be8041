import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseSmapsRollup, type SmapsRollup} from '../../source/proc/smaps-rollup.js';
import {hostileFiles, ownFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

const names: Record<string, keyof SmapsRollup> = {
	Rss: 'rss',
	Pss: 'pss',
	Pss_Dirty: 'pssDirty',
	Pss_Anon: 'pssAnon',
	Pss_File: 'pssFile',
	Pss_Shmem: 'pssShmem',
	Shared_Clean: 'sharedClean',
	Shared_Dirty: 'sharedDirty',
	Private_Clean: 'privateClean',
	Private_Dirty: 'privateDirty',
	Shared_Hugetlb: 'sharedHugetlb',
	Private_Hugetlb: 'privateHugetlb',
	Referenced: 'referenced',
	Anonymous: 'anonymous',
	LazyFree: 'lazyFree',
	AnonHugePages: 'anonHuge',
	Swap: 'swap',
	SwapPss: 'swapPss',
	Locked: 'locked',
};

test('the figures of every recorded smaps_rollup are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 600, all: 780});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {smaps_rollup: expected}] of recordedProcesses(tree)) {
			if (!expected) continue;
			const rollup = parseSmapsRollup(recordedFile(folder, 'smaps_rollup') ?? new Uint8Array());
			if (Object.keys(expected).length === 0) {
				t.is(rollup, undefined, folder);
				continue;
			}
			for (const [theirs, ours] of Object.entries(names)) {
				t.is(rollup?.[ours], expected[theirs] as number | undefined, `${folder} ${theirs}`);
				if (theirs in expected) compared.count(tree);
			}
			const {Private_Clean: clean, Private_Dirty: dirty, Private_Hugetlb: hugetlb = 0} = expected;
			t.is(rollup?.uss, Number(clean) + Number(dirty) + Number(hugetlb), folder);
			compared.count(tree);
		}
	}
	compared.finish();
});

test('what a process holds alone contains its huge pages', t => {
	let seen = 0;
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const rollup = parseSmapsRollup(recordedFile(folder, 'smaps_rollup') ?? new Uint8Array());
			if (rollup?.privateHugetlb === undefined || rollup.uss === undefined) continue;
			if (rollup.privateHugetlb > 0) seen++;
			t.true(rollup.uss >= rollup.privateHugetlb, folder);
		}
	}
	t.true(seen > 0, 'no recording has private huge pages');
});

const hostile = (pid: number) =>
	parseSmapsRollup(readFileSync(ownFixture(`linux/hostile/rollup/proc/${pid}/smaps_rollup`)));

test('the hand-made rollup of 7300 lacks Private_Clean, so nobody knows its USS', t => {
	const expected = hostileFiles<{Rss: number; Pss: number; Swap: number}>('rollup')[0]?.expected;
	t.deepEqual(hostile(7300), {
		rss: expected?.Rss,
		pss: expected?.Pss,
		pssAnon: 102400,
		pssFile: 20480,
		pssShmem: 0,
		privateDirty: 102400,
		swap: expected?.Swap,
		swapPss: 7168,
	});
});

test('the hand-made rollup of 7301 is cut, and what was whole counts', t => {
	t.deepEqual(hostile(7301), {rss: 307200});
});

test('the hand-made empty rollup of 7302 is missing', t => {
	t.is(hostile(7302), undefined);
});

const rollup = (text: string) => parseSmapsRollup(Buffer.from(text));

test('USS is there without a hugetlb line, and not without one of the other two', t => {
	t.is(rollup('Private_Clean: 1 kB\nPrivate_Dirty: 2 kB\n')?.uss, 3072);
	t.is(rollup('Private_Clean: 1 kB\nPrivate_Dirty: 2 kB\nPrivate_Hugetlb: 4 kB\n')?.uss, 7168);
	t.is(rollup('Private_Dirty: 2 kB\n')?.uss, undefined);
	t.is(rollup('Private_Clean: 2 kB\nPrivate_Dirty: -2 kB\n')?.uss, undefined);
});

test('lines without a unit, with a figure that cannot be, or of another name are left out', t => {
	t.is(rollup('Rss: 12\nPss: 18446744073709551615 kB\nRssX: 1 kB\nTHPeligible: 0\n'), undefined);
	t.deepEqual(rollup('Rss:\t12 kB\r\nRss: 13 kB\n'), {rss: 12288});
});
