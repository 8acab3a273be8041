import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {cpuBetween} from '../../../source/model/process-figures.js';
import {makeProcTree, type TreeProcess} from '../../support/proc-tree.js';
import {sampleOf} from '../../support/samples.js';
import {sweepOver} from './sweep-over.js';

/** A tree that says it is our own, so that its loadavg counts: one pass a second, first of them at 1 s. */
async function sleepersOver(t: ExecutionContext, processes: readonly TreeProcess[]) {
	const tree = makeProcTree(t, processes);
	symlinkSync(String(process.pid), join(tree.proc, 'self'));
	const swept = sweepOver(t, [], 100, tree);
	let second = 0;
	const next = (awake?: ReadonlySet<number>) => swept.pass(++second * 1000, awake);
	const tell = (tasks: number, lastPid: number) =>
		tree.write('proc/loadavg', `0.00 0.01 0.05 1/${tasks} ${lastPid}\n`);
	tell(100, 500);
	/** Passes until everyone has been told to rest and the first, shorter rests are over. */
	const settle = async () => {
		for (let pass = 0; pass < 15; pass++) await next();
	};
	return {...swept, next, settle, tell};
}

test('a process that slept for some passes is read at least every third pass of a second', async t => {
	const swept = await sleepersOver(t, [{pid: 10}]);
	await swept.settle();
	swept.tree.put({pid: 10, userTicks: 34});
	const seen: number[] = [];
	for (let pass = 0; pass < 3; pass++) seen.push((await swept.next()).get(10)?.cpuTime ?? t.fail());
	t.deepEqual(
		seen.toSorted((a, b) => a - b),
		seen,
	);
	t.is(seen[2], 340);
});

test('sleepers are not all read in the same pass', async t => {
	const pids = Array.from({length: 30}, (_, i) => 100 + i);
	const swept = await sleepersOver(
		t,
		pids.map(pid => ({pid})),
	);
	await swept.settle();
	for (const pid of pids) swept.tree.put({pid, userTicks: 1});
	const seen: number[] = [];
	for (let pass = 0; pass < 3; pass++) {
		seen.push([...(await swept.next()).values()].filter(process => process.cpuTime === 10).length);
	}
	t.is(seen[2], 30, 'all within three passes');
	t.true((seen[0] ?? 0) > 0 && (seen[0] ?? 0) < 30, `${seen}`);
	t.true((seen[1] ?? 0) > (seen[0] ?? 0) && (seen[1] ?? 0) < 30, `${seen}`);
});

test('who is on the screen never rests', async t => {
	const swept = await sleepersOver(t, [{pid: 10}, {pid: 11}]);
	await swept.settle();
	for (let change = 0; change < 4; change++) {
		swept.tree.put({pid: 10, userTicks: 50 + change});
		t.is((await swept.next(new Set([10]))).get(10)?.cpuTime, 500 + change * 10);
		// Long enough the same to be at rest again, had nobody looked.
		for (let pass = 0; pass < 9; pass++) await swept.next(new Set([10]));
	}
});

test('the CPU of one that woke is over the time since it was read, not over one pass', async t => {
	const swept = await sleepersOver(t, [{pid: 10}]);
	await swept.settle();
	let before = sampleOf([...(await swept.next()).values()], {monotonic: 16_000});
	let readAt = swept.sweep.records.get(10)?.readAt ?? t.fail();
	// Just read: then it sleeps for two passes, unseen at work all the while.
	for (let now = 17_000; readAt !== now - 1000; now += 1000) {
		before = sampleOf([...(await swept.next()).values()], {monotonic: now});
		readAt = swept.sweep.records.get(10)?.readAt ?? t.fail();
		if (readAt === now) break;
	}
	swept.tree.put({pid: 10, userTicks: 150});
	for (let now = readAt + 1000; ; now += 1000) {
		const sample = sampleOf([...(await swept.next()).values()], {monotonic: now});
		const found = sample.processes.get(10) ?? t.fail();
		const cpu = cpuBetween(before, sample, found);
		before = sample;
		if (found.cpuTime === 0) t.is(cpu, 0);
		else {
			t.is(now, readAt + 3000);
			t.is(cpu, 50, '1.5 s of CPU in 3 s');
			break;
		}
	}
});

test('a sleeper that ends is gone at the next pass, because the number of tasks fell', async t => {
	const swept = await sleepersOver(t, [{pid: 10}, {pid: 11}]);
	await swept.settle();
	swept.tree.remove(10);
	swept.tell(99, 500);
	t.deepEqual([...(await swept.next()).keys()], [11]);
});

test('a sleeper that ends while another process starts is gone at the next pass', async t => {
	const swept = await sleepersOver(t, [{pid: 10}, {pid: 11}]);
	await swept.settle();
	swept.tree.remove(10);
	swept.tree.put({pid: 12});
	swept.tell(100, 501);
	t.deepEqual([...(await swept.next()).keys()], [11, 12]);
});

test('nobody rests where loadavg speaks of other processes than the folder', async t => {
	const {tree, pass} = sweepOver(t, [{pid: 10}]);
	for (let second = 1; second < 30; second++) {
		tree.put({pid: 10, userTicks: Math.floor(second / 12)});
		t.is((await pass(second * 1000)).get(10)?.cpuTime, Math.floor(second / 12) * 10);
	}
});

test('an exact figure does not outlive a change that nobody read anew', async t => {
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10, rssPages: 5}]);
	await pass();
	const record = sweep.records.get(10) ?? t.fail();
	record.process = {...record.process, figures: {rss: 6 * 4096}};
	tree.put({pid: 10, rssPages: 5, userTicks: 1});
	t.is((await pass()).get(10)?.figures?.rss, 6 * 4096, 'RSS is the same');
	tree.put({pid: 10, rssPages: 500_000, userTicks: 2});
	t.is((await pass()).get(10)?.figures, undefined);
});
