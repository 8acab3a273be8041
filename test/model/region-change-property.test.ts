import test from 'ava';
import fc from 'fast-check';
import {type Figures, type MapChange, mapChange} from '../../source/model/region-change.js';
import {figureNames} from '../../source/model/region-figures.js';
import type {RegionView} from '../../source/model/region-view.js';
import type {MadeRegion} from '../support/smaps-text.js';
import {anonymous, mapped, program, stack, viewOf} from './map-pairs.js';

/** Sums and symmetry over random pairs of maps: what grows, splits, merges, moves and goes. */

const cells = 24;
const kinds = ['none', 'rw-p', 'r--p', '---p', '[heap]', '[anon:x]', '/lib/a', '/lib/bb', 'offset'] as const;

/** What lies in a page, and whether a region begins there although its neighbour is alike. */
const cell = fc.record({
	kind: fc.constantFrom(...kinds),
	rss: fc.integer({min: 0, max: 3}),
	begins: fc.boolean(),
});
type Cell = {kind: (typeof kinds)[number]; rss: number; begins: boolean};

const before = fc.array(cell, {minLength: cells, maxLength: cells});
/** Half of the pages stay as they were, so that there is something to match. */
const pairOfMaps = fc
	.tuple(before, before, fc.array(fc.boolean(), {minLength: cells, maxLength: cells}))
	.map(([one, other, stays]) => [one, one.map((old, i) => (stays[i] ? old : (other[i] as Cell)))] as const);

function regionsOf(pages: readonly Cell[]): MadeRegion[] {
	const regions: MadeRegion[] = [];
	for (let at = 0; at < pages.length; ) {
		const {kind} = pages[at] as Cell;
		let end = at + 1;
		while (end < pages.length && pages[end]?.kind === kind && !pages[end]?.begins) end++;
		const inside = pages.slice(at, end);
		const rss = inside.reduce((sum, {rss}) => sum + rss, 0);
		if (kind !== 'none') regions.push(regionOf(kind, at, end - at, rss));
		at = end;
	}

	return [program, ...regions, stack];
}

function regionOf(kind: Cell['kind'], at: number, pages: number, rss: number): MadeRegion {
	if (kind === 'offset') return mapped('/lib/a', 'rw-p', at, pages, {rss, offset: 3 + at});
	if (kind.startsWith('/')) return mapped(kind, 'r--p', at, pages, {rss, offset: at});
	return kind.startsWith('[')
		? anonymous(at, pages, rss, {path: kind})
		: anonymous(at, pages, rss, {perms: kind});
}

function sumOf(rows: readonly Figures[]): Record<string, number> {
	return Object.fromEntries(
		(['count', ...figureNames] as const).map(name => [
			name,
			rows.reduce((sum, row) => sum + (row[name] ?? Number.NaN), 0),
		]),
	);
}

function checkSums({types, regions, totals}: MapChange): void {
	const wanted = sumOf([totals]);
	deepEqual(sumOf(types), wanted, 'types add up to totals');
	if (!regions) throw new Error('regions are matched');
	deepEqual(sumOf(regions.map(({change}) => change)), wanted, 'regions add up to totals');
	const names = new Set([...types, ...regions].map(({type}) => type));
	for (const type of names) {
		const lines = regions.filter(line => line.type === type).map(({change}) => change);
		deepEqual(sumOf(lines), sumOf(types.filter(row => row.type === type)), `lines of ${type} add up`);
	}
}

function deepEqual(seen: unknown, wanted: unknown, what: string): void {
	const [one, two] = [JSON.stringify(seen), JSON.stringify(wanted)];
	if (one !== two) throw new Error(`${what}: ${one} is not ${two}`);
}

function checkRows(change: MapChange, a: RegionView, b: RegionView): void {
	for (const [side, view] of [
		['before', a],
		['after', b],
	] as const) {
		const rows = (change.regions ?? []).flatMap(line => line[side]);
		deepEqual(new Set(rows).size, rows.length, 'no row stands in two lines');
		if (rows.some(row => row < 0 || row >= view.reading.map.count)) throw new Error('a row is of its map');
	}

	for (const {kind, before: rowsBefore, after} of change.regions ?? []) {
		const kindByRows = rowsBefore.length === 0 ? 'added' : after.length === 0 ? 'removed' : 'changed';
		deepEqual(kind, kindByRows, 'the kind is told by the rows');
	}
}

/** What must not depend on the order of lines that differ equally. */
function comparable({types, regions, totals}: MapChange, sign: 1 | -1): unknown {
	const signed = (figures: Figures) => ['count', ...figureNames].map(name => sign * read(figures, name) || 0);
	const turned = {added: 'removed', removed: 'added', changed: 'changed'} as const;
	return {
		totals: signed(totals),
		types: types.map(row => JSON.stringify([row.type, signed(row)])).sort(),
		regions: regions
			?.map(line =>
				JSON.stringify([
					sign === 1 ? line.kind : turned[line.kind],
					line.type,
					sign === 1 ? [line.before, line.after] : [line.after, line.before],
					signed(line.change),
				]),
			)
			.sort(),
	};
}

function read(figures: Figures, name: string): number {
	return (figures as Readonly<Record<string, number | undefined>>)[name] ?? 0;
}

for (const [how, pid] of [
	['by address', 4242],
	['by mapping', 7],
] as const) {
	test(`matched ${how}, sums over types and over regions are the totals, and swapped all is negated`, t => {
		fc.assert(
			fc.property(pairOfMaps, ([one, two]) => {
				const a = viewOf(regionsOf(one));
				const b = viewOf(regionsOf(two), {pid});
				const change = mapChange(a, b);
				deepEqual(change.matched, how, 'matched');
				checkSums(change);
				checkRows(change, a, b);
				deepEqual(comparable(change, 1), comparable(mapChange(b, a), -1), 'swapped, all is negated');
			}),
			{numRuns: 150},
		);
		t.pass();
	});
}
