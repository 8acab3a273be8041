import {decimal, lineEnd, skipBlanks, startsWith, trimmedEnd} from './ascii.js';

/**
 * Free pages that processors keep for themselves (the per-CPU page sets of all zones): `count:` of /proc/zoneinfo
 * (proc_zoneinfo(5)). No counter of meminfo holds them, MemFree neither. `undefined` where no zone tells any.
 */
export function parseFreeStock(text: Uint8Array): number | undefined {
	let pages: number | undefined;
	let end = 0;
	for (let at = 0; at < text.length; at = end + 1) {
		end = lineEnd(text, at);
		const from = skipBlanks(text, at, end);
		if (!startsWith(text, 'count:', from, end)) continue;
		const count = decimal(text, skipBlanks(text, from + 'count:'.length, end), trimmedEnd(text, from, end));
		if (count !== undefined) pages = (pages ?? 0) + count;
	}
	return pages;
}
