import {CellSheet} from './cell-sheet.js';
import {digitsOf, longestAddress, type Picture} from './picture.js';
import {layOut, type Scale} from './picture-layout.js';
import {type PictureRegions, pictureRegions} from './picture-regions.js';
import type {RegionView} from './region-view.js';

/**
 * The whole address space, low to high, on at most `rows` lines of `columns` with the address before each: cells of
 * a power of two of bytes, as small as fits, gaps and long reserves as one mark, names where there is room.
 */
export function addressSpace(view: RegionView, columns: number, rows: number): Picture {
	const regions = pictureRegions(view);
	const scale = fitScale(regions, columns, rows);
	const sheet = new CellSheet(regions, scale, view.types.list.length);
	const lines = layOut(regions, scale, Math.max(1, rows), sheet);
	return {
		cellBytes: scale.cellBytes,
		columns: scale.columns,
		lines: Number.isFinite(lines) ? lines : Math.max(1, rows),
		digits: digitsOf(scale.cellBytes, longestAddress(regions.end)),
		cells: sheet.drawn,
		gaps: sheet.gaps,
		labels: sheet.labels,
	};
}

const never = Number.POSITIVE_INFINITY;
const gibibyte = 1024 ** 3;

/**
 * The scale of a picture. Cells may take four fifths of the lines; sizes of gaps, the largest first, and then names,
 * those of the largest first, get what is left. Each is found on the count of lines that it needs: a scale that is
 * too fine is given up as soon as the lines are full, so that those before the right one cost half as much each.
 */
export function fitScale(regions: PictureRegions, columns: number, rows: number): Scale {
	const lines = Math.max(1, rows);
	const longest = longestAddress(regions.end);
	const vast = Math.max(gibibyte, 2 * touchedBytes(regions));
	const scaleOf = (cellBytes: number, sizedGap: number, labelled: number): Scale => ({
		cellBytes,
		columns: Math.max(1, columns - digitsOf(cellBytes, longest).shown - 1),
		sizedGap,
		labelled,
		vast,
	});
	const fits = (scale: Scale, most: number) => layOut(regions, scale, most) <= most;
	const share = (part: number) => Math.max(1, Math.floor(lines * part));
	let cell = regions.pageBytes;
	while (cell < coarsest && !fits(scaleOf(cell, never, never), share(0.8))) cell *= 2;
	// A gap that the mark of its size makes no shorter by much needs none.
	const gaps = [16, 256, 4096, 2 ** 20, 2 ** 30].map(cells => cells * cell);
	const gap = leastOf(gaps, bytes => fits(scaleOf(cell, bytes, never), Math.ceil(lines * 0.9)));
	const names = [1 / cell, 1, 4, 16, 64, 256].map(cells => cells * cell);
	return scaleOf(
		cell,
		gap,
		leastOf(names, bytes => fits(scaleOf(cell, gap, bytes), lines)),
	);
}

/** More than the whole of an address space. */
const coarsest = 2 ** 65;

/** The first of growing values that holds, by halving; `never` if none does. */
function leastOf(values: readonly number[], holds: (value: number) => boolean): number {
	let low = 0;
	let high = values.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (holds(values[middle] ?? never)) high = middle;
		else low = middle + 1;
	}
	return values[low] ?? never;
}

function touchedBytes({count, resident, swapped}: PictureRegions): number {
	let sum = 0;
	for (let row = 0; row < count; row++) sum += (resident[row] || 0) + (swapped[row] || 0);
	return sum;
}
