import type {RegionMap} from '../platform/region-reading.js';
import {rawText} from '../safe-text.js';
import type {RegionView} from './region-view.js';
import {dirtyOf, sizeOf} from './regions.js';

export type RowChange = 'new' | 'grown' | 'shrunk' | 'changed';

/**
 * What became of the region in row `row` of the newer of two maps of one process: `new` where nothing of it was
 * there, else whether it holds more or less memory (RSS and swap, then size), or the same in another state (swapped,
 * dirty, other perms or type). `undefined`: as before, or another process. Looks up one row by halving, so it
 * may be asked for each line of a screen.
 */
export function changedSince(before: RegionView, now: RegionView, row: number): RowChange | undefined {
	const [older, newer] = [before.reading, now.reading];
	const {pid, startTicks} = older.process;
	if (pid !== newer.process.pid || startTicks !== newer.process.startTicks) return undefined;
	const start = newer.map.start[row];
	const end = newer.map.end[row];
	if (start === undefined || end === undefined) return undefined;

	// Several where the kernel merged them.
	const were: number[] = [];
	for (let at = firstAbove(older.map, start); (older.map.start[at] ?? end) < end; at++) {
		// A part of reserved addresses that was made accessible is new memory, and no shrunk reserve.
		const isAlike =
			before.types.index[at] === now.types.index[row] ||
			(older.map.start[at] === start && older.map.end[at] === end);
		if (isAlike && isSameMapping(older.map, at, newer.map, row)) were.push(at);
	}

	const [first] = were;
	if (first === undefined) return 'new';
	const was = sumOf(older.map, were);
	const is = sumOf(newer.map, [row]);
	const difference = is.rss + is.swap - (was.rss + was.swap) || is.size - was.size;
	if (difference !== 0) return difference > 0 ? 'grown' : 'shrunk';
	const isAsBefore =
		is.rss === was.rss &&
		is.dirty === was.dirty &&
		permsOf(older.map, first) === permsOf(newer.map, row) &&
		before.types.index[first] === now.types.index[row];
	return isAsBefore ? undefined : 'changed';
}

/** The first row that ends above an address. */
function firstAbove(map: RegionMap, address: bigint): number {
	let low = 0;
	let high = map.count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((map.end[middle] ?? 0n) <= address) low = middle + 1;
		else high = middle;
	}

	return low;
}

/** The same place of the same file, or memory of the same name. */
function isSameMapping(a: RegionMap, i: number, b: RegionMap, j: number): boolean {
	if (a.inode[i] !== b.inode[j]) return false;
	if (a.inode[i] === 0n) return nameOf(a, i) === nameOf(b, j);
	const baseA = (a.start[i] ?? 0n) - (a.offset[i] ?? 0n);
	const baseB = (b.start[j] ?? 0n) - (b.offset[j] ?? 0n);
	return baseA === baseB && deviceOf(a, i) === deviceOf(b, j);
}

function nameOf(map: RegionMap, row: number): string | undefined {
	const path = map.path.list[map.path.index[row] ?? 0];
	return path === undefined ? undefined : rawText(path);
}

function deviceOf(map: RegionMap, row: number): string | undefined {
	return map.device.list[map.device.index[row] ?? -1];
}

function permsOf(map: RegionMap, row: number): string | undefined {
	return map.perms.list[map.perms.index[row] ?? -1];
}

/** Figures that a map does not tell are 0 in both, and differ in nothing. */
function sumOf(
	map: RegionMap,
	rows: readonly number[],
): {rss: number; swap: number; size: number; dirty: number} {
	const sum = {rss: 0, swap: 0, size: 0, dirty: 0};
	const rss = map.fields.get('Rss');
	const swap = map.fields.get('Swap');
	for (const row of rows) {
		sum.rss += rss?.[row] || 0;
		sum.swap += swap?.[row] || 0;
		sum.size += sizeOf(map, row);
		sum.dirty += dirtyOf(map, row) ?? 0;
	}

	return sum;
}
