import {largestFirst} from './largest-first.js';
import type {Figures, RegionChange} from './region-change.js';
import {type FigureName, figureColumn, figureNames} from './region-figures.js';
import type {Groups} from './region-match.js';
import {regionName} from './region-types.js';
import type {RegionView} from './region-view.js';

/** Sums by group, second map less first, of the figures that both tell. */
type Sums = Readonly<Record<FigureName, Float64Array | undefined>>;

/**
 * A line for every group of regions in which a figure differs: largest difference of RSS first, then of size, then
 * by address. `told`: the figures that both maps tell. What is unchanged makes no object.
 */
export function groupChanges(
	a: RegionView,
	b: RegionView,
	groups: Groups,
	told: ReadonlySet<FigureName>,
): readonly RegionChange[] {
	const before = a.reading.map.count;
	const groupOf = groups.all();
	const counts = countGroups(groupOf, before);
	const sums = Object.fromEntries(
		figureNames.map(name => [name, told.has(name) ? sumGroups(a, b, groupOf, name) : undefined]),
	) as Sums;
	const changed = changedGroups(groupOf, counts, sums);
	largestFirst(changed, distances(sums.rss, groupOf.length), distances(sums.size, groupOf.length));
	const members = new Members(groupOf, before);
	const none: readonly number[] = [];
	return Array.from(changed, group => {
		const rowsBefore = group < before ? members.before(group) : none;
		return regionChange(a, b, rowsBefore, members.after(group), figuresOf(group, counts, sums));
	});
}

function countGroups(groupOf: Int32Array, before: number): Int32Array {
	const counts = new Int32Array(groupOf.length);
	for (let row = 0; row < groupOf.length; row++) {
		const group = groupOf[row] ?? 0;
		counts[group] = (counts[group] ?? 0) + (row < before ? -1 : 1);
	}

	return counts;
}

function sumGroups(a: RegionView, b: RegionView, groupOf: Int32Array, name: FigureName): Float64Array {
	const sums = new Float64Array(groupOf.length);
	const add = ({reading: {map}}: RegionView, shift: number, sign: number) => {
		const figures = figureColumn(map, name);
		if (!figures) return;
		for (let row = 0; row < map.count; row++) {
			const group = groupOf[row + shift] ?? 0;
			// A row that lacks the figure counts as little here as in the totals.
			sums[group] = (sums[group] ?? 0) + sign * (figures[row] || 0);
		}
	};
	add(a, 0, -1);
	add(b, a.reading.map.count, 1);
	return sums;
}

/** The groups that differ, in order of address. The least row of a group is its name. */
function changedGroups(groupOf: Int32Array, counts: Int32Array, sums: Sums): Uint32Array {
	const columns = figureNames.flatMap(name => sums[name] ?? []);
	const changed = new Uint32Array(groupOf.length);
	let count = 0;
	for (let row = 0; row < groupOf.length; row++) {
		if (groupOf[row] !== row) continue;
		if (counts[row] !== 0 || columns.some(column => column[row] !== 0)) changed[count++] = row;
	}

	return changed.subarray(0, count);
}

function distances(figures: Float64Array | undefined, count: number): Float64Array {
	return figures ? figures.map(Math.abs) : new Float64Array(count);
}

/** The rows of each group: from the first of each map on, every row tells the next. */
class Members {
	private readonly border: number;
	private readonly firstAfter: Int32Array;
	private readonly next: Int32Array;

	constructor(groupOf: Int32Array, border: number) {
		this.border = border;
		this.firstAfter = new Int32Array(groupOf.length).fill(-1);
		this.next = new Int32Array(groupOf.length).fill(-1);
		const firstBefore = new Int32Array(border).fill(-1);
		for (let row = groupOf.length - 1; row >= 0; row--) {
			const group = groupOf[row] ?? 0;
			const firsts = row < border ? firstBefore : this.firstAfter;
			this.next[row] = firsts[group] ?? -1;
			firsts[group] = row;
		}
	}

	/** Of a group of which some row is of the first map: its least one then names it. */
	before(group: number): readonly number[] {
		return this.chain(group, 0);
	}

	after(group: number): readonly number[] {
		return this.chain(this.firstAfter[group] ?? -1, this.border);
	}

	private chain(first: number, shift: number): readonly number[] {
		const rows: number[] = [];
		for (let row = first; row >= 0; row = this.next[row] ?? -1) rows.push(row - shift);
		return rows;
	}
}

function figuresOf(group: number, counts: Int32Array, sums: Sums): Figures {
	return {
		count: counts[group] ?? 0,
		size: sums.size?.[group],
		rss: sums.rss?.[group],
		pss: sums.pss?.[group],
		uss: sums.uss?.[group],
		dirty: sums.dirty?.[group],
		swap: sums.swap?.[group],
	};
}

function regionChange(
	a: RegionView,
	b: RegionView,
	before: readonly number[],
	after: readonly number[],
	change: Figures,
): RegionChange {
	const [view, row] = after[0] === undefined ? [a, before[0] ?? 0] : [b, after[0]];
	const type = view.types.list[view.types.index[row] ?? 0] ?? 'other';
	return {
		kind: before.length === 0 ? 'added' : after.length === 0 ? 'removed' : 'changed',
		type,
		name: regionName(view.reading.map, row, type),
		before,
		after,
		change,
	};
}
