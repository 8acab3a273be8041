import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createLinuxPlatform, NoProcfsError} from '../../../source/platform/linux/linux.js';
import type {Platform, Process, Wanted} from '../../../source/platform/platform.js';
import {rawText} from '../../../source/safe-text.js';
import {ownFixture} from '../../support/fixtures.js';
import {makeProcTree, type TreeProcess} from '../../support/proc-tree.js';
import {openFilesBelow} from './open-files.js';

const everything: Wanted = {
	figures: 'all',
	facts: 'all',
	extras: 'all',
	rollups: 'all',
	rollupBudget: Number.POSITIVE_INFINITY,
};
const nothing: Wanted = {figures: [], rollups: [], rollupBudget: 0};

function open(t: ExecutionContext, proc: string): Platform {
	const platform = createLinuxPlatform(proc);
	t.teardown(() => platform.close());
	return platform;
}

type Recorded = {
	readonly system: {readonly stat: {readonly btime: number}; readonly meminfo: {readonly MemTotal: number}};
	readonly processes: Readonly<Record<string, RecordedProcess>>;
};

type RecordedProcess = {
	readonly stat: {readonly [name: string]: number | string};
	readonly statm_pages: readonly [number, number, number];
	readonly status: {readonly VmSwap?: number; readonly Threads?: number};
	readonly cmdline: {readonly args: number; readonly first: string | null};
	readonly smaps_rollup?: {readonly [name: string]: number};
	readonly oom_score: number;
	readonly oom_score_adj: number;
	readonly cgroup_v2_path?: string;
};

const trees: Array<readonly [name: string, pageSize: number]> = [
	['debian12-6.18', 4096],
	['debian12-6.18-i386', 4096],
	['debian12-6.18-series/t0', 4096],
	['debian12-6.12-swap', 4096],
	['s390x-6.1', 4096],
	['arm64-16k-6.12', 16_384],
	['ppc64le-64k-6.1', 65_536],
];

for (const [name, pageSize] of trees) {
	test(`a sample of ${name} has its ${pageSize / 1024} KiB pages and the figures computed apart from our code`, async t => {
		const folder = ownFixture(`linux/${name}`);
		const expected: Recorded = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
		const sample = await open(t, join(folder, 'proc')).sample(everything);
		t.is(sample.pageSize, pageSize);
		t.deepEqual(sample.troubles, []);
		const {machine} = sample;
		if (machine.kind !== 'linux') return t.fail('another kind of machine');
		t.is(machine.meminfo.MemTotal, expected.system.meminfo.MemTotal);
		t.is(machine.limit, undefined, 'the tree does not tell which cgroup is ours');
		const pids = Object.keys(expected.processes).map(Number);
		t.deepEqual(
			[...sample.processes.keys()].sort((a, b) => a - b),
			pids.sort((a, b) => a - b),
		);
		for (const [pid, process] of sample.processes) {
			const recorded = expected.processes[pid];
			if (!recorded) continue;
			checkProcess(t, process, recorded, pageSize, expected.system.stat.btime);
			checkFacts(t, process, recorded, join(folder, 'proc', String(pid)));
		}
	});
}

