import type {RegionMap} from '../platform/region-reading.js';
import {rawText} from '../safe-text.js';
import {type FigureName, figureColumn, figureNames} from './region-figures.js';
import type {RegionFilter} from './region-filter.js';
import type {RegionView} from './region-view.js';

/** Which regions are shown, and in which order. */

export const regionSortKeys = [
	'address',
	'size',
	'rss',
	'pss',
	'uss',
	'dirty',
	'swap',
	'perms',
	'type',
	'mapping',
] as const;
export type RegionSortKey = (typeof regionSortKeys)[number];

export type RegionSort = {readonly key: RegionSortKey; readonly reverse: boolean};

/**
 * The rows that pass, in order: figures with the largest first, words and addresses with the smallest; what has
 * no figure comes last; equals are in order of address.
 */
export function orderRegions(view: RegionView, sort: RegionSort, filter?: RegionFilter): Uint32Array {
	const {map} = view.reading;
	const rows = passingRows(view, filter);
	if (sort.key === 'address') return sort.reverse ? rows.reverse() : rows;
	const figure = figureNames.find(name => name === sort.key);
	const keys = figure ? figureKeys(map, figure) : wordKeys(view, sort.key);
	// Words go up unless reversed, figures down: one direction for numbers that are made so that up is first.
	const direction = figure ? -1 : 1;
	const sign = sort.reverse ? -direction : direction;
	return rows.sort((a, b) => {
		const first = keys[a] as number;
		const second = keys[b] as number;
		if (first === second) return a - b;
		if (Number.isNaN(first)) return Number.isNaN(second) ? a - b : 1;
		if (Number.isNaN(second)) return -1;
		return first < second ? -sign : sign;
	});
}

function passingRows(view: RegionView, filter: RegionFilter | undefined): Uint32Array {
	const {count} = view.reading.map;
	const rows = Uint32Array.from({length: count}, (_, row) => row);
	if (!filter || filter.isEmpty) return rows;
	const passes = filter.over(view);
	return rows.filter(row => passes(row));
}

function figureKeys(map: RegionMap, name: FigureName): Float64Array {
	// Without resident figures (maps alone) the size tells something, and is told of every row.
	const told = figureColumn(map, name) ?? (name === 'rss' ? figureColumn(map, 'size') : undefined);
	return told ?? new Float64Array(map.count).fill(Number.NaN);
}

/** The place of each row's word among all words in order. */
function wordKeys({reading: {map}, types}: RegionView, key: RegionSortKey): Float64Array {
	if (key === 'type') return Float64Array.from(types.index);
	const isPerms = key === 'perms';
	const words = isPerms
		? [...map.perms.list]
		: map.path.list.map(path => (path === undefined ? undefined : rawText(path)));
	const index = isPerms ? map.perms.index : map.path.index;
	const order = words.map((_, i) => i).sort((a, b) => compareWords(words[a], words[b]));
	const places = new Float64Array(words.length);
	for (const [place, word] of order.entries()) places[word] = words[word] === undefined ? Number.NaN : place;
	return Float64Array.from({length: map.count}, (_, row) => places[index[row] ?? 0] ?? Number.NaN);
}

function compareWords(a: string | undefined, b: string | undefined): number {
	if (a === b) return 0;
	if (a === undefined) return 1;
	if (b === undefined) return -1;
	return a < b ? -1 : 1;
}
