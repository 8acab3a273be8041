import test from 'ava';
import {regionRows, regionView} from '../../source/model/region-view.js';
import {
	applyFailure,
	applyReading,
	closeType,
	moveTo,
	nextMode,
	openRegions,
	toggleType,
} from '../../source/store/region-state.js';
import type {RegionState} from '../../source/store/state.js';
import {processOf, readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const java = processOf({pid: 4242, name: 'java'});
const height = 4;

/** A page-sized region of anonymous memory; by its address it is known again. */
const anonymous = (page: number, rss: number): MadeRegion => ({
	start: page * 0x10000,
	end: page * 0x10000 + 0x1000,
	fields: {Size: 4, Rss: rss},
	vmFlags: 'rd wr',
});
const code = (page: number, rss: number): MadeRegion => ({
	...anonymous(page, rss),
	perms: 'r-xp',
	device: '08:01',
	inode: 5,
	path: '/bin/java',
});
const viewOf = (...regions: readonly MadeRegion[]) => regionView(readingOf(regions, {process: java}));
const read = (regions: RegionState, ...made: readonly MadeRegion[]) =>
	applyReading(regions, viewOf(...made), undefined, height);

const opened = openRegions(java, undefined);
const six = [1, 2, 3, 4, 5, 6].map(page => anonymous(page, 10 - page));
const mapped = read(opened, ...six);

/** Where the selection stands: the address of the region, or the type. */
function selected(regions: RegionState): string | undefined {
	const row = regionRows(regions).at(regions.selectedIndex);
	if (row?.kind === 'type') return row.totals.type;
	const start = row && regions.view?.reading.map.start[row.index];
	return start === undefined ? undefined : `page ${start / 0x10000n}`;
}

test('a map that was not read yet has no lines', t => {
	t.is(regionRows(opened).count, 0);
	t.is(opened.mode, 'list');
	t.is(selected(opened), undefined);
});

test('another process is mapped in the view that was chosen, from its first line', t => {
	const types = nextMode(moveTo(mapped, 3, height));
	const other = openRegions(processOf({pid: 7}), types);
	t.is(other.mode, 'types');
	t.is(other.view, undefined);
	t.is(other.selectedIndex, 0);
	t.is(other.openType, undefined);
});

test('the selection moves between the first line and the last, and the window with it', t => {
	t.is(selected(moveTo(mapped, -9, height)), 'page 1');
	const last = moveTo(mapped, 99, height);
	t.is(selected(last), 'page 6');
	t.is(last.top, 2);
	t.is(moveTo(last, 3, height).top, 2);
	t.is(moveTo(last, 1, height).top, 1);
	t.is(moveTo(last, 1, 0).selectedIndex, 1);
});

test('a new reading leaves the selection on its region, wherever that went', t => {
	const third = moveTo(mapped, 2, height);
	t.is(selected(third), 'page 3');
	const grown = read(third, ...six.slice(0, 2), anonymous(3, 99), ...six.slice(3));
	t.is(selected(grown), 'page 3');
	t.is(grown.selectedIndex, 0);
});

test('when the selected region is gone its line stays selected', t => {
	const third = moveTo(mapped, 2, height);
	const without = read(third, ...six.slice(0, 2), ...six.slice(3));
	t.is(without.selectedIndex, 2);
	t.is(selected(without), 'page 4');
	t.is(selected(read(moveTo(mapped, 5, height), ...six.slice(0, 3))), 'page 3');
});

test('by type the selection stays on its type', t => {
	const types = nextMode(read(opened, anonymous(1, 9), code(2, 5)));
	t.is(selected(types), 'anonymous');
	const second = moveTo(types, 1, height);
	t.is(selected(second), 'code');
	t.is(selected(read(second, anonymous(1, 9), code(2, 50))), 'code');
	t.is(read(second, anonymous(1, 9), code(2, 50)).selectedIndex, 0);
});

test('Enter opens a type to its regions and closes it again', t => {
	const types = nextMode(read(opened, ...six, code(7, 50)));
	const onAnonymous = moveTo(types, 1, height);
	t.is(selected(onAnonymous), 'anonymous');
	const open = toggleType(onAnonymous, height);
	t.is(open.openType, 'anonymous');
	t.is(regionRows(open).count, 8);
	t.is(selected(open), 'anonymous');
	const closed = toggleType(open, height);
	t.is(closed.openType, undefined);
	t.is(regionRows(closed).count, 2);
});

test('opening another type closes the one before, and the selection goes along', t => {
	const types = nextMode(read(opened, ...six, code(7, 3)));
	const first = toggleType(types, height);
	t.is(first.openType, 'anonymous');
	const onCode = moveTo(first, 7, height);
	t.is(selected(onCode), 'code');
	const second = toggleType(onCode, height);
	t.is(second.openType, 'code');
	t.is(selected(second), 'code');
	t.is(second.selectedIndex, 1);
});

test('Enter on a region does nothing', t => {
	t.is(toggleType(mapped, height), mapped);
	const inside = moveTo(toggleType(nextMode(mapped), height), 2, height);
	t.is(toggleType(inside, height), inside);
});

test('Esc closes the opened type from any line of it, and has nothing to close else', t => {
	const open = toggleType(nextMode(mapped), height);
	const closed = closeType(moveTo(open, 4, height), height);
	t.is(closed?.openType, undefined);
	t.is(closed && selected(closed), 'anonymous');
	t.is(closeType(nextMode(mapped), height), undefined);
	t.is(closeType(mapped, height), undefined);
});

test('the opened type stays open in a new reading, with the selection on its region', t => {
	const inside = moveTo(toggleType(nextMode(mapped), height), 3, height);
	t.is(selected(inside), 'page 3');
	const again = read(inside, ...six.slice(1), code(8, 1));
	t.is(again.openType, 'anonymous');
	t.is(selected(again), 'page 3');
});

test('the view that comes next begins at its first line', t => {
	const types = nextMode(moveTo(mapped, 5, height));
	t.is(types.mode, 'types');
	t.is(types.selectedIndex, 0);
	t.is(types.top, 0);
	t.is(nextMode(types).mode, 'list');
});

test('an ended process keeps its map and the moment of its end, which does not move', t => {
	const gone = {failure: 'gone', message: 'it ended'} as const;
	const ended = applyFailure(mapped, gone, 1000);
	t.is(ended.view, mapped.view);
	t.is(ended.ended, 1000);
	t.is(ended.failure, undefined);
	t.is(applyFailure(ended, gone, 2000).ended, 1000);
});

test('a map that is denied is told in place of the old one, and one that is there again takes its place', t => {
	const denied = applyFailure(mapped, {failure: 'denied', message: 'no'}, 1000);
	t.like(denied, {failure: {failure: 'denied', message: 'no'}, ended: undefined});
	const again = read(denied, ...six);
	t.is(again.failure, undefined);
	t.is(regionRows(again).count, 6);
});

test('a reading that was given up changes nothing', t => {
	t.is(applyFailure(mapped, {failure: 'not read', message: 'given up'}, 1000), mapped);
});

test('the process is that of the newest reading: after execve it has another name', t => {
	const renamed = processOf({pid: 4242, name: 'sh'});
	t.is(applyReading(mapped, regionView(readingOf(six, {process: renamed})), 5000, height).process, renamed);
});
