import test from 'ava';
import {processJson} from '../../source/commands/ps.js';
import {createLinuxPlatform} from '../../source/platform/linux/linux.js';
import type {Sample} from '../../source/platform/platform.js';
import {safeJson} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {comparisons, recordedTrees} from '../support/recorded-trees.js';
import {machineOf, processOf, sampleOf} from '../support/samples.js';

async function sampleIn(proc: string): Promise<Sample> {
	const platform = createLinuxPlatform(proc);
	try {
		return await platform.sample({figures: 'all', extras: 'all', rollups: [], rollupBudget: 0});
	} finally {
		platform.close();
	}
}

const json = (sample: Sample, pid: number) => {
	const process = sample.processes.get(pid);
	if (!process) throw new Error(`no process ${pid}`);
	return processJson(process, sample);
};

/** As the contract has them; `pssReason` says why PSS and USS are null. */
const fields = [
	...['pid', 'ppid', 'uid', 'user', 'state', 'name', 'command', 'threads', 'startTime', 'cpu', 'memoryShare'],
	...['rss', 'pss', 'uss', 'pssReason', 'swap', 'shared', 'vsz', 'minorFaults', 'majorFaults'],
	...['oomScore', 'oomScoreAdj', 'cgroup'],
];

test('a process has the fields of the contract', async t => {
	const sample = await sampleIn(ownFixture('linux/debian12-6.18/proc'));
	for (const pid of sample.processes.keys()) t.deepEqual(Object.keys(json(sample, pid)), fields);
});

test('a process of a recorded tree is what the kernel said of it', async t => {
	const sample = await sampleIn(ownFixture('linux/debian12-6.12-swap/proc'));
	const {startTime, cpu, ...rest} = json(sample, 164);
	t.deepEqual(rest, {
		pid: 164,
		ppid: 1,
		uid: 0,
		// Of another machine's tree users are numbers.
		user: '0',
		state: 'T',
		name: 'python3',
		command: 'python3 /root/app.py',
		threads: 1,
		memoryShare: 3.34,
		rss: 33_910_784,
		pss: null,
		uss: null,
		pssReason: 'not read',
		swap: 42_754_048,
		shared: 1_798_144,
		vsz: 86_233_088,
		minorFaults: 18_624,
		majorFaults: 172,
		oomScore: 702,
		oomScoreAdj: 0,
		cgroup: '/app.slice/small.scope',
	});
	t.is(startTime, '2026-11-23T15:14:07.110Z');
	t.true(cpu !== null && cpu >= 0);
});

test('the figures of every recorded process are those computed apart from our code', async t => {
	const compared = comparisons(t, {own: 200, all: 200});
	for (const tree of recordedTrees(t)) {
		if (!tree.own || !tree.expected.processes) continue;
		const sample = await sampleIn(`${tree.folder}/proc`);
		for (const [pid, expected] of Object.entries(tree.expected.processes)) {
			const {stat, statm_pages: statm, status} = expected;
			if (!stat || !statm) continue;
			const told = json(sample, Number(pid));
			const same = (name: string, ours: unknown, theirs: unknown) => {
				t.is(ours, theirs, `${tree.name} ${pid} ${name}`);
				compared.count(tree);
			};
			same('rss', told.rss, (statm[1] ?? 0) * sample.pageSize);
			same('shared', told.shared, (statm[2] ?? 0) * sample.pageSize);
			same('vsz', told.vsz, Number(stat.vsize));
			same('threads', told.threads, stat.num_threads);
			same('minorFaults', told.minorFaults, stat.minflt);
			same('majorFaults', told.majorFaults, stat.majflt);
			same('swap', told.swap, status?.VmSwap ?? null);
			same('name', told.name, Buffer.from(stat.comm_base64, 'base64').toString('utf8'));
			same('state', told.state, stat.state);
			same('ppid', told.ppid, stat.ppid);
		}
	}
	compared.finish();
});

test('hostile names and arguments come out of the JSON as they are, and as escapes in its text', async t => {
	const sample = await sampleIn(ownFixture('linux/debian12-6.18/proc'));
	t.is(json(sample, 16209).name, 'a ) b (\n)1)');
	const text = safeJson(
		[...sample.processes.keys()].map(pid => json(sample, pid)),
		2,
	);
	t.notRegex(text, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
	t.regex(text, /\\u001b/);
	t.is((JSON.parse(text) as {pid: number}[]).length, sample.processes.size);
});

test('without arguments the command is the name in brackets', async t => {
	const sample = await sampleIn(ownFixture('linux/debian12-6.18/proc'));
	t.is(json(sample, 2).command, '[kthreadd]');
	t.is(json(sample, 16213).command, '[emptycmd]');
	t.is(json(sample, 16223).command, '[zombie pa]');
});

test('what could not be had is null, with the reason beside it where one would ask', t => {
	const denied = processOf({
		pid: 5,
		name: 'x',
		facts: {},
		figures: {},
		rollup: {at: 0, reason: 'denied'},
		startTime: undefined,
	});
	const told = processJson(denied, sampleOf([denied], {machine: machineOf({MemTotal: undefined})}));
	t.like(told, {pss: null, uss: null, pssReason: 'denied', rss: null, swap: null, user: null, uid: null});
	t.like(told, {startTime: null, cpu: null, memoryShare: null, oomScore: null, cgroup: null});
	const read = processOf({pid: 5, rss: 10, rollup: {at: 0, pss: 7, uss: 3}});
	t.like(processJson(read, sampleOf([read])), {pss: 7, uss: 3, pssReason: null});
});

test('CPU is since the start of the process, to the hundredth of a percent', t => {
	const busy = processOf({pid: 5, cpuTime: 1234, startTime: 1_000_000});
	t.is(processJson(busy, sampleOf([busy], {at: 1_010_000})).cpu, 12.34);
	t.is(processJson(busy, sampleOf([busy], {at: 1_010_001})).cpu, 12.34);
});
