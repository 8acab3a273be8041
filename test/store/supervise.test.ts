import test from 'ava';
import type {Overlay} from '../../source/store/state.js';
import {settled} from '../support/fake-clock.js';
import {type Monitor, monitorOf} from '../support/monitor.js';
import {machineOf, processOf, sampleOf} from '../support/samples.js';

const M = 1024 ** 2;
const baseline = {rss: 40 * M};

async function started(): Promise<Monitor> {
	const monitor = monitorOf();
	monitor.platform.processes = [processOf({pid: 1, rss: 900 * M}), processOf({pid: 2, rss: 800 * M})];
	monitor.store.actions.fit({processes: 10, regions: 10, regionColumns: 100});
	await monitor.poller.start();
	return monitor;
}

/** Orders a memory-user, which says its pid at once. */
function allocate({store, workers, platform}: Monitor, text: string, pid: number): void {
	store.actions.allocate(text);
	workers.at(-1)?.say({event: 'started', pid, bytes: 0, kind: 'anon', access: 'rmw', baseline});
	platform.processes = [...platform.processes, processOf({pid, name: 'memtui-worker', rss: 340 * M})];
}

const state = ({store}: Monitor) => store.getState();

test('an order starts a worker with what was asked for', async t => {
	const monitor = await started();
	t.is(monitor.store.actions.allocate('300 10'), undefined);
	t.deepEqual(monitor.workers[0]?.order, {
		bytes: 300 * M,
		kind: 'anon',
		access: 'rmw',
		seconds: 10,
		stopUnderPressure: true,
	});
	t.like(state(monitor).workers[0], {bytes: 300 * M, seconds: 10, phase: 'starting', pid: undefined});
});

test('an order that can’t be carried out starts nothing and says why', async t => {
	const monitor = await started();
	t.is(monitor.store.actions.allocate('99999'), '99999 MB asked for, 16,384 MB available');
	t.is(monitor.store.actions.allocate('lots'), 'MB is a whole number from 1');
	t.deepEqual(state(monitor).workers, []);
	t.deepEqual(monitor.workers, []);
});

test('what is available is that of the newest sample', async t => {
	const monitor = await started();
	const {store} = monitor;
	const sample = sampleOf([], {machine: machineOf({MemAvailable: 100 * M})});
	store.actions.applyTick({sample, workerCpu: new Map(), cost: undefined, map: undefined});
	t.is(store.actions.allocate('101'), '101 MB asked for, 100 MB available');
	t.is(store.actions.allocate('100'), undefined);
});

test('a new worker is selected as soon as it is in the list, once', async t => {
	const monitor = await started();
	const {clock, store} = monitor;
	allocate(monitor, '300', 77);
	t.is(state(monitor).list.selected?.pid, 1);
	await clock.advance(1000);
	t.is(state(monitor).list.selected?.pid, 77);
	store.actions.edge(false);
	await clock.advance(1000);
	t.is(state(monitor).list.selected?.pid, 1);
});

test('a worker that never came into the list does not take the selection from a later process of its pid', async t => {
	const monitor = await started();
	const {clock, workers, platform} = monitor;
	allocate(monitor, '300', 77);
	platform.processes = platform.processes.slice(0, 2);
	workers[0]?.end({reason: 'failed'});
	await clock.advance(1000);
	platform.processes = [...platform.processes, processOf({pid: 77, name: 'other'})];
	await clock.advance(1000);
	t.is(state(monitor).list.selected?.pid, 1);
});

test('messages go to the worker that said them', async t => {
	const monitor = await started();
	allocate(monitor, '300', 77);
	allocate(monitor, '200', 78);
	monitor.workers[0]?.say({event: 'allocating', touched: 5 * M});
	t.deepEqual(
		state(monitor).workers.map(({pid, touched}) => [pid, touched]),
		[
			[77, 5 * M],
			[78, 0],
		],
	);
});

test('the CPU of the workers that live is asked for, and of no others', async t => {
	const monitor = await started();
	const {platform, clock, workers} = monitor;
	allocate(monitor, '300', 77);
	allocate(monitor, '200', 78);
	platform.cpu.set(77, 99.5);
	await clock.advance(1000);
	t.deepEqual(platform.workers.at(-1), [77, 78]);
	t.is(state(monitor).workers[0]?.cpu, 99.5);
	t.is(state(monitor).workers[0]?.peakRss, 340 * M);
	workers[1]?.end({reason: 'time'});
	await settled();
	await clock.advance(1000);
	t.deepEqual(platform.workers.at(-1), [77]);
});

