import test from 'ava';
import {mapAnonymous} from '../../source/worker/anonymous.js';
import type {SentOrder} from '../../source/worker/messages.js';
import {reserveMemory} from '../../source/worker/reserve.js';
import {proc, regions, rss, startMemoryUser, status, streamBytes} from '../support/memory-user.js';
import {waitFor} from '../support/wait-for.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;
/** malloc's own page at the beginning of what it maps. */
const mallocPage = 4096;

const bundle = await buildWorker();
test.after.always(() => bundle.remove());

const about = (value: number, expected: number, slack = 8 * MB) => Math.abs(value - expected) <= slack;

test.serial('reserve moves VSZ and what is promised, and no memory, until it is told to touch', async t => {
	const bytes = 200 * MB;
	const order = {bytes, kind: 'reserve', access: 'rmw', hold: true} as const;
	const worker = startMemoryUser(t, bundle, order);
	const {baseline} = await worker.first('started');
	worker.go();
	await worker.first('allocated');
	t.true(about(status(worker.pid, 'VmSize') - (baseline.vsz ?? 0), bytes));
	t.true(about(rss(worker.pid), baseline.rss));
	const region = () => regions(worker.pid).find(({size}) => size === bytes + mallocPage);
	t.like(region(), {perms: 'rw-p', path: '', resident: mallocPage});
	// What counts in Committed_AS (which other tests move) is accountable.
	const flags = new RegExp(
		`^Size: +${(bytes + mallocPage) / 1024} kB\\n(?:\\w+: .*\\n)*?VmFlags: (.*)$`,
		'm',
	);
	t.regex(flags.exec(proc(worker.pid, 'smaps'))?.[1] ?? '', /\bac\b/);

	const resident = (amount: number) =>
		waitFor(
			() => worker.all('allocating').some(({touched}) => touched === amount),
			`${amount} bytes to be touched`,
		);
	worker.touch(50 * MB);
	await resident(50 * MB);
	t.is(region()?.resident, 50 * MB + mallocPage);
	// Whole pages of 64 KiB; what a message doesn't say in bytes changes nothing.
	worker.touch(1);
	worker.touch(-50 * MB);
	worker.touch(Number.NaN);
	await resident(50 * MB + 65_536);
	worker.touch(bytes);
	await resident(bytes);
	t.true(about(rss(worker.pid) - baseline.rss, bytes));
	t.deepEqual(worker.all('pass'), []);
	worker.release();
	t.deepEqual(await worker.ended, {reason: 'released'});
	t.like(await worker.first('finished'), {passes: 0, bytesPerSecond: 0});
});

test.serial('a reserve of more than 4 GiB is mapped whole', async t => {
	const bytes = 9000 * MB;
	const worker = startMemoryUser(t, bundle, {bytes, kind: 'reserve', access: 'rmw'});
	const {baseline} = await worker.first('started');
	const allocated = await Promise.race([worker.first('allocated'), worker.ended]);
	if (!('event' in allocated)) {
		t.log(`skipped: ${allocated.message}`);
		t.pass();
		return;
	}
	t.true(about(status(worker.pid, 'VmSize') - (baseline.vsz ?? 0), bytes));
	t.true(about(rss(worker.pid), baseline.rss));
	worker.release();
	t.deepEqual(await worker.ended, {reason: 'released'});
});

test.serial('more than 4 GiB is touched on both sides of the border of the mappings', async t => {
	const bytes = 4096 * MB + 9 * MB;
	const order: SentOrder = {bytes, kind: 'reserve', access: 'rmw', parent: process.ppid};
	const module = new WebAssembly.Module(await streamBytes());
	for (const block of [await reserveMemory(order), await mapAnonymous(module, order)]) {
		const before = rss(process.pid);
		for (let at = 4090 * MB; at < bytes; at += MB) block?.fill(at, MB);
		const growth = rss(process.pid) - before;
		t.true(growth > 12 * MB, `${growth / MB} MB`);
		for (let at = 4090 * MB; at < bytes; at += MB) block?.work(at, MB, 1);
	}
});

test.serial('its seconds count from when it is mapped', async t => {
	const worker = startMemoryUser(t, bundle, {bytes: MB, kind: 'reserve', access: 'rmw', seconds: 0.3});
	t.deepEqual(await worker.ended, {reason: 'time'});
	const {seconds} = await worker.first('finished');
	t.true(seconds >= 0.3 && seconds < 1.3, `${seconds} s`);
});
