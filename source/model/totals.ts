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
	return sumsByGroup(map, new Uint8Array(map.count), 1)[0] as Totals;
}

/** The sums over groups that have no region in common, to the byte: all are whole numbers below 2^53. */
export function sumOfTotals(groups: readonly Totals[]): Totals {
	const sum = (of: (group: Totals) => number | undefined) =>
		groups.reduce<number | undefined>((total, group) => {
			const value = of(group);
			return value === undefined ? total : (total ?? 0) + value;
		}, undefined);
	return {
		count: sum(group => group.count) ?? 0,
		size: sum(group => group.size),
		rss: sum(group => group.rss),
		pss: sum(group => group.pss),
		uss: sum(group => group.uss),
		dirty: sum(group => group.dirty),
		swap: sum(group => group.swap),
	};
}

/** The sums over the regions of each type that occurs, by RSS, then size, largest first. They add up to `totals`. */
export function totalsByType(map: RegionMap, types: RegionTypes): readonly TypeTotals[] {
	return sumsByGroup(map, types.index, types.list.length)
		.flatMap((sums, i) => {
			const type = types.list[i];
			return type === undefined || sums.count === 0 ? [] : [{type, ...sums}];
		})
		.sort(byRss);
}

/** Largest RSS first, then size. */
export function byRss(a: Totals, b: Totals): number {
	return (b.rss ?? 0) - (a.rss ?? 0) || (b.size ?? 0) - (a.size ?? 0);
}

/** The sums over the rows of each group; `groupOf` names every row's, a number below `groups`. */
export function sumsByGroup(map: RegionMap, groupOf: Uint8Array | Uint32Array, groups: number): Totals[] {
	const counts = new Uint32Array(groups);
	for (let row = 0; row < map.count; row++) counts[groupOf[row] ?? 0] = (counts[groupOf[row] ?? 0] ?? 0) + 1;
	const sums = (...fields: readonly [string, string?, string?]) => sumColumns(map, groupOf, groups, fields);
	const size = sizeSums(map, groupOf, groups);
	const rss = sums('Rss');
	const pss = sums('Pss');
	const uss = sums('Private_Clean', 'Private_Dirty', 'Private_Hugetlb');
	const dirty = sums('Shared_Dirty', 'Private_Dirty');
	const swap = sums('Swap');
	return Array.from(counts, (count, i) => ({
		count,
		size: told(size[i]),
		rss: told(rss[i]),
		pss: told(pss[i]),
		uss: told(uss[i]),
		dirty: told(dirty[i]),
		swap: told(swap[i]),
	}));
}

function told(sum: number | undefined): number | undefined {
	return sum === undefined || Number.isNaN(sum) ? undefined : sum;
}

/**
 * Sums of one or two fields by group: a row counts when it tells both. `extra` counts where such a row tells it.
 * NaN where none does.
 */
function sumColumns(
	map: RegionMap,
	groupOf: Uint8Array | Uint32Array,
	groups: number,
	[name, other, extra]: readonly [string, string?, string?],
): Float64Array {
	const sums = new Float64Array(groups).fill(Number.NaN);
	const first = column(map, name);
	const second = other === undefined ? undefined : column(map, other);
	if (!first || (other !== undefined && !second)) return sums;
	const more = extra === undefined ? undefined : column(map, extra);
	for (let row = 0; row < map.count; row++) {
		let value = (first[row] as number) + (second ? (second[row] as number) : 0);
		if (Number.isNaN(value)) continue;
		if (more) value += more[row] || 0;
		const group = groupOf[row] as number;
		const sum = sums[group] as number;
		sums[group] = Number.isNaN(sum) ? value : sum + value;
	}
	return sums;
}

/** Sizes are known of every region: where the kernel doesn't tell them the addresses do. */
function sizeSums(map: RegionMap, groupOf: Uint8Array | Uint32Array, groups: number): Float64Array {
	const sizes = column(map, 'Size');
	const sums = new Float64Array(groups).fill(Number.NaN);
	for (let row = 0; row < map.count; row++) {
		const told = sizes ? (sizes[row] as number) : Number.NaN;
		const group = groupOf[row] as number;
		const sum = sums[group] as number;
		const size = Number.isNaN(told) ? sizeOf(map, row) : told;
		sums[group] = Number.isNaN(sum) ? size : sum + size;
	}
	return sums;
}