test('a worker that has ended leaves the list of workers for its report', async t => {
	const monitor = await started();
	allocate(monitor, '300', 77);
	monitor.workers[0]?.say({
		event: 'finished',
		passes: 3,
		seconds: 10,
		bytesPerSecond: 100,
		reason: 'time',
	});
	t.is(state(monitor).overlay, undefined);
	monitor.workers[0]?.end({reason: 'time'});
	await settled();
	t.deepEqual(state(monitor).workers, []);
	const {overlay} = state(monitor);
	t.is(overlay?.kind, 'report');
	t.like(overlay?.kind === 'report' ? overlay.worker : undefined, {
		pid: 77,
		phase: 'ended',
		passes: 3,
		end: {reason: 'time', seconds: 10},
	});
});

test('the report of a later worker takes the place of the one that is shown', async t => {
	const monitor = await started();
	allocate(monitor, '300', 77);
	allocate(monitor, '200', 78);
	monitor.workers[0]?.end({reason: 'time'});
	monitor.workers[1]?.end({reason: 'time'});
	await settled();
	const {overlay} = state(monitor);
	t.is(overlay?.kind === 'report' ? overlay.worker.pid : undefined, 78);
});

const taken: readonly Overlay[] = [
	{kind: 'prompt', purpose: 'filter', text: 'no'},
	{kind: 'prompt', purpose: 'allocate', text: '30'},
	{kind: 'sort', index: 2},
	{kind: 'help', query: '', searching: true, top: 0},
];

for (const overlay of taken) {
	const name = overlay.kind === 'prompt' ? `the ${overlay.purpose} prompt` : `the ${overlay.kind}`;
	test(`a report takes no keys from somebody who is at ${name}`, async t => {
		const monitor = await started();
		allocate(monitor, '300', 77);
		monitor.store.actions.show(overlay);
		monitor.workers[0]?.end({reason: 'time'});
		await settled();
		t.is(state(monitor).overlay, overlay);
		t.deepEqual(state(monitor).workers, []);
	});
}

test('a worker that could not be started is told like one that failed', async t => {
	const monitor = await started();
	monitor.store.actions.allocate('300');
	monitor.workers[0]?.fail(new Error('memory-user.js is missing'));
	await settled();
	const {overlay} = state(monitor);
	t.deepEqual(overlay?.kind === 'report' && overlay.worker.end, {
		reason: 'failed',
		message: 'memory-user.js is missing',
		seconds: undefined,
	});
});

const releases = ({workers}: Monitor) => workers.map(worker => worker.releases());

test('the newest worker is released where none is selected', async t => {
	const monitor = await started();
	allocate(monitor, '300', 77);
	allocate(monitor, '200', 78);
	monitor.store.actions.release();
	t.deepEqual(releases(monitor), [0, 1]);
	t.deepEqual(state(monitor).notice, {text: 'releasing the memory-user 78', isError: false});
});

test('the selected worker is released before the newest', async t => {
	const monitor = await started();
	const {clock, store} = monitor;
	allocate(monitor, '300', 77);
	await clock.advance(1000);
	allocate(monitor, '200', 78);
	t.is(state(monitor).list.selected?.pid, 77);
	store.actions.release();
	t.deepEqual(releases(monitor), [1, 0]);
});

test('a worker that has ended is not released again, but the next newest', async t => {
	const monitor = await started();
	allocate(monitor, '300', 77);
	allocate(monitor, '200', 78);
	monitor.workers[1]?.end({reason: 'time'});
	await settled();
	monitor.store.actions.release();
	t.deepEqual(releases(monitor), [1, 0]);
});

test('a worker without a pid yet can be released too', async t => {
	const monitor = await started();
	monitor.store.actions.allocate('300');
	monitor.store.actions.release();
	t.deepEqual(releases(monitor), [1]);
	t.is(state(monitor).notice?.text, 'releasing the memory-user');
});

test('without a worker the release says how to start one', async t => {
	const monitor = await started();
	monitor.store.actions.release();
	t.deepEqual(state(monitor).notice, {text: 'there is no memory-user: a starts one', isError: false});
});
