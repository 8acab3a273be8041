import {cellAt, nearestRegion} from '../model/picture.js';
import type {RegionView} from '../model/region-view.js';
import {type PictureSize, type Shown, shownPicture} from '../model/shown-picture.js';
import type {PageReading, RegionFailure} from '../platform/region-reading.js';

/** Pure moves in the picture of an address space. The cursor is an address, so that it stays where it is. */

export type PictureState = Shown & {readonly cursor: bigint};

export type PictureMove = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** Before a map was read: nothing is mapped at 0, where the cursor stands. */
export const noPicture: PictureState = {cursor: 0n, zoom: undefined, pages: undefined};

/**
 * The map was read anew: the cursor stays on its address, or goes to the nearest region when its own is gone. At first
 * it is on the region that has most memory.
 */
export function pictureOf(state: PictureState, view: RegionView): PictureState {
	const {map} = view.reading;
	const row = state.cursor === 0n ? largestRegion(view) : nearestRegion(map, state.cursor);
	const start = map.start[row];
	const end = map.end[row];
	if (start === undefined || end === undefined) return {...state, zoom: undefined, pages: undefined};
	const cursor = state.cursor === 0n ? start : clamp(state.cursor, start, end > start ? end - 1n : start);
	const {zoom} = state;
	if (!zoom) return {...state, cursor};
	// What grew, upwards or down, is still the region that was opened; another one at its place, or none, is not.
	if (zoom.start < start || zoom.start >= end) return {cursor, zoom: undefined, pages: undefined};
	return {...state, cursor, zoom: {start, end}};
}

/** Enter: the inside of the region under the cursor. The same state where there is none or it is open already. */
export function zoomIn(state: PictureState, view: RegionView): PictureState {
	const {map} = view.reading;
	const row = nearestRegion(map, state.cursor);
	const start = map.start[row];
	const end = map.end[row];
	if (state.zoom || start === undefined || end === undefined || end <= start) return state;
	return {cursor: clamp(state.cursor, start, end - 1n), zoom: {start, end}, pages: undefined};
}

/** Esc: back to the whole. */
export function zoomOut(state: PictureState): PictureState {
	return {...state, zoom: undefined, pages: undefined};
}

/** What was read of the pages; what belongs to no open region is dropped. A failure `not read` changes nothing. */
export function applyPages(state: PictureState, pages: PageReading | RegionFailure): PictureState {
	const {zoom} = state;
	if (!zoom) return state;
	if ('failure' in pages) return pages.failure === 'not read' ? state : {...state, pages};
	return pages.from >= zoom.end || endOf(pages) <= zoom.start ? state : {...state, pages};
}

/**
 * The part of the open region that should be read, in bytes from and to: all of it, or `most` pages of `pageSize`
 * around the cursor. As long as the cursor stays in what was read that is read again. `undefined` without a zoom.
 */
export function pagesWanted(
	{cursor, zoom, pages}: PictureState,
	pageSize: number,
	most: number,
): {readonly from: bigint; readonly to: bigint} | undefined {
	if (!zoom) return undefined;
	const room = BigInt(pageSize) * BigInt(most);
	if (zoom.end - zoom.start <= room) return {from: zoom.start, to: zoom.end};
	const isInside = pages && !('failure' in pages) && cursor >= pages.from && cursor < endOf(pages);
	const middle = cursor - (cursor % BigInt(pageSize)) - room / 2n;
	const from = clamp(isInside ? pages.from : middle, zoom.start, zoom.end - room);
	return {from, to: from + room};
}

