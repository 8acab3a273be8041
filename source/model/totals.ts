import type {RegionMap} from '../platform/region-reading.js';
import type {RegionType, RegionTypes} from './region-types.js';
import {column, sizeOf} from './regions.js';

/** Sums over regions, in bytes; a figure is `undefined` when none of them tells it. */
export type Totals = {
	readonly count: number;
	readonly size: number | undefined;
	readonly rss: number | undefined;
	readonly pss: number | undefined;
	readonly uss: number | undefined;
	readonly dirty: number | undefined;
	readonly swap: number | undefined;
};

export type TypeTotals = Totals & {readonly type: RegionType};

/** The sums over all regions. */
export function totals(map: RegionMap): Totals {
	return sumGroups(map, new Uint8Array(map.count), 1)[0] as Totals;
}

/** The sums over the regions of each type that occurs, by RSS, then size, largest first. They add up to `totals`. */
export function totalsByType(map: RegionMap, types: RegionTypes): readonly TypeTotals[] {
	return sumGroups(map, types.index, types.list.length)
		.flatMap((sums, i) => {
			const type = types.list[i];
			return type === undefined || sums.count === 0 ? [] : [{type, ...sums}];
		})
		.sort((a, b) => (b.rss ?? 0) - (a.rss ?? 0) || (b.size ?? 0) - (a.size ?? 0));
}

function sumGroups(map: RegionMap, groupOf: Uint8Array, groups: number): Totals[] {
	const counts = new Uint32Array(groups);
	for (let row = 0; row < map.count; row++) {
		const group = groupOf[row] ?? 0;
		counts[group] = (counts[group] ?? 0) + 1;
	}

	// The same terms as in sizeOf, ussOf and dirtyOf, but a column at a time.
	const size = sumFigure(map, groupOf, groups, ['Size'], [], row => sizeOf(map, row));
	const rss = sumFigure(map, groupOf, groups, ['Rss']);
	const pss = sumFigure(map, groupOf, groups, ['Pss']);
	const uss = sumFigure(map, groupOf, groups, ['Private_Clean', 'Private_Dirty'], ['Private_Hugetlb']);
	const dirty = sumFigure(map, groupOf, groups, ['Shared_Dirty', 'Private_Dirty']);
	const swap = sumFigure(map, groupOf, groups, ['Swap']);
	return Array.from(counts, (count, i) => ({
		count,
		size: size[i],
		rss: rss[i],
		pss: pss[i],
		uss: uss[i],
		dirty: dirty[i],
		swap: swap[i],
	}));
}

/** Sums of a figure by group: `terms` must all be told by a row, `extras` count where they are told. */
function sumFigure(
	map: RegionMap,
	groupOf: Uint8Array,
	groups: number,
	terms: readonly string[],
	extras: readonly string[] = [],
	otherwise: (row: number) => number = () => Number.NaN,
): ReadonlyArray<number | undefined> {
	const none = new Float64Array(map.count).fill(Number.NaN);
	const termColumns = terms.map(name => column(map, name) ?? none);
	const extraColumns = extras.map(name => column(map, name) ?? none);
	const sums = new Float64Array(groups).fill(Number.NaN);
	for (let row = 0; row < map.count; row++) {
		let value = 0;
		for (const term of termColumns) value += term[row] ?? Number.NaN;
		if (Number.isNaN(value)) value = otherwise(row);
		if (Number.isNaN(value)) continue;
		for (const extra of extraColumns) value += extra[row] || 0;
		const group = groupOf[row] ?? 0;
		sums[group] = (sums[group] || 0) + value;
	}

	return Array.from(sums, sum => (Number.isNaN(sum) ? undefined : sum));
}
