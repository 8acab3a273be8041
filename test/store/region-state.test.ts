import test from 'ava';
import {parseRegionFilter} from '../../source/model/region-filter.js';
import {regionView} from '../../source/model/region-view.js';
import {rawText} from '../../source/safe-text.js';
import {mapDifference} from '../../source/store/region-marks.js';
import {moveTo, selectedRow, stayOnRow, withLines, withRows} from '../../source/store/region-rows.js';
import {
	applyFailure,
	applyReading,
	openRegions,
	type RegionState,
	regionModes,
} from '../../source/store/region-state.js';
import {closeOpen, nextMode, toggleOpen} from '../../source/store/region-steps.js';
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
const code = (page: number, rss: number, path = '/bin/java', inode = 5): MadeRegion => ({
	...anonymous(page, rss),
	...{perms: 'r-xp', device: '08:01', inode, path},
});
const viewOf = (...regions: readonly MadeRegion[]) => regionView(readingOf(regions, {process: java}));
const read = (regions: RegionState, ...made: readonly MadeRegion[]) =>
	applyReading(regions, viewOf(...made), undefined, height);

const opened = openRegions(java, undefined);
const six = [1, 2, 3, 4, 5, 6].map(page => anonymous(page, 10 - page));
const mapped = read(opened, ...six);

/** In the view of that name, from its first line. */
function inMode(mode: RegionState['mode'], regions: RegionState): RegionState {
	let shown = regions;
	while (shown.mode !== mode) shown = nextMode(shown);
	return shown;
}

/** Where the selection stands: the page of the region, the type, the file. */
function selected(regions: RegionState): string | undefined {
	const row = selectedRow(regions);
	if (row?.kind === 'group') return row.group.file ? rawText(row.group.file) : row.group.type;
	if (row?.kind === 'typeChange') return `change of ${row.change.type}`;
	const start = row?.kind === 'region' ? regions.view?.reading.map.start[row.index] : undefined;
	return start === undefined ? undefined : `page ${start / 0x10000n}`;
}

test('a map that was not read yet has no lines', t => {
	t.is(opened.rows.count, 0);
	t.is(opened.mode, 'list');
	t.is(selected(opened), undefined);
});

test('another process is mapped in the view and the order that were chosen, from its first line', t => {
	const types = {...inMode('types', moveTo(mapped, 3, height)), sort: {key: 'size', reverse: true}} as const;
	const marks = [viewOf(...six)];
	const other = openRegions(processOf({pid: 7}), {...types, filterText: 'heap', marks});
	t.is(other.mode, 'types');
	t.deepEqual(other.sort, {key: 'size', reverse: true});
	// What belongs to the other process alone begins anew; its marks are there to compare with.
	t.like(other, {view: undefined, selectedIndex: 0, openKey: undefined, filterText: '', change: undefined});
	t.is(other.marks.length, 1);
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
	const types = inMode('types', read(opened, anonymous(1, 9), code(2, 5)));
	t.is(selected(types), 'anonymous');
	const second = moveTo(types, 1, height);
	t.is(selected(second), 'code');
	const again = read(second, anonymous(1, 9), code(2, 50));
	t.is(selected(again), 'code');
	t.is(again.selectedIndex, 0);
});

test('by file the selection stays on its file', t => {
	const files = inMode('files', read(opened, code(1, 9, '/a', 1), code(2, 5, '/b', 2), code(3, 1, '/c', 3)));
	const onB = moveTo(files, 1, height);
	t.is(selected(onB), '/b');
	const again = read(onB, code(1, 9, '/a', 1), code(2, 5, '/b', 2), code(3, 99, '/c', 3));
	t.is(selected(again), '/b');
	t.is(again.selectedIndex, 2);
});

test('another order leaves the selection on its region, type or file', t => {
	const by = (regions: RegionState, key: 'rss' | 'address', reverse = false) =>
		stayOnRow(regions, withRows({...regions, sort: {key, reverse}}), height);
	const third = moveTo(mapped, 2, height);
	const reversed = by(third, 'rss', true);
	t.is(selected(reversed), 'page 3');
	t.is(reversed.selectedIndex, 3);
	t.is(selected(by(reversed, 'address')), 'page 3');
	for (const mode of ['types', 'files'] as const) {
		const groups = moveTo(inMode(mode, read(opened, ...six, code(7, 3))), 1, height);
		const name = selected(groups);
		t.is(name, mode === 'types' ? 'code' : '/bin/java');
		const turned = by(groups, 'rss', true);
		t.is(selected(turned), name);
		t.is(turned.selectedIndex, 0);
	}
});

