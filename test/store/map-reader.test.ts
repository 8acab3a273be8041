import test from 'ava';
import type {Process} from '../../source/platform/platform.js';
import {settled} from '../support/fake-clock.js';
import {type Monitor, monitorOf} from '../support/monitor.js';
import {processOf, readingOf} from '../support/samples.js';

const java = processOf({pid: 10, name: 'java', rss: 3000});
const node = processOf({pid: 20, name: 'node', rss: 2000});
const regions = [{start: 0x10000, end: 0x14000, fields: {Size: 16, Rss: 8}, vmFlags: 'rd wr'}];

/** A map of the process that costs so many milliseconds to read. */
function giveMap({platform, clock}: Monitor, process: Process, cost = 1): void {
	platform.maps.set(process.pid, readingOf(regions, {process, cost, at: clock.now()}));
}

/** The first of the two processes is selected. */
async function started(): Promise<Monitor> {
	const monitor = monitorOf();
	monitor.platform.processes = [java, node];
	monitor.store.actions.fit({processes: 10, regions: 10, regionColumns: 100});
	await monitor.poller.start();
	return monitor;
}

async function mapped(cost?: number): Promise<Monitor> {
	const monitor = await started();
	giveMap(monitor, java, cost);
	monitor.store.actions.mapSelected();
	await settled();
	return monitor;
}

const state = ({store}: Monitor) => store.getState().regions;

test('nothing is read as long as no process is mapped', async t => {
	const {platform, clock} = await started();
	await clock.advance(5000);
	t.deepEqual(platform.mapped, []);
});

test('a process that is mapped is read at once, not at the next tick', async t => {
	const monitor = await mapped();
	t.is(monitor.platform.mapped.length, 1);
	t.is(state(monitor)?.view?.totals.count, 1);
	t.is(monitor.platform.samples.length, 1);
});

test('a quick map comes with each tick, in the same change of the store', async t => {
	const monitor = await mapped(12);
	const {store, clock, platform} = monitor;
	let changes = 0;
	store.subscribe(() => changes++);
	for (let tick = 1; tick <= 3; tick++) {
		giveMap(monitor, java, 12);
		await clock.advance(1000);
		t.is(platform.mapped.length, 1 + tick);
		t.is(state(monitor)?.view?.reading, platform.maps.get(10) as never);
		t.is(changes, tick);
	}
	t.is(state(monitor)?.pace, undefined);
});

test('a dear map takes a tenth of the time at most, and the pane knows the pace', async t => {
	const monitor = await mapped(500);
	const {clock, platform} = monitor;
	t.is(state(monitor)?.pace, 5000);
	await clock.advance(4000);
	t.is(platform.mapped.length, 1);
	await clock.advance(1000);
	t.is(platform.mapped.length, 2);
	await clock.advance(4000);
	t.is(platform.mapped.length, 2);
	await clock.advance(1000);
	t.is(platform.mapped.length, 3);
});

test('a dear map does not hold up the list', async t => {
	const monitor = await mapped(50);
	const {clock, platform, store} = monitor;
	const release = platform.hold('regions');
	await clock.advance(1000);
	t.is(platform.mapped.length, 2);
	t.is(store.getState().sample?.monotonic, 1000);
	await clock.advance(2000);
	t.is(store.getState().sample?.monotonic, 3000);
	t.is(platform.mapped.length, 2, 'no second reading is begun before the first has ended');
	const shown = state(monitor)?.view;
	giveMap(monitor, java, 50);
	release();
	await settled();
	t.not(state(monitor)?.view, shown);
});

test('a map that became cheaper is read with each tick again', async t => {
	const monitor = await mapped(500);
	const {clock, platform} = monitor;
	giveMap(monitor, java, 5);
	await clock.advance(5000);
	t.is(platform.mapped.length, 2);
	t.is(state(monitor)?.pace, undefined);
	await clock.advance(2000);
	t.is(platform.mapped.length, 4);
});

test('mapping another process gives up the reading of the first', async t => {
	const monitor = await started();
	const {platform, store} = monitor;
	const release = platform.hold('regions');
	giveMap(monitor, java);
	giveMap(monitor, node);
	store.actions.mapSelected();
	await settled();
	store.actions.move(1, 'down');
	store.actions.mapSelected();
	await settled();
	t.deepEqual(
		platform.mapped.map(({pid, signal}) => [pid, signal.aborted]),
		[
			[10, true],
			[20, false],
		],
	);
	release();
	await settled();
	t.is(state(monitor)?.process, node);
	t.is(state(monitor)?.view?.reading.process, node);
	t.is(state(monitor)?.failure, undefined);
});

