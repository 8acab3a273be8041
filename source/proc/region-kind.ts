import {blank} from './ascii.js';
import type {RegionColumns} from './region-columns.js';

const zero = 0x30;
const letterR = 0x72;
const letterS = 0x73;
const letterW = 0x77;
const letterX = 0x78;

// Of so many digits a double holds every number.
const mostDigits = 15;

/** An entry of which more lines would have to be compared isn't learnt. */
export const mostLines = 64;

const nothing = new Uint8Array(0);

/** What the regions with the same permissions have in common, most of all in a map that is big. */
export class RegionKind {
	/** What follows the addresses of anonymous memory, from the blank to the newline; empty: none was met. */
	ending = nothing;
	perms = 0;
	device = 0;
	path = 0;
	/** The line of flags that was met last, with its newline. */
	flags = nothing;
	vmFlags = 0;
	// By line, the eight bytes that end with the last digit, as they were met last, and what they stand for: most
	// figures are those of the row before that is of this kind.
	readonly words = new Float64Array(mostLines);
	readonly values = new Float64Array(mostLines);

	/** The header that has just been read ends in `from` to `to`: kept if it is one of anonymous memory. */
	learnEnding(bytes: Buffer, from: number, to: number, columns: RegionColumns): void {
		const row = columns.count;
		if (!isZero(columns.offset, row) || !isZero(columns.inode, row)) return;
		this.ending = Uint8Array.from(bytes.subarray(from, to));
		this.perms = columns.perms[row] as number;
		this.device = columns.device[row] as number;
		this.path = columns.path[row] as number;
	}

	/** Reads the number whose last digit is at `last`; false when there is none that a double holds. */
	readDigits(bytes: Buffer, last: number, line: number, word: number, unit: number): boolean {
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
		this.values[line] = value * unit;
		// More digits than are compared: what they stand for must be read every time.
		this.words[line] = count < 8 ? word : Number.NaN;
		return true;
	}
}

/** The number of the kind whose permissions follow the blank at `at`. */
export function kindOf(bytes: Buffer, at: number): number {
	return (
		(bytes[at + 1] === letterR ? 1 : 0) |
		(bytes[at + 2] === letterW ? 2 : 0) |
		(bytes[at + 3] === letterX ? 4 : 0) |
		(bytes[at + 4] === letterS ? 8 : 0)
	);
}

function isZero(halves: Uint32Array, row: number): boolean {
	return halves[2 * row] === 0 && halves[2 * row + 1] === 0;
}
