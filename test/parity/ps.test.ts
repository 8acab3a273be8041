/** `ps` against ours: exact for processes that stand still. */
import test, {type ExecutionContext} from 'ava';
import {processJson} from '../../source/commands/ps.js';
import {createLinuxPlatform} from '../../source/platform/linux/linux.js';
import type {Process, Sample, Wanted} from '../../source/platform/platform.js';
import {type Child, startChild} from '../platform/linux/children.js';
import {waitFor} from '../support/wait-for.js';
import {procps} from './procps.js';

const everything: Wanted = {figures: 'all', rollups: [], rollupBudget: 0};

async function sampleOnce(): Promise<Sample> {
	const platform = createLinuxPlatform();
	try {
		return await platform.sample(everything);
	} finally {
		platform.close();
	}
}

/** A few programs, small and large, with one and several threads, that stand still. */
async function stoppedChildren(t: ExecutionContext): Promise<readonly Child[]> {
	const allocate =
		'const kept = Buffer.alloc(50e6, 1); console.log("ready"); setInterval(() => kept.length, 1e6)';
	const node = await startChild(t, process.execPath, '-e', allocate, 'an argument', '');
	const sleep = await startChild(t, 'sleep', '1000');
	const shell = await startChild(t, 'sh', '-c', 'echo ready; read line; exit 3');
	await Promise.all([node.said('ready'), shell.said('ready'), sleep.named('sleep')]);
	const children = [node, sleep, shell];
	for (const child of children) await child.stop();
	return children;
}

/** Columns of ps that hold no blanks, with our figure in the words of ps. */
const columns: ReadonlyArray<
	readonly [name: string, ours: (process: ReturnType<typeof processJson>) => unknown]
> = [
	['pid', ({pid}) => pid],
	['ppid', ({ppid}) => ppid],
	['euid', ({uid}) => uid],
	['euser:64', ({user}) => user],
	['state', ({state}) => state],
	['nlwp', ({threads}) => threads],
	['rss', ({rss}) => (rss ?? Number.NaN) / 1024],
	['vsz', ({vsz}) => (vsz ?? Number.NaN) / 1024],
	['min_flt', ({minorFaults}) => minorFaults],
	['maj_flt', ({majorFaults}) => majorFaults],
	['comm', ({name}) => name],
];

test('of children that stand still, every figure of ps is ours', async t => {
	const children = await stoppedChildren(t);
	const options = columns.flatMap(([name]) => ['-o', `${name}=`]);
	for (const {pid} of children) {
		const line = await procps(t, 'ps', ...options, '-p', String(pid));
		if (line === undefined) return;
		const sample = await sampleOnce();
		const ours = processJson(sample.processes.get(pid) ?? t.fail(), sample);
		t.deepEqual(
			line.trim().split(/\s+/),
			columns.map(([, figure]) => String(figure(ours))),
		);
	}
});

test('of children that stand still, command, start and CPU time of ps are ours', async t => {
	const children = await stoppedChildren(t);
	for (const {pid} of children) {
		const args = await procps(t, 'ps', '-ww', '-o', 'args=', '-p', String(pid));
		if (args === undefined) return;
		const started = (await procps(t, 'ps', '-o', 'lstart=', '-p', String(pid))) ?? '';
		const cpu = (await procps(t, 'ps', '-o', 'cputimes=', '-p', String(pid))) ?? '';
		const sample = await sampleOnce();
		const found = sample.processes.get(pid) ?? t.fail();
		const ours = processJson(found, sample);
		t.is(ours.command.trimEnd(), args.trimEnd());
		// lstart has whole seconds, and either may take the boot time from another clock.
		const apart = Date.parse(ours.startTime ?? '') - Date.parse(started);
		t.true(Math.abs(apart) <= 2000, `${ours.startTime} ${started}`);
		t.is(Math.floor(found.cpuTime / 1000), Number(cpu));
	}
});

const isSame = (one: Process | undefined, other: Process) =>
	one?.startTicks === other.startTicks && one.figures?.rss === other.figures?.rss && one.vsz === other.vsz;

test('ps lists the processes that we list, with our RSS and VSZ where they did not move', async t => {
	if ((await procps(t, 'ps', '--version')) === undefined) return;
	let compared = 0;
	const differences = async () => {
		const before = await sampleOnce();
		const text = (await procps(t, 'ps', '-e', '-o', 'pid=,rss=,vsz=')) ?? '';
		const after = await sampleOnce();
		const theirs = new Map(
			text
				.trim()
				.split('\n')
				.map(line => line.trim().split(/\s+/).map(Number))
				.map(([pid = 0, rss = 0, vsz = 0]) => [pid, {rss: rss * 1024, vsz: vsz * 1024}]),
		);
		const found: string[] = [];
		compared = 0;
		for (const [pid, process] of after.processes) {
			if (!isSame(before.processes.get(pid), process)) continue;
			const ours = {rss: process.figures?.rss, vsz: process.vsz};
			compared++;
			const other = theirs.get(pid);
			if (ours.rss === other?.rss && ours.vsz === other?.vsz) continue;
			found.push(`${pid}: ${JSON.stringify(ours)}, ps ${JSON.stringify(other)}`);
		}
		// What ps saw and neither of ours came and went in between; ps itself is one of them.
		const unknown = [...theirs.keys()].filter(pid => !before.processes.has(pid) && !after.processes.has(pid));
		if (unknown.length > 1) found.push(`only ps lists ${unknown.join(', ')}`);
		return found;
	};
	await startChild(t, 'sleep', '1000').then(child => child.named('sleep'));
	let last: readonly string[] = [];
	// Who grows and shrinks again while ps runs looks as if it had stood still: then once more.
	await waitFor(
		async () => {
			last = await differences();
			return last.length === 0;
		},
		'a list of ps that is ours',
		30_000,
	).catch(error => t.fail(`${error.message}: ${last.join('; ')}`));
	t.true(compared >= 2);
});
