import type {RegionMap} from '../platform/region-reading.js';
import type {RegionType, RegionTypes} from './region-types.js';
import {column, sizeOf} from './regions.js';
import {mostGroups, rowLoops, type Sums} from './row-loops.js';

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

/** The fields of the kernel that are summed. */
export const summedFields: ReadonlySet<string> = new Set([
	...['Size', 'Rss', 'Pss', 'Private_Clean', 'Private_Dirty', 'Private_Hugetlb', 'Shared_Dirty', 'Swap'],
]);

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
	const add = adder(map, groupOf, groups);
	const counts = add();
	const sums = (name: string, other?: string, extra?: string): Sums => {
		const first = column(map, name);
		const second = other === undefined ? undefined : column(map, other);
		const isTold = first !== undefined && (other === undefined || second !== undefined);
		return isTold ? add(first, second, extra === undefined ? undefined : column(map, extra)) : noSums(groups);
	};
	const size = sizeSums(map, groupOf, sums('Size'));
	const rss = sums('Rss');
	const pss = sums('Pss');
	const uss = sums('Private_Clean', 'Private_Dirty', 'Private_Hugetlb');
	const dirty = sums('Shared_Dirty', 'Private_Dirty');
	const swap = sums('Swap');
	return Array.from(counts.rows, (count, i) => ({
		count,
		size: told(size, i),
		rss: told(rss, i),
		pss: told(pss, i),
		uss: told(uss, i),
		dirty: told(dirty, i),
		swap: told(swap, i),
	}));
}

type Column = Float64Array | undefined;

/** What adds up to three columns by group, as `addRows` has it: in WebAssembly where that is worth it. */
function adder(map: RegionMap, groupOf: Uint8Array | Uint32Array, groups: number) {
	const loops = groupOf instanceof Uint8Array && groups <= mostGroups ? rowLoops(groupOf.length) : undefined;
	if (loops) return (...columns: readonly Column[]) => loops.sums(groupOf as Uint8Array, groups, ...columns);
	const none = new Float64Array(map.count);
	return (first: Column = none, second: Column = none, extra: Column = none): Sums => {
		const found = noSums(groups);
		addRows(found, groupOf, first, second, extra);
		return found;
	};
}

function noSums(groups: number): Sums {
	return {of: new Float64Array(groups), rows: new Uint32Array(groups)};
}

function told({of, rows}: Sums, group: number): number | undefined {
	return rows[group] === 0 ? undefined : of[group];
}

/**
 * Adds two columns by group: a row counts when it tells both. `extra` counts where such a row tells it. One
 * loop for all figures, and nothing behind it: it is compiled but once, which costs more than its running.
 */
function addRows(
	{of, rows}: Sums,
	groupOf: Uint8Array | Uint32Array,
	first: Float64Array,
	second: Float64Array,
	extra: Float64Array,
): void {
	for (let row = 0; row < first.length; row++) {
		const value = (first[row] as number) + (second[row] as number);
		// Figures are never below 0, and this is false of NaN.
		if (!(value >= 0)) continue;
		const more = extra[row] as number;
		const group = groupOf[row] as number;
		of[group] = (of[group] as number) + value + (more > 0 ? more : 0);
		rows[group] = (rows[group] as number) + 1;
	}
}

/** Sizes are known of every region: where the kernel doesn't tell them the addresses do. */
function sizeSums(map: RegionMap, groupOf: Uint8Array | Uint32Array, {of, rows}: Sums): Sums {
	const counted = rows.reduce((sum, count) => sum + count, 0);
	if (counted === map.count) return {of, rows};
	const sizes = column(map, 'Size');
	for (let row = 0; row < map.count; row++) {
		if (sizes && !Number.isNaN(sizes[row])) continue;
		const group = groupOf[row] as number;
		of[group] = (of[group] as number) + sizeOf(map, row);
		rows[group] = (rows[group] as number) + 1;
	}
	return {of, rows};
}
