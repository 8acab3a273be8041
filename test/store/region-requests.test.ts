import test from 'ava';
import type {Process} from '../../source/platform/platform.js';
import type {PageReading, SharingReading} from '../../source/platform/region-reading.js';
import {settled} from '../support/fake-clock.js';
import {type Monitor, monitorOf} from '../support/monitor.js';
import {processOf, readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const java = processOf({pid: 10, name: 'java', rss: 3000});
const node = processOf({pid: 20, name: 'node', rss: 2000});

const library: MadeRegion = {
	...{start: 0x10000, end: 0x14000, perms: 'r-xp', offset: '00003000', device: '08:01', inode: 77},
	path: '/usr/lib/libc.so.6',
	fields: {Size: 16, Rss: 8},
	vmFlags: 'rd ex',
};
const anonymous: MadeRegion = {
	start: 0x40000,
	end: 0x48000,
	fields: {Size: 32, Rss: 28},
	vmFlags: 'rd wr',
};
const larger: MadeRegion = {...anonymous, start: 0x7f0000000000, end: 0x7f0080000000, fields: {Rss: 20}};
const regions = [library, anonymous, larger];

function give({platform, clock}: Monitor, process: Process, made: readonly MadeRegion[] = regions): void {
	platform.maps.set(process.pid, readingOf(made, {process, at: Date.now() + clock.now()}));
}

/** The first of the two processes is mapped, its largest region selected. */
async function mapped(): Promise<Monitor> {
	const monitor = monitorOf();
	monitor.platform.processes = [java, node];
	monitor.store.actions.fit({processes: 10, regions: 10, regionColumns: 60});
	give(monitor, java);
	give(monitor, node);
	await monitor.poller.start();
	monitor.store.actions.mapSelected();
	await settled();
	monitor.store.actions.focus('regions');
	return monitor;
}

/** The other process in its place. */
async function mapOther({store}: Monitor): Promise<void> {
	store.actions.focus('processes');
	store.actions.edge(true);
	store.actions.mapSelected();
	store.actions.focus('regions');
	await settled();
}

/** Another reading of the same map. */
async function read(monitor: Monitor, made?: readonly MadeRegion[]): Promise<void> {
	give(monitor, java, made);
	await monitor.clock.advance(1000);
}

function pane({store}: Monitor) {
	const {regions: shown} = store.getState();
	if (!shown) throw new Error('no process is mapped');
	return shown;
}

const sharing: SharingReading = {sharers: [], read: 7, denied: 0, unread: 0, milliseconds: 3};
const pagesOf = (from: number, count: number): PageReading => ({
	...{from: BigInt(from), pageSize: 4096, pages: new Uint8Array(count)},
	...{tellsHuge: false, at: 0},
});

test('as long as nothing is opened nothing is asked beside the map', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	store.actions.move(1, 'down');
	for (let i = 0; i < 4; i++) store.actions.nextRegionMode();
	await read(monitor);
	t.deepEqual(
		[platform.pageReads, platform.extraReads, platform.sharingReads, platform.cleared],
		[[], [], [], []],
	);
});

test('the extras of a region are asked for when its details are opened, once', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	platform.extrasAnswer = {hugePages: 'madvise'};
	store.actions.openSelected();
	await settled();
	t.deepEqual(platform.extraReads, [{pid: 10, start: 0x40000n}]);
	t.deepEqual(pane(monitor).detail?.extras, {hugePages: 'madvise'});
	await read(monitor);
	store.actions.move(1, 'down');
	await settled();
	t.is(platform.extraReads.length, 1);
	t.is(platform.sharingReads.length, 0, 'who shares it was not asked');
});

