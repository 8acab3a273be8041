/** Samples of whole recorded trees against the figures that were computed apart from our code. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Process, Wanted} from '../../../source/platform/platform.js';
import {rawText} from '../../../source/safe-text.js';
import {ownFixture} from '../../support/fixtures.js';
import {openLinux} from './opened.js';

const everything: Wanted = {
	figures: 'all',
	facts: 'all',
	extras: 'all',
	rollups: 'all',
	rollupBudget: Number.POSITIVE_INFINITY,
};
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
		const sample = await openLinux(t, join(folder, 'proc')).sample(everything);
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
	const {name, facts, figures, rollup: _, readBefore: __, extras, isKernelThread, ...rest} = process;
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