function checkProcess(
	t: ExecutionContext,
	process: Process,
	recorded: RecordedProcess,
	pageSize: number,
	bootTime: number,
): void {
	const {stat, statm_pages: statm, smaps_rollup: rollup} = recorded;
	const what = `process ${process.pid}`;
	const startTicks = Number(stat.starttime);
	const {name, facts, figures, rollup: _, extras, isKernelThread, ...rest} = process;
	t.is(rawText(name), Buffer.from(String(stat.comm_base64), 'base64').toString(), what);
	t.deepEqual(
		rest,
		{
			pid: Number(stat.pid),
			ppid: Number(stat.ppid),
			startTicks,
			startTime: bootTime * 1000 + startTicks * 10,
			state: String(stat.state),
			threads: Number(stat.num_threads),
			cpuTime: (Number(stat.utime) + Number(stat.stime)) * 10,
			minorFaults: Number(stat.minflt),
			majorFaults: Number(stat.majflt),
			vsz: Number(stat.vsize),
			rankRss: Number(stat.rss_pages) * pageSize,
		},
		what,
	);
	// Kernel threads are children of kthreadd, which has none but 0.
	t.is(isKernelThread, stat.pid === 2 || stat.ppid === 2, what);
	t.deepEqual(
		figures,
		{
			rss: statm[1] * pageSize,
			shared: statm[2] * pageSize,
			swap: statm[0] === 0 ? undefined : recorded.status.VmSwap,
		},
		what,
	);
	t.is(process.rollup?.pss, rollup?.Pss, what);
	const uss =
		rollup && (rollup.Private_Clean ?? 0) + (rollup.Private_Dirty ?? 0) + (rollup.Private_Hugetlb ?? 0);
	t.is(process.rollup?.uss, uss, what);
	t.is(process.rollup?.reason, rollup ? undefined : 'unsupported', what);
	t.is(extras?.oomScore, recorded.oom_score, what);
	t.is(extras?.oomScoreAdj, recorded.oom_score_adj, what);
}

/** Against the files themselves: expected.json has neither owners nor whole command lines. */
function checkFacts(t: ExecutionContext, process: Process, recorded: RecordedProcess, folder: string): void {
	const what = `process ${process.pid}`;
	const uid = /^Uid:\t\d+\t(\d+)/m.exec(readFileSync(join(folder, 'status'), 'latin1'))?.[1];
	t.is(process.facts?.uid, Number(uid), what);
	t.is(
		process.facts?.user && rawText(process.facts.user),
		uid,
		`${what}: a foreign tree's users are numbers`,
	);
	const command = process.facts?.command && rawText(process.facts.command);
	const {args, first} = recorded.cmdline;
	if (args === 0) t.is(command, undefined, what);
	else t.true((command ?? '').startsWith(String(first).slice(0, 4096)), what);
	const cgroup = process.extras?.cgroup && rawText(process.extras.cgroup);
	const lines = readFileSync(join(folder, 'cgroup'), 'utf8').split('\n');
	const pathAfter = (start: RegExp) => lines.find(line => start.test(line))?.replace(start, '');
	t.is(cgroup, pathAfter(/^\d+:memory:/) ?? recorded.cgroup_v2_path ?? pathAfter(/^0::/), what);
}

test('a folder without a readable meminfo is no procfs, and the error names it', t => {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	for (const proc of [folder, join(folder, 'missing')]) {
		const error = t.throws(() => createLinuxPlatform(proc), {instanceOf: NoProcfsError});
		t.true(error.message.includes(proc));
	}
});

test('the machine alone is read without a look at any process', async t => {
	const tree = makeProcTree(t, [{pid: 10}]);
	tree.write('proc/vmstat', 'pgfault 12\n');
	tree.write('proc/pressure/memory', 'some avg10=1.50 avg60=0.00 avg300=0.00 total=7\n');
	const platform = open(t, tree.proc);
	const before = Date.now();
	const {at, machine} = await platform.machine();
	t.true(at >= before && at <= Date.now());
	t.deepEqual(machine, {
		kind: 'linux',
		meminfo: {
			MemTotal: 1_024_000_000,
			MemFree: 409_600_000,
			SwapTotal: 1_024_000,
			SwapFree: 409_600,
		},
		vmstat: {pgfault: 12},
		pressure: {some: {avg10: 1.5, avg60: 0, avg300: 0, total: 7}},
		limit: undefined,
	});
	tree.write('proc/meminfo', 'MemTotal: 2 kB\n');
	const now = (await platform.machine()).machine;
	t.deepEqual(now.kind === 'linux' && now.meminfo, {MemTotal: 2048});
});

