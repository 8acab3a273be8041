import type {RegionMap} from '../platform/region-reading.js';
import type {RegionType} from './region-types.js';
import type {RegionView} from './region-view.js';
import {column, sizeOf} from './regions.js';

/** Bytes of memory by use; `undefined` where the kernel does not tell. */
export type UseFigures = {
	/** Resident and touched since the referenced bits were cleared. */
	readonly hot: number | undefined;
	/** Resident and not touched since. */
	readonly cold: number | undefined;
	/** Mapped, and neither in RAM nor in swap: never touched, or given back. */
	readonly never: number | undefined;
};

export type TypeUse = UseFigures & {readonly type: RegionType; readonly count: number};

/** What a process touched within some seconds. */
export type WorkingSet = {
	/** When the bits were cleared, ms since the epoch. */
	readonly clearedAt: number;
	/** When the map was read. */
	readonly at: number;
	/** Seconds between both. */
	readonly seconds: number;
	readonly totals: UseFigures;
	/** The types that occur, the hottest first. They add up to `totals`. */
	readonly byType: readonly TypeUse[];
	/** The same of one row of the map. */
	readonly row: (row: number) => UseFigures;
};

/**
 * What was touched since the referenced bits were cleared (clear_refs, `clearedAt` in ms since the epoch), by the
 * `Referenced` of a map that was read later (proc_pid_smaps(5)). Sums leave out the regions that do not tell.
 */
export function workingSet(view: RegionView, clearedAt: number): WorkingSet {
	const {reading, types} = view;
	const use = new UseColumns(reading.map);
	const groups = types.list.map(type => ({
		type,
		count: 0,
		hot: Number.NaN,
		cold: Number.NaN,
		never: Number.NaN,
	}));
	for (let row = 0; row < reading.map.count; row++) {
		const group = groups[types.index[row] ?? 0];
		if (!group) continue;
		use.look(row);
		group.count++;
		group.hot = plus(group.hot, use.hot);
		group.cold = plus(group.cold, use.cold);
		group.never = plus(group.never, use.never);
	}
	const byType = groups
		.filter(({count}) => count > 0)
		.sort(
			(a, b) =>
				(b.hot || 0) - (a.hot || 0) || (b.cold || 0) - (a.cold || 0) || (b.never || 0) - (a.never || 0),
		);
	const sum = (of: (group: (typeof groups)[number]) => number) =>
		told(byType.reduce((all, group) => plus(all, of(group)), Number.NaN));
	return {
		clearedAt,
		at: reading.at,
		seconds: Math.max(0, reading.at - clearedAt) / 1000,
		totals: {hot: sum(each => each.hot), cold: sum(each => each.cold), never: sum(each => each.never)},
		byType: byType.map(({type, count, hot, cold, never}) => ({
			...{type, count},
			...{hot: told(hot), cold: told(cold), never: told(never)},
		})),
		row(row) {
			use.look(row);
			return {hot: told(use.hot), cold: told(use.cold), never: told(use.never)};
		},
	};
}

/** The use of a row at a time, without an object for it. NaN where it isn't told. */
class UseColumns {
	hot = Number.NaN;
	cold = Number.NaN;
	never = Number.NaN;
	private readonly rss: Float64Array | undefined;
	private readonly referenced: Float64Array | undefined;
	private readonly swap: Float64Array | undefined;
	private readonly huge: ReadonlyArray<Float64Array | undefined>;
	/** By VmFlags: memory that is no pages, of which RSS says nothing. */
	private readonly isDevice: readonly boolean[];

	constructor(private readonly map: RegionMap) {
		this.rss = column(map, 'Rss');
		this.referenced = column(map, 'Referenced');
		this.swap = column(map, 'Swap');
		this.huge = [column(map, 'Shared_Hugetlb'), column(map, 'Private_Hugetlb')];
		this.isDevice = map.vmFlags.list.map(flags => /\b(?:io|pf)\b/.test(flags ?? ''));
	}

	look(row: number): void {
		this.hot = Number.NaN;
		this.cold = Number.NaN;
		this.never = Number.NaN;
		const rss = this.rss?.[row] ?? Number.NaN;
		if (Number.isNaN(rss) || this.isDevice[this.map.vmFlags.index[row] ?? 0]) return;
		let huge = 0;
		for (const figures of this.huge) huge += figures?.[row] || 0;
		// Pages of the swap cache count as resident and as swapped.
		this.never = Math.max(0, sizeOf(this.map, row) - rss - huge - (this.swap?.[row] || 0));
		// The pages of hugetlbfs have no referenced bits that smaps or clear_refs look at.
		if (huge > 0) return;
		const referenced = this.referenced?.[row] ?? Number.NaN;
		this.hot = Math.min(rss, referenced);
		this.cold = rss - this.hot;
	}
}

/** A sum in which what isn't told counts nothing, and of which none is told is not told. */
function plus(sum: number, value: number): number {
	return Number.isNaN(value) ? sum : (sum || 0) + value;
}

function told(value: number): number | undefined {
	return Number.isNaN(value) ? undefined : value;
}

/** Clearing costs about 10 ms a GiB of RAM (measured on 6.18). */
const millisecondsPerGibibyte = 10;

/**
 * What is asked before the bits are cleared, a sentence each: `who` is fit for a terminal, `rss` in bytes.
 */
export function workingSetQuestion(who: string, rss: number | undefined): readonly string[] {
	const cost = rss === undefined ? undefined : (rss / 1024 ** 3) * millisecondsPerGibibyte;
	const time = cost === undefined ? '' : `, here about ${Math.max(1, Math.round(cost))} ms`;
	return [
		`Measure what ${who} touches? This clears the referenced bits of all its pages.`,
		`It costs about ${millisecondsPerGibibyte} ms a GiB of RSS${time}, and for a while the kernel knows less well which pages it should take when memory is short. No page is lost.`,
	];
}

/** What the figures do and do not say, a sentence each, for beneath the table and the help. */
export const workingSetNotes: readonly string[] = [
	'hot: in RAM and touched since the bits were cleared; cold: in RAM, not touched; never: addresses without a page.',
	'A transparent huge page counts whole, though one byte of it was touched.',
	'Of private memory only what this process touched counts. Of files and shared memory the touches of others may count too: by read(2), or by a mapping that has ended since.',
	'When memory is short the kernel clears bits itself: then more was touched than is shown.',
	'Huge pages of hugetlbfs and memory of devices have no such bits, and kernel threads no map at all.',
];
