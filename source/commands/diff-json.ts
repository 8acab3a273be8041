import type {Figures, MapChange, RegionChange} from '../model/region-change.js';
import {type FigureName, figureColumn, figureNames} from '../model/region-figures.js';
import type {RegionView} from '../model/region-view.js';
import {regionAt} from '../model/regions.js';
import {rawText} from '../safe-text.js';
import {processJson, regionJson} from './map-json.js';
import type {MapSource} from './map-source.js';
import {orNull} from './output.js';

/** The object of `diff --json` (contracts): figures are bytes of B less bytes of A. */
export function diffJson(a: MapSource, b: MapSource, change: MapChange) {
	return {
		a: sideJson(a),
		b: sideJson(b),
		types: change.types.map(row => ({type: row.type, ...figuresJson(row)})),
		regions: change.regions === undefined ? null : regionsJson(a.view, b.view, change.regions),
		totals: figuresJson(change.totals),
	};
}

/** What was compared. */
function sideJson({view, file}: MapSource) {
	const {process, at, reason, map} = view.reading;
	return {
		file: orNull(file),
		...processJson(process),
		time: new Date(at).toISOString(),
		complete: map.complete,
		reason: orNull(reason),
	};
}

function regionsJson(a: RegionView, b: RegionView, changes: readonly RegionChange[]) {
	const [sumsA, sumsB] = [sumsOf(a), sumsOf(b)];
	return {
		added: changes.flatMap(({kind, after}) => (kind === 'added' ? after.map(row => regionJson(b, row)) : [])),
		removed: changes.flatMap(({kind, before}) =>
			kind === 'removed' ? before.map(row => regionJson(a, row)) : [],
		),
		changed: changes
			.filter(({kind}) => kind === 'changed')
			.map(({type, name, before, after}) => ({
				...spanJson(b, after),
				type,
				name: name === undefined ? null : rawText(name),
				before: sumsA(before),
				after: sumsB(after),
			})),
	};
}

/** From the first region's start to the last one's end. */
function spanJson({reading: {map}}: RegionView, rows: readonly number[]) {
	const [first = 0, last = first] = [rows[0], rows.at(-1)];
	return {start: regionAt(map, first).start, end: regionAt(map, last).end};
}

/** Sums over rows of a map. */
function sumsOf({
	reading: {map},
}: RegionView): (rows: readonly number[]) => Record<FigureName | 'count', number | null> {
	const columns = figureNames.map(name => [name, figureColumn(map, name)] as const);
	return rows => {
		const sums = columns.map(([name, values]) => {
			const told = rows.map(row => values?.[row] ?? Number.NaN).filter(value => !Number.isNaN(value));
			return [name, told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0)] as const;
		});
		return {count: rows.length, ...Object.fromEntries(sums)} as Record<FigureName | 'count', number | null>;
	};
}

function figuresJson({count, size, rss, pss, uss, dirty, swap}: Figures) {
	return {
		count,
		size: orNull(size),
		rss: orNull(rss),
		pss: orNull(pss),
		uss: orNull(uss),
		dirty: orNull(dirty),
		swap: orNull(swap),
	};
}