test('what a kernel lacks is missing and no trouble', async t => {
	const tree = makeProcTree(t, [{pid: 10}]);
	const {machine, troubles, processes} = await open(t, tree.proc).sample(nothing);
	t.is(machine.kind === 'linux' && machine.vmstat, undefined);
	t.is(machine.kind === 'linux' && machine.pressure, undefined);
	t.deepEqual(troubles, []);
	t.is(processes.size, 1);
});

test('capabilities tell a foreign tree from the machine itself', t => {
	t.deepEqual(open(t, makeProcTree(t).proc).capabilities, {pss: true, regions: true, foreign: true});
	t.false(open(t, '/proc').capabilities.foreign);
});

const seventy: readonly TreeProcess[] = Array.from({length: 70}, (_, i) => ({pid: 100 + i}));

test('figures and facts are read of those that are wanted, when there are many', async t => {
	const {proc} = makeProcTree(t, seventy);
	const {processes} = await open(t, proc).sample({...nothing, figures: [105, 110, 99]});
	const known = (key: 'figures' | 'facts') =>
		[...processes.values()].filter(process => process[key]).map(process => process.pid);
	t.deepEqual(known('figures'), [105, 110]);
	t.deepEqual(known('facts'), [105, 110]);
});

test('a few newcomers are read though nobody asked for them', async t => {
	const tree = makeProcTree(t, seventy);
	const platform = open(t, tree.proc);
	await platform.sample(nothing);
	tree.put({pid: 500, statm: [1000, 300, 100]});
	const {processes} = await platform.sample(nothing);
	t.is(processes.get(500)?.figures?.rss, 300 * 4096);
	t.is(processes.get(100)?.figures, undefined);
});

test('facts of all can be had without their figures', async t => {
	const {proc} = makeProcTree(t, seventy);
	const {processes} = await open(t, proc).sample({...nothing, facts: 'all'});
	t.true([...processes.values()].every(process => process.facts?.uid === 0 && process.figures === undefined));
});

test('a look reads what is wanted now over the processes and the time of the last sample', async t => {
	const tree = makeProcTree(t, seventy);
	const platform = open(t, tree.proc);
	const sample = await platform.sample(nothing);
	tree.put({pid: 500});
	tree.put({pid: 105, userTicks: 50, statm: [1000, 300, 100]});
	const look = await platform.look({...nothing, figures: [105]});
	t.is(look.at, sample.at);
	t.is(look.monotonic, sample.monotonic);
	t.is(look.machine, sample.machine);
	t.deepEqual([...look.processes.keys()], [...sample.processes.keys()]);
	t.is(look.processes.get(105)?.figures?.rss, 300 * 4096);
	t.is(look.processes.get(105)?.cpuTime, 0);
	t.is(look.processes.get(106), sample.processes.get(106));
});

test('a look before any sample is a sample', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}]);
	const look = await open(t, proc).look({...nothing, figures: [10]});
	t.is(look.processes.get(10)?.figures?.rss, 250 * 4096);
});

test('processes stay the same objects from sample to sample with all that was read of them', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}, {pid: 11}, {pid: 12, flags: 0x200000, statm: [0, 0, 0]}]);
	const platform = open(t, proc);
	const wanted: Wanted = {...nothing, figures: 'all', facts: 'all', swap: 'all'};
	const first = await platform.sample(wanted);
	const second = await platform.sample(wanted);
	t.not(second, first);
	for (const [pid, process] of first.processes) t.is(second.processes.get(pid), process, String(pid));
});

test('other work has its turn while thousands of processes are read', async t => {
	const {proc} = makeProcTree(
		t,
		Array.from({length: 1500}, (_, i) => ({pid: 100 + i})),
	);
	const platform = open(t, proc);
	let turns = 0;
	let isOver = false;
	const sample = platform.sample({...nothing, figures: 'all'}).finally(() => {
		isOver = true;
	});
	const count = () => {
		turns++;
		if (!isOver) setImmediate(count);
	};
	setImmediate(count);
	t.is((await sample).processes.size, 1500);
	t.true(turns >= 2, `${turns} turns`);
});

