import type {RegionColumns} from './region-columns.js';

/**
 * Whether a text of smaps that is over holds its last entry whole; `lastKey` is the key of its last line,
 * `lastKeyBefore` that of the entry before it.
 *
 * VmFlags is the last line since Linux 3.8. Before that all entries of a text end with the same key, and if
 * there is but one: the page sizes stood at the end.
 */
export function isLastEntryWhole(
	{count, fieldNames}: RegionColumns,
	lastKey: string | undefined,
	lastKeyBefore: string | undefined,
): boolean {
	if (count === 0 || lastKey === 'VmFlags') return true;
	if (count > 1 || lastKey === undefined) return lastKey === lastKeyBefore;
	const rss = fieldNames.indexOf('Rss');
	const isOldOrder = rss >= 0 && rss < fieldNames.indexOf('KernelPageSize');
	return isOldOrder && (lastKey === 'MMUPageSize' || lastKey === 'Locked');
}

/** Whether a line without its newline lacks nothing else. */
export function isWholeLine(text: string): boolean {
	return /^VmFlags:( [a-z]{2})* ?$|^\w+: *\d+ kB$|^[\da-f]+-[\da-f]+ .{4} 0+ 00:00 0 +\[[^\]]+\]$/.test(text);
}
