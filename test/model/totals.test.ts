import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {type RegionTypes, regionTypes} from '../../source/model/region-types.js';
import {dirtyOf, regionAt, sizeOf, ussOf} from '../../source/model/regions.js';
import {type Totals, totals, totalsByType} from '../../source/model/totals.js';
import type {RegionMap} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {ownFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';
import {smapsText} from '../support/smaps-text.js';

const typesOf = (map: RegionMap): RegionTypes => regionTypes({map, stackPointers: [], mounts: undefined});
const names = ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const;

/** Adds up what is told; `undefined` when nothing is. */
function sum(figures: readonly (number | undefined)[]): number | undefined {
	const told = figures.filter(figure => figure !== undefined);
	return told.length === 0 ? undefined : told.reduce((all, one) => all + one, 0);
}

/** The totals as one gets them from the regions one by one. */
function byRow(map: RegionMap): Totals {
	const rows = Array.from({length: map.count}, (_, row) => row);
	const regions = rows.map(row => regionAt(map, row));
	return {
		count: map.count,
		size: sum(rows.map(row => sizeOf(map, row))),
		rss: sum(regions.map(({rss}) => rss)),
		pss: sum(regions.map(({pss}) => pss)),
		uss: sum(rows.map(row => ussOf(map, row))),
		dirty: sum(rows.map(row => dirtyOf(map, row))),
		swap: sum(regions.map(({swap}) => swap)),
	};
}

function sumOfTypes(map: RegionMap): Totals {
	const types = totalsByType(map, typesOf(map));
	const figures = Object.fromEntries(names.map(name => [name, sum(types.map(type => type[name]))]));
	return {...(figures as Totals), count: figures.count ?? 0};
}

test('the sums over types are the totals, and these the sums over regions, for every recording', t => {
	const compared = comparisons(t, {own: 50, all: 60});
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			for (const name of ['smaps', 'maps']) {
				const text = recordedFile(folder, name);
				if (!text) continue;
				const map = parseSmaps(text);
				const all = totals(map);
				t.deepEqual(all, byRow(map), `${folder}/${name}`);
				t.deepEqual(sumOfTypes(map), all, `${folder}/${name}`);
				compared.count(tree);
			}
		}
	}
	compared.finish();
});

test('the totals are those computed apart from our code, for every recorded smaps', t => {
	const compared = comparisons(t, {own: 120, all: 140});
	for (const tree of recordedTrees(t)) {
		for (const [folder, process] of recordedProcesses(tree)) {
			const {smaps} = process as {
				readonly smaps?: {readonly mappings: number; readonly sums: Readonly<Record<string, number>>};
			};
			if (!smaps || smaps.mappings === 0) continue;
			const {count, size, rss, pss, swap, dirty} = totals(
				parseSmaps(recordedFile(folder, 'smaps') ?? new Uint8Array()),
			);
			const {Size, Rss, Pss, Swap, Shared_Dirty = 0, Private_Dirty = 0} = smaps.sums;
			t.deepEqual(
				[count, size, rss, pss, swap, dirty],
				[smaps.mappings, Size, Rss, Pss, Swap, Shared_Dirty + Private_Dirty],
				folder,
			);
			compared.count(tree, 6);
		}
	}
	compared.finish();
});

test('types come by RSS, then by size, largest first', t => {
	const map = parseSmaps(readFileSync(ownFixture('linux/debian12-6.18/proc/16204/smaps')));
	const types = totalsByType(map, typesOf(map));
	t.true(types.length > 8);
	for (const [i, {type, rss = 0, size = 0}] of types.entries()) {
		const next = types[i + 1];
		if (next) t.true(rss > (next.rss ?? 0) || (rss === next.rss && size >= (next.size ?? 0)), type);
	}
	const heap = types.find(({type}) => type === 'heap');
	t.deepEqual([heap?.count, heap?.size], [1, 0x5e1000]);
});

test('types of a maps come by size, and only their size is known', t => {
	const map = parseSmaps(readFileSync(ownFixture('linux/debian12-6.18/proc/16204/maps')));
	const types = totalsByType(map, typesOf(map));
	t.is(types[0]?.type, 'guard');
	for (const {rss, pss, uss, dirty, swap, size} of types) {
		t.deepEqual([rss, pss, uss, dirty, swap], [undefined, undefined, undefined, undefined, undefined]);
		t.true((size ?? 0) > 0);
	}
	const {size, ...rest} = totals(map);
	t.is(size, 77644513280);
	t.deepEqual(rest, {
		count: 73,
		rss: undefined,
		pss: undefined,
		uss: undefined,
		dirty: undefined,
		swap: undefined,
	});
});

test('a figure that some regions lack is the sum of the others', t => {
	const fields = {Size: 4, Rss: 4, Private_Clean: 0, Private_Dirty: 4};
	const map = parseSmaps(
		smapsText(
			{start: 0x1000, end: 0x2000, fields, vmFlags: 'rd'},
			{start: 0x3000, end: 0x4000, fields: {Private_Dirty: 8}, vmFlags: 'rd'},
			{start: 0x5000, end: 0x6000, fields: {...fields, Private_Hugetlb: 2048}, vmFlags: 'rd'},
		),
	);
	const {size, rss, uss, pss} = totals(map);
	t.deepEqual([size, rss, uss, pss], [3 * 4096, 8192, 8192 + 2048 * 1024, undefined]);
});

test('a map without regions has no types, and totals of which only the count is known', t => {
	const map = parseSmaps(new Uint8Array());
	t.deepEqual(totalsByType(map, typesOf(map)), []);
	t.is(totals(map).count, 0);
	t.is(totals(map).rss, undefined);
});

test('an amount that wrapped around spoils no sum', t => {
	const [file] = [ownFixture('linux/hostile/smaps-u64max/proc/4242/smaps')];
	for (const value of Object.values(totals(parseSmaps(readFileSync(file))))) {
		t.true(value === undefined || (Number.isSafeInteger(value) && value >= 0));
	}
});

test('the sums over types are the totals for any map', t => {
	const kilobytes = fc.integer({min: 0, max: 2 ** 42});
	const fieldNames = [
		'Size',
		'Rss',
		'Pss',
		'Private_Clean',
		'Private_Dirty',
		'Private_Hugetlb',
		'Shared_Dirty',
		'Swap',
	];
	const fields = fc
		.subarray(fieldNames)
		.chain(chosen => fc.record(Object.fromEntries(chosen.map(name => [name, kilobytes]))));
	const region = fc.record({
		fields,
		perms: fc.constantFrom('rw-p', 'r--p', 'r-xp', '---p', 'rw-s'),
		inode: fc.constantFrom(0, 7),
		path: fc.constantFrom('/bin/x', '[heap]', '[stack]', '[anon:x]', 'x'),
		vmFlags: fc.constantFrom('rd', 'ht'),
	});
	fc.assert(
		fc.property(fc.array(region, {maxLength: 40}), made => {
			const text = smapsText(...made.map((each, i) => ({start: i * 0x1000, end: (i + 1) * 0x1000, ...each})));
			const map = parseSmaps(text);
			t.is(map.count, made.length);
			t.deepEqual(sumOfTypes(map), totals(map));
			t.deepEqual(totals(map), byRow(map));
		}),
	);
});
