/** The Linux platform over the machine's own /proc: processes that end, run other programs and are others'. */
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {createLinuxPlatform} from '../../../source/platform/linux/linux.js';
import type {Platform, Process, Wanted} from '../../../source/platform/platform.js';
import {rawText} from '../../../source/safe-text.js';
import {hasEnded} from '../../support/process-state.js';
import {waitFor} from '../../support/wait-for.js';
import {startChild} from './children.js';
import type {ReusedPid} from './reused-pid-program.js';
import {sampleApart} from './sample-apart.js';

function open(t: ExecutionContext): Platform {
	const platform = createLinuxPlatform();
	t.teardown(() => platform.close());
	return platform;
}

const wantedOf = (pid: number): Wanted => ({figures: [pid], rollups: [pid], rollupBudget: 1000, extras: 'all'});
const sampleOf = async (platform: Platform, pid: number) =>
	(await platform.sample(wantedOf(pid))).processes.get(pid);
const commandOf = (process: Process | undefined) => process?.facts?.command && rawText(process.facts.command);
const isRoot = process.getuid?.() === 0;

function skip(t: ExecutionContext, reason: string): void {
	t.log(`skipped: ${reason}`);
	t.pass();
}

test('a sleeping child is listed with its parent, its user by name and its figures', async t => {
	const child = await startChild(t, 'sleep', '1000');
	await child.named('sleep');
	const found = (await sampleOf(open(t), child.pid)) ?? t.fail();
	t.is(rawText(found.name), 'sleep');
	t.is(found.ppid, process.pid);
	t.is(commandOf(found), 'sleep 1000');
	t.is(found.facts?.user && rawText(found.facts.user), userInfo().username);
	t.is(found.facts?.uid, process.getuid?.());
	t.false(found.isKernelThread);
	const {rss = 0} = found.figures ?? {};
	const {pss = 0, uss = 0} = found.rollup ?? {};
	t.true(rss >= pss && pss >= uss && uss > 0, `${rss} ${pss} ${uss}`);
	t.true((found.vsz ?? 0) > rss);
	t.is(typeof found.extras?.oomScore, 'number');
	// The time of start is in ticks of 10 ms since a boot time of whole seconds.
	t.true(Math.abs(Date.now() - (found.startTime ?? 0)) < 60_000, String(found.startTime));
});

test('a child that stands still is the same object in every sample', async t => {
	const child = await startChild(t, 'sleep', '1000');
	await child.named('sleep');
	await child.stop();
	const platform = open(t);
	const wanted: Wanted = {figures: [child.pid], rollups: [], rollupBudget: 0};
	const first = (await platform.sample(wanted)).processes.get(child.pid);
	const second = (await platform.sample(wanted)).processes.get(child.pid);
	t.is(first?.state, 'T');
	t.is(second, first);
});

test('a process that ended is not listed any more, and its map is gone', async t => {
	const child = await startChild(t, 'sleep', '1000');
	const platform = open(t);
	t.not(await sampleOf(platform, child.pid), undefined);
	await child.end();
	t.is(await sampleOf(platform, child.pid), undefined);
	const outcome = await platform.regions(child.pid, new AbortController().signal);
	t.is('failure' in outcome && outcome.failure, 'gone');
});

test('hundreds of processes that come and go while memtui samples are no trouble', async t => {
	const child = await startChild(t, 'sh', '-c', 'for i in $(seq 300); do sleep 0 & done; wait; echo over; read x');
	const platform = open(t);
	let isOver = false;
	const over = child.said('over').finally(() => {
		isOver = true;
	});
	let rounds = 0;
	for (; !isOver || rounds < 2; rounds++) {
		const sample = await platform.sample({figures: 'all', extras: 'all', rollups: 'all', rollupBudget: 20});
		t.deepEqual(sample.troubles, []);
		t.true(sample.processes.has(process.pid));
	}
	await over;
	const {processes} = await platform.sample({figures: [], rollups: [], rollupBudget: 0});
	t.deepEqual(
		[...processes.values()].filter(({ppid}) => ppid === child.pid),
		[],
	);
});

