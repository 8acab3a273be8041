import type {Cells, GapMark, Label} from './picture.js';
import type {Scale, Sheet} from './picture-layout.js';
import type {PictureRegions} from './picture-regions.js';

/** Takes down the cells of an address space with what is in them. */
export class CellSheet implements Sheet {
	readonly gaps: GapMark[] = [];
	readonly labels: Label[] = [];
	readonly #start: number[] = [];
	readonly #end: number[] = [];
	readonly #bytes: number[] = [];
	readonly #line: number[] = [];
	readonly #x: number[] = [];
	readonly #width: number[] = [];
	readonly #firstRow: number[] = [];
	readonly #lastRow: number[] = [];
	readonly #type: number[] = [];
	readonly #resident: number[] = [];
	readonly #swapped: number[] = [];
	readonly #dirty: number[] = [];
	readonly #regions: PictureRegions;
	readonly #cellBytes: number;
	readonly #byType: Float64Array;

	constructor(regions: PictureRegions, scale: Scale, types: number) {
		this.#regions = regions;
		this.#cellBytes = scale.cellBytes;
		this.#byType = new Float64Array(types);
	}

	get drawn(): Cells {
		return {
			count: this.#start.length,
			start: this.#start,
			end: this.#end,
			bytes: this.#bytes,
			line: this.#line,
			x: this.#x,
			width: this.#width,
			firstRow: this.#firstRow,
			lastRow: this.#lastRow,
			type: this.#type,
			resident: this.#resident,
			swapped: this.#swapped,
			dirty: this.#dirty,
		};
	}

	cells(line: number, x: number, count: number, start: number, row: number): void {
		const end = this.#regions.end[row] ?? 0;
		for (let i = 0; i < count; i++) {
			const from = start + i * this.#cellBytes;
			this.#addPart(line, x + i, 1, row, from, Math.min(end, from + this.#cellBytes));
		}
	}

	fold(line: number, x: number, width: number, row: number): void {
		this.#addPart(line, x, width, row, this.#regions.start[row] ?? 0, this.#regions.end[row] ?? 0);
	}

	pool(line: number, x: number, first: number, last: number): void {
		const {start, end, type, resident, swapped, dirty} = this.#regions;
		this.#byType.fill(0);
		let bytes = 0;
		let residentSum = 0;
		let swappedSum = 0;
		let dirtySum = 0;
		for (let row = first; row <= last; row++) {
			const size = (end[row] ?? 0) - (start[row] ?? 0);
			const of = type[row] ?? 0;
			bytes += size;
			this.#byType[of] = (this.#byType[of] ?? 0) + size;
			residentSum += resident[row] ?? Number.NaN;
			swappedSum += swapped[row] ?? Number.NaN;
			dirtySum += dirty[row] ?? Number.NaN;
		}
		this.#place(line, x, 1, first, last, start[first] ?? 0, end[last] ?? 0);
		this.#tell(this.#mainType(type[first] ?? 0), bytes, residentSum, swappedSum, dirtySum);
	}

	gap(line: number, x: number, bytes: number, isSized: boolean): void {
		this.gaps.push({line, x, bytes, isSized});
	}

	label(line: number, x: number, text: string, row: number): void {
		this.labels.push({line, x, text, type: this.#regions.type[row] ?? 0});
	}

	/** Where in a region its pages are smaps does not tell: each part has its share. */
	#addPart(line: number, x: number, width: number, row: number, from: number, to: number): void {
		const {start, end, type, resident, swapped, dirty} = this.#regions;
		const size = (end[row] ?? 0) - (start[row] ?? 0);
		const share = size > 0 ? (to - from) / size : 1;
		const part = (figures: Float64Array) => (figures[row] ?? Number.NaN) * share;
		this.#place(line, x, width, row, row, from, to);
		this.#tell(type[row] ?? 0, to - from, part(resident), part(swapped), part(dirty));
	}

	#place(
		line: number,
		x: number,
		width: number,
		first: number,
		last: number,
		start: number,
		end: number,
	): void {
		this.#line.push(line);
		this.#x.push(x);
		this.#width.push(width);
		this.#firstRow.push(first);
		this.#lastRow.push(last);
		this.#start.push(start);
		this.#end.push(end);
	}

	#tell(type: number, bytes: number, resident: number, swapped: number, dirty: number): void {
		this.#type.push(type);
		this.#bytes.push(bytes);
		this.#resident.push(resident);
		this.#swapped.push(swapped);
		this.#dirty.push(dirty);
	}

	#mainType(otherwise: number): number {
		let main = otherwise;
		for (let type = 0; type < this.#byType.length; type++) {
			if ((this.#byType[type] ?? 0) > (this.#byType[main] ?? 0)) main = type;
		}
		return main;
	}
}