test('a search leaves its regions alone, in each view, and a new reading is searched too', t => {
	const filter = parseRegionFilter('r-x');
	if ('error' in filter) return t.fail();
	const found = withRows({...read(opened, ...six, code(7, 3), code(8, 2)), filterText: 'r-x', filter});
	t.is(found.rows.count, 2);
	t.is(selected(found), 'page 7');
	t.is(inMode('types', found).rows.count, 1);
	const again = read(found, ...six, code(7, 3), code(8, 2), code(9, 1));
	t.is(again.rows.count, 3);
	t.is(again.order.length, 3);
});

test('Enter opens a type to its regions and closes it again', t => {
	const types = inMode('types', read(opened, ...six, code(7, 50)));
	const onAnonymous = moveTo(types, 1, height);
	t.is(selected(onAnonymous), 'anonymous');
	const open = toggleOpen(onAnonymous, height);
	t.is(open.openKey, 'anonymous');
	t.is(open.rows.count, 8);
	t.is(selected(open), 'anonymous');
	const closed = toggleOpen(open, height);
	t.is(closed.openKey, undefined);
	t.is(closed.rows.count, 2);
});

test('Enter opens a file to its regions', t => {
	const files = inMode('files', read(opened, code(1, 9), code(2, 5), anonymous(3, 1)));
	const open = toggleOpen(files, height);
	t.is(open.rows.count, 4);
	t.is(selected(moveTo(open, 2, height)), 'page 2');
});

test('opening another type closes the one before, and the selection goes along', t => {
	const types = inMode('types', read(opened, ...six, code(7, 3)));
	const first = toggleOpen(types, height);
	t.is(first.openKey, 'anonymous');
	const onCode = moveTo(first, 7, height);
	t.is(selected(onCode), 'code');
	const second = toggleOpen(onCode, height);
	t.is(second.openKey, 'code');
	t.is(selected(second), 'code');
	t.is(second.selectedIndex, 1);
});

test('a region opens to no further lines', t => {
	t.is(toggleOpen(mapped, height), mapped);
	const inside = moveTo(toggleOpen(inMode('types', mapped), height), 2, height);
	t.is(toggleOpen(inside, height), inside);
});

test('the opened type is closed from any line of it, and else there is nothing to close', t => {
	const open = toggleOpen(inMode('types', mapped), height);
	const closed = closeOpen(moveTo(open, 4, height), height);
	t.is(closed?.openKey, undefined);
	t.is(closed && selected(closed), 'anonymous');
	t.is(closeOpen(inMode('types', mapped), height), undefined);
	t.is(closeOpen(mapped, height), undefined);
});

test('the opened type stays open in a new reading, with the selection on its region', t => {
	const inside = moveTo(toggleOpen(inMode('types', mapped), height), 3, height);
	t.is(selected(inside), 'page 3');
	const again = read(inside, ...six.slice(1), code(8, 1));
	t.is(again.openKey, 'anonymous');
	t.is(selected(again), 'page 3');
});

test('the views come in turn: list, types, files, picture, and each begins at its first line', t => {
	let regions = moveTo(mapped, 5, height);
	const seen = regionModes.map(() => {
		regions = nextMode(regions);
		t.like(regions, {selectedIndex: 0, top: 0, openKey: undefined});
		return [regions.mode, regions.rows.count];
	});
	t.deepEqual(seen, [
		['types', 1],
		['files', 1],
		['picture', 0],
		['list', 6],
	]);
});

test('the next view is no view of what stood over the table', t => {
	const over = {...mapped, workingSet: {phase: 'clearing'}} as const;
	t.is(nextMode(over).workingSet, undefined);
	const detail = {start: 0x10000n, extras: undefined, sharing: undefined};
	t.is(nextMode({...mapped, detail}).detail, undefined);
});

test('from a difference the next view is the one that it covers', t => {
	const types = inMode('types', mapped);
	const compared = withLines({...types, change: mapDifference(viewOf(...six.slice(1)), viewOf(...six))});
	t.is(selected(compared), 'change of anonymous');
	const next = nextMode(compared);
	t.is(next.change, undefined);
	t.is(next.mode, 'types');
	t.is(selected(next), 'anonymous');
});

test('each reading keeps the one before it, so that what changed can be tinted', t => {
	t.is(mapped.before, undefined);
	const again = read(mapped, ...six);
	t.is(again.before, mapped.view);
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
	t.is(again.rows.count, 6);
});

test('a reading that was given up changes nothing', t => {
	t.is(applyFailure(mapped, {failure: 'not read', message: 'given up'}, 1000), mapped);
});

test('the process is that of the newest reading: after execve it has another name', t => {
	const renamed = processOf({pid: 4242, name: 'sh'});
	t.is(applyReading(mapped, regionView(readingOf(six, {process: renamed})), 5000, height).process, renamed);
});