test('another program in the same process is noticed: name, command and figures are read anew', async t => {
	const child = await startChild(t, 'sh', '-c', 'read line; exec sleep 1000');
	await child.named('sh');
	const platform = open(t);
	const first = (await sampleOf(platform, child.pid)) ?? t.fail();
	t.is(rawText(first.name), 'sh');
	t.is(commandOf(first), 'sh -c read line; exec sleep 1000');
	child.tell('go on');
	await child.named('sleep');
	const second = (await sampleOf(platform, child.pid)) ?? t.fail();
	t.is(rawText(second.name), 'sleep');
	t.is(commandOf(second), 'sleep 1000');
	t.is(second.startTicks, first.startTicks);
	t.is(second.startTime, first.startTime);
	t.not(second.rollup, first.rollup);
	t.is(second.rollup?.reason, undefined);
});

test('the same program run again with other arguments is noticed by where its code starts', async t => {
	if (readFileSync('/proc/sys/kernel/randomize_va_space', 'latin1').trim() === '0') {
		return skip(t, 'programs always start at the same address here');
	}
	const child = await startChild(t, 'sh', '-c', 'read line; exec sh -c "echo again; read line"');
	await child.named('sh');
	const platform = open(t);
	t.regex(commandOf(await sampleOf(platform, child.pid)) ?? '', /^sh -c read line; exec/);
	child.tell('go on');
	await child.said('again');
	t.is(commandOf(await sampleOf(platform, child.pid)), 'sh -c echo again; read line');
});

test('a zombie is listed with its state, without command, PSS and regions, which is no error', async t => {
	// `sleep` never asks what became of the child that the shell left it.
	const child = await startChild(t, 'sh', '-c', 'sleep 0 & echo $!; exec sleep 1000');
	await child.named('sleep');
	const platform = open(t);
	const zombie = await waitFor(async () => {
		const {processes} = await platform.sample({figures: 'all', rollups: [], rollupBudget: 0});
		return [...processes.values()].find(({ppid, state}) => ppid === child.pid && state === 'Z');
	}, 'the zombie');
	const found = (await sampleOf(platform, zombie.pid)) ?? t.fail();
	t.is(rawText(found.name), 'sleep');
	t.deepEqual(found.figures, {rss: 0, shared: 0, swap: undefined});
	t.is(found.rollup?.reason, 'unsupported');
	const other = (await platform.sample(wantedOf(zombie.pid))).processes.get(zombie.pid);
	t.is(other?.vsz, 0);
	const outcome = await platform.regions(zombie.pid, new AbortController().signal);
	if ('failure' in outcome) return t.fail(outcome.message);
	t.is(outcome.map.count, 0);
	t.true(outcome.map.complete);
	t.regex(outcome.reason ?? '', /^zombie/);
});

test('a kernel thread of this machine has no command, no PSS and no regions, which is no error', async t => {
	const platform = open(t);
	const {processes} = await platform.sample({figures: 'all', rollups: [], rollupBudget: 0});
	const kernelThread = [...processes.values()].find(({isKernelThread}) => isKernelThread);
	if (!kernelThread) return skip(t, 'no kernel threads are to be seen here');
	const {pid} = kernelThread;
	const found = (await sampleOf(platform, pid)) ?? t.fail();
	t.is(commandOf(found), undefined);
	t.is(found.facts?.uid, 0);
	t.is(found.rollup?.reason, 'unsupported');
	const outcome = await platform.regions(pid, new AbortController().signal);
	if ('failure' in outcome) return t.fail(outcome.message);
	t.is(outcome.map.count, 0);
	t.true(outcome.map.complete);
	t.regex(outcome.reason ?? '', /^kernel thread/);
});

/** A Node child with thousands of regions: two for each of its WebAssembly memories. */
const manyRegions =
	'const kept = Array.from({length: 4000}, () => new WebAssembly.Memory({initial: 1, maximum: 65536}));' +
	'console.log("mapped"); process.stdin.on("data", () => console.log(kept.length))';

