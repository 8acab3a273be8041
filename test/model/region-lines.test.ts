import {readFileSync} from 'node:fs';
import test from 'ava';
import {mapChange} from '../../source/model/region-change.js';
import {groupRegions} from '../../source/model/region-groups.js';
import {
	changeRows,
	groupRows,
	isShownChange,
	listRows,
	type RegionRows,
} from '../../source/model/region-lines.js';
import {orderRegions, type RegionSort} from '../../source/model/region-order.js';
import {type RegionView, regionView} from '../../source/model/region-view.js';
import {rawText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';
import {anonymous, mapped, viewOf} from './map-pairs.js';

const byRss: RegionSort = {key: 'rss', reverse: false};

/** Three of anonymous memory, two of code, one stack, by address. */
const regions: readonly MadeRegion[] = [
	{start: 0x10000, end: 0x14000, fields: {Size: 16, Rss: 8}},
	{
		start: 0x20000,
		end: 0x24000,
		perms: 'r-xp',
		device: '08:01',
		inode: 5,
		path: '/bin/a',
		fields: {Size: 16, Rss: 12},
	},
	{start: 0x30000, end: 0x34000, fields: {Size: 16, Rss: 12}},
	{
		start: 0x40000,
		end: 0x44000,
		perms: 'r-xp',
		device: '08:01',
		inode: 6,
		path: '/bin/b',
		fields: {Size: 16, Rss: 0},
	},
	{start: 0x50000, end: 0x60000, fields: {Size: 64, Rss: 4}},
	{start: 0x70000, end: 0x74000, path: '[stack]', fields: {Size: 16, Rss: 4}},
];
const view = regionView(readingOf(regions));

const list = (whole: RegionView) => listRows(orderRegions(whole, byRss));
const groups = (whole: RegionView, by: 'type' | 'file', openKey?: string) =>
	groupRows(groupRegions(whole, orderRegions(whole, byRss), by, byRss), openKey);

/** The lines in short: a group with its count, a region by its row in the map, a change with its sign. */
function shown(rows: RegionRows): string[] {
	return Array.from({length: rows.count}, (_, i) => {
		const row = rows.at(i);
		switch (row?.kind) {
			case 'region':
				return `${row.nested ? '  ' : ''}${row.index}`;
			case 'group': {
				const {file, type, count} = row.group;
				return `${row.opened ? '-' : '+'} ${file ? rawText(file) : type} ${count}`;
			}
			case 'typeChange':
				return `${row.opened ? '-' : '+'} ${row.change.type} ${row.change.rss}`;
			case 'regionChange':
				return `  ${row.change.kind} ${row.change.change.rss}`;
			default:
				return 'nothing';
		}
	});
}

test('the list has the largest RSS first and equals by address', t => {
	t.deepEqual(shown(list(view)), ['1', '2', '0', '4', '5', '3']);
});

test('by type there is a line for each, the largest RSS first', t => {
	t.deepEqual(shown(groups(view, 'type')), ['+ anonymous 3', '+ code 2', '+ stack 1']);
});

test('an opened type is followed by its regions, the largest first, and then by the types below it', t => {
	t.deepEqual(shown(groups(view, 'type', 'anonymous')), [
		'- anonymous 3',
		'  2',
		'  0',
		'  4',
		'+ code 2',
		'+ stack 1',
	]);
	t.deepEqual(shown(groups(view, 'type', 'code')), ['+ anonymous 3', '- code 2', '  1', '  3', '+ stack 1']);
	t.deepEqual(shown(groups(view, 'type', 'stack')), ['+ anonymous 3', '+ code 2', '- stack 1', '  5']);
});

test('by file each file is a line of its own', t => {
	t.deepEqual(shown(groups(view, 'file', 'file /bin/a')), [
		'+ anonymous 3',
		'- /bin/a 1',
		'  1',
		'+ stack 1',
		'+ /bin/b 1',
	]);
});

test('a type that is gone from the map opens nothing', t => {
	t.deepEqual(shown(groups(view, 'type', 'heap')), shown(groups(view, 'type')));
});

const before = viewOf([mapped('/bin/a', 'r-xp', 0, 2), anonymous(10, 8, 4), anonymous(30, 4, 4)]);
const after = viewOf([mapped('/bin/a', 'r-xp', 0, 2), anonymous(10, 8, 6), anonymous(50, 8, 8)]);
const change = mapChange(before, after);

test('of a difference there is a line a type that changed, the opened one followed by its regions', t => {
	t.deepEqual(shown(changeRows(change, undefined)), ['+ anonymous 24576']);
	t.deepEqual(shown(changeRows(change, 'anonymous')), [
		'- anonymous 24576',
		'  added 32768',
		'  removed -16384',
		'  changed 8192',
	]);
	t.deepEqual(shown(changeRows(change, 'code')), ['+ anonymous 24576']);
});

test('a type of which only PSS moved, by others’ coming and going, makes no line', t => {
	const shared = (pss: number) => ({
		...mapped('/bin/a', 'r-xp', 0, 2),
		fields: {Size: 8, Rss: 8, Pss: pss, Shared_Dirty: 0, Private_Clean: 0, Private_Dirty: 0, Swap: 0},
		vmFlags: 'rd ex',
	});
	const moved = mapChange(viewOf([shared(8)]), viewOf([shared(2)]));
	t.is(moved.types.length, 1);
	t.is(changeRows(moved, 'code').count, 0);
});

test('a change is shown when any figure of the lines differs', t => {
	const none = {count: 0, size: 0, rss: 0, pss: 5, uss: 5, dirty: undefined, swap: 0};
	t.false(isShownChange(none));
	for (const figure of ['count', 'size', 'rss', 'dirty', 'swap']) {
		t.true(isShownChange({...none, [figure]: -1}), figure);
	}
});

test('there are no lines before the first and after the last', t => {
	for (const rows of [
		list(view),
		groups(view, 'type'),
		groups(view, 'type', 'stack'),
		changeRows(change, 'anonymous'),
	]) {
		t.is(rows.at(-1), undefined);
		t.is(rows.at(rows.count), undefined);
	}
});

test('a map without regions has no lines', t => {
	const empty = regionView(readingOf([]));
	t.is(list(empty).count, 0);
	t.is(groups(empty, 'type', 'code').count, 0);
	t.is(groups(empty, 'file').count, 0);
});

test('of a recorded map every region stands once in the list, and once under its type and its file', t => {
	for (const pid of [16204, 16206, 16208]) {
		const smaps = readFileSync(ownFixture(`linux/debian12-6.18/proc/${pid}/smaps`));
		const whole = regionView(readingOf(smaps));
		t.true(whole.reading.map.count > 10);
		const indexes = (rows: RegionRows) =>
			Array.from({length: rows.count}, (_, i) => rows.at(i)).flatMap(row =>
				row?.kind === 'region' ? [row.index] : [],
			);
		const inOrder = (rows: readonly number[]) => [...rows].sort((a, b) => a - b);
		const every = Array.from({length: whole.reading.map.count}, (_, i) => i);
		t.deepEqual(inOrder(indexes(list(whole))), every);
		for (const by of ['type', 'file'] as const) {
			const {groups: all} = groupRegions(whole, orderRegions(whole, byRss), by, byRss);
			const nested = all.flatMap(({key}) => indexes(groups(whole, by, key)));
			t.deepEqual(inOrder(nested), every, by);
		}
	}
});
