import type {OutsideText} from '../safe-text.js';
import {groupChanges} from './change-groups.js';
import {type Comparable, comparable} from './comparable.js';
import {matchByMapping} from './mapping-match.js';
import {type FigureName, figureNames} from './region-figures.js';
import {Groups, joinHeaps, type Kinship, kinship, matchByAddress} from './region-match.js';
import type {RegionType} from './region-types.js';
import type {RegionView} from './region-view.js';
import type {Totals} from './totals.js';

/** Differences in bytes (`count`: in regions); `undefined` where one of the two maps does not tell the figure. */
export type Figures = Totals;

export type TypeChange = Figures & {readonly type: RegionType};

/** One line of the difference. Several rows where the kernel merged or split a mapping. */
export type RegionChange = {
	readonly kind: 'added' | 'removed' | 'changed';
	readonly type: RegionType;
	readonly name: OutsideText | undefined;
	/** Rows of the first map, in order of address. */
	readonly before: readonly number[];
	/** Rows of the second map, in order of address. */
	readonly after: readonly number[];
	readonly change: Figures;
};

/** What lies between two maps: the second less the first. */
export type MapChange = {
	/** Largest difference of RSS first, then of size; without those in which nothing differs. */
	readonly types: readonly TypeChange[];
	/** Types that occur and differ in nothing. */
	readonly unchangedTypes: number;
	/** In the same order; `undefined` where regions can't be matched. Their changes add up to `totals`. */
	readonly regions: readonly RegionChange[] | undefined;
	readonly totals: Figures;
	readonly matched: 'by address' | 'by mapping' | undefined;
};

/**
 * B less A: what a process's memory became, or how two processes differ. Of one process regions are matched by
 * address, of two by mapping, perms, offset, size and order; after an execve all are removed and added. Swapped,
 * every figure is negated.
 */
export function mapChange(a: RegionView, b: RegionView): MapChange {
	const told = new Set(figureNames.filter(name => tells(a, name) && tells(b, name)));
	const types = typeChanges(a, b, told);
	const changed = types.filter(differs);
	const sides = comparable(a.reading.map, b.reading.map);
	const related = kinship(...sides, [a.reading.process, b.reading.process]);
	return {
		types: changed.sort((one, two) => distance(one.rss, two.rss) || distance(one.size, two.size)),
		unchangedTypes: types.length - changed.length,
		regions: related === 'unlike' ? undefined : regionChanges(a, b, sides, related, told),
		totals: difference(a.totals, b.totals, told),
		matched: related === 'unlike' ? undefined : related === 'similar' ? 'by mapping' : 'by address',
	};
}

function regionChanges(
	a: RegionView,
	b: RegionView,
	[factsA, factsB]: readonly [Comparable, Comparable],
	related: Kinship,
	told: ReadonlySet<FigureName>,
): readonly RegionChange[] {
	const groups = new Groups(factsA.count + factsB.count);
	const sides = [
		{facts: factsA, types: a.types},
		{facts: factsB, types: b.types},
	] as const;
	if (related === 'same') matchByAddress(...sides, groups);
	if (related === 'similar') matchByMapping(...sides, groups);
	if (related !== 'replaced') joinHeaps(...sides, groups);
	return groupChanges(a, b, groups, told);
}

/** A map without regions has nothing of every figure. */
function tells({totals}: RegionView, name: FigureName): boolean {
	return totals.count === 0 || totals[name] !== undefined;
}

/** A row for every type that occurs in one of the maps. */
function typeChanges(a: RegionView, b: RegionView, told: ReadonlySet<FigureName>): TypeChange[] {
	const before = new Map(a.byType.map(row => [row.type, row]));
	const after = new Map(b.byType.map(row => [row.type, row]));
	return a.types.list
		.filter(type => before.has(type) || after.has(type))
		.map(type => ({type, ...difference(before.get(type), after.get(type), told)}));
}

/** Where both maps tell a figure, a group of regions in which nobody tells it has none of it. */
function difference(
	before: Totals | undefined,
	after: Totals | undefined,
	told: ReadonlySet<FigureName>,
): Figures {
	const of = (name: FigureName) =>
		told.has(name) ? (after?.[name] ?? 0) - (before?.[name] ?? 0) : undefined;
	return {
		count: (after?.count ?? 0) - (before?.count ?? 0),
		size: of('size'),
		rss: of('rss'),
		pss: of('pss'),
		uss: of('uss'),
		dirty: of('dirty'),
		swap: of('swap'),
	};
}

function differs(figures: Figures): boolean {
	return figures.count !== 0 || figureNames.some(name => (figures[name] ?? 0) !== 0);
}

function distance(one: number | undefined, two: number | undefined): number {
	return Math.abs(two ?? 0) - Math.abs(one ?? 0);
}
