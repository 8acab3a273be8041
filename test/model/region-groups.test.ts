import test from 'ava';
import fc from 'fast-check';
import {groupRegions} from '../../source/model/region-groups.js';
import {orderRegions, type RegionSort, regionSortKeys} from '../../source/model/region-order.js';
import {regionView} from '../../source/model/region-view.js';
import {rawText} from '../../source/safe-text.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const K = 1024;
const at = (
	start: number,
	end: number,
	perms: string,
	rss: number,
	more: Partial<MadeRegion> = {},
): MadeRegion => ({
	start,
	end,
	perms,
	fields: {Size: (end - start) / K, Rss: rss},
	...more,
});
const foo = {device: '08:01', inode: 5, path: '/usr/lib/foo.so'};
const bar = {device: '08:01', inode: 6, path: '/usr/lib/bar.so'};
const view = regionView(
	readingOf([
		at(0x10000, 0x11000, 'r--p', 4, foo),
		at(0x11000, 0x13000, 'r-xp', 8, foo),
		at(0x13000, 0x14000, 'rw-p', 4, foo),
		at(0x14000, 0x16000, 'rw-p', 8),
		at(0x20000, 0x30000, 'r-xp', 12, bar),
		at(0x40000, 0x80000, 'rw-p', 100),
		at(0x90000, 0x91000, 'rw-p', 4, {path: '[heap]'}),
	]),
);
const byRss: RegionSort = {key: 'rss', reverse: false};
const all = orderRegions(view, byRss);
const described = (by: 'type' | 'file', sort = byRss, rows = all) =>
	groupRegions(view, rows, by, sort).groups.map(
		({type, file, count, rss}) => `${file ? rawText(file) : type} ${count} ${(rss ?? 0) / K}`,
	);

test('one library is one line, with its bss; what is no file is grouped by type', t => {
	t.deepEqual(described('file'), [
		'anonymous 1 100',
		'/usr/lib/foo.so 4 24',
		'/usr/lib/bar.so 1 12',
		'heap 1 4',
	]);
});

test('by type, libraries are spread over what they are made of', t => {
	t.deepEqual(described('type'), [
		'anonymous 1 100',
		'code 2 20',
		'bss 1 8',
		'heap 1 4',
		'data 1 4',
		'read-only data 1 4',
	]);
});

test('groups follow the sort of the list', t => {
	t.deepEqual(described('file', {key: 'size', reverse: false})[1], '/usr/lib/bar.so 1 12');
	t.deepEqual(described('file', {key: 'rss', reverse: true})[0], 'heap 1 4');
	t.deepEqual(described('file', {key: 'mapping', reverse: false})[0], 'anonymous 1 100');
});

test('a group opens to its rows in the order of the list', t => {
	const files = groupRegions(view, all, 'file', byRss);
	const key = files.groups[1]?.key ?? t.fail();
	t.deepEqual([...files.rowsOf(key)], [1, 3, 0, 2]);
	t.deepEqual([...files.rowsOf('no such key')], []);
});

test('groups of some rows count those rows alone', t => {
	t.deepEqual(described('file', byRss, Uint32Array.of(1, 5)), ['anonymous 1 100', '/usr/lib/foo.so 1 8']);
});

test('whatever the grouping and the order, the groups add up to the whole', t => {
	fc.assert(
		fc.property(
			fc.constantFrom('type' as const, 'file' as const),
			fc.constantFrom(...regionSortKeys),
			fc.boolean(),
			(by, key, reverse) => {
				const {groups} = groupRegions(view, all, by, {key, reverse});
				t.is(
					groups.reduce((sum, group) => sum + (group.rss ?? 0), 0),
					Number(view.totals.rss),
				);
				t.is(
					groups.reduce((sum, group) => sum + group.count, 0),
					view.totals.count,
				);
			},
		),
	);
});
