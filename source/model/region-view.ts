import type {RegionMap, RegionReading} from '../platform/region-reading.js';
import {type RegionType, type RegionTypes, regionTypes} from './region-types.js';
import {sizeOf} from './regions.js';
import {type Totals, type TypeTotals, totals, totalsByType} from './totals.js';

/** A reading with what is derived of it once, so that scrolling costs nothing. */
export type RegionView = {
	readonly reading: RegionReading;
	readonly types: RegionTypes;
	readonly byType: readonly TypeTotals[];
	readonly totals: Totals;
	/** Rows of the map, largest RSS first (size where no RSS is told), equals by address. */
	readonly bySize: Uint32Array;
};

export function regionView(reading: RegionReading): RegionView {
	const types = regionTypes(reading);
	return {
		reading,
		types,
		byType: totalsByType(reading.map, types),
		totals: totals(reading.map),
		bySize: rowsBySize(reading.map),
	};
}

function rowsBySize(map: RegionMap): Uint32Array {
	const sizes = map.fields.get('Rss') ?? Float64Array.from({length: map.count}, (_, i) => sizeOf(map, i));
	const rows = Uint32Array.from({length: map.count}, (_, i) => i);
	return rows.sort((a, b) => (sizes[b] || 0) - (sizes[a] || 0) || a - b);
}

/** One line of the region pane. */
export type RegionRow =
	| {readonly kind: 'region'; readonly index: number; readonly nested: boolean}
	| {readonly kind: 'type'; readonly totals: TypeTotals; readonly opened: boolean};

/** The lines without an object for each: a map may have 65,530. */
export type RegionRows = {readonly count: number; at(row: number): RegionRow | undefined};

const noRows: RegionRows = {count: 0, at: () => undefined};

/** The lines of a map as it is looked at; none where there is no map yet. */
export function regionRows(look: {
	readonly view: RegionView | undefined;
	readonly mode: 'list' | 'types';
	readonly openType: RegionType | undefined;
}): RegionRows {
	const {view, mode, openType} = look;
	if (!view) return noRows;
	return mode === 'list' ? listRows(view) : typeRows(view, openType);
}

/** All regions, the largest first. */
export function listRows(view: RegionView): RegionRows {
	return {
		count: view.bySize.length,
		at(row) {
			const index = view.bySize[row];
			return index === undefined ? undefined : {kind: 'region', index, nested: false};
		},
	};
}

/** A line a type, the opened one followed by its regions. */
export function typeRows(view: RegionView, openType: RegionType | undefined): RegionRows {
	const openAt = view.byType.findIndex(row => row.type === openType);
	const inside = openAt < 0 ? [] : regionsOfType(view, openType);
	const count = view.byType.length + inside.length;
	return {
		count,
		at(row) {
			if (openAt >= 0 && row > openAt && row <= openAt + inside.length) {
				const index = inside[row - openAt - 1];
				return index === undefined ? undefined : {kind: 'region', index, nested: true};
			}
			const totals = view.byType[openAt >= 0 && row > openAt ? row - inside.length : row];
			return totals && {kind: 'type', totals, opened: totals.type === openType};
		},
	};
}

function regionsOfType(view: RegionView, type: RegionType | undefined): readonly number[] {
	const wanted = type === undefined ? -1 : view.types.list.indexOf(type);
	return [...view.bySize].filter(row => view.types.index[row] === wanted);
}
