import type {PageReading} from '../platform/region-reading.js';
import {pageBits} from '../proc/page-bits.js';
import type {Cells, Picture} from './picture.js';
import {digitsOf, longestAddress} from './picture.js';
import {pictureRegions} from './picture-regions.js';
import type {RegionView} from './region-view.js';

/** The inside of one region: cells of a power of two of pages, one after the other. */
export type PagePicture = Picture & {
	/** Row of the region. */
	readonly row: number;
	/** What is known by page; `undefined` where the region as a whole is all that is known. */
	readonly pages: PageCounts | undefined;
	/** Bytes of each cell that others map too, and that are of huge pages. */
	readonly shared: readonly number[];
	readonly huge: readonly number[];
};

export type PageCounts = {
	readonly pageSize: number;
	/** Pages of the region, and of these those that were read. */
	readonly all: number;
	readonly read: number;
	readonly present: number;
	readonly swapped: number;
	/** Present ones that this process does not have alone. */
	readonly shared: number;
	/** `undefined` where it can't be known. */
	readonly huge: number | undefined;
};

/**
 * The pages of the region in row `row` of the map, on at most `rows` lines. Without a reading every cell has the
 * share of the whole region: where in it its pages are is not known then.
 */
export function pagePicture(
	view: RegionView,
	row: number,
	reading: PageReading | undefined,
	columns: number,
	rows: number,
): PagePicture {
	const regions = pictureRegions(view);
	const from = reading ? Number(reading.from) : (regions.start[row] ?? 0);
	const start = regions.start[row] ?? 0;
	const end = regions.end[row] ?? 0;
	const pageSize = reading?.pageSize ?? regions.pageBytes;
	const until = reading ? Math.min(end, from + reading.pages.length * pageSize) : end;
	const longest = longestAddress([end]);
	const {cellBytes, width} = fitCells(Math.max(0, until - from), pageSize, longest, columns, rows);
	const cells = new PageCells(view, row, from, until, cellBytes, width);
	if (reading) cells.count(reading);
	else cells.share(regions.resident[row], regions.swapped[row], regions.dirty[row], end - start);
	return {
		cellBytes,
		columns: width,
		lines: Math.max(1, Math.ceil(cells.length / width)),
		digits: digitsOf(cellBytes, longest),
		cells: cells.drawn,
		gaps: [],
		labels: [],
		row,
		pages: reading && {
			pageSize,
			all: Math.ceil((end - start) / pageSize),
			...cells.sums,
			huge: reading.tellsHuge ? cells.sums.huge : undefined,
		},
		shared: cells.shared,
		huge: cells.huge,
	};
}

function fitCells(bytes: number, pageSize: number, longest: number, columns: number, rows: number) {
	for (let cellBytes = pageSize; ; cellBytes *= 2) {
		const width = Math.max(1, columns - digitsOf(cellBytes, longest).shown - 1);
		if (Math.ceil(bytes / cellBytes) <= width * Math.max(1, rows)) return {cellBytes, width};
	}
}

class PageCells {
	readonly length: number;
	readonly shared: number[];
	readonly huge: number[];
	sums = {read: 0, present: 0, swapped: 0, shared: 0, huge: 0};
	readonly #resident: number[];
	readonly #swapped: number[];
	readonly #dirty: number[];
	readonly #bytes: number[];
	readonly #view: RegionView;
	readonly #row: number;
	readonly #from: number;
	readonly #cellBytes: number;
	readonly #columns: number;

	constructor(
		view: RegionView,
		row: number,
		from: number,
		until: number,
		cellBytes: number,
		columns: number,
	) {
		this.#view = view;
		this.#row = row;
		this.#from = from;
		this.#cellBytes = cellBytes;
		this.#columns = columns;
		this.length = Math.ceil(Math.max(0, until - from) / cellBytes);
		this.#bytes = this.#each(i => Math.min(cellBytes, until - from - i * cellBytes));
		this.#resident = this.#each(() => 0);
		this.#swapped = this.#each(() => 0);
		this.#dirty = this.#each(() => Number.NaN);
		this.shared = this.#each(() => 0);
		this.huge = this.#each(() => 0);
	}

	/** From what is known of every page. */
	count({pages, pageSize}: PageReading): void {
		const pagesInCell = this.#cellBytes / pageSize;
		for (let cell = 0; cell < this.length; cell++) {
			const next = Math.min(pages.length, (cell + 1) * pagesInCell);
			let present = 0;
			let swapped = 0;
			let shared = 0;
			let huge = 0;
			for (let page = cell * pagesInCell; page < next; page++) {
				const bits = pages[page] ?? 0;
				if (bits & pageBits.present) {
					present++;
					if (!(bits & pageBits.exclusive)) shared++;
					if (bits & pageBits.huge) huge++;
				} else if (bits & pageBits.swapped) swapped++;
			}
			this.#resident[cell] = present * pageSize;
			this.#swapped[cell] = swapped * pageSize;
			this.shared[cell] = shared * pageSize;
			this.huge[cell] = huge * pageSize;
			this.sums.present += present;
			this.sums.swapped += swapped;
			this.sums.shared += shared;
			this.sums.huge += huge;
		}
		this.sums.read = pages.length;
	}

	/** From the figures of the region, in equal shares. */
	share(
		resident: number | undefined,
		swapped: number | undefined,
		dirty: number | undefined,
		size: number,
	): void {
		for (let cell = 0; cell < this.length; cell++) {
			const share = (this.#bytes[cell] ?? 0) / size;
			this.#resident[cell] = (resident ?? Number.NaN) * share;
			this.#swapped[cell] = (swapped ?? Number.NaN) * share;
			this.#dirty[cell] = (dirty ?? Number.NaN) * share;
		}
	}

	get drawn(): Cells {
		const start = this.#each(i => this.#from + i * this.#cellBytes);
		const rows = this.#each(() => this.#row);
		const type = this.#view.types.index[this.#row] ?? 0;
		return {
			count: this.length,
			start,
			end: start.map((address, i) => address + (this.#bytes[i] ?? 0)),
			bytes: this.#bytes,
			line: this.#each(i => Math.floor(i / this.#columns)),
			x: this.#each(i => i % this.#columns),
			width: this.#each(() => 1),
			firstRow: rows,
			lastRow: rows,
			type: this.#each(() => type),
			resident: this.#resident,
			swapped: this.#swapped,
			dirty: this.#dirty,
		};
	}

	#each(of: (cell: number) => number): number[] {
		return Array.from({length: this.length}, (_, i) => of(i));
	}
}
