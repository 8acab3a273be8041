import type {RegionMap} from '../platform/region-reading.js';

/** What both pictures share, that of an address space and that of the pages of a region: cells on lines. */

/** One thing that can be pointed at, in order of address, as columns. */
export type Cells = {
	readonly count: number;
	/** Address of the first byte, and the one behind the last. */
	readonly start: readonly number[];
	readonly end: readonly number[];
	/** Bytes that are mapped in it. */
	readonly bytes: readonly number[];
	readonly line: readonly number[];
	readonly x: readonly number[];
	/** Columns: 1, more for a folded region. */
	readonly width: readonly number[];
	/** Regions in it: rows of the map. */
	readonly firstRow: readonly number[];
	readonly lastRow: readonly number[];
	/** Index of the type with the most bytes in it. */
	readonly type: readonly number[];
	/** Bytes of each; NaN where unknown. */
	readonly resident: readonly number[];
	readonly swapped: readonly number[];
	readonly dirty: readonly number[];
};

export type GapMark = {
	readonly line: number;
	readonly x: number;
	readonly bytes: number;
	readonly isSized: boolean;
};

export type Label = {
	readonly line: number;
	readonly x: number;
	readonly text: string;
	/** Index of the type that it is a name of. */
	readonly type: number;
};

export type Picture = {
	/** What a cell stands for, a power of two. */
	readonly cellBytes: number;
	/** Columns for cells, without the addresses before them. */
	readonly columns: number;
	/** Lines that are used; never more than asked for. */
	readonly lines: number;
	/** Hex digits of an address before each line, and how many low ones are left out as they are 0 there. */
	readonly digits: {readonly shown: number; readonly dropped: number};
	readonly cells: Cells;
	readonly gaps: readonly GapMark[];
	readonly labels: readonly Label[];
};

/** How much of the inside of a pane is for the picture: lines of legend stand below it, a blank on either side. */
export function pictureRoom(width: number, height: number): {columns: number; rows: number; legend: number} {
	const legend = height >= 12 ? 2 : height >= 4 ? 1 : 0;
	return {columns: Math.max(0, width - 2), rows: Math.max(0, height - legend), legend};
}

/** Digits that tell lines of such cells apart, for addresses of at most `longest` digits. */
export function digitsOf(cellBytes: number, longest: number): Picture['digits'] {
	const dropped = Math.min(longest - 1, Math.floor(Math.log2(cellBytes) / 4));
	return {shown: longest - dropped, dropped};
}

/** Hex digits of the largest address; the page of the kernel's own at the very end does not count. */
export function longestAddress(end: ArrayLike<number>): number {
	for (let row = end.length - 1; row >= 0; row--) {
		const address = end[row] ?? 0;
		if (address > 0 && address < 2 ** 63) return Math.max(8, Math.ceil(Math.log2(address) / 4));
	}
	return 8;
}

/** The last cell that begins at or before an address; the first one when none does, -1 when there are none. */
export function cellAt({count, start}: Cells, address: bigint): number {
	const wanted = Number(address);
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((start[middle] ?? 0) <= wanted) low = middle + 1;
		else high = middle;
	}
	return Math.min(Math.max(0, low - 1), count - 1);
}

/** The region in which an address lies, else the nearest one; -1 when there are none. */
export function nearestRegion({start, end, count}: RegionMap, address: bigint): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((end[middle] ?? 0n) <= address) low = middle + 1;
		else high = middle;
	}
	if (low === count) return count - 1;
	const above = (start[low] ?? 0n) - address;
	const below = low === 0 ? undefined : address - (end[low - 1] ?? 0n);
	return above > 0n && below !== undefined && below < above ? low - 1 : low;
}
