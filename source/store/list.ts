import {isSameProcess} from '../model/process-figures.js';
import {sortProcesses, treeRows} from '../model/process-order.js';
import type {Process, Sample} from '../platform/platform.js';
import type {ListState} from './state.js';

/** Pure moves of the process list. */

/** The rows anew, after a sample or another order. The selection stays on its process. */
export function arrange(
	list: ListState,
	previous: Sample | undefined,
	sample: Sample | undefined,
): ListState {
	if (!sample) return list;
	const passing: Process[] = [];
	for (const process of sample.processes.values()) {
		if (list.filter.test(process)) passing.push(process);
	}
	const sorted = sortProcesses(passing, list.sort, previous, sample);
	const rows = list.tree ? treeRows(sorted) : sorted.map(process => ({process}));
	const same = list.selected ? rows.findIndex(row => isSameProcess(row.process, list.selected)) : -1;
	const found = isEnding(list.selected, rows[same]?.process) ? -1 : same;
	// When the selected process is gone its place in the list stays selected.
	const index = found >= 0 ? found : Math.min(Math.max(0, list.selectedIndex), rows.length - 1);
	const moved = {...list, rows, selectedIndex: index, selected: rows[index]?.process};
	return list.follow || found < 0 ? intoView(moved) : withTop(moved, list.top);
}

/** A process that has just given up its memory falls to the end of the list, where nobody wants to be taken. */
function isEnding(before: Process | undefined, now: Process | undefined): boolean {
	return before?.vsz !== undefined && before.vsz > 0 && now?.vsz === 0;
}

/** Selects a row; the window moves only as far as it must. */
export function select(list: ListState, index: number): ListState {
	const bounded = Math.min(Math.max(0, index), list.rows.length - 1);
	return intoView({...list, selectedIndex: bounded, selected: list.rows[bounded]?.process});
}

export function selectPid(list: ListState, pid: number): ListState {
	const index = list.rows.findIndex(row => row.process.pid === pid);
	return index < 0 ? list : select(list, index);
}

export function resizeList(list: ListState, height: number): ListState {
	return height === list.height ? list : intoView({...list, height});
}

function intoView(list: ListState): ListState {
	const {selectedIndex, height, top} = list;
	if (selectedIndex < top) return withTop(list, selectedIndex);
	if (height > 0 && selectedIndex >= top + height) return withTop(list, selectedIndex - height + 1);
	return withTop(list, top);
}

/** No empty lines below the last row while there are rows above the first. */
function withTop(list: ListState, top: number): ListState {
	return {...list, top: Math.max(0, Math.min(top, list.rows.length - list.height))};
}

/** The processes on the screen, with some rows around them: a small step shows rows that are read already. */
export function shownProcesses(list: ListState, margin: number): readonly Process[] {
	const from = Math.max(0, list.top - margin);
	return list.rows.slice(from, list.top + list.height + margin).map(row => row.process);
}
