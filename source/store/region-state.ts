import type {MapChange} from '../model/region-change.js';
import type {RegionFilter} from '../model/region-filter.js';
import {noRows, type RegionRows} from '../model/region-lines.js';
import type {RegionSort} from '../model/region-order.js';
import type {RegionView} from '../model/region-view.js';
import {rowHolding} from '../model/regions.js';
import type {Totals} from '../model/totals.js';
import type {Process} from '../platform/platform.js';
import type {RegionFailure} from '../platform/region-reading.js';
import {noPicture, type PictureState, pictureOf} from './picture-state.js';
import type {RegionDetail} from './region-detail.js';
import {mapDifference} from './region-marks.js';
import {stayOnRow, withRows} from './region-rows.js';
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
