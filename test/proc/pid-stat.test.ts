import {readFileSync} from 'node:fs';
import test from 'ava';
import {isKernelThread, parsePidStat} from '../../source/proc/pid-stat.js';
import {rawText} from '../../source/safe-text.js';
import {hostileFiles, ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

const names = {
	pid: 'pid',
	state: 'state',
	ppid: 'ppid',
	minflt: 'minorFaults',
	majflt: 'majorFaults',
	utime: 'userTicks',
	stime: 'systemTicks',
	nice: 'nice',
	num_threads: 'threads',
	starttime: 'startTicks',
	vsize: 'vsz',
	rss_pages: 'rssPages',
} as const;

test('the figures of every recorded stat are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 520, all: 1270});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {stat: expected}] of recordedProcesses(tree)) {
			if (!expected) continue;
			const stat = parsePidStat(recordedFile(folder, 'stat') ?? new Uint8Array());
			if (!stat) {
				t.fail(`${folder}/stat gives nothing`);
				continue;
			}
			t.is(rawText(stat.name), Buffer.from(expected.comm_base64, 'base64').toString(), folder);
			for (const [theirs, ours] of Object.entries(names)) {
				const figure = expected[theirs];
				t.is(stat[ours], ours === 'state' ? figure : Number(figure), `${folder} ${theirs}`);
				compared.count(tree);
			}
		}
	}
	compared.finish();
});

test('fields 9 and 26 are those of a text split by hand, for every recorded process', t => {
	const compared = comparisons(t, {own: 40, all: 100});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {stat: expected}] of recordedProcesses(tree)) {
			const text = expected && recordedFile(folder, 'stat');
			if (!text) continue;
			const fields = text
				.toString('latin1')
				.slice(text.lastIndexOf(')') + 2)
				.split(' ');
			const stat = parsePidStat(text);
			t.is(stat?.flags, Number(fields[9 - 3]), folder);
			t.is(stat?.startCode, Number(fields[26 - 3]), folder);
			t.is(isKernelThread(stat?.flags ?? 0), (Number(fields[9 - 3]) & 0x200000) !== 0);
			compared.count(tree);
		}
	}
	compared.finish();
});

test('kernel threads are told from programs by their flags', t => {
	const stat = (pid: number) =>
		parsePidStat(readFileSync(ownFixture(`linux/debian12-6.18/proc/${pid}/stat`)))?.flags ?? 0;
	t.true(isKernelThread(stat(2)));
	t.true(isKernelThread(stat(45)));
	t.false(isKernelThread(stat(16204)));
	t.false(isKernelThread(stat(16223)), 'a zombie is a program');
	t.true(isKernelThread(0xffffffff));
});

const publicFiles: Array<[string, Record<string, number | string>]> = [
	['wsl/wsl1-2853/proc/1/stat', {pid: 1, name: 'init', startTicks: 0, vsz: 362160046080, rssPages: 24}],
	['wsl/wsl1-2853-b/proc/1/stat', {startTicks: 1, vsz: 903141289984, rssPages: 34}],
	[
		'gopsutil/process/lx_brandz/1/stat',
		{name: 'systemd', threads: 0, startTicks: 25, rssPages: 1413, startCode: 0},
	],
	[
		'gopsutil/process/linux/68927/stat',
		{name: 'test(cmd).sh', ppid: 68044, startTicks: 114413973, rssPages: 868},
	],
	['util-linux/proc/1/stat', {pid: 373850, name: 'test', rssPages: 320}],
	['util-linux/proc/2/stat', {pid: 1583, name: 'foo\nbar', rssPages: 215}],
	['util-linux/proc/3/stat', {pid: 4102, name: 'foo )bar', rssPages: 215}],
	['elastic-metrics/proc/42/stat', {pid: 4067478, nice: 12, threads: 26, rssPages: 15487, userTicks: 8229}],
	[
		'jc/linux-proc/pid_stat',
		{pid: 1, minorFaults: 23478, majorFaults: 99, systemTicks: 461, startCode: 94188219072512},
	],
	['prometheus-procfs/proc/26232/stat', {pid: 33, name: 'ata_sff', nice: -20, rssPages: 0}],
];

for (const [path, figures] of publicFiles) {
	test(`the recorded ${path} gives what its text says`, t => {
		const file = sharedFixture(t, `linux/${path}`);
		if (!file) return;
		const stat = parsePidStat(readFileSync(file));
		for (const [key, figure] of Object.entries(figures)) {
			const actual: unknown = key === 'name' ? stat && rawText(stat.name) : stat?.[key as keyof typeof stat];
			t.is(actual, figure, key);
		}
	});
}

