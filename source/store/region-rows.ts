import {groupRegions} from '../model/region-groups.js';
import {
	changeRows,
	groupRows,
	listRows,
	noRows,
	type RegionRow,
	type RegionRows,
} from '../model/region-lines.js';
import {orderRegions} from '../model/region-order.js';
import {rowHolding} from '../model/regions.js';
import {sumOfTotals} from '../model/totals.js';
import type {RegionState} from './region-state.js';

/** The lines of the region pane, and where in them we are. */

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

/** What a line of a type or file is known by from reading to reading. */
export function keyOf(row: RegionRow): string | undefined {
	if (row.kind === 'group') return row.group.key;
	return row.kind === 'typeChange' ? row.change.type : undefined;
}

export function rowOfKey(rows: RegionRows, key: string): number {
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