test('who shares a region is asked when Enter is pressed in its details, with what the kernel tells of it', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	platform.sharingAnswer = sharing;
	store.actions.edge(true);
	store.actions.openSelected();
	const release = platform.hold('sharing');
	store.actions.openSelected();
	t.is(pane(monitor).detail?.sharing, 'looking');
	// Nor is it asked twice meanwhile.
	store.actions.openSelected();
	await read(monitor);
	t.deepEqual(
		platform.sharingReads.map(({pid, region}) => ({pid, region})),
		[
			{
				pid: 10,
				region: {
					...{start: 0x10000n, end: 0x14000n, device: '08:01', inode: 77n, offset: 0x3000n},
					isPrivate: false,
				},
			},
		],
	);
	release();
	await settled();
	t.deepEqual(pane(monitor).detail?.sharing, sharing);
	store.actions.openSelected();
	t.is(platform.sharingReads.length, 2, 'and again when it is asked again');
});

test('private memory that can be written is asked for as such: a fork may share it', async t => {
	const {platform, store} = await mapped();
	store.actions.openSelected();
	store.actions.openSelected();
	t.true(platform.sharingReads[0]?.region.isPrivate);
});

test('of a region that is no more nobody is asked', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	store.actions.openSelected();
	await read(monitor, [library]);
	store.actions.openSelected();
	await settled();
	t.is(platform.sharingReads.length, 0);
	t.like(pane(monitor).detail?.sharing, {failure: 'gone'});
});

test('the pages of a region are read when the picture goes into it, and again after each reading of the map', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	platform.pageAnswer = pagesOf(0x40000, 8);
	for (let i = 0; i < 3; i++) store.actions.nextRegionMode();
	await settled();
	t.is(platform.pageReads.length, 0);
	store.actions.openSelected();
	await settled();
	t.like(platform.pageReads[0], {pid: 10, from: 0x40000n, to: 0x48000n});
	t.is(pane(monitor).picture.pages, platform.pageAnswer);
	platform.pageAnswer = pagesOf(0x40000, 8);
	await read(monitor);
	t.is(platform.pageReads.length, 2);
	t.is(pane(monitor).picture.pages, platform.pageAnswer);
	// The cursor moves within what was read.
	store.actions.sideways(1);
	await settled();
	t.is(platform.pageReads.length, 2);
	store.actions.back();
	await read(monitor);
	t.is(platform.pageReads.length, 2);
});

test('of a very large region a part is read, and another one when the cursor leaves it', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	const most = 256 * 1024;
	for (let i = 0; i < 3; i++) store.actions.nextRegionMode();
	store.actions.edge(true);
	platform.pageAnswer = pagesOf(0x7f0000000000, most);
	store.actions.openSelected();
	await settled();
	t.is(platform.pageReads.length, 1);
	const {from = 0n, to = 0n} = platform.pageReads[0] ?? {};
	t.is(to - from, BigInt(most * 4096));
	platform.pageAnswer = {...pagesOf(0, most), from};
	await read(monitor);
	store.actions.edge(true);
	await settled();
	const before = platform.pageReads.length;
	store.actions.sideways(1);
	await settled();
	t.is(platform.pageReads.length, before + 1);
	t.true((platform.pageReads.at(-1)?.to ?? 0n) > to);
});

test('pages are not asked for while others are on their way, but then those of what was opened meanwhile', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	for (let i = 0; i < 3; i++) store.actions.nextRegionMode();
	const release = platform.hold('pages');
	store.actions.openSelected();
	await settled();
	store.actions.back();
	store.actions.edge(false);
	store.actions.openSelected();
	await settled();
	t.deepEqual(pane(monitor).picture.zoom?.start, 0x10000n);
	t.is(platform.pageReads.length, 1);
	platform.pageAnswer = pagesOf(0x40000, 8);
	release();
	platform.hold('pages');
	await settled();
	t.is(platform.pageReads.length, 2);
	t.is(platform.pageReads[1]?.from, 0x10000n);
	t.is(pane(monitor).picture.pages, undefined, 'what came were the pages of the other region');
});

test('that the pages may not be read is told to the pane', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	platform.pageAnswer = {failure: 'denied', message: 'it belongs to root'};
	for (let i = 0; i < 3; i++) store.actions.nextRegionMode();
	store.actions.openSelected();
	await settled();
	t.like(pane(monitor).picture.pages, {failure: 'denied'});
});

