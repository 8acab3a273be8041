import {blank, newline as newlineByte} from './ascii.js';
import type {RegionColumns} from './region-columns.js';
import {kindOf, mostLines, RegionKind} from './region-kind.js';
import type {FieldLine} from './smaps-field.js';
import {dash, type HeaderReader, readHex, setHalves} from './smaps-header.js';

export const planWidth = 6;

/** What {@link EntryLayout.read} gives when the lines lie otherwise. */
export const mismatch = -1;
/** What {@link EntryLayout.read} gives when the text ends before the entry does. */
export const cut = 0;

/**
 * How the lines after the header lie in one entry of smaps. The kernel pads its numbers, so that within one
 * process they lie the same way in every entry: the layout is learnt from one that is read line by line, and
 * in the following ones a few bytes of each line are compared (the end of the key with its colon, the unit
 * with the newline) and the digits are read where they must be.
 */
export class EntryLayout {
	private isLearning = false;
	private isKnown = false;
	private lines = 0;
	/** Of the lines that are told by the plan, in bytes. */
	size = 0;
	/** The first eight bytes of the line of flags; undefined without one. */
	flagsWord: number | undefined;
	// By line, numbers of the table's columns: distances from the first byte after the header, and what is there.
	readonly plan = new Int32Array(mostLines * planWidth);
	readonly field: number[] = [];
	/** Another number when another plan holds. */
	version = 0;
	// By permissions (`kindOf`).
	private readonly kinds: readonly RegionKind[] = Array.from({length: 16}, () => new RegionKind());
	private targets: readonly Float64Array[] = [];
	/** Of the columns when the targets were taken; 0 when they were not. */
	private capacity = 0;
	/** Fields that other entries have and this one hasn't. */
	private absent: readonly Float64Array[] = [];

	constructor(
		private readonly columns: RegionColumns,
		private readonly header: HeaderReader,
	) {}

	/** True when an entry may be tried with `read`. */
	get isReady(): boolean {
		return this.isKnown;
	}

	/** Begins to learn: a header was read, its lines follow one by one. */
	learn(): void {
		this.isLearning = true;
		this.capacity = 0;
		this.isKnown = true;
		this.lines = 0;
		this.field.length = 0;
		this.size = 0;
		this.flagsWord = undefined;
	}

	/** There is something in this entry that can't be learnt. */
	spoil(): void {
		this.isKnown = false;
	}

	/** The line from `at` to `newline` tells the field with this number. */
	learnField(view: DataView, at: number, newline: number, line: FieldLine, field: number): void {
		const digits = line.digitsEnd - 8;
		const isUsual = line.colon >= 3 && digits >= 0 && newline - line.digitsEnd === (line.unit === 1 ? 0 : 3);
		// Of a field that stands twice the last line counts, though it be 0.
		const isRoom = this.lines < mostLines && !this.field.includes(field);
		if (!this.isLearning || !isUsual || this.flagsWord !== undefined || !isRoom) {
			this.spoil();
			return;
		}

		const i = this.lines++;
		const isBare = line.unit === 1;
		const unitWord = view.getInt32(line.digitsEnd, true);
		const plan = [
			this.size + line.colon - 3 - at,
			view.getInt32(line.colon - 3, true),
			this.size + digits - at,
			isBare ? unitWord & 0xff : unitWord,
			isBare ? 0xff : -1,
			line.unit,
		];
		this.plan.set(plan, i * planWidth);
		this.field[i] = field;
		this.size += newline + 1 - at;
	}

	/** The line at `at` is VmFlags, the last one of an entry. */
	learnFlags(view: DataView, at: number): void {
		if (!this.isLearning || this.flagsWord !== undefined) this.spoil();
		else this.flagsWord = view.getFloat64(at, true);
	}

