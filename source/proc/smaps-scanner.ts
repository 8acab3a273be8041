import type {ByteNames} from './byte-names.js';
import {isLittleEndian, type RegionColumns} from './region-columns.js';
import {mostLines} from './region-kind.js';
import {type EntryLayout, planWidth} from './smaps-layout.js';
import scanBytes from './smaps-scan.wat';

// Text that is gathered before it is scanned, in bytes: so much that what is done once for all of it in
// JavaScript is never worth compiling.
const batch = 512 * 1024;
/** Behind the text: a newline, and room for reading eight bytes at once. */
export const slack = 16;

// Where things stand in the memory of smaps-scan.wat, which knows these numbers too.
const places = {
	/** How many rows were taken. */
	count: 0,
	hasFlags: 4,
	flagsWord: 8,
	startBefore: 16,
	isDisordered: 24,
	plan: 64,
	endings: 4096,
	endingsEnd: 5120,
	/** Names and lines of flags met last. */
	names: 8192,
	namesEnd: 28_672,
	start: 32_768,
	end: 40_960,
	offset: 49_152,
	inode: 57_344,
	device: 65_536,
	path: 69_632,
	vmFlags: 73_728,
	perms: 77_824,
	fields: 81_920,
	text: 606_272,
};
const mostRows = 1024;
const planLine = 8;
const page = 64 * 1024;
const pages = Math.ceil((places.text + batch + slack) / page);
// A digit: what follows an address never begins with one.
const noEnding = 0x30;

type Scan = (at: number, end: number, planEnd: number, size: number) => number;

/**
 * Reads entries of smaps that lie as their layout has it in WebAssembly, whole runs at a time, from a text that
 * is gathered in its memory. There is one for the whole program, which belongs to one text at a time.
 */
export class SmapsScanner {
	readonly text: Buffer;
	private readonly memory = new WebAssembly.Memory({initial: pages, maximum: pages});
	private readonly words = new Uint32Array(this.memory.buffer);
	private readonly numbers = new Float64Array(this.memory.buffer);
	private readonly bytes = new Uint8Array(this.memory.buffer);
	private readonly scan: Scan;
	private version = 0;
	private columns: RegionColumns | undefined;
	private names: ReadonlyArray<ByteNames<unknown>> = [];
	private lose: (() => void) | undefined;

	/** Throws where there is no WebAssembly, or no memory for it. */
	constructor() {
		this.text = Buffer.from(this.memory.buffer, places.text, batch + slack);
		const intern = (what: number, from: number, to: number) =>
			this.names[what]?.intern(this.text, from - places.text, to - places.text);
		const {exports} = new WebAssembly.Instance(new WebAssembly.Module(scanBytes), {
			smaps: {memory: this.memory, intern},
		});
		this.scan = exports.scan as Scan;
	}

	/** Belongs to the text of these columns from now on; `lose` is called when another one takes it. */
	take(columns: RegionColumns, lose: () => void): void {
		this.lose?.();
		this.lose = lose;
		this.columns = columns;
		this.names = [columns.permsNames, columns.devices, columns.paths, columns.flags];
		this.version = 0;
		this.bytes.fill(noEnding, places.endings, places.endingsEnd);
		this.bytes.fill(0, places.names, places.namesEnd);
	}

	/** Belongs to nobody. */
	release(): void {
		this.lose = undefined;
		this.columns = undefined;
		this.names = [];
	}

	/**
	 * Accepts the entries from `at` on that have this layout; the text ends for now at `end`, with a newline
	 * there. The layout must have been used. Returns where the first entry begins that isn't accepted.
	 */
	run(at: number, end: number, layout: EntryLayout): number {
		if (this.version !== layout.version) this.plan(layout);
		const {words, scan} = this;
		const planEnd = places.plan + 4 * planLine * layout.field.length;
		const last = places.text + end;
		let next = places.text + at;
		this.beginOrder();
		do {
			next = scan(next, last, planEnd, layout.size);
			this.append(words[places.count] as number, layout);
		} while (words[places.count] === mostRows);
		return next - places.text;
	}

	/** Checks the order of what was taken in other ways, and lets the scan go on from there. */
	private beginOrder(): void {
		const {columns, words} = this;
		if (columns === undefined) return;
		const last = 2 * (columns.count - 1);
		words.set(columns.start.subarray(last, last + 2), places.startBefore / 4);
		words[places.isDisordered / 4] = columns.isIncreasing() ? 0 : 1;
	}

	private plan({plan, field, flagsWord, version}: EntryLayout): void {
		this.version = version;
		const {words, numbers} = this;
		for (let i = 0; i < field.length; i++) {
			const line = plan.subarray(i * planWidth, (i + 1) * planWidth);
			words.set(line, places.plan / 4 + i * planLine);
			words[places.plan / 4 + i * planLine + planWidth] = 0;
		}

		words[places.hasFlags / 4] = flagsWord === undefined ? 0 : 1;
		if (flagsWord !== undefined) numbers[places.flagsWord / 8] = flagsWord;
	}

	/** Takes what was found over into the columns. */
	private append(rows: number, {field}: EntryLayout): void {
		const {columns, words, numbers, bytes} = this;
		if (columns === undefined || rows === 0) return;
		columns.reserve(rows);
		const row = columns.count;
		for (const name of ['start', 'end', 'offset', 'inode'] as const) {
			const from = places[name] / 4;
			columns[name].set(words.subarray(from, from + 2 * rows), 2 * row);
		}

		for (const name of ['device', 'path', 'vmFlags'] as const) {
			const from = places[name] / 4;
			columns[name].set(words.subarray(from, from + rows), row);
		}

		columns.perms.set(bytes.subarray(places.perms, places.perms + rows), row);
		for (const [i, column] of columns.fields.entries()) {
			if (column.length > 0 && !field.includes(i)) column.fill(Number.NaN, row, row + rows);
		}

		for (const [i, index] of field.entries()) {
			const column = columns.fields[index] as Float64Array;
			const any = places.plan / 4 + i * planLine + planWidth;
			// A new row is 0 already: memory that is never written is never had.
			if (words[any] === 0 || column.length === 0) continue;
			words[any] = 0;
			const from = places.fields / 8 + i * mostRows;
			column.set(numbers.subarray(from, from + rows), row);
		}

		columns.count += rows;
		if (words[places.isDisordered / 4] === 0) columns.trustOrder();
	}
}

let shared: SmapsScanner | undefined;
let isAbsent = !isLittleEndian || mostLines * mostRows * 8 > places.text - places.fields;

/** The scanner for the text of these columns; undefined where this machine has none. `lose` as in `take`. */
export function takeScanner(columns: RegionColumns, lose: () => void): SmapsScanner | undefined {
	if (isAbsent) return undefined;
	try {
		shared ??= new SmapsScanner();
	} catch {
		isAbsent = true;
		return undefined;
	}

	shared.take(columns, lose);
	return shared;
}