test('a reading that comes in although it was given up is not shown', async t => {
	const monitor = await started();
	const {platform, store} = monitor;
	giveMap(monitor, java);
	giveMap(monitor, node);
	const release = platform.hold('regions');
	const late = platform.regions.bind(platform);
	// It was done before it heard that it need not be.
	platform.regions = pid => late(pid, new AbortController().signal);
	store.actions.mapSelected();
	const releaseSecond = platform.hold('regions');
	store.actions.move(1, 'down');
	store.actions.mapSelected();
	releaseSecond();
	await settled();
	t.is(state(monitor)?.view?.reading.process, node);
	release();
	await settled();
	t.is(state(monitor)?.process, node);
	t.is(state(monitor)?.ended, undefined);
});

test('mapping the same process again neither reads nor resets anything', async t => {
	const monitor = await mapped();
	const shown = state(monitor);
	monitor.store.actions.mapSelected();
	await settled();
	t.is(state(monitor), shown);
	t.is(monitor.platform.mapped.length, 1);
});

test('a process that ended keeps its last map and is not read any more', async t => {
	const monitor = await mapped();
	const {clock, platform, store} = monitor;
	const last = state(monitor)?.view;
	platform.maps.delete(10);
	platform.processes = [node];
	await clock.advance(1000);
	t.is(state(monitor)?.view, last);
	t.is(state(monitor)?.ended, store.getState().sample?.at);
	t.is(state(monitor)?.failure, undefined);
	const ended = state(monitor)?.ended;
	await clock.advance(5000);
	t.is(platform.mapped.length, 2);
	t.is(state(monitor)?.ended, ended);
});

test('a process that ended before its map was read is told as gone', async t => {
	const monitor = await started();
	monitor.store.actions.mapSelected();
	await settled();
	t.is(state(monitor)?.view, undefined);
	t.is(state(monitor)?.failure?.failure, 'gone');
	t.not(state(monitor)?.ended, undefined);
});

test('a pid that is used again does not pass for the process that was mapped', async t => {
	const monitor = await mapped();
	const {clock, platform} = monitor;
	const last = state(monitor)?.view;
	const other = processOf({pid: 10, name: 'sh', startTicks: 9999});
	platform.processes = [other, node];
	giveMap(monitor, other);
	await clock.advance(1000);
	t.is(state(monitor)?.view, last);
	t.is(state(monitor)?.process.startTicks, java.startTicks);
	t.not(state(monitor)?.ended, undefined);
	await clock.advance(3000);
	t.is(platform.mapped.length, 2);
});

test('the process that has the pid now can be mapped in its place', async t => {
	const monitor = await mapped();
	const {clock, platform, store} = monitor;
	const other = processOf({pid: 10, name: 'sh', rss: 9000, startTicks: 9999});
	platform.processes = [other];
	giveMap(monitor, other);
	await clock.advance(1000);
	store.actions.mapSelected();
	await settled();
	t.is(state(monitor)?.process.startTicks, 9999);
	t.is(state(monitor)?.view?.reading.process, other);
	t.is(state(monitor)?.ended, undefined);
});

test('a map that is denied says so, and is shown as soon as it may be read', async t => {
	const monitor = await started();
	const {platform, store, clock} = monitor;
	platform.maps.set(10, {failure: 'denied', message: 'the smaps of 10 belongs to root'});
	store.actions.mapSelected();
	await settled();
	t.deepEqual(state(monitor)?.failure, {failure: 'denied', message: 'the smaps of 10 belongs to root'});
	giveMap(monitor, java);
	await clock.advance(1000);
	t.is(state(monitor)?.failure, undefined);
	t.is(state(monitor)?.view?.totals.count, 1);
});

test('closing the map ends its readings', async t => {
	const monitor = await mapped();
	const {clock, platform, store} = monitor;
	store.actions.back();
	t.is(state(monitor), undefined);
	await clock.advance(3000);
	t.is(platform.mapped.length, 1);
});

test('closing the map gives up the reading that is under way', async t => {
	const monitor = await started();
	const {platform, store} = monitor;
	const release = platform.hold('regions');
	giveMap(monitor, java);
	store.actions.mapSelected();
	store.actions.back();
	t.true(platform.mapped[0]?.signal.aborted);
	release();
	await settled();
	t.is(state(monitor), undefined);
});

test('paused, a process can be mapped and is read once', async t => {
	const monitor = await started();
	const {clock, platform, store} = monitor;
	giveMap(monitor, java);
	store.actions.pause();
	store.actions.mapSelected();
	await clock.advance(5000);
	t.is(state(monitor)?.view?.totals.count, 1);
	t.is(platform.mapped.length, 1);
});

test('the stop gives up the reading that is under way', async t => {
	const monitor = await started();
	monitor.platform.hold('regions');
	monitor.store.actions.mapSelected();
	monitor.poller.stop();
	t.true(monitor.platform.mapped[0]?.signal.aborted);
});
