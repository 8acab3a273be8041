import test from 'ava';
import {FakeClock, settled} from '../support/fake-clock.js';
import {monitorOf} from '../support/monitor.js';
import {processOf} from '../support/samples.js';

const K = 1024;
const many = (length: number) =>
	Array.from({length}, (_, i) => processOf({pid: i + 1, rss: (length - i) * K}));

async function started(interval?: number) {
	const monitor = monitorOf({interval});
	monitor.platform.processes = many(100);
	monitor.store.actions.fit({processes: 10, regions: 10, regionColumns: 100});
	await monitor.poller.start();
	return monitor;
}

test('the first sample is there before anything is drawn', async t => {
	const {platform, store} = await started();
	t.is(platform.samples.length, 1);
	t.is(store.getState().sample?.processes.size, 100);
	t.is(store.getState().list.rows.length, 100);
	t.is(store.getState().previous, undefined);
});

test('then there is one sample every interval', async t => {
	const {platform, store, clock} = await started();
	const first = store.getState().sample;
	await clock.advance(999);
	t.is(platform.samples.length, 1);
	await clock.advance(1);
	t.is(platform.samples.length, 2);
	t.is(store.getState().previous, first);
	await clock.advance(3000);
	t.is(platform.samples.length, 5);
	t.is(store.getState().history.length, 5);
});

test('one tick is in flight at most, and ticks that fall due meanwhile are dropped', async t => {
	const {platform, store, clock} = await started();
	const release = platform.hold('sample');
	await clock.advance(4500);
	t.is(platform.samples.length, 2);
	t.is(store.getState().sample?.monotonic, 0);
	release();
	await settled();
	t.is(store.getState().sample?.monotonic, 4500);
	t.is(platform.samples.length, 2);
	// In step with the first tick, not with the late one.
	await clock.advance(499);
	t.is(platform.samples.length, 2);
	await clock.advance(1);
	t.is(platform.samples.length, 3);
});

test('after the machine slept there is one tick, and the missed ones are not made up for', async t => {
	const {platform, clock} = await started();
	await clock.machineSleeps(60_300);
	t.is(platform.samples.length, 2);
	await clock.advance(999);
	t.is(platform.samples.length, 2);
	await clock.advance(1);
	t.is(platform.samples.length, 3);
});

test('paused, the sample stays and nothing is read', async t => {
	const {platform, store, clock} = await started();
	store.actions.pause();
	const shown = store.getState().sample;
	await clock.advance(10_000);
	t.is(platform.samples.length, 1);
	t.is(store.getState().sample, shown);
	t.is(clock.waiting, 0);
});

test('going on reads at once, and then every interval from there', async t => {
	const {platform, store, clock} = await started();
	store.actions.pause();
	await clock.advance(10_300);
	store.actions.pause();
	await settled();
	t.is(platform.samples.length, 2);
	t.is(store.getState().sample?.monotonic, 10_300);
	await clock.advance(999);
	t.is(platform.samples.length, 2);
	await clock.advance(1);
	t.is(platform.samples.length, 3);
});

test('a sample that comes in after the pause is not shown', async t => {
	const {platform, store, clock} = await started();
	const shown = store.getState().sample;
	const release = platform.hold('sample');
	await clock.advance(1000);
	store.actions.pause();
	release();
	await settled();
	t.is(store.getState().sample, shown);
});

test('paused before the first sample there still is something to show', async t => {
	const {platform, store, poller} = monitorOf();
	platform.processes = many(3);
	store.actions.pause();
	await poller.start();
	t.is(store.getState().sample?.processes.size, 3);
});

test('another interval holds from the moment it is chosen', async t => {
	const {platform, store, clock} = await started();
	await clock.advance(300);
	store.actions.changeInterval(-1);
	t.is(store.getState().interval, 500);
	await clock.advance(499);
	t.is(platform.samples.length, 1);
	await clock.advance(1);
	t.is(platform.samples.length, 2);
	store.actions.changeInterval(1);
	store.actions.changeInterval(1);
	t.is(store.getState().interval, 2000);
	await clock.advance(1999);
	t.is(platform.samples.length, 2);
	await clock.advance(1);
	t.is(platform.samples.length, 3);
});

test('the interval that was asked for at the start holds', async t => {
	const {platform, clock} = await started(100);
	await clock.advance(1000);
	t.is(platform.samples.length, 11);
});

test('a platform that fails is told in words and tried again', async t => {
	const {platform, store, clock} = await started();
	const shown = store.getState().sample;
	platform.fail('sample', new Error('cannot read /proc/meminfo'));
	await clock.advance(1000);
	t.deepEqual(store.getState().notice, {text: 'cannot read /proc/meminfo', isError: true});
	t.is(store.getState().sample, shown);
	platform.fail('sample');
	await clock.advance(1000);
	t.is(store.getState().sample?.monotonic, 2000);
});

