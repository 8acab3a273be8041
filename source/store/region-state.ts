import type {RegionType} from '../model/region-types.js';
import {type RegionView, regionRows} from '../model/region-view.js';
import type {Process} from '../platform/platform.js';
import type {RegionFailure} from '../platform/region-reading.js';
import type {RegionState} from './state.js';

/** Pure moves of the region pane. */

export function openRegions(process: Process, before: RegionState | undefined): RegionState {
	return {
		process,
		view: undefined,
		mode: before?.mode ?? 'list',
		openType: undefined,
		failure: undefined,
		ended: undefined,
		selectedIndex: 0,
		top: 0,
		pace: undefined,
	};
}

/** A new reading: the selection stays on its region (by address) or its type. */
export function applyReading(
	regions: RegionState,
	view: RegionView,
	pace: number | undefined,
	height: number,
): RegionState {
	const next = {...regions, view, failure: undefined, ended: undefined, process: view.reading.process, pace};
	return moveTo(next, samePlace(regions, next), height);
}

/** What can't be read any more: an ended process keeps its last map. */
export function applyFailure(regions: RegionState, failure: RegionFailure, at: number): RegionState {
	if (failure.failure === 'not read') return regions;
	if (failure.failure === 'gone' && regions.view) return {...regions, ended: regions.ended ?? at};
	return {...regions, failure, ended: failure.failure === 'gone' ? at : undefined};
}

export function moveTo(regions: RegionState, index: number, height: number): RegionState {
	const {count} = regionRows(regions);
	const bounded = Math.max(0, Math.min(index, count - 1));
	let {top} = regions;
	if (bounded < top) top = bounded;
	else if (height > 0 && bounded >= top + height) top = bounded - height + 1;
	return {...regions, selectedIndex: bounded, top: Math.max(0, Math.min(top, count - height))};
}

/** Enter: opens the selected type to its regions, or closes it. */
export function toggleType(regions: RegionState, height: number): RegionState {
	const row = regionRows(regions).at(regions.selectedIndex);
	if (row?.kind !== 'type') return regions;
	const next = {...regions, openType: row.opened ? undefined : row.totals.type};
	return moveTo(next, rowOfType(next, row.totals.type), height);
}

/** Esc: closes the opened type; `undefined` when there was none to close. */
export function closeType(regions: RegionState, height: number): RegionState | undefined {
	if (regions.mode !== 'types' || regions.openType === undefined) return undefined;
	const type = regions.openType;
	const next = {...regions, openType: undefined};
	return moveTo(next, rowOfType(next, type), height);
}

export function nextMode(regions: RegionState): RegionState {
	return {...regions, mode: regions.mode === 'list' ? 'types' : 'list', selectedIndex: 0, top: 0};
}

function rowOfType(regions: RegionState, type: RegionType): number {
	const rows = regionRows(regions);
	for (let i = 0; i < rows.count; i++) {
		const row = rows.at(i);
		if (row?.kind === 'type' && row.totals.type === type) return i;
	}
	return 0;
}

function samePlace(before: RegionState, now: RegionState): number {
	const row = regionRows(before).at(before.selectedIndex);
	if (!row || !before.view || !now.view) return before.selectedIndex;
	if (row.kind === 'type') return rowOfType(now, row.totals.type);
	const start = before.view.reading.map.start[row.index];
	const starts = now.view.reading.map.start;
	if (start === undefined) return before.selectedIndex;
	const rows = regionRows(now);
	for (let i = 0; i < rows.count; i++) {
		const candidate = rows.at(i);
		if (candidate?.kind === 'region' && starts[candidate.index] === start) return i;
	}
	return before.selectedIndex;
}