	/**
	 * Reads the entry that begins at `at` and accepts it; the text ends for now at `end`, with a newline there
	 * and a few bytes behind.
	 *
	 * One function on purpose: parts would be compiled twice.
	 *
	 * @returns where the next entry begins, `cut` or `mismatch`.
	 */
	read(bytes: Buffer, view: DataView, at: number, end: number): number {
		const {columns} = this;
		const row = columns.count;
		const afterStart = readHex(bytes, at, columns.start, row);
		if (afterStart === at || bytes[afterStart] !== dash) return mismatch;
		const afterEnd = readHex(bytes, afterStart + 1, columns.end, row);
		if (afterEnd === afterStart + 1) return mismatch;
		const kind = this.kinds[kindOf(bytes, afterEnd)] as RegionKind;
		const {ending} = kind;
		let length = ending.length;
		let i = 0;
		while (i < length && ending[i] === bytes[afterEnd + i]) i++;
		let from = afterEnd + length;
		if (i < length || length === 0 || from > end) {
			from = this.readHeader(bytes, afterEnd, end);
			if (from < 0) return mismatch;
		} else {
			setHalves(columns.offset, row, 0, 0);
			setHalves(columns.inode, row, 0, 0);
			columns.perms[row] = kind.perms;
			columns.device[row] = kind.device;
			columns.path[row] = kind.path;
		}

		const after = from + this.size;
		if (after > end) return cut;
		if (this.capacity !== columns.capacity) this.takeTargets();
		const {lines, plan, targets} = this;
		const {words, values} = kind;
		let step = 0;
		for (i = 0; i < lines; i++) {
			const figure = from + (plan[step + 2] as number);
			if (
				view.getInt32(from + (plan[step] as number), true) !== plan[step + 1] ||
				(view.getInt32(figure + 8, true) & (plan[step + 4] as number)) !== plan[step + 3]
			) {
				return mismatch;
			}

			const word = view.getFloat64(figure, true);
			if (word !== words[i] && !kind.readDigits(bytes, figure + 7, i, word, plan[step + 5] as number))
				return mismatch;
			// A new row is 0 already: memory that is never written is never had.
			const amount = values[i] as number;
			if (amount !== 0) (targets[i] as Float64Array)[row] = amount;
			step += planWidth;
		}

		for (let a = 0; a < this.absent.length; a++) (this.absent[a] as Float64Array)[row] = Number.NaN;
		const {flags} = kind;
		length = flags.length;
		i = 0;
		while (i < length && flags[i] === bytes[after + i]) i++;
		let next = after + length;
		if (i < length || length === 0 || next > end || this.flagsWord === undefined) {
			next = this.readFlags(bytes, view, after, end, kind);
			if (next <= 0) return next;
		} else {
			columns.vmFlags[row] = kind.vmFlags;
		}

		columns.accept();
		return next;
	}

	/** What follows the addresses of a header that ends in a way not met before: returns where its line is over. */
	private readHeader(bytes: Buffer, afterEnd: number, end: number): number {
		const {columns} = this;
		const newline = this.header.readEnding(bytes, afterEnd, end);
		if (newline < 0) return mismatch;
		(this.kinds[kindOf(bytes, afterEnd)] as RegionKind).learnEnding(bytes, afterEnd, newline + 1, columns);
		return newline + 1;
	}

	/** The line of flags that may begin at `at`: returns as `read`. */
	private readFlags(bytes: Buffer, view: DataView, at: number, end: number, kind: RegionKind): number {
		const {columns} = this;
		const row = columns.count;
		if (this.flagsWord === undefined) return at;
		let first = at + 8;
		if (first > end) return cut;
		if (view.getFloat64(at, true) !== this.flagsWord) return mismatch;
		while (bytes[first] === blank) first++;
		let newline = first;
		while (bytes[newline] !== newlineByte) newline++;
		if (newline >= end) return cut;
		const last = newline > first && bytes[newline - 1] === blank ? newline - 1 : newline;
		columns.vmFlags[row] = columns.flags.intern(bytes, first, last);
		kind.flags = Uint8Array.from(bytes.subarray(at, newline + 1));
		kind.vmFlags = columns.vmFlags[row] as number;
		return newline + 1;
	}

	private takeTargets(): void {
		const {columns} = this;
		this.version++;
		if (this.isLearning) this.keepWanted();
		this.isLearning = false;
		this.capacity = columns.capacity;
		this.targets = this.field.map(field => columns.fields[field] as Float64Array);
		this.absent = columns.fields.filter((column, field) => column.length > 0 && !this.field.includes(field));
	}

	/** Only lines that tell something wanted are compared, and the last one: it stands right if all before do. */
	private keepWanted(): void {
		const {columns, plan, field} = this;
		let kept = 0;
		for (let i = 0; i < this.lines; i++) {
			const isEnd = this.flagsWord === undefined && i === this.lines - 1;
			if (!isEnd && !columns.isWanted(field[i] as number)) continue;
			plan.copyWithin(kept * planWidth, i * planWidth, (i + 1) * planWidth);
			field[kept] = field[i] as number;
			kept++;
		}

		this.lines = kept;
		field.length = kept;
		for (const {words} of this.kinds) words.fill(Number.NaN);
	}
}
