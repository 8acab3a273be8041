import {changedSince} from '../../model/changed-since.js';
import {isSameProcess} from '../../model/process-figures.js';
import type {RegionRow} from '../../model/region-lines.js';
import type {RegionView} from '../../model/region-view.js';
import type {RegionState} from '../../store/region-state.js';
import {type ChangeLook, changeHead, changeTotal, regionChangeLine, typeChangeLine} from './change-rows.js';
import {barFigure, type GroupLook, groupHead, groupLine, groupTotal, nestedLine} from './group-rows.js';
import {listHead, listLine, listTotal} from './list-rows.js';
import type {RegionLook, Tint} from './look.js';

/** The table of the region pane: head, a screenful of lines, the total; each exactly `columns` wide. Pure. */
export function tableLines(
	regions: RegionState,
	view: RegionView,
	height: number,
	look: RegionLook,
): readonly string[] {
	const table = regions.change ? changeTable(regions, view, look) : plainTable(regions, view, look);
	const lines = [table.head];
	for (let i = 0; i < height; i++) {
		const index = regions.top + i;
		const row = regions.rows.at(index);
		lines.push(row ? table.line(row, index === regions.selectedIndex) : ' '.repeat(look.columns));
	}
	lines.push(table.total);
	return lines;
}

type Table = {
	readonly head: string;
	readonly line: (row: RegionRow, isSelected: boolean) => string;
	readonly total: string;
};

function plainTable(regions: RegionState, view: RegionView, look: RegionLook): Table {
	const {mode, before, sort, trend, totals = view.totals} = regions;
	const tintOf = (row: number): Tint | undefined => before && changedSince(before, view, row);
	if (mode === 'list') {
		return {
			head: listHead(look),
			line: (row, isSelected) =>
				row.kind === 'region' ? listLine(view, row.index, isSelected, look, tintOf(row.index)) : '',
			total: listTotal(totals, look),
		};
	}
	const groupLook: GroupLook = {
		...look,
		by: mode === 'files' ? 'file' : 'type',
		sort,
		growth: trend.growth,
		most: largest(regions, barFigure(sort)),
	};
	return {
		head: groupHead(groupLook),
		line(row, isSelected) {
			if (row.kind === 'group') return groupLine(row.group, row.opened, isSelected, groupLook);
			return row.kind === 'region'
				? nestedLine(view, row.index, isSelected, groupLook, tintOf(row.index))
				: '';
		},
		total: groupTotal(totals, groupLook),
	};
}

function changeTable({change}: RegionState, view: RegionView, look: RegionLook): Table {
	if (!change) return {head: '', line: () => '', total: ''};
	const {since} = change;
	// What two processes differ by did not grow in the time between.
	const isSame = isSameProcess(since.reading.process, view.reading.process);
	const milliseconds = isSame ? view.reading.at - since.reading.at : 0;
	const changeLook: ChangeLook = {...look, now: view, since, milliseconds};
	return {
		head: changeHead(look),
		line(row, isSelected) {
			if (row.kind === 'typeChange') return typeChangeLine(row.change, row.opened, isSelected, changeLook);
			return row.kind === 'regionChange' ? regionChangeLine(row.change, isSelected, changeLook) : '';
		},
		total: changeTotal(change.what, changeLook),
	};
}

/** The figure of the largest group: the whole bar. */
function largest({rows}: RegionState, figure: ReturnType<typeof barFigure>): number | undefined {
	let most: number | undefined;
	for (let i = 0; i < rows.count; i++) {
		const row = rows.at(i);
		const value = row?.kind === 'group' ? row.group[figure] : undefined;
		if (value !== undefined && (most === undefined || value > most)) most = value;
	}
	return most;
}
