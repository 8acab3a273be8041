import {blank, colon, isDigit, newline as newlineByte} from './ascii.js';
import type {RegionColumns} from './region-columns.js';
import {highHalf, lowHalf} from './region-columns.js';

export const dash = 0x2d;
const zero = 0x30;
const letterP = 0x70;
const letterR = 0x72;
const letterS = 0x73;
const letterW = 0x77;
const letterX = 0x78;

const notHex = 16;
const hexDigits = new Uint8Array(256).fill(notHex);
for (let digit = 0; digit < 16; digit++) hexDigits[digit.toString(16).charCodeAt(0)] = digit;

/** Reads the header lines of maps and smaps, `start-end perms offset major:minor inode [blanks path]` (proc(5)). */
export class HeaderReader {
	constructor(private readonly columns: RegionColumns) {}

	/**
	 * Reads the line at `at` into the row that is being written. A header is known by its form alone; the path
	 * is what follows the blanks, with whatever it ends in. A newline must stand at `end`, where the text ends
	 * for now.
	 *
	 * @returns where the newline of the header is, or -1 when the line is no header or isn't whole.
	 */
	read(bytes: Buffer, at: number, end: number): number {
		const {columns} = this;
		const row = columns.count;
		const afterStart = readHex(bytes, at, columns.start, row);
		if (afterStart === at || bytes[afterStart] !== dash) return -1;
		const afterEnd = readHex(bytes, afterStart + 1, columns.end, row);
		return afterEnd === afterStart + 1 ? -1 : this.readEnding(bytes, afterEnd, end);
	}

	/** The same for what follows the addresses, from the blank on. */
	readEnding(bytes: Buffer, from: number, end: number): number {
		const {columns} = this;
		const row = columns.count;
		if (bytes[from] !== blank || !isPerms(bytes, from + 1) || bytes[from + 5] !== blank) return -1;

		const offset = from + 6;
		const afterOffset = readHex(bytes, offset, columns.offset, row);
		if (afterOffset === offset || bytes[afterOffset] !== blank) return -1;

		const device = afterOffset + 1;
		const afterMajor = skipHex(bytes, device);
		if (afterMajor - device < 2 || bytes[afterMajor] !== colon) return -1;
		const afterDevice = skipHex(bytes, afterMajor + 1);
		if (afterDevice - afterMajor < 3 || bytes[afterDevice] !== blank) return -1;

		const inode = afterDevice + 1;
		let afterInode = inode;
		while (isDigit(bytes[afterInode])) afterInode++;
		if (bytes[afterInode] !== blank && bytes[afterInode] !== newlineByte) return -1;
		if (!readInode(bytes, inode, afterInode, columns.inode, row)) return -1;

		let path = afterInode;
		while (bytes[path] === blank) path++;
		const newline = bytes.indexOf(newlineByte, path);
		if (newline >= end) return -1;
		columns.perms[row] = columns.permsNames.intern(bytes, from + 1, from + 5);
		columns.device[row] = columns.devices.intern(bytes, device, afterDevice);
		columns.path[row] = newline === path ? 0 : columns.paths.intern(bytes, path, newline);
		return newline;
	}
}

/** Reads up to 16 hex digits into two halves and returns where they end; `from` when there are none. */
export function readHex(bytes: Uint8Array, from: number, halves: Uint32Array, row: number): number {
	let at = from;
	let high = 0;
	let low = 0;
	for (;;) {
		const digit = hexDigits[bytes[at] as number] as number;
		if (digit === notHex) break;
		high = (high << 4) | (low >>> 28);
		low = (low << 4) | digit;
		at++;
	}

	halves[2 * row + highHalf] = high;
	halves[2 * row + lowHalf] = low;
	return at - from > 16 ? from : at;
}

function skipHex(bytes: Uint8Array, from: number): number {
	let at = from;
	while ((hexDigits[bytes[at] as number] as number) < notHex) at++;
	return at;
}

// The digits from `from` to `to` as a number of 64 bits; false when they are none.
function readInode(bytes: Buffer, from: number, to: number, halves: Uint32Array, row: number): boolean {
	const digits = to - from;
	if (digits === 0 || digits > 20) return false;
	if (digits > 15) {
		const inode = BigInt(bytes.toString('latin1', from, to));
		setHalves(halves, row, Number(inode >> 32n), Number(inode & 0xffff_ffffn));
		return inode <= 0xffff_ffff_ffff_ffffn;
	}

	let inode = 0;
	for (let at = from; at < to; at++) inode = inode * 10 + (bytes[at] as number) - zero;
	setHalves(halves, row, inode / 0x1_0000_0000, inode);
	return true;
}

function isPerms(bytes: Uint8Array, at: number): boolean {
	return (
		(bytes[at] === letterR || bytes[at] === dash) &&
		(bytes[at + 1] === letterW || bytes[at + 1] === dash) &&
		(bytes[at + 2] === letterX || bytes[at + 2] === dash) &&
		(bytes[at + 3] === letterS || bytes[at + 3] === letterP)
	);
}

export function setHalves(halves: Uint32Array, row: number, high: number, low: number): void {
	halves[2 * row + highHalf] = high;
	halves[2 * row + lowHalf] = low;
}
