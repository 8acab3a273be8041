import type {PictureRegions} from './picture-regions.js';

/** How regions become cells on lines: the same walk counts the lines that a scale needs and draws them. */

/** Columns of `⋯ 1.20T ⋯`: a gap with its size. */
export const gapWidth = 9;
/** Columns of `▁▁▁ 63.8G ▁▁▁`: a long untouched region as one mark. */
export const foldWidth = 13;

/** What a picture is drawn by. Sizes are bytes. */
export type Scale = {
	/** A power of two. */
	readonly cellBytes: number;
	/** Cells on a line. */
	readonly columns: number;
	/** Gaps from this size are marked with their size, except between two short stretches; others by one column. */
	readonly sizedGap: number;
	/** Runs of regions from this size have their name behind them. */
	readonly labelled: number;
	/** Hardly touched regions above this size are folded. */
	readonly vast: number;
};

/** Takes down what is where, in order of address. */
export type Sheet = {
	/** `count` cells of one region from `start` on. */
	cells(line: number, x: number, count: number, start: number, row: number): void;
	/** One cell for all regions from row `first` to row `last`. */
	pool(line: number, x: number, first: number, last: number): void;
	fold(line: number, x: number, width: number, row: number): void;
	gap(line: number, x: number, bytes: number, isSized: boolean): void;
	label(line: number, x: number, text: string, row: number): void;
};

/**
 * Lays all regions out; returns the number of lines, or Infinity as soon as it is more than `mostLines`. A region of
 * at least a cell has cells of its own; smaller neighbours share one as long as they lie within its size.
 */
export function layOut(regions: PictureRegions, scale: Scale, mostLines: number, sheet?: Sheet): number {
	const {start, end, runs} = regions;
	const {cellBytes} = scale;
	const place = new Place(scale, mostLines, sheet);
	const isLabelled = new Uint8Array(256);
	let poolFirst = -1;
	let poolStart = 0;
	let before = 0;
	let wasLong = isLongFrom(regions, 0, scale);
	for (let run = 0; run < runs.count; run++) {
		const key = runs.onceKey[run] ?? -1;
		const isNamed = (runs.bytes[run] ?? 0) >= scale.labelled && (key < 0 || isLabelled[key] === 0);
		const label = isNamed ? runs.label(run) : undefined;
		if (label !== undefined && key >= 0) isLabelled[key] = 1;
		const next = runs.first[run + 1] ?? regions.count;
		for (let row = runs.first[run] ?? 0; row < next; row++) {
			const from = start[row] ?? 0;
			const to = end[row] ?? 0;
			const isSmall = to - from < cellBytes;
			// What has a name shares no cell with others.
			const mayShare = label === undefined || row > (runs.first[run] ?? 0);
			if (poolFirst >= 0 && !(isSmall && mayShare && to - poolStart <= cellBytes)) {
				place.pool(poolFirst, row - 1);
				poolFirst = -1;
			}
			if (row > 0 && poolFirst < 0 && from > before) {
				if (from - before < scale.sizedGap) place.gap(from - before, false);
				else {
					// A mark of many columns after every small region would be all that is seen.
					const isLong = isLongFrom(regions, row, scale);
					place.gap(from - before, isLong || wasLong);
					wasLong = isLong;
				}
			}
			before = to;
			if (isSmall) {
				if (poolFirst < 0) {
					poolFirst = row;
					poolStart = from;
				}
			} else if (isFolded(regions, row, scale)) place.fold(row);
			else place.cells(from, Math.ceil((to - from) / cellBytes), row);
			if (place.isOver) return Number.POSITIVE_INFINITY;
		}
		if (label === undefined) continue;
		if (poolFirst >= 0) place.pool(poolFirst, next - 1);
		poolFirst = -1;
		place.label(label, runs.largest[run] ?? next - 1);
	}
	if (poolFirst >= 0) place.pool(poolFirst, regions.count - 1);
	return place.isOver ? Number.POSITIVE_INFINITY : place.line + 1;
}

/** Columns from which a stretch without large gaps is long. */
const longStretch = 6;

