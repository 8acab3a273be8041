import type {MapChange} from '../model/region-change.js';
import type {RegionFilter} from '../model/region-filter.js';
import {groupRegions} from '../model/region-groups.js';
import {
	changeRows,
	groupRows,
	listRows,
	noRows,
	type RegionRow,
	type RegionRows,
} from '../model/region-lines.js';
import {orderRegions, type RegionSort} from '../model/region-order.js';
import type {RegionView} from '../model/region-view.js';
import {rowHolding} from '../model/regions.js';
import {sumOfTotals, type Totals} from '../model/totals.js';
import type {Process} from '../platform/platform.js';
import type {RegionFailure} from '../platform/region-reading.js';
import {noPicture, type PictureState, pictureOf} from './picture-state.js';
import type {RegionDetail} from './region-detail.js';
import {mapDifference} from './region-marks.js';
import {type RegionTrend, remembered} from './region-trend.js';
import type {WorkingSetState} from './working-set-state.js';

/** The region pane, and its pure moves. */

export const regionModes = ['list', 'types', 'files', 'picture'] as const;
export type RegionMode = (typeof regionModes)[number];

export type RegionState = {
	/** The process as it was mapped: pid and start time say which. */
	readonly process: Process;
	readonly view: RegionView | undefined;
	/** The reading before: what changed since is tinted. */
	readonly before: RegionView | undefined;
	readonly mode: RegionMode;
	readonly sort: RegionSort;
	readonly filterText: string;
	readonly filter: RegionFilter | undefined;
	readonly filterError: string | undefined;
	/** Regions that pass the filter, in order, and the lines that they make. */
	readonly order: Uint32Array;
	/** Their sums. */
	readonly totals: Totals | undefined;
	readonly rows: RegionRows;
	/** The type or file that is opened to its regions. */
	readonly openKey: string | undefined;
	/** Readings that were marked, the newest first. */
	readonly marks: readonly RegionView[];
	/** The difference from a mark, while it is looked at. */
	readonly change: {readonly since: RegionView; readonly what: MapChange} | undefined;
	readonly trend: RegionTrend;
	readonly picture: PictureState;
	/** First line of a text, where details or a working set are read. */
	readonly scroll: number;
	/** The region that is opened to all that is known of it. */
	readonly detail: RegionDetail | undefined;
	readonly workingSet: WorkingSetState | undefined;
	readonly failure: RegionFailure | undefined;
	/** When the process ended (milliseconds since the epoch): its last map stays. */
	readonly ended: number | undefined;
	readonly selectedIndex: number;
	readonly top: number;
	/** Milliseconds between two readings, longer than the refresh interval when the map is dear. */
	readonly pace: number | undefined;
};

export function openRegions(process: Process, before: RegionState | undefined): RegionState {
	return {
		process,
		view: undefined,
		before: undefined,
		mode: before?.mode ?? 'list',
		sort: before?.sort ?? {key: 'rss', reverse: false},
		filterText: '',
		filter: undefined,
		filterError: undefined,
		order: new Uint32Array(),
		totals: undefined,
		rows: noRows,
		openKey: undefined,
		// Another process may be compared with what was marked of this one.
		marks: before?.marks ?? [],
		change: undefined,
		trend: remembered(undefined, undefined),
		picture: noPicture,
		scroll: 0,
		detail: undefined,
		workingSet: undefined,
		failure: undefined,
		ended: undefined,
		selectedIndex: 0,
		top: 0,
		pace: undefined,
	};
}

/** A new reading: the selection stays on its region (by address), its type or its file. */
export function applyReading(
	regions: RegionState,
	view: RegionView,
	pace: number | undefined,
	height: number,
): RegionState {
	const next = withRows({
		...regions,
		view,
		before: regions.view,
		change: regions.change && mapDifference(regions.change.since, view),
		trend: remembered(regions.trend, view),
		picture: pictureOf(regions.picture, view),
		detail: regions.detail && detailIn(regions.detail, view),
		failure: undefined,
		ended: undefined,
		process: view.reading.process,
		pace,
	});
	return stayOnRow(regions, next, height);
}

/** A region that grew downwards has another start: the opened one is the one that holds the old start. */
function detailIn(detail: RegionDetail, {reading: {map}}: RegionView): RegionDetail {
	if (map.start.includes(detail.start)) return detail;
	const start = map.start[rowHolding(map, detail.start)];
	return start === undefined ? detail : {...detail, start};
}

/** What can't be read any more: an ended process keeps its last map. */
export function applyFailure(regions: RegionState, failure: RegionFailure, at: number): RegionState {
	if (failure.failure === 'not read') return regions;
	if (failure.failure === 'gone' && regions.view) return {...regions, ended: regions.ended ?? at};
	return {...regions, failure, ended: failure.failure === 'gone' ? at : undefined};
}

