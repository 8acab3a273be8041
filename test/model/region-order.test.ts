import test from 'ava';
import fc from 'fast-check';
import {parseRegionFilter} from '../../source/model/region-filter.js';
import {orderRegions, type RegionSortKey, regionSortKeys} from '../../source/model/region-order.js';
import {regionView} from '../../source/model/region-view.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const file = (path: string) => ({device: '08:01', inode: 5, path});
const regions: readonly MadeRegion[] = [
	{
		start: 0x1000,
		end: 0x9000,
		perms: 'r-xp',
		...file('/b'),
		fields: {Size: 32, Rss: 4, Pss: 2, Private_Clean: 4, Private_Dirty: 0, Shared_Dirty: 0, Swap: 0},
	},
	{
		start: 0x10000,
		end: 0x11000,
		perms: 'rw-p',
		...file('/a'),
		fields: {Size: 4, Rss: 4, Pss: 4, Private_Clean: 0, Private_Dirty: 4, Shared_Dirty: 0, Swap: 8},
	},
	{
		start: 0x20000,
		end: 0x24000,
		perms: 'rw-p',
		fields: {Size: 16, Rss: 16, Pss: 3, Private_Clean: 0, Private_Dirty: 1, Shared_Dirty: 9, Swap: 4},
	},
];
const view = regionView(readingOf(regions));
const rows = (key: RegionSortKey, reverse = false) => [...orderRegions(view, {key, reverse})];

const orders: ReadonlyArray<readonly [RegionSortKey, readonly number[], readonly number[]]> = [
	['address', [0, 1, 2], [2, 1, 0]],
	['size', [0, 2, 1], [1, 2, 0]],
	['rss', [2, 0, 1], [0, 1, 2]],
	['pss', [1, 2, 0], [0, 2, 1]],
	['uss', [0, 1, 2], [2, 0, 1]],
	['dirty', [2, 1, 0], [0, 1, 2]],
	['swap', [1, 2, 0], [0, 2, 1]],
	['perms', [0, 1, 2], [1, 2, 0]],
	['mapping', [1, 0, 2], [0, 1, 2]],
];

for (const [key, forward, reversed] of orders) {
	test(`regions by ${key}, and reversed: equals stay in order of address, what is missing stays last`, t => {
		t.deepEqual(rows(key), [...forward]);
		t.deepEqual(rows(key, true), [...reversed]);
	});
}

test('types are in the order of their rules', t => {
	const types = rows('type').map(row => view.types.list[view.types.index[row] ?? -1]);
	t.deepEqual(types, ['code', 'data', 'anonymous']);
});

test('without resident figures the largest come first', t => {
	const sizes = regions.map(({fields: _, ...region}) => region);
	const maps = regionView(readingOf(sizes));
	t.deepEqual([...orderRegions(maps, {key: 'rss', reverse: false})], [0, 2, 1]);
	t.deepEqual(
		[...orderRegions(maps, {key: 'pss', reverse: false})],
		[0, 1, 2],
		'nothing is told: by address',
	);
});

test('a filter leaves its rows alone in order', t => {
	const filter = parseRegionFilter('rw-');
	if ('error' in filter) return t.fail();
	t.deepEqual([...orderRegions(view, {key: 'swap', reverse: false}, filter)], [1, 2]);
});

test('every order has each region once', t => {
	fc.assert(
		fc.property(fc.constantFrom(...regionSortKeys), fc.boolean(), (key, reverse) => {
			t.deepEqual(rows(key, reverse).toSorted(), [0, 1, 2]);
		}),
	);
});
