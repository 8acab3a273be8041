import type {RegionMap} from '../platform/region-reading.js';
import {column} from './regions.js';
import {type AlikeRows, rowLoops} from './row-loops.js';

/**
 * Finds the rows that look alike to the rules for types as far as their neighbours and the stack pointers don't
 * matter: `judge` is asked of the first row of each kind alone, and its answer (below 256) stands in `index` for
 * all of them. `besides` are the rows to which their neighbours may matter: most are not.
 */
export function alikeRows(map: RegionMap, judge: (row: number) => number): AlikeRows {
	// Kinds of permissions beyond 256 are for the loops below.
	const loops = map.perms.index instanceof Uint8Array ? rowLoops(map.count) : undefined;
	return loops?.alike(map, judge) ?? alikeRowsOneByOne(map, judge);
}

/** The same without WebAssembly. */
export function alikeRowsOneByOne(map: RegionMap, judge: (row: number) => number): AlikeRows {
	const {count, perms, device, path, vmFlags} = map;
	// Halves of 64-bit numbers: to see whether one is 0 needs no BigInt.
	const inodes = new Uint32Array(map.inode.buffer, map.inode.byteOffset, 2 * count);
	const rss = column(map, 'Rss');
	const noDevice = device.list.indexOf('00:00');
	const judged = new Map<number, number>();
	const index = new Uint8Array(count);
	const firsts: number[] = [];
	for (let row = 0; row < count; row++) {
		const place =
			(((inodes[2 * row] as number) | (inodes[2 * row + 1] as number)) === 0 ? 0 : 1) |
			((device.index[row] as number) === noDevice ? 2 : 0) |
			((rss?.[row] ?? 0) > 0 ? 4 : 0);
		const texts = (path.index[row] as number) * vmFlags.list.length + (vmFlags.index[row] as number);
		const likeness = (texts * perms.list.length + (perms.index[row] as number)) * 8 + place;
		let group = judged.get(likeness);
		if (group === undefined) {
			group = judge(row);
			judged.set(likeness, group);
			firsts.push(row);
		}

		index[row] = group;
	}

	return {index, firsts, besides: besidesOf(map, inodes)};
}

/** The rows before memory that nobody may touch, where 64 MiB begin, and those without a file behind a name. */
function besidesOf({count, perms, path, start}: RegionMap, inodes: Uint32Array): number[] {
	const isNone = perms.list.map(text => text === '---p');
	const besides: number[] = [];
	for (let row = 1; row < count; row++) {
		if (isNone[perms.index[row] as number] && ((start[row - 1] as bigint) & 0x3ff_ffffn) === 0n)
			besides.push(row - 1);
		if (path.index[row - 1] !== 0 && inodes[2 * row] === 0 && inodes[2 * row + 1] === 0) besides.push(row);
	}

	return besides;
}
