/** The Linux platform over the machine's own /proc: processes that end and run other programs. */
import {readFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import test, {type ExecutionContext} from 'ava';
import type {Platform, Process, Wanted} from '../../../source/platform/platform.js';
import {rawText} from '../../../source/safe-text.js';
import {waitFor} from '../../support/wait-for.js';
import {startChild} from './children.js';
import {openLinux} from './opened.js';

const wantedOf = (pid: number): Wanted => ({
	figures: [pid],
	rollups: [pid],
	rollupBudget: 1000,
	extras: 'all',
});
const sampleOf = async (platform: Platform, pid: number) =>
	(await platform.sample(wantedOf(pid))).processes.get(pid);
const commandOf = (process: Process | undefined) => process?.facts?.command && rawText(process.facts.command);

function skip(t: ExecutionContext, reason: string): void {
	t.log(`skipped: ${reason}`);
	t.pass();
}

test('a sleeping child is listed with its parent, its user by name and its figures', async t => {
	const child = await startChild(t, 'sleep', '1000');
	await child.named('sleep');
	const found = (await sampleOf(openLinux(t), child.pid)) ?? t.fail();
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
	const platform = openLinux(t);
	const wanted: Wanted = {figures: [child.pid], rollups: [], rollupBudget: 0};
	const first = (await platform.sample(wanted)).processes.get(child.pid);
	const second = (await platform.sample(wanted)).processes.get(child.pid);
	t.is(first?.state, 'T');
	t.is(second, first);
});

test('a process that ended is not listed any more, and its map is gone', async t => {
	const child = await startChild(t, 'sleep', '1000');
	const platform = openLinux(t);
	t.not(await sampleOf(platform, child.pid), undefined);
	await child.end();
	t.is(await sampleOf(platform, child.pid), undefined);
	const outcome = await platform.regions(child.pid, new AbortController().signal);
	t.is('failure' in outcome && outcome.failure, 'gone');
});

test('hundreds of processes that come and go while memtui samples are no trouble', async t => {
	const child = await startChild(
		t,
		'sh',
		'-c',
		'for i in $(seq 300); do sleep 0 & done; wait; echo over; read x',
	);
	const platform = openLinux(t);
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
	const platform = openLinux(t);
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
	const platform = openLinux(t);
	t.regex(commandOf(await sampleOf(platform, child.pid)) ?? '', /^sh -c read line; exec/);
	child.tell('go on');
	await child.said('again');
	t.is(commandOf(await sampleOf(platform, child.pid)), 'sh -c echo again; read line');
});

test('a zombie is listed with its state, without command, PSS and regions, which is no error', async t => {
	// `sleep` never asks what became of the child that the shell left it. That one ends when it is told to, which is
	// when the shell, which might have asked, is no more.
	const child = await startChild(t, 'sh', '-c', 'exec 3<&0; (read line <&3; exec sleep 0) & exec sleep 1000');
	await child.named('sleep');
	child.tell('end');
	const platform = openLinux(t);
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
	const platform = openLinux(t);
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
