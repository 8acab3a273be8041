import {closeSync, openSync, readSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {type WorkerOrder, workerAccesses, workerKinds} from '../../source/worker/messages.js';
import {proc, regionsOf, rss, startMemoryUser} from '../support/memory-user.js';
import {hasEnded, isStopped} from '../support/process-state.js';
import {waitFor} from '../support/wait-for.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;

const bundle = await buildWorker();
test.after.always(() => bundle.remove());

/** Forks a worker that ends with the test. */
const start = (t: ExecutionContext, order: WorkerOrder) => startMemoryUser(t, bundle, order);

test.serial('it is known as memtui-worker and is the first that the OOM killer takes', async t => {
	const worker = start(t, {bytes: 16 * MB, kind: 'anon', access: 'rmw'});
	const started = await worker.first('started');
	t.is(started.pid, worker.pid);
	t.is(proc(worker.pid, 'comm'), 'memtui-worker\n');
	t.is(proc(worker.pid, 'oom_score_adj'), '1000\n');
});

test.serial('its RSS grows by what was ordered over the baseline, in one region of that size', async t => {
	const bytes = 203 * MB;
	const worker = start(t, {bytes, kind: 'anon', access: 'rmw'});
	const {baseline} = await worker.first('started');
	const {seconds, bytesPerSecond} = await worker.first('allocated');
	const growth = rss(worker.pid) - baseline.rss;
	t.true(Math.abs(growth / bytes - 1) < 0.05, `grew by ${growth / MB} MB`);
	t.true(Math.abs((bytesPerSecond * seconds) / bytes - 1) < 0.001);
	const [region, ...others] = regionsOf(worker.pid, bytes);
	t.deepEqual(others, []);
	t.is(region?.perms, 'rw-p');
	t.is(region?.resident, bytes);
	await worker.first('pass');
	const later = rss(worker.pid) - baseline.rss;
	t.true(Math.abs(later / bytes - 1) < 0.05, `while streaming ${later / MB} MB`);
});

test.serial('a block of a few MB is a region of its own too, now and later', async t => {
	for (const bytes of [3 * MB, 17 * MB, 17 * MB, 17 * MB]) {
		const worker = start(t, {bytes, kind: 'anon', access: 'read', seconds: 1.2});
		for (const event of ['allocated', 'pass'] as const) {
			await worker.first(event);
			t.is(regionsOf(worker.pid, bytes).filter(({perms}) => perms === 'rw-p').length, 1);
		}
	}
});

test.serial('it tells how much has been touched so far', async t => {
	const bytes = 600 * MB;
	const worker = start(t, {bytes, kind: 'anon', access: 'rmw'});
	const {seconds} = await worker.first('allocated');
	const told = worker.all('allocating').map(({touched}) => touched);
	t.deepEqual(
		told,
		[...new Set(told)].sort((a, b) => a - b),
	);
	t.true(told.every(touched => touched > 0 && touched < bytes));
	t.true(told.length <= seconds * 10);
	// On a machine that touches 600 MB within a tenth of a second there is nothing to tell.
	if (seconds > 0.3) t.true(told.length > 0);
});

test.serial('every pass adds one to every entry', async t => {
	const bytes = 64 * MB;
	const worker = start(t, {bytes, kind: 'anon', access: 'rmw'});
	await worker.first('allocated');
	const memory = openSync(`/proc/${worker.pid}/mem`, 'r');
	t.teardown(() => closeSync(memory));
	const base = regionsOf(worker.pid, bytes)[0]?.start ?? 0;
	const part = new BigInt64Array(MB / 8);
	// A pass stands still while the process does; so all entries hold the number of passes, or one more.
	process.kill(worker.pid, 'SIGSTOP');
	await waitFor(() => isStopped(worker.pid), 'the worker to stand still');
	let least = Infinity;
	let most = 0;
	for (let at = 0; at < bytes; at += MB) {
		readSync(memory, part, 0, MB, base + at);
		for (const value of part) {
			least = Math.min(least, Number(value));
			most = Math.max(most, Number(value));
		}
	}
	process.kill(worker.pid, 'SIGCONT');
	t.true(least >= 1);
	t.true(most - least <= 1, `entries from ${least} to ${most}`);
	worker.release();
	const {passes} = await worker.first('finished');
	t.true(passes + 2 >= most);
});

test.serial('it counts passes, at most one message a second, with the rate since the last one', async t => {
	const bytes = 8 * MB;
	const worker = start(t, {bytes, kind: 'anon', access: 'rmw', seconds: 2.4});
	const finished = await worker.first('finished');
	const told = worker.all('pass');
	t.true(told.length === 1 || told.length === 2);
	let before = 0;
	for (const {pass, seconds, bytesPerSecond} of told) {
		t.true(seconds >= 1);
		t.true(Math.abs((bytesPerSecond * seconds) / (bytes * (pass - before)) - 1) < 0.001);
		before = pass;
	}
	t.true(finished.passes >= before);
});

test.serial('it ends by itself when the seconds after the first touch are over', async t => {
	const worker = start(t, {bytes: 100 * MB, kind: 'anon', access: 'rmw', seconds: 0.5});
	t.deepEqual(await worker.ended, {reason: 'time'});
	const finished = await worker.first('finished');
	t.true(finished.seconds >= 0.5 && finished.seconds < 1.5, `took ${finished.seconds} s`);
	t.is(finished.reason, 'time');
	t.true(finished.passes > 0);
	t.true(finished.bytesPerSecond * finished.seconds >= finished.passes * 100 * MB * 0.999);
	t.true(hasEnded(worker.pid));
});

test.serial('released while it streams, it says so and is gone', async t => {
	const worker = start(t, {bytes: 100 * MB, kind: 'anon', access: 'rmw'});
	await worker.first('allocated');
	worker.release();
	t.deepEqual(await worker.ended, {reason: 'released'});
	t.is((await worker.first('finished')).reason, 'released');
	t.true(hasEnded(worker.pid));
});

test.serial('released before all is touched, it stops touching and is gone', async t => {
	const worker = start(t, {bytes: 2000 * MB, kind: 'anon', access: 'rmw'});
	await worker.first('started');
	worker.release();
	t.deepEqual(await worker.ended, {reason: 'released'});
	t.deepEqual(worker.all('allocated'), []);
	t.deepEqual(await worker.first('finished'), {
		event: 'finished',
		passes: 0,
		seconds: 0,
		bytesPerSecond: 0,
		reason: 'released',
	});
});

test.serial('released as soon as it is forked, it never starts', async t => {
	const worker = start(t, {bytes: 2000 * MB, kind: 'anon', access: 'rmw'});
	worker.release();
	t.deepEqual(await worker.ended, {reason: 'released'});
	t.deepEqual(worker.all('allocated'), []);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
	test.serial(`${signal} makes it finish and say so`, async t => {
		const worker = start(t, {bytes: 50 * MB, kind: 'anon', access: 'rmw'});
		await worker.first('allocated');
		process.kill(worker.pid, signal);
		t.deepEqual(await worker.ended, {reason: 'signal'});
		t.is((await worker.first('finished')).reason, 'signal');
	});
}

for (const [what, order, message] of [
	['no whole page', {bytes: 1000, kind: 'anon', access: 'rmw'}, /64 KiB pages, got 1000 bytes/],
	['nothing', {bytes: 0, kind: 'anon', access: 'rmw'}, /64 KiB pages, got 0 bytes/],
	['a kind that is not known', {bytes: MB, kind: 'cloud', access: 'rmw'}, /unknown kind of memory: cloud/],
	['an access that is not known', {bytes: MB, kind: 'anon', access: 'dance'}, /unknown access: dance/],
	[
		'no time',
		{bytes: MB, kind: 'anon', access: 'rmw', seconds: 0},
		/seconds must be a positive number, got 0/,
	],
] as const) {
	test.serial(`an order of ${what} fails with a sentence`, async t => {
		const worker = start(t, order as WorkerOrder);
		const end = await worker.ended;
		t.is(end.reason, 'failed');
		t.regex(end.message ?? '', message);
		t.deepEqual(worker.messages, [{event: 'failed', reason: 'order', message: end.message ?? ''}]);
	});
}

test.serial('on hold it says its baseline and takes nothing until it may go', async t => {
	const bytes = 100 * MB;
	const worker = start(t, {bytes, kind: 'anon', access: 'rmw', hold: true, seconds: 0.2});
	const {access, baseline} = await worker.first('started');
	t.is(access, 'rmw');
	// Long enough for all of it to be touched.
	const patience = performance.now() + 500;
	await waitFor(() => performance.now() > patience, 'half a second');
	t.deepEqual(
		worker.messages.map(({event}) => event),
		['started'],
	);
	t.deepEqual(regionsOf(worker.pid, bytes), []);
	t.true(Math.abs(rss(worker.pid) - baseline.rss) < 5 * MB);
	worker.go();
	await worker.first('allocated');
	t.deepEqual(await worker.ended, {reason: 'time'});
});

test.serial('told to go before it can hear, it goes', async t => {
	const worker = start(t, {bytes: MB, kind: 'anon', access: 'rmw', hold: true, seconds: 0.1});
	worker.go();
	t.deepEqual(await worker.ended, {reason: 'time'});
	t.is(worker.all('allocated').length, 1);
});

test.serial('on hold it can be released, and a signal ends it', async t => {
	const order: WorkerOrder = {bytes: 2000 * MB, kind: 'anon', access: 'rmw', hold: true};
	const released = start(t, order);
	await released.first('started');
	released.release();
	t.deepEqual(await released.ended, {reason: 'released'});
	const signalled = start(t, order);
	await signalled.first('started');
	process.kill(signalled.pid, 'SIGTERM');
	t.deepEqual(await signalled.ended, {reason: 'signal'});
	for (const {all} of [released, signalled]) t.deepEqual(all('allocated'), []);
});

for (const kind of workerKinds) {
	for (const access of workerAccesses) {
		test.serial(`${kind} with ${access} runs to its end and counts its passes`, async t => {
			const worker = start(t, {bytes: 9 * MB + 65_536, kind, access, seconds: 0.4});
			t.deepEqual(await worker.ended, {reason: 'time'});
			const finished = await worker.first('finished');
			t.is(worker.all('allocated').length, 1);
			t.true(finished.seconds >= 0.4);
			if (kind === 'reserve') t.is(finished.passes, 0);
			else t.true(finished.passes > 0);
		});
	}
}

for (const [access, expected] of [
	['read', 1],
	['write', undefined],
] as const) {
	test.serial(`${access} leaves in every entry what it should`, async t => {
		const bytes = 17 * MB;
		const worker = start(t, {bytes, kind: 'anon', access});
		await worker.first('pass');
		process.kill(worker.pid, 'SIGSTOP');
		await waitFor(() => isStopped(worker.pid), 'the worker to stand still');
		const memory = openSync(`/proc/${worker.pid}/mem`, 'r');
		t.teardown(() => closeSync(memory));
		const entries = new BigInt64Array(bytes / 8);
		readSync(memory, entries, 0, bytes, regionsOf(worker.pid, bytes)[0]?.start ?? 0);
		process.kill(worker.pid, 'SIGCONT');
		const values = new Set(entries);
		if (expected !== undefined) t.deepEqual(values, new Set([BigInt(expected)]));
		// The number of the pass after the first touch, and of the one before it in what is not reached yet.
		else t.true(values.size <= 2 && [...values].every(value => value > 1n));
	});
}
