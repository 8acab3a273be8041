import type {RegionRow, RegionView} from '../../model/region-view.js';
import {listHead, listLine, listTotal} from './list-rows.js';
import type {RegionLook} from './look.js';
import {nestedLine, typeHead, typeLine, typeTotal} from './type-rows.js';

/** The lines of the region pane in either view, each exactly `columns` wide. Pure. */

export type RegionMode = 'list' | 'types';

export function headLine(mode: RegionMode, look: RegionLook): string {
	return mode === 'list' ? listHead(look) : typeHead(look);
}

export function rowLine(view: RegionView, row: RegionRow, isSelected: boolean, look: RegionLook): string {
	if (row.kind === 'type') return typeLine(row.totals, row.opened, isSelected, look);
	return row.nested
		? nestedLine(view, row.index, isSelected, look)
		: listLine(view, row.index, isSelected, look);
}

/** The sums of all regions, each under its column: the last line of the pane. */
export function totalLine(view: RegionView, mode: RegionMode, look: RegionLook): string {
	return mode === 'list' ? listTotal(view.totals, look) : typeTotal(view.totals, look);
}