/** Whether what is mapped from a region on, up to the next large gap, makes many cells. */
function isLongFrom(
	{count, start, end}: PictureRegions,
	first: number,
	{cellBytes, sizedGap}: Scale,
): boolean {
	let bytes = 0;
	for (let row = first; row < count; row++) {
		if (row > first && (start[row] ?? 0) - (end[row - 1] ?? 0) >= sizedGap) return false;
		bytes += (end[row] ?? 0) - (start[row] ?? 0);
		if (bytes >= longStretch * cellBytes || row - first >= 4 * longStretch) return true;
	}
	return false;
}

/** A reserve of gigabytes with nothing in it must not push everything else off the screen. */
function isFolded(regions: PictureRegions, row: number, {cellBytes, columns, vast}: Scale): boolean {
	const size = (regions.end[row] ?? 0) - (regions.start[row] ?? 0);
	const touched = (regions.resident[row] || 0) + (regions.swapped[row] || 0);
	if (touched > size / 16) return false;
	if (regions.isReserve[row] === 1 && touched === 0) return size > 2 * foldWidth * cellBytes;
	return size > vast && size > columns * cellBytes;
}

/** Where the next thing goes: from left to right, line by line. */
class Place {
	line = 0;
	#x = 0;
	#wantsBlank = false;
	readonly #scale: Scale;
	readonly #mostLines: number;
	readonly #sheet: Sheet | undefined;

	constructor(scale: Scale, mostLines: number, sheet: Sheet | undefined) {
		this.#scale = scale;
		this.#mostLines = mostLines;
		this.#sheet = sheet;
	}

	get isOver(): boolean {
		return this.line >= this.#mostLines;
	}

	cells(start: number, count: number, row: number): void {
		const {columns, cellBytes} = this.#scale;
		this.#makeRoom(1);
		for (let done = 0; done < count && !this.isOver; ) {
			if (this.#x === columns) this.#newLine();
			const here = Math.min(count - done, columns - this.#x);
			this.#sheet?.cells(this.line, this.#x, here, start + done * cellBytes, row);
			this.#x += here;
			done += here;
		}
	}

	pool(first: number, last: number): void {
		this.#makeRoom(1);
		this.#sheet?.pool(this.line, this.#x, first, last);
		this.#x++;
	}

	fold(row: number): void {
		const width = Math.min(foldWidth, this.#scale.columns);
		this.#wantsBlank = true;
		this.#makeRoom(width);
		this.#sheet?.fold(this.line, this.#x, width, row);
		this.#x += width;
		this.#wantsBlank = true;
	}

	gap(bytes: number, isSized: boolean): void {
		const {columns, cellBytes} = this.#scale;
		if (isSized && columns > 2 * gapWidth) {
			this.#wantsBlank = true;
			this.#makeRoom(gapWidth);
			this.#sheet?.gap(this.line, this.#x, bytes, true);
			this.#x += gapWidth;
			this.#wantsBlank = true;
		} else if (bytes < cellBytes) this.#wantsBlank = true;
		else if (this.#x > 0 && this.#x + (this.#wantsBlank ? 1 : 0) < columns) {
			// At the end of a line the next address tells the gap.
			if (this.#wantsBlank) this.#x++;
			this.#sheet?.gap(this.line, this.#x, bytes, false);
			this.#x++;
			this.#wantsBlank = false;
		}
	}

	/** A label stays on the line of what it names, or is left out. */
	label(text: string, row: number): void {
		if (this.#x + 1 + text.length > this.#scale.columns) return;
		this.#sheet?.label(this.line, this.#x + 1, text, row);
		this.#x += 1 + text.length;
		this.#wantsBlank = true;
	}

	#makeRoom(width: number): void {
		const blank = this.#wantsBlank && this.#x > 0 ? 1 : 0;
		if (this.#x + blank + width > this.#scale.columns) {
			if (this.#x > 0) this.#newLine();
		} else this.#x += blank;
		this.#wantsBlank = false;
	}

	#newLine(): void {
		this.line++;
		this.#x = 0;
	}
}
