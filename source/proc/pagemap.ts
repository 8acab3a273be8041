import {pageBits} from './page-bits.js';

/** Bytes an entry. */
export const pagemapEntry = 8;

/**
 * Parses entries of /proc/PID/pagemap, 64 bits each in the byte order of the machine, into one byte a page with the
 * bits of page-bits (`huge` is not told here). Bytes after the last whole entry are ignored; `into` must have room.
 * Returns the number of pages. Source: Documentation/admin-guide/mm/pagemap.rst.
 */
export function parsePagemap(bytes: Uint8Array, into: Uint8Array, at = 0, isBigEndian = false): number {
	const count = Math.floor(bytes.length / pagemapEntry);
	const high = isBigEndian ? 0 : 7;
	const next = isBigEndian ? 1 : 6;
	for (let i = 0; i < count; i++) {
		// All that is asked for stands in the upper two bytes.
		const top = bytes[i * pagemapEntry + high] ?? 0;
		let bits = 0;
		if (top & 0x80) bits |= pageBits.present;
		if (top & 0x40) bits |= pageBits.swapped;
		if (top & 0x20) bits |= pageBits.file;
		if (top & 0x01) bits |= pageBits.exclusive;
		if ((bytes[i * pagemapEntry + next] ?? 0) & 0x80) bits |= pageBits.softDirty;
		into[at + i] = bits;
	}
	return count;
}

/**
 * The frame number of a present page: bits 0 to 54. 0 where the kernel hides it, which it does from all but root
 * (CAP_SYS_ADMIN).
 */
export function pageFrame(bytes: Uint8Array, page: number, isBigEndian = false): number {
	let frame = 0;
	for (let i = 0; i < 7; i++) {
		const byte = bytes[page * pagemapEntry + (isBigEndian ? 1 + i : 6 - i)] ?? 0;
		frame = frame * 256 + (i === 0 ? byte & 0x7f : byte);
	}
	return frame;
}

/**
 * Whether an entry of /proc/kpageflags, 64 bits a frame, tells of a huge page: HUGE (17, hugetlb) or THP (22), and
 * not of the zero page (24), which is nobody's.
 */
export function isHugeFrame(bytes: Uint8Array, entry: number, isBigEndian = false): boolean {
	const at = entry * pagemapEntry;
	const third = bytes[isBigEndian ? at + 5 : at + 2] ?? 0;
	const fourth = bytes[isBigEndian ? at + 4 : at + 3] ?? 0;
	return (third & 0x42) !== 0 && (fourth & 0x01) === 0;
}
