import {bytes, count, missing} from '../../format.js';
import type {PageCounts, PagePicture} from '../../model/page-picture.js';
import {cellAt, nearestRegion, type Picture} from '../../model/picture.js';
import {regionName} from '../../model/region-types.js';
import type {RegionView} from '../../model/region-view.js';
import {dirtyOf, regionAt} from '../../model/regions.js';
import {safeText} from '../../safe-text.js';
import type {PictureState} from '../../store/picture-state.js';
import {typeOf} from './look.js';

/** Words for the title of the pane: what is under the cursor. */
export function pictureTitle(view: RegionView, state: PictureState, picture: Picture | PagePicture): string {
	const row = nearestRegion(view.reading.map, state.cursor);
	if (row < 0) return 'no regions';
	if ('pages' in picture) return `${regionWords(view, row, false)}, ${zoomWords(state, picture)}`;
	const cell = cellAt(picture.cells, state.cursor);
	const first = picture.cells.firstRow[cell] ?? row;
	const last = picture.cells.lastRow[cell] ?? row;
	const place = last > first ? `, ${count(row - first + 1)} of ${count(last - first + 1)} in this cell` : '';
	return `${regionWords(view, row, true)}${place}`;
}

/** Words for its bottom line: what a cell stands for. */
export function pictureScale({cellBytes}: Picture): string {
	return `a cell is ${wholeBytes(cellBytes)}`;
}

/** `7f2a4c000000 rw-p 64.0M malloc arena, 61.2M resident, 61.2M dirty` */
function regionWords(view: RegionView, row: number, withFigures: boolean): string {
	const {map} = view.reading;
	const {start, perms, size, rss, swap} = regionAt(map, row);
	const type = typeOf(view, row);
	const name = regionName(map, row, type);
	const text = name === undefined ? '' : safeText(name);
	const base = text.startsWith('/') ? text.slice(text.lastIndexOf('/') + 1) : text;
	const shown = base === '' || base === `[${type}]` ? '' : ` ${base}`;
	const words = [`${start} ${perms} ${bytes(size)} ${type}${shown}`];
	if (withFigures) {
		words.push(`${bytes(rss)} resident`, `${bytes(dirtyOf(map, row))} dirty`);
		if (swap !== undefined && swap > 0) words.push(`${bytes(swap)} swapped`);
	}
	return words.join(', ');
}

function zoomWords({pages: told}: PictureState, picture: PagePicture): string {
	const {pages} = picture;
	if (told === undefined) return 'reading its pages';
	if ('failure' in told || !pages) return `pages: ${'failure' in told ? told.failure : 'none'}`;
	return pageWords(pages, picture.cells.start[0] ?? 0);
}

/** `76,800 pages: 76,800 present, 0 swapped, 12 shared, 512 huge`; of a part of them it is said which. */
function pageWords({all, read, present, swapped, shared, huge}: PageCounts, from: number): string {
	const which =
		read < all ? `${count(read)} of ${count(all)} pages from ${hex(from)}` : `${count(all)} pages`;
	const found = `${count(present)} present, ${count(swapped)} swapped, ${count(shared)} shared`;
	return `${which}: ${found}, ${huge === undefined ? missing : count(huge)} huge`;
}

/** What a cell of pages stands for, and what is in the one under the cursor: each goes together. */
export function pageCellWords(
	{cursor}: PictureState,
	{cells, cellBytes, pages, shared, huge}: PagePicture,
): readonly string[] {
	const size = wholeBytes(cellBytes);
	if (!pages) return [`a cell is ${size}`];
	const {pageSize} = pages;
	const cell = cellAt(cells, cursor);
	const figure = (bytesOf: readonly number[]) => count((bytesOf[cell] ?? 0) / pageSize);
	const word = cellBytes === pageSize ? 'page' : 'pages';
	return [
		`a cell is ${count(cellBytes / pageSize)} ${word} (${size})`,
		`here ${hex(cells.start[cell] ?? 0)}`,
		`${figure(cells.resident)} present`,
		`${figure(cells.swapped)} swapped`,
		`${figure(shared)} shared`,
		`${pages.huge === undefined ? missing : figure(huge)} huge`,
	];
}

/** A power of two, without decimals: `4M`. */
export function wholeBytes(value: number): string {
	return bytes(value).replace(/\.0+(?=\D)/, '');
}

function hex(address: number): string {
	return BigInt(address).toString(16).padStart(8, '0');
}
