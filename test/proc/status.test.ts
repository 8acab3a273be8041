import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseStatus} from '../../source/proc/status.js';
import {outsideText, rawText} from '../../source/safe-text.js';
import {hostileFiles, ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

const sizes = {
	VmSize: 'vmSize',
	VmRSS: 'vmRss',
	RssAnon: 'rssAnon',
	RssFile: 'rssFile',
	RssShmem: 'rssShmem',
	VmSwap: 'vmSwap',
	VmPTE: 'vmPte',
	VmLck: 'vmLck',
} as const;

test('the figures of every recorded status are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 280, all: 480});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {status: expected}] of recordedProcesses(tree)) {
			if (!expected) continue;
			const status = parseStatus(recordedFile(folder, 'status') ?? new Uint8Array());
			for (const [theirs, ours] of Object.entries(sizes)) {
				t.is(status[ours], expected[theirs] as number | undefined, `${folder} ${theirs}`);
				if (theirs in expected) compared.count(tree);
			}
		}
	}
	compared.finish();
});

test('the name, parent and threads of status are those of stat, for every recorded process', t => {
	const compared = comparisons(t, {own: 120, all: 280});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {stat, status: expected}] of recordedProcesses(tree)) {
			if (!stat || !expected) continue;
			// One public recording has files of several processes in one folder.
			if (tree.name === 'linux/prometheus-procfs') continue;
			const {name, ppid, threads} = parseStatus(recordedFile(folder, 'status') ?? new Uint8Array());
			t.is(name && rawText(name), Buffer.from(stat.comm_base64, 'base64').toString(), folder);
			t.is(ppid, stat.ppid as number, folder);
			t.is(threads, stat.num_threads as number, folder);
			compared.count(tree, 3);
		}
	}
	compared.finish();
});

test('the user is the effective one', t => {
	const status = parseStatus(readFileSync(ownFixture('linux/debian12-6.18/proc/16204/status')));
	t.is(status.uid, 0);
	t.is(parseStatus(Buffer.from('Uid:\t1000\t33\t34\t35\n')).uid, 33);
	t.is(parseStatus(Buffer.from('Uid:\t1000\t4294967295\t0\t0\n')).uid, 4294967295);
	t.is(parseStatus(Buffer.from('Uid:\t1000\n')).uid, undefined);
	t.is(parseStatus(Buffer.from('Uid:\t1000\t33')).uid, undefined);
});

test('a copy with blanks instead of tabs reads like the original', t => {
	const file = sharedFixture(t, 'linux/prometheus-procfs/proc/26235/status');
	if (!file) return;
	const status = parseStatus(readFileSync(file));
	t.is(status.name && rawText(status.name), 'kube-proxy');
	t.is(status.ppid, 1234);
	t.is(status.uid, 0);
});

test('a kernel thread, a zombie and a leader that ended have no sizes', t => {
	for (const path of ['debian12-6.18/proc/2', 'debian12-6.18/proc/16223', 'debian12-6.18-i386/proc/25612']) {
		const status = parseStatus(readFileSync(ownFixture(`linux/${path}/status`)));
		t.deepEqual(Object.keys(status).sort(), ['name', 'ppid', 'threads', 'uid'], path);
	}
});

test('the hand-made names of case stat-comm are the same in status as in comm', t => {
	let compared = 0;
	for (const {path, expected} of hostileFiles<{comm_hex: string}>('stat-comm')) {
		const file = ownFixture(`linux/hostile/stat-comm/${path.replace(/stat$/, 'status')}`);
		const {name} = parseStatus(readFileSync(file));
		t.is(name && rawText(name), Buffer.from(expected.comm_hex, 'hex').toString(), path);
		compared++;
	}
	t.is(compared, 11);
});

const hostile = (pid: number) =>
	parseStatus(readFileSync(ownFixture(`linux/hostile/status/proc/${pid}/status`)));

test('the hand-made status of 7200 is a kernel thread: no sizes', t => {
	t.deepEqual(hostile(7200), {name: outsideText('kthreadd'), ppid: 0, threads: 1});
});

test('the hand-made status of 7201 has CRLF: sizes hold, and a CR is part of the name as the kernel writes it', t => {
	t.deepEqual(hostile(7201), {name: outsideText('x\r'), vmRss: 12288, vmSwap: 3072});
});

test('the hand-made status of 7202 has a size without a unit and a negative one: both are missing', t => {
	t.deepEqual(hostile(7202), {name: outsideText('x'), vmSize: 99 * 1024});
});

test('the hand-made status of 7203 has its escapes undone', t => {
	const {name} = hostile(7203);
	const expected = hostileFiles<{name_hex?: string; VmRSS?: number}>('status').find(({path}) =>
		path.includes('7203'),
	);
	t.is(name && Buffer.from(rawText(name)).toString('hex'), expected?.expected.name_hex);
	t.is(hostile(7203).vmRss, expected?.expected.VmRSS);
});

const names: Array<[string, string | undefined]> = [
	['Name:\t\n', ''],
	['Name:\t x \n', ' x '],
	['Name:\ta\\\\n\n', 'a\\n'],
	['Name:\ta\\\n', 'a\\'],
	['Name:\ta\\t\n', 'a\\t'],
	['Name:\tcut', undefined],
	['Name:\tfirst\nName:\tsecond\n', 'first'],
];

for (const [text, wanted] of names) {
	test(`the status text ${JSON.stringify(text)} names ${JSON.stringify(wanted)}`, t => {
		const {name} = parseStatus(Buffer.from(text));
		t.is(name && rawText(name), wanted);
	});
}

test('a figure at the end of the text may be cut and is missing', t => {
	t.deepEqual(parseStatus(Buffer.from('PPid:\t12')), {});
	t.deepEqual(parseStatus(Buffer.from('Threads:\t12\nVmRSS:\t 12')), {threads: 12});
	t.deepEqual(parseStatus(Buffer.from('VmRSS:\t 12 k')), {});
	t.deepEqual(parseStatus(new Uint8Array()), {});
});