test('the referenced bits are cleared once, and when is known', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	const before = Date.now();
	const release = platform.hold('clear');
	store.actions.startWorkingSet();
	t.deepEqual(platform.cleared, [10]);
	await read(monitor);
	t.deepEqual(platform.cleared, [10]);
	release();
	await settled();
	const state = pane(monitor).workingSet;
	t.true(state?.phase === 'cleared' && state.at >= before && state.at <= Date.now());
	await read(monitor);
	store.actions.move(1, 'down');
	await settled();
	t.deepEqual(platform.cleared, [10]);
});

test('that the bits can’t be cleared is told to the pane', async t => {
	const monitor = await mapped();
	monitor.platform.clearAnswer = {failure: 'denied', message: 'it belongs to root'};
	monitor.store.actions.startWorkingSet();
	await settled();
	t.deepEqual(pane(monitor).workingSet, {phase: 'failed', failure: monitor.platform.clearAnswer});
});

test('an answer on a region that is not open any more is dropped', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	platform.extrasAnswer = {hugePages: 'madvise'};
	platform.sharingAnswer = sharing;
	const releaseExtras = platform.hold('extras');
	const releaseSharing = platform.hold('sharing');
	store.actions.openSelected();
	store.actions.openSelected();
	store.actions.back();
	t.is(pane(monitor).detail, undefined);
	store.actions.edge(true);
	store.actions.openSelected();
	releaseExtras();
	releaseSharing();
	platform.hold('extras');
	await settled();
	const detail = pane(monitor).detail;
	t.is(detail?.start, 0x10000n);
	// Of this one there is no answer but the one that is on its way.
	t.is(platform.extraReads.length, 2);
	t.is(detail?.sharing, undefined);
});

test('an answer on a process that is not mapped any more is dropped, though another has the same addresses', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	platform.extrasAnswer = {hugePages: 'madvise'};
	platform.sharingAnswer = sharing;
	platform.pageAnswer = pagesOf(0x40000, 8);
	const releases = (['extras', 'sharing', 'pages'] as const).map(answer => platform.hold(answer));
	for (let i = 0; i < 3; i++) store.actions.nextRegionMode();
	store.actions.openSelected();
	store.actions.openSelected();
	store.actions.openSelected();
	await settled();
	t.is(platform.pageReads.length, 1);
	t.is(platform.sharingReads.length, 1);
	await mapOther(monitor);
	t.true(platform.sharingReads[0]?.signal.aborted);
	t.true(platform.pageReads[0]?.signal.aborted);
	// What is asked of this process waits, and only that of the other one comes in.
	for (const answer of ['extras', 'sharing', 'pages'] as const) platform.hold(answer);
	store.actions.openSelected();
	store.actions.openSelected();
	t.is(pane(monitor).process.pid, 20);
	t.is(pane(monitor).detail?.start, 0x40000n);
	t.is(platform.extraReads.length, 2);
	for (const release of releases) release();
	await settled();
	t.deepEqual(pane(monitor).detail, {start: 0x40000n, extras: undefined, sharing: undefined});
	t.is(pane(monitor).picture.pages, undefined);
});

test('bits of another process that were cleared late begin no working set of the one that is mapped now', async t => {
	const monitor = await mapped();
	const {platform, store} = monitor;
	const release = platform.hold('clear');
	store.actions.startWorkingSet();
	await mapOther(monitor);
	platform.hold('clear');
	store.actions.startWorkingSet();
	t.deepEqual(platform.cleared, [10, 20]);
	release();
	await settled();
	t.is(pane(monitor).process.pid, 20);
	t.deepEqual(pane(monitor).workingSet, {phase: 'clearing'});
});

test('after the stop what is on its way is given up', async t => {
	const monitor = await mapped();
	const {platform, store, poller} = monitor;
	platform.hold('sharing');
	store.actions.openSelected();
	store.actions.openSelected();
	poller.stop();
	t.true(platform.sharingReads[0]?.signal.aborted);
	store.actions.back();
	store.actions.openSelected();
	await settled();
	t.is(platform.extraReads.length, 1);
});