type HostileStat = {
	comm_hex?: string;
	state?: string;
	ppid?: number;
	starttime?: number;
	rss_pages?: number;
	vsize?: number;
};

for (const name of ['stat-comm', 'stat-states', 'stat-2.6.32-44-fields']) {
	test(`the hand-made case ${name} gives the figures that its expected.json has`, t => {
		for (const {path, bytes, expected} of hostileFiles<HostileStat>(name)) {
			const stat = parsePidStat(bytes);
			t.truthy(stat, path);
			if (!stat) continue;
			const {comm_hex: comm} = expected;
			if (comm !== undefined) t.is(rawText(stat.name), Buffer.from(comm, 'hex').toString(), path);
			if (expected.state !== undefined) t.is(stat.state, expected.state, path);
			if (expected.ppid !== undefined) t.is(stat.ppid, expected.ppid, path);
			if (expected.starttime !== undefined) t.is(stat.startTicks, expected.starttime, path);
			if (expected.rss_pages !== undefined) t.is(stat.rssPages, expected.rss_pages, path);
			if (expected.vsize !== undefined) t.is(stat.vsz, expected.vsize, path);
		}
	});
}

const hostile = (name: string) =>
	parsePidStat(readFileSync(ownFixture(`linux/hostile/${name}/proc/4242/stat`)));

test('the hand-made case stat-cut shows what is whole and leaves out what is cut', t => {
	const stat = hostile('stat-cut');
	t.is(stat?.rssPages, 341);
	t.is(stat?.startCode, undefined);
});

for (const name of ['stat-no-paren', 'stat-empty']) {
	test(`the hand-made case ${name} is no process`, t => {
		t.is(hostile(name), undefined);
	});
}

test('the hand-made case stat-extremes has no RSS, and numbers past 2^53 rounded', t => {
	const stat = hostile('stat-extremes');
	t.is(stat?.rssPages, undefined);
	t.is(stat?.startTicks, 2 ** 64);
	t.is(stat?.vsz, 2 ** 64);
	t.is(stat?.nice, 19);
	t.is(stat?.threads, 2147483647);
});

test('the hand-made folders of case proc-dirs give the pid that their text has', t => {
	const pids = {8000: 8001, '00099': 99, 4194304: 4194304, 98765432109876: 98765432109876, notanumber: 4242};
	for (const [folder, pid] of Object.entries(pids)) {
		const stat = parsePidStat(readFileSync(ownFixture(`linux/hostile/proc-dirs/proc/${folder}/stat`)));
		t.is(stat?.pid, pid);
	}
});

const text = '7 (x) S 1 2 3 0 -1 4 5 0 6 0 8 9 0 0 20 -5 2 0 11 4096 12 13 14 15\n';

test('only the first bytes of a buffer that is used again count', t => {
	const buffer = Buffer.concat([Buffer.from(text), Buffer.from('9 9 9 9 (left) over) 9 9 9')]);
	t.deepEqual(parsePidStat(buffer, text.length), parsePidStat(Buffer.from(text)));
	t.is(parsePidStat(buffer, 20), undefined);
	t.deepEqual(parsePidStat(Buffer.from(text), 1000), parsePidStat(Buffer.from(text)));
	t.is(parsePidStat(buffer, 0), undefined);
});

test('a stat that is cut anywhere before the end of field 24 is no process, and after it the same one', t => {
	const whole = parsePidStat(Buffer.from(text));
	const rssEnd = text.indexOf(' 12 ') + 4;
	for (let length = 0; length < rssEnd; length++) t.is(parsePidStat(Buffer.from(text), length), undefined);
	for (let length = rssEnd; length < text.length; length++) {
		const stat = parsePidStat(Buffer.from(text), length);
		t.is(stat?.rssPages, 12);
		t.true(stat?.startCode === undefined || stat.startCode === whole?.startCode);
	}
});

test('texts of another form are no process', t => {
	for (const wrong of [
		'(x) S 1 2',
		'7 x S 1 2',
		'7 (x S 1 2',
		'7 (x)S 1 2',
		text.replace(' 11 ', ' x '),
		text.replace('7 ', '-7 '),
	]) {
		t.is(parsePidStat(Buffer.from(wrong)), undefined, wrong);
	}
});
