import {blank, newline as newlineByte} from './ascii.js';
import type {RegionColumns} from './region-columns.js';
import type {FieldLine} from './smaps-field.js';

const mostLines = 64;
const planWidth = 6;
const zero = 0x30;
// Of so many digits a double holds every number.
const mostDigits = 15;

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
	private size = 0;
	private flagsWord: number | undefined;
	// By line, numbers of the table's columns: distances from the first byte after the header, and what is there.
	private readonly plan = new Int32Array(mostLines * planWidth);
	// By line, the eight bytes that end with the last digit, as they were met last, and what they stand for: most
	// figures are those of the row before.
	private readonly digits = new Float64Array(mostLines);
	private readonly value = new Float64Array(mostLines);
	private readonly field: number[] = [];
	private targets: readonly Float64Array[] = [];
	private capacity = 0;
	/** Fields that other entries have and this one hasn't. */
	private absent: readonly Float64Array[] = [];

	/** True when an entry may be tried with `read`. */
	get isReady(): boolean {
		return this.isKnown;
	}

	/** Begins to learn: a header was read, its lines follow one by one. */
	learn(): void {
		this.isLearning = true;
		this.isKnown = true;
		this.lines = 0;
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
		if (!this.isLearning || !isUsual || this.flagsWord !== undefined || this.lines === mostLines) {
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
		// More digits than are compared: what they stand for must be read every time.
		this.digits[i] = line.digitsEnd - line.from < 8 ? view.getFloat64(digits, true) : Number.NaN;
		this.value[i] = line.value ?? Number.NaN;
		this.size += newline + 1 - at;
	}

	/** The line at `at` is VmFlags, the last one of an entry. */
	learnFlags(view: DataView, at: number): void {
		if (!this.isLearning || this.flagsWord !== undefined) this.spoil();
		else this.flagsWord = view.getFloat64(at, true);
	}

	/**
	 * Reads the lines that begin at `from` into the row that is being written; the text ends for now at
	 * `end`, with a newline there and a few bytes behind.
	 *
	 * @returns where the next entry begins, `cut` or `mismatch`.
	 */
	read(bytes: Buffer, view: DataView, from: number, end: number, columns: RegionColumns): number {
		if (from + this.size > end) return cut;
		if (this.isLearning || this.capacity !== columns.capacity) this.finishLearning(columns);
		const {lines, plan, targets, digits, value} = this;
		const row = columns.count;
		let step = 0;
		for (let i = 0; i < lines; i++) {
			const at = from + (plan[step + 2] as number);
			if (
				view.getInt32(from + (plan[step] as number), true) !== plan[step + 1] ||
				(view.getInt32(at + 8, true) & (plan[step + 4] as number)) !== plan[step + 3]
			) {
				return mismatch;
			}

			const word = view.getFloat64(at, true);
			if (word !== digits[i] && !this.readDigits(bytes, at + 7, i, word)) return mismatch;
			// A new row is 0 already: memory that is never written is never had.
			const amount = value[i] as number;
			if (amount !== 0) (targets[i] as Float64Array)[row] = amount;
			step += planWidth;
		}

		for (const missing of this.absent) missing[row] = Number.NaN;
		const flags = from + this.size;
		if (this.flagsWord === undefined) return flags;

		let first = flags + 8;
		if (first > end) return cut;
		if (view.getFloat64(flags, true) !== this.flagsWord) return mismatch;
		while (bytes[first] === blank) first++;
		let newline = first;
		while (bytes[newline] !== newlineByte) newline++;
		if (newline >= end) return cut;
		const last = newline > first && bytes[newline - 1] === blank ? newline - 1 : newline;
		columns.vmFlags[row] = columns.flags.intern(bytes, first, last);
		return newline + 1;
	}

	private readDigits(bytes: Buffer, last: number, line: number, word: number): boolean {
		let at = last;
		let value = 0;
		let scale = 1;
		for (;;) {
			const digit = (bytes[at] as number) - zero;
			if (digit < 0 || digit > 9) break;
			value += digit * scale;
			scale *= 10;
			at--;
		}

		const count = last - at;
		if (bytes[at] !== blank || count === 0 || count > mostDigits) return false;
		this.value[line] = value * (this.plan[line * planWidth + 5] as number);
		this.digits[line] = count < 8 ? word : Number.NaN;
		return true;
	}

	private finishLearning(columns: RegionColumns): void {
		this.isLearning = false;
		this.capacity = columns.capacity;
		this.field.length = this.lines;
		this.targets = this.field.map(field => columns.fields[field] as Float64Array);
		this.absent = columns.fields.filter((_, field) => !this.field.includes(field));
	}
}
