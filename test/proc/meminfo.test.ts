import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {parseMeminfo} from '../../source/proc/meminfo.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedTrees} from '../support/recorded-trees.js';

test('the figures of every recorded meminfo are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 400, all: 1300});
	for (const tree of recordedTrees(t)) {
		const expected = tree.expected.system?.meminfo;
		if (!expected) continue;
		const text = recordedFile(tree.folder, 'proc/meminfo');
		if (!text) {
			t.fail(`${tree.name} has figures but no meminfo`);
			continue;
		}
		const counters = parseMeminfo(text);
		for (const [name, figure] of Object.entries(expected)) {
			// Past 2^53 the figures are strings, and what doesn't fit 2^53 kB is what cannot be.
			const bytes = BigInt(figure);
			const wanted = bytes / 1024n > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(bytes);
			t.is(counters[name], wanted, `${tree.name} ${name}`);
			compared.count(tree);
		}
		const known = new Set(Object.keys(expected));
		t.deepEqual(
			Object.keys(counters).filter(name => !known.has(name)),
			[],
			`${tree.name} has names that are not in its expected.json`,
		);
	}
	compared.finish();
});

test('recorded files without computed figures give what their text says', t => {
	const files: Array<[string, Record<string, number>]> = [
		['linux/facter/meminfo_missing_available', {MemAvailable: Number.NaN}],
		['linux/elastic-metrics/oldkern/proc/meminfo', {MemTotal: 61641404 * 1024, Buffers: 2728 * 1024}],
		['linux/wsl/wsl2-5.15-grep/meminfo-six-lines', {MemAvailable: 3252152 * 1024, SwapFree: 2 ** 30}],
		// Its last line has no newline, but a unit.
		['linux/facter/meminfo2', {DirectMap2M: 4098048 * 1024}],
	];
	for (const [path, figures] of files) {
		const file = sharedFixture(t, path);
		if (!file) continue;
		const counters = parseMeminfo(readFileSync(file));
		t.true(Object.keys(counters).length >= 6, path);
		for (const [name, figure] of Object.entries(figures)) {
			t.is(counters[name], Number.isNaN(figure) ? undefined : figure, `${path} ${name}`);
		}
	}
});

const hostile = (name: string) =>
	parseMeminfo(readFileSync(ownFixture(`linux/hostile/${name}/proc/meminfo`)));
const plain = {
	MemTotal: 16000000 * 1024,
	MemFree: 4000000 * 1024,
	MemAvailable: 9000000 * 1024,
	Buffers: 100000 * 1024,
	Cached: 3000000 * 1024,
	SwapCached: 0,
	Shmem: 200000 * 1024,
	SReclaimable: 150000 * 1024,
	SwapTotal: 2000000 * 1024,
	SwapFree: 1500000 * 1024,
	HugePages_Total: 0,
	Hugepagesize: 2048 * 1024,
};
const without = (...names: Array<keyof typeof plain>) =>
	Object.fromEntries(Object.entries(plain).filter(([name]) => !names.includes(name as keyof typeof plain)));

const hostileCases: Record<string, Record<string, number>> = {
	'meminfo-plain': plain,
	'meminfo-crlf': plain,
	'meminfo-tabs': plain,
	'meminfo-reordered': plain,
	'meminfo-empty': {},
	'meminfo-only-total': {MemTotal: 1048576},
	'meminfo-cut': {
		MemTotal: plain.MemTotal,
		MemFree: plain.MemFree,
		MemAvailable: plain.MemAvailable,
		Buffers: plain.Buffers,
	},
	'meminfo-negative': without('Shmem'),
	'meminfo-u64max': without('SwapFree'),
	'meminfo-no-unit': {HugePages_Total: 0},
	'meminfo-duplicate': plain,
	'meminfo-unknown': {...plain, Quantum_Pages: 7 * 1024},
	'meminfo-free-over-total': {...plain, MemFree: 99000000 * 1024},
	'meminfo-zero-total': {...plain, MemTotal: 0},
	'meminfo-nul': without('Cached', 'SwapCached'),
	'meminfo-no-memavailable': without('MemAvailable'),
	'meminfo-swaptotal-zero': {...plain, SwapTotal: 0, SwapFree: 0},
};

for (const [name, figures] of Object.entries(hostileCases)) {
	test(`the hand-made case ${name} gives exactly the figures that can be true`, t => {
		t.deepEqual(hostile(name), figures);
	});
}

test('no hand-made meminfo case was forgotten', t => {
	const folders = readdirSync(ownFixture('linux/hostile')).filter(name => name.startsWith('meminfo-'));
	t.deepEqual(folders.sort(), Object.keys(hostileCases).sort());
});

const meminfo = (text: string) => parseMeminfo(Buffer.from(text));

test('a number at the end of the text is only taken with its unit, because it may be cut', t => {
	t.deepEqual(meminfo('MemTotal: 12 kB\nHugePages_Free: 5\nMemFree: 7 kB'), {
		MemTotal: 12288,
		HugePages_Free: 5,
		MemFree: 7168,
	});
	t.deepEqual(meminfo('HugePages_Free: 5'), {});
	t.deepEqual(meminfo('MemFree: 7'), {});
	t.deepEqual(meminfo('MemFree: 7 '), {});
	t.deepEqual(meminfo('MemFree: 7 k'), {});
});

test('the largest true figure stays exact and one above it is missing', t => {
	t.deepEqual(meminfo('VmallocTotal: 9007199254740991 kB\n'), {VmallocTotal: (2 ** 53 - 1) * 1024});
	t.deepEqual(meminfo('VmallocTotal: 9007199254740992 kB\n'), {});
	t.deepEqual(meminfo('VmallocTotal: 9999999999999999999999999999999999999 kB\n'), {});
});

test('names that JavaScript objects know already are names like others', t => {
	const counters = meminfo('__proto__: 1 kB\nconstructor: 2 kB\ntoString: 3 kB\n');
	t.is(counters.constructor as unknown, 2048);
	t.is(Object.getOwnPropertyDescriptor(counters, 'toString')?.value, 3072);
	t.is(Object.getPrototypeOf(counters), Object.prototype);
});

test('of two lines of one name the first that can be true counts', t => {
	t.deepEqual(meminfo('MemFree: 1 kB\nMemFree: 2 kB\n'), {MemFree: 1024});
});
