/**
 * The few byte-scanning steps that the parsers of this folder share. Ranges are half open, `from` to `end`;
 * nothing here reads outside of them or throws.
 */

export const tab = 0x09;
export const newline = 0x0a;
export const blank = 0x20;
export const colon = 0x3a;

const carriageReturn = 0x0d;
const zero = 0x30;
const nine = 0x39;

/** Where the byte stands next, or `end` where it doesn't. */
export function findByte(bytes: Uint8Array, byte: number, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] !== byte) at++;
	return at;
}

/** The end of the line that starts at `from`, without its newline. A line that ends with the text was cut. */
export function lineEnd(bytes: Uint8Array, from: number): number {
	return findByte(bytes, newline, from, bytes.length);
}

export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end && (bytes[at] === blank || bytes[at] === tab)) at++;
	return at;
}

/** The end of the word that starts at `from`. */
export function wordEnd(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] !== blank && bytes[at] !== tab) at++;
	return at;
}

/** `end` without the blanks before it, and without the CR of a file that went through another system. */
export function trimmedEnd(bytes: Uint8Array, from: number, end: number): number {
	let at = end;
	while (at > from) {
		const last = bytes[at - 1];
		if (last !== blank && last !== tab && last !== carriageReturn) break;
		at--;
	}
	return at;
}

export function startsWith(bytes: Uint8Array, word: string, from: number, end: number): boolean {
	if (end - from < word.length) return false;
	for (let i = 0; i < word.length; i++) {
		if (bytes[from + i] !== word.charCodeAt(i)) return false;
	}
	return true;
}

export function isDigit(byte: number | undefined): byte is number {
	return byte !== undefined && byte >= zero && byte <= nine;
}

/**
 * The number that fills the whole range. Anything else than digits, and a number that a double can't hold
 * exactly (the kernel's counters wrap to just below 2^64), is `undefined`.
 */
export function decimal(bytes: Uint8Array, from: number, end: number): number | undefined {
	let value = 0;
	for (let at = from; at < end; at++) {
		const byte = bytes[at];
		if (!isDigit(byte)) return undefined;
		value = value * 10 + (byte - zero);
	}
	return end > from && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/**
 * The amount in a range like `   16384 kB`, in bytes. The kernel's kB are KiB. Without the unit the amount is
 * not known (the text may be cut), so it is `undefined`.
 */
export function kibibytes(bytes: Uint8Array, from: number, end: number): number | undefined {
	const start = skipBlanks(bytes, from, end);
	const digitsEnd = wordEnd(bytes, start, end);
	const unit = skipBlanks(bytes, digitsEnd, end);
	if (trimmedEnd(bytes, unit, end) - unit !== 2 || !startsWith(bytes, 'kB', unit, end)) return undefined;
	const value = decimal(bytes, start, digitsEnd);
	// Exact although it may pass 2^53 (VmallocTotal does): a power of two only moves the exponent.
	return value === undefined ? undefined : value * 1024;
}

/** Text of which it is known that it is ASCII: the kernel's own words. */
export function asciiText(bytes: Uint8Array, from: number, end: number): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1');
}

/** Whether the range is one word of printable ASCII, as all names of counters are. */
export function isCounterName(bytes: Uint8Array, from: number, end: number): boolean {
	for (let at = from; at < end; at++) {
		const byte = bytes[at] ?? 0;
		if (byte <= blank || byte > 0x7e) return false;
	}
	return end > from;
}