test('of a real process that ends while its map is read, the part that was read is shown as a part', async t => {
	const child = await startChild(t, process.execPath, '--disable-wasm-trap-handler', '-e', manyRegions);
	await child.said('mapped');
	const platform = open(t);
	const signal = new AbortController().signal;
	const whole = await platform.regions(child.pid, signal);
	if ('failure' in whole) return t.fail(whole.message);
	t.true(whole.map.complete && whole.map.count > 4000, String(whole.map.count));
	const reading = platform.regions(child.pid, signal);
	// The reading has had its first slice. It has the next one after the process has ended for certain.
	process.kill(child.pid, 'SIGKILL');
	const patience = performance.now() + 10_000;
	while (!hasEnded(child.pid) && performance.now() < patience);
	const part = await reading;
	if ('failure' in part) return t.fail(part.message);
	t.true(part.map.count > 0 && part.map.count < whole.map.count, String(part.map.count));
	t.false(part.map.complete);
	t.is(part.reason, 'it ended while its map was read');
});

test('what belongs to another user is denied, and all its other figures are there', async t => {
	// As root another program gives its rights away, as anybody else the first process of the machine is denied.
	const victim = isRoot ? (await startChild(t, 'sleep', '1000')).pid : 1;
	const owner = Number(/^Uid:\t\d+\t(\d+)/m.exec(readFileSync(`/proc/${victim}/status`, 'latin1'))?.[1]);
	if (owner === process.getuid?.() && !isRoot) return skip(t, 'every process here is our own');
	const answer = await sampleApart({
		wanted: wantedOf(victim),
		...(isRoot && {uid: 65_534}),
		regions: [victim],
	});
	const found = answer.processes.find(({pid}) => pid === victim) ?? t.fail('it is not listed');
	t.is(found.rollup?.reason, 'denied');
	t.is(found.rollup?.pss, undefined);
	t.true((found.figures?.rss ?? 0) > 0);
	t.true((found.vsz ?? 0) > 0);
	t.is(found.facts?.uid, owner);
	t.not(found.facts?.command, undefined);
	t.deepEqual(answer.regions, [
		{failure: 'denied', message: `the map of ${victim} may be read by its own user or root only`},
	]);
	t.deepEqual(answer.troubles, []);
});

test('a user may read what is its own', async t => {
	if (!isRoot) return skip(t, 'the other tests are that of a user');
	const answer = await sampleApart({
		wanted: {figures: 'all', rollups: 'all', rollupBudget: 10_000},
		uid: 65_534,
	});
	const own = answer.processes.filter(({rollup}) => rollup?.pss !== undefined);
	t.true(own.length >= 1);
	t.true(own.every(({facts}) => facts?.uid === 65_534));
	t.is(answer.processes.find(({pid}) => pid === process.pid)?.rollup?.reason, 'denied');
});

test('a pid that another process has got is another process', async t => {
	const program = fileURLToPath(new URL('./reused-pid-program.ts', import.meta.url));
	const namespace = ['--pid', '--fork', '--mount-proc', '--kill-child', ...(isRoot ? [] : ['--user', '--map-root-user'])];
	const command = [process.execPath, '--import=tsx', program];
	let answer: ReusedPid;
	try {
		const run = promisify(execFile)('unshare', [...namespace, ...command], {timeout: 30_000});
		answer = JSON.parse((await run).stdout);
	} catch (error) {
		const {code, stderr} = error as {code?: unknown; stderr?: string};
		if (code !== 'ENOENT' && !stderr?.startsWith('unshare:')) throw error;
		return skip(t, `no pid namespace can be made here: ${stderr || code}`);
	}
	if ('skipped' in answer) return skip(t, answer.skipped);
	const {first, second} = answer;
	t.is(second?.pid, first?.pid);
	t.true((second?.startTicks ?? 0) > (first?.startTicks ?? 0));
	t.is(String(first?.name), 'sleep');
	t.is(String(second?.name), 'sh');
	t.is(String(first?.facts?.command), 'sleep 100');
	t.is(String(second?.facts?.command), 'sh -c read line');
	t.true((second?.rollup?.at ?? 0) > (first?.rollup?.at ?? 0));
	t.not(second?.rollup?.pss, undefined);
});