/** The regions in order, and the lines of the view that is looked at. */
export function withRows(regions: RegionState): RegionState {
	const {view, sort, filter} = regions;
	if (!view) return {...regions, rows: noRows};
	const order = orderRegions(view, sort, filter);
	const isWhole = order.length === view.totals.count;
	const totals = isWhole ? view.totals : sumOfTotals(groupRegions(view, order, 'type', sort).groups);
	return withLines({...regions, order, totals});
}

/** The lines anew, over regions whose order is the same. */
export function withLines(regions: RegionState): RegionState {
	return {...regions, rows: linesOf(regions)};
}

function linesOf({view, order, mode, change, openKey, sort}: RegionState): RegionRows {
	if (!view) return noRows;
	if (change) return changeRows(change.what, openKey);
	switch (mode) {
		case 'list':
			return listRows(order);
		case 'types':
			return groupRows(groupRegions(view, order, 'type', sort), openKey);
		case 'files':
			return groupRows(groupRegions(view, order, 'file', sort), openKey);
		default:
			return noRows;
	}
}

export function moveTo(regions: RegionState, index: number, height: number): RegionState {
	const {count} = regions.rows;
	const bounded = Math.max(0, Math.min(index, count - 1));
	let {top} = regions;
	if (bounded < top) top = bounded;
	else if (height > 0 && bounded >= top + height) top = bounded - height + 1;
	return {...regions, selectedIndex: bounded, top: Math.max(0, Math.min(top, count - height))};
}

/** Other lines of the same map or a newer one: the selection stays on its region, type or file. */
export function stayOnRow(before: RegionState, now: RegionState, height: number): RegionState {
	return moveTo(now, samePlace(before, now), height);
}

export function selectedRow(regions: RegionState): RegionRow | undefined {
	return regions.rows.at(regions.selectedIndex);
}

/** Opens the selected type or file to its regions, or closes it. */
export function toggleOpen(regions: RegionState, height: number): RegionState {
	const row = selectedRow(regions);
	const key = row && keyOf(row);
	if (key === undefined || row === undefined || !('opened' in row)) return regions;
	return stayAt(withLines({...regions, openKey: row.opened ? undefined : key}), key, height);
}

/** Closes what is opened; `undefined` when nothing is. */
export function closeOpen(regions: RegionState, height: number): RegionState | undefined {
	const {openKey} = regions;
	if (openKey === undefined || regions.mode === 'list') return undefined;
	return stayAt(withLines({...regions, openKey: undefined}), openKey, height);
}

export function nextMode(regions: RegionState): RegionState {
	const mode = regionModes[(regionModes.indexOf(regions.mode) + 1) % regionModes.length] ?? 'list';
	// While a difference is looked at, the next view is the one that it covers.
	const next = regions.change ? {...regions, change: undefined} : {...regions, mode};
	const over = {detail: undefined, workingSet: undefined};
	return withLines({...next, ...over, openKey: undefined, selectedIndex: 0, top: 0});
}

function stayAt(regions: RegionState, key: string, height: number): RegionState {
	return moveTo(regions, Math.max(0, rowOfKey(regions.rows, key)), height);
}

/** What a line of a type or file is known by from reading to reading. */
function keyOf(row: RegionRow): string | undefined {
	if (row.kind === 'group') return row.group.key;
	return row.kind === 'typeChange' ? row.change.type : undefined;
}

function rowOfKey(rows: RegionRows, key: string): number {
	for (let i = 0; i < rows.count; i++) {
		const row = rows.at(i);
		if (row && keyOf(row) === key) return i;
	}
	return -1;
}

function samePlace(before: RegionState, now: RegionState): number {
	const row = selectedRow(before);
	if (!row || !before.view || !now.view) return before.selectedIndex;
	const key = keyOf(row);
	if (key !== undefined) {
		const found = rowOfKey(now.rows, key);
		return found < 0 ? before.selectedIndex : found;
	}
	if (row.kind !== 'region') return before.selectedIndex;
	const start = before.view.reading.map.start[row.index];
	if (start === undefined) return before.selectedIndex;
	const found = rowHolding(now.view.reading.map, start);
	// Most lines stay where they are.
	const isThere = (at: number) => {
		const candidate = now.rows.at(at);
		return candidate?.kind === 'region' && candidate.index === found;
	};
	if (found < 0 || isThere(before.selectedIndex)) return before.selectedIndex;
	for (let i = 0; i < now.rows.count; i++) {
		if (isThere(i)) return i;
	}
	return before.selectedIndex;
}
