import test from 'ava';
import fc from 'fast-check';
import {alikeRows, alikeRowsOneByOne} from '../../source/model/alike-rows.js';
import {rowLoops} from '../../source/model/row-loops.js';
import {sumsByGroup} from '../../source/model/totals.js';
import type {RegionMap} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {smapsText} from '../support/smaps-text.js';

const perms = ['rw-p', 'r--p', '---p', 'r-xp', 'rw-s'];
const paths = [undefined, '/usr/lib/x', '[anon:a]', '/dev/zero', '[heap]'];
const flags = ['rd wr', 'rd ex', undefined];

/** A map as large as WebAssembly is used for, of rows in any order of kinds. */
function largeMap(picks: readonly number[], kinds = 1): RegionMap {
	let at = 0x7f00_0000_0000;
	const regions = Array.from({length: 5000}, (_, i) => {
		const pick = (picks[i % picks.length] ?? 0) + i * (i % 3);
		// Now and then a block of 64 MiB begins.
		if (pick % 7 === 0) at = Math.ceil(at / 0x400_0000) * 0x400_0000;
		const start = at;
		at += 0x1000 * (1 + (pick % 3));
		const path = kinds > 1 ? `/x${i % kinds}` : paths[pick % paths.length];
		return {
			start,
			end: at,
			perms: perms[(pick >> 1) % perms.length] as string,
			...(path === undefined ? {} : {path}),
			inode: path?.startsWith('/') ? 7 : 0,
			device: pick % 11 === 0 ? 'fe:01' : '00:00',
			fields: {
				Size: 4 * (1 + (pick % 3)),
				...(pick % 5 === 0 ? {} : {Rss: 4 * (pick % 3)}),
				Private_Clean: pick % 4,
				Private_Dirty: pick % 6,
				...(pick % 13 === 0 ? {} : {Private_Hugetlb: pick % 2}),
			},
			vmFlags: flags[pick % flags.length],
		};
	});
	return parseSmaps(smapsText(...regions));
}

const picks = fc.array(fc.nat(1000), {minLength: 1, maxLength: 40});
// What a row is judged by here: a number that tells kinds apart as far as 256 numbers do.
const judge = (row: number) => row % 251;

test('a large map has the same kinds of rows whether they are found in WebAssembly or not', t => {
	t.not(rowLoops(5000), undefined);
	t.notThrows(() =>
		fc.assert(
			fc.property(picks, list => {
				const map = largeMap(list);
				const found = alikeRows(map, judge);
				t.deepEqual(found, alikeRowsOneByOne(map, judge));
				// Without flags the last one is not whole.
				t.true(found.index.length >= 4999);
			}),
			{numRuns: 15},
		),
	);
	const {firsts, besides} = alikeRows(largeMap([0, 3, 7, 20, 5, 4]), judge);
	t.true(firsts.length > 10 && besides.length > 10);
});

test('a map of more kinds than there is room for is judged all the same', t => {
	const map = largeMap([1], 4500);
	t.is(rowLoops(5000)?.alike(map, judge), undefined);
	t.deepEqual(alikeRows(map, judge), alikeRowsOneByOne(map, judge));
	// And what was found of it is forgotten.
	const other = largeMap([2, 9]);
	t.deepEqual(alikeRows(other, judge), alikeRowsOneByOne(other, judge));
});

test('the sums of a large map are the same whether they are added in WebAssembly or not', t => {
	t.notThrows(() =>
		fc.assert(
			fc.property(picks, list => {
				const map = largeMap(list);
				const groups = Uint8Array.from({length: map.count}, (_, row) => (row * row) % 17);
				// Groups in longer numbers are added in JavaScript.
				t.deepEqual(sumsByGroup(map, groups, 18), sumsByGroup(map, Uint32Array.from(groups), 18));
			}),
			{numRuns: 15},
		),
	);
});