/** The cursor moved by one cell, one line, some lines, or to an end. */
export function movePicture(
	state: PictureState,
	view: RegionView,
	size: PictureSize,
	move: PictureMove,
): PictureState {
	const picture = shownPicture(view, state, size);
	const {cells, lines} = picture;
	const cell = cellAt(cells, state.cursor);
	if (cell < 0) return state;
	const to = (address: bigint | number | undefined) =>
		address === undefined ? state : {...state, cursor: BigInt(address)};
	const page = Math.max(2, Math.floor(lines / 3));
	switch (move) {
		case 'left':
			return to(before(state, view, cells, cell));
		case 'right':
			return to(after(state, view, cells, cell));
		case 'up':
		case 'pageUp':
			return to(cells.start[cellBeside(cells, cell, move === 'up' ? -1 : -page)]);
		case 'down':
		case 'pageDown':
			return to(cells.start[cellBeside(cells, cell, move === 'down' ? 1 : page)]);
		case 'first':
			return to(cells.start[0]);
		case 'last':
			return to(lastStop(view, cells, cells.count - 1));
	}
}

type Cells = ReturnType<typeof shownPicture>['cells'];

/** Small regions share a cell: each of them is a stop. */
function after(
	{cursor, zoom}: PictureState,
	view: RegionView,
	cells: Cells,
	cell: number,
): bigint | number | undefined {
	const {map} = view.reading;
	if ((cells.lastRow[cell] ?? 0) > (cells.firstRow[cell] ?? 0)) {
		const row = nearestRegion(map, cursor);
		if (row < (cells.lastRow[cell] ?? 0)) return map.start[row + 1];
	}
	if (cell + 1 < cells.count) return cells.start[cell + 1];
	// Of a very large region a part is read: beyond it the next one will be.
	const end = BigInt(cells.end[cell] ?? 0);
	return zoom && end < zoom.end ? end : undefined;
}

function before(
	{cursor, zoom}: PictureState,
	view: RegionView,
	cells: Cells,
	cell: number,
): bigint | number | undefined {
	const {map} = view.reading;
	if ((cells.lastRow[cell] ?? 0) > (cells.firstRow[cell] ?? 0)) {
		const row = nearestRegion(map, cursor);
		if (row > (cells.firstRow[cell] ?? 0)) return map.start[row - 1];
	}
	if (cell > 0) return lastStop(view, cells, cell - 1);
	const start = BigInt(cells.start[0] ?? 0);
	return zoom && start > zoom.start ? start - 1n : undefined;
}

function lastStop(view: RegionView, cells: Cells, cell: number): bigint | number | undefined {
	const last = cells.lastRow[cell] ?? 0;
	return last > (cells.firstRow[cell] ?? 0) ? view.reading.map.start[last] : cells.start[cell];
}

/** The cell that stands nearest in the line so many further down, or in the last one there is. */
function cellBeside({count, line, x, width}: Cells, cell: number, lines: number): number {
	const step = Math.sign(lines);
	const wanted = (line[cell] ?? 0) + lines;
	let at = cell;
	// A line may hold nothing but the mark of a gap.
	while (at + step >= 0 && at + step < count && (line[at] ?? 0) * step < wanted * step) at += step;
	const found = line[at] ?? 0;
	if (found === line[cell]) return cell;
	const column = x[cell] ?? 0;
	const away = (candidate: number) =>
		Math.max((x[candidate] ?? 0) - column, column - (x[candidate] ?? 0) - (width[candidate] ?? 1) + 1, 0);
	let nearest = at;
	while (line[at + step] === found) {
		at += step;
		if (away(at) < away(nearest)) nearest = at;
	}
	return nearest;
}

function largestRegion({reading: {map}}: RegionView): number {
	const sizes = map.fields.get('Rss');
	let largest = 0;
	for (let row = 1; sizes && row < map.count; row++) {
		if ((sizes[row] || 0) > (sizes[largest] || 0)) largest = row;
	}
	return largest;
}

function clamp(value: bigint, least: bigint, most: bigint): bigint {
	return value < least ? least : value > most ? most : value;
}

function endOf({from, pages, pageSize}: PageReading): bigint {
	return from + BigInt(pages.length) * BigInt(pageSize);
}