test('a platform that fails at the start does not keep the screen from opening', async t => {
	const {platform, store, poller, clock} = monitorOf();
	platform.processes = many(3);
	platform.fail('sample', new Error('not now'));
	await poller.start();
	t.is(store.getState().notice?.text, 'not now');
	platform.fail('sample');
	await clock.advance(1000);
	t.is(store.getState().list.rows.length, 3);
});

test('rows that came on the screen by scrolling are looked at soon, once for a burst of keys', async t => {
	const {platform, store, clock} = await started();
	t.is(platform.looks.length, 1, 'after the first sample, whose rows nobody knew before');
	store.actions.edge(true);
	for (let i = 0; i < 5; i++) store.actions.move(-1, 'up');
	t.is(clock.waiting, 2, 'the next tick and one look');
	const last = () => store.getState().list.rows.at(-1)?.process;
	t.is(last()?.figures, undefined);
	await clock.advance(24);
	t.is(platform.looks.length, 1);
	await clock.advance(1);
	t.is(platform.looks.length, 2);
	t.is(last()?.figures?.rss, K);
	t.is(platform.samples.length, 1);
});

test('scrolling over rows that are known reads nothing', async t => {
	const {platform, store, clock} = await started();
	store.actions.move(1, 'down');
	store.actions.page(1);
	await clock.advance(500);
	t.is(platform.looks.length, 1);
});

test('paused, the rows that came on the screen by scrolling are still looked at', async t => {
	const {platform, store, clock} = await started();
	store.actions.pause();
	store.actions.edge(true);
	await clock.advance(25);
	t.is(platform.looks.length, 2);
	t.is(store.getState().list.rows.at(-1)?.process.figures?.rss, K);
});

test('a look that fails is told in words, and the next tick reads', async t => {
	const {platform, store, clock} = await started();
	platform.fail('look', new Error('too many open files'));
	store.actions.edge(true);
	await clock.advance(25);
	t.deepEqual(store.getState().notice, {text: 'too many open files', isError: true});
	platform.fail('look');
	await clock.advance(1000);
	t.is(store.getState().list.rows.at(-1)?.process.figures?.rss, K);
});

test('a look that comes in after another sample is not shown over it', async t => {
	const {platform, store, clock} = await started();
	const release = platform.hold('look');
	store.actions.edge(true);
	await clock.advance(25);
	// The tick waits for its turn.
	await clock.advance(1000);
	t.is(platform.samples.length, 1);
	release();
	await settled();
	await clock.advance(1000);
	t.is(store.getState().sample?.monotonic, 2000);
	t.is(store.getState().list.rows.at(-1)?.process.figures?.rss, K);
});

test('the cost of a refresh is the CPU since the one before, and our own RSS', async t => {
	const monitor = monitorOf();
	const {platform, store, clock, poller} = monitor;
	platform.processes = [processOf({pid: process.pid, rss: 48 * K}), processOf({pid: 1, rss: K})];
	clock.used = 700;
	await poller.start();
	// All before the first refresh was the start.
	t.is(store.getState().cost, undefined);
	clock.used += 12;
	await clock.advance(1000);
	t.deepEqual(store.getState().cost, {cpu: 12, rss: 48 * K});
	clock.used += 5;
	await clock.advance(1000);
	t.deepEqual(store.getState().cost, {cpu: 5, rss: 48 * K});
});

test('what was used during a pause is not the cost of the refresh after it', async t => {
	const {store, clock} = await started();
	clock.used += 10;
	await clock.advance(1000);
	store.actions.pause();
	clock.used += 5000;
	await clock.advance(60_000);
	store.actions.pause();
	await settled();
	t.true((store.getState().cost?.cpu ?? 0) < 5000);
});

test('after the stop nothing is read and nothing waits', async t => {
	const {platform, store, poller, clock} = await started();
	store.actions.edge(true);
	poller.stop();
	t.is(clock.waiting, 0);
	await clock.advance(5000);
	t.is(platform.samples.length, 1);
	store.actions.pause();
	store.actions.pause();
	store.actions.edge(false);
	await clock.advance(5000);
	t.is(platform.samples.length, 1);
});

test('a sample that comes in after the stop is not shown', async t => {
	const {platform, store, poller, clock} = await started();
	const shown = store.getState().sample;
	const release = platform.hold('sample');
	await clock.advance(1000);
	poller.stop();
	release();
	await settled();
	t.is(store.getState().sample, shown);
	t.is(clock.waiting, 0);
});

test('a tick changes the store once, so that it is one frame', async t => {
	const {store, clock} = await started();
	let changes = 0;
	store.subscribe(() => changes++);
	await clock.advance(1000);
	t.is(changes, 1);
});

test('the fake clock runs timers in their order and none that was cleared', async t => {
	const clock = new FakeClock();
	const ran: string[] = [];
	clock.setTimeout(() => ran.push('b'), 20);
	clock.setTimeout(() => ran.push('a'), 10);
	clock.clearTimeout(clock.setTimeout(() => ran.push('never'), 15));
	await clock.advance(19);
	t.deepEqual(ran, ['a']);
	await clock.advance(1);
	t.deepEqual(ran, ['a', 'b']);
	t.is(clock.now(), 20);
});