test('the page size of a tree is that of its first process that tells it', async t => {
	const {proc} = makeProcTree(t, [
		{pid: 2, statm: [0, 0, 0], flags: 0x200000},
		// It mapped something between the two readings.
		{pid: 10, statm: [1000, 250, 100], status: {VmSize: '16004 kB'}},
		{pid: 11, statm: [1000, 250, 100], status: {VmSize: '16000 kB'}},
	]);
	const {pageSize, processes} = await open(t, proc).sample({...nothing, figures: 'all'});
	t.is(pageSize, 16_384);
	t.is(processes.get(11)?.figures?.rss, 250 * 16_384);
	t.is(processes.get(11)?.rankRss, 250 * 16_384);
});

test('a page size that no process tells is sought once a sample, and found when one tells it', async t => {
	const silent = Array.from({length: 600}, (_, i) => ({pid: 100 + i, status: {VmSize: 'unknown'}}));
	const tree = makeProcTree(t, silent);
	const platform = open(t, tree.proc);
	const first = await platform.sample(nothing);
	t.is(first.pageSize, 4096);
	// Sought once a process this would be 360,000 times two files.
	t.true(performance.now() - first.monotonic < 5000);
	tree.put({pid: 100, status: {VmSize: '16000 kB'}});
	t.is((await platform.sample(nothing)).pageSize, 16_384);
});

test('a closed platform keeps no file open', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}, {pid: 11}]);
	const platform = createLinuxPlatform(proc);
	await platform.sample({...nothing, figures: 'all'});
	t.is(openFilesBelow(proc).length, 4);
	platform.close();
	t.deepEqual(openFilesBelow(proc), []);
});

function withRollups(t: ExecutionContext, pids: readonly number[]) {
	const files = {smaps_rollup: '0-f ---p 0 00:00 0 [rollup]\nPss: 40 kB\n'};
	const tree = makeProcTree(
		t,
		pids.map(pid => ({pid, files})),
	);
	return {tree, platform: open(t, tree.proc)};
}

const readRollups = (processes: ReadonlyMap<number, Process>) =>
	[...processes.values()].filter(process => process.rollup).map(process => process.pid);

test('without a budget one rollup is read each time, the most important first', async t => {
	const {platform} = withRollups(t, [10, 11, 12]);
	const wanted = {...nothing, rollups: [12, 99, 10, 11]};
	t.deepEqual(readRollups((await platform.sample(wanted)).processes), [12]);
	t.deepEqual(readRollups((await platform.look(wanted)).processes), [10, 12]);
	t.deepEqual(readRollups((await platform.sample(wanted)).processes), [10, 11, 12]);
});

test('within the budget all rollups that are wanted are read, and none that are not', async t => {
	const {platform} = withRollups(t, [10, 11, 12, 13]);
	const {processes} = await platform.sample({...nothing, rollups: [13, 11], rollupBudget: 60_000});
	t.deepEqual(readRollups(processes), [11, 13]);
	t.is(processes.get(11)?.rollup?.pss, 40 * 1024);
});

test('a rollup that was never read goes before one that is to be read again', async t => {
	const {tree, platform} = withRollups(t, [10, 11]);
	await platform.sample({...nothing, rollups: [10]});
	tree.put({pid: 10, minorFaults: 5, files: {smaps_rollup: 'Pss: 44 kB\n'}});
	const wanted = {...nothing, rollups: [10, 11]};
	const second = (await platform.sample(wanted)).processes;
	t.deepEqual(readRollups(second), [10, 11]);
	t.is(second.get(10)?.rollup?.pss, 40 * 1024);
	const third = (await platform.sample(wanted)).processes;
	t.is(third.get(10)?.rollup?.pss, 44 * 1024);
});
