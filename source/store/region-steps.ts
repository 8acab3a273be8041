import type {RegionType} from '../model/region-types.js';
import {rowHolding} from '../model/regions.js';
import {zoomOut} from './picture-state.js';
import {keyOf, moveTo, rowOfKey, selectedRow, stayOnRow, withLines, withRows} from './region-rows.js';
import {type RegionState, regionModes} from './region-state.js';

/** Steps into the map and back, from view to view. */

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

/** One step back; `undefined` when there is none in the pane. */
export function stepBack(regions: RegionState, height: number): RegionState | undefined {
	if (regions.detail) return {...regions, detail: undefined};
	if (regions.workingSet) return {...regions, workingSet: undefined};
	if (regions.mode === 'picture' && !regions.change && regions.picture.zoom) {
		return {...regions, picture: zoomOut(regions.picture)};
	}
	if (regions.change) {
		return moveTo(withLines({...regions, change: undefined, openKey: undefined}), 0, height);
	}
	const closed = closeOpen(regions, height);
	if (closed) return closed;
	if (regions.filterText === '') return undefined;
	const unfiltered = {...regions, filterText: '', filter: undefined, filterError: undefined};
	return stayOnRow(regions, withRows(unfiltered), height);
}

/** The type of what is selected. */
export function selectedType(regions: RegionState): RegionType | undefined {
	const {view, picture, mode} = regions;
	if (!view) return undefined;
	const typeAt = (index: number | undefined) =>
		index === undefined ? undefined : view.types.list[view.types.index[index] ?? -1];
	if (mode === 'picture' && !regions.change && picture)
		return typeAt(rowHolding(view.reading.map, picture.cursor));
	const row = selectedRow(regions);
	switch (row?.kind) {
		case 'region':
			return typeAt(row.index);
		case 'group':
			return row.group.type;
		default:
			return row?.change.type;
	}
}
