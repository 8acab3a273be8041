import type {Counters} from '../platform/platform.js';
import {
	asciiText,
	colon,
	decimal,
	findByte,
	isCounterName,
	kibibytes,
	lineEnd,
	skipBlanks,
	startsWith,
	trimmedEnd,
} from './ascii.js';

/**
 * /proc/meminfo by the kernel's own names, in bytes; `HugePages_*` are counts of pages. A line that this
 * kernel lacks, that is cut, or whose figure can't be (lxcfs once wrote `SwapFree: 18446744073709551488 kB`)
 * is absent. Of a name that comes twice the first counts. Source: Documentation/filesystems/proc.rst.
 */
export function parseMeminfo(text: Uint8Array): Counters {
	const counters: {[name: string]: number} = {};
	let end = 0;
	for (let at = 0; at < text.length; at = end + 1) {
		end = lineEnd(text, at);
		const nameEnd = findByte(text, colon, at, end);
		if (nameEnd === end || !isCounterName(text, at, nameEnd)) continue;
		const amount = kibibytes(text, nameEnd + 1, end) ?? pages(text, at, nameEnd, end);
		if (amount === undefined) continue;
		const name = asciiText(text, at, nameEnd);
		if (!Object.hasOwn(counters, name)) counters[name] = amount;
	}
	return counters;
}

// The kernel's only lines without a unit. Elsewhere a missing unit means damage, and 16000000 could be
// bytes or KiB.
function pages(text: Uint8Array, at: number, nameEnd: number, end: number): number | undefined {
	const isCut = end === text.length;
	if (isCut || !startsWith(text, 'HugePages_', at, nameEnd)) return undefined;
	const from = skipBlanks(text, nameEnd + 1, end);
	return decimal(text, from, trimmedEnd(text, from, end));
}
