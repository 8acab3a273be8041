import type {RegionMap} from '../platform/region-reading.js';
import {rawText, safeText} from '../safe-text.js';
import {anonymousName} from './region-names.js';
import type {RegionView} from './region-view.js';
import {column} from './regions.js';

/**
 * What the picture needs of every region, as columns. Addresses are Numbers: region bounds are multiples of a
 * page, and those a double holds exactly up to 2^64.
 */
export type PictureRegions = {
	readonly count: number;
	readonly start: Float64Array;
	readonly end: Float64Array;
	/** Bytes; NaN where the kernel tells none. */
	readonly resident: Float64Array;
	readonly swapped: Float64Array;
	readonly dirty: Float64Array;
	/** Index into the list of types. */
	readonly type: Uint8Array;
	/** 1 where nobody may touch it. */
	readonly isReserve: Uint8Array;
	/** Neighbours that belong together: all regions of one library, the chunks of one heap. */
	readonly runs: Runs;
	/** The smallest page. */
	readonly pageBytes: number;
};

export type Runs = {
	readonly count: number;
	/** First region of each run; one more entry at the end is the number of regions. */
	readonly first: Uint32Array;
	readonly bytes: Float64Array;
	/** The largest region of each. */
	readonly largest: Uint32Array;
	/** What a run is called, where that tells more than its colour does. */
	label(run: number): string | undefined;
	/** The same number for runs that are called the same; the labels of -1 may repeat. */
	readonly onceKey: Int32Array;
};

/** Longer names are cut: a label is a hint, the title names the whole path. */
const mostLabel = 24;

export function pictureRegions(view: RegionView): PictureRegions {
	const {map} = view.reading;
	const {count} = map;
	const start = asNumbers(map.start, count);
	const end = asNumbers(map.end, count);
	for (let row = 0; row < count; row++) end[row] = Math.max(end[row] ?? 0, start[row] ?? 0);
	const isReserve = map.perms.list.map(perms => (perms.startsWith('---') ? 1 : 0));
	const reserves = new Uint8Array(count);
	for (let row = 0; row < count; row++) reserves[row] = isReserve[map.perms.index[row] ?? -1] ?? 0;
	return {
		count,
		start,
		end,
		// The pages of hugetlb are resident and yet no part of Rss.
		resident: sumOf(map, ['Rss'], ['Private_Hugetlb', 'Shared_Hugetlb']),
		swapped: sumOf(map, ['Swap'], []),
		dirty: sumOf(map, ['Shared_Dirty', 'Private_Dirty'], []),
		type: view.types.index,
		isReserve: reserves,
		runs: runsOf(view, start, end),
		pageBytes: smallestPage(map),
	};
}

/** Both halves apart, so that no BigInt is made. */
function asNumbers(addresses: BigUint64Array, count: number): Float64Array {
	const halves = new Uint32Array(addresses.buffer, addresses.byteOffset, 2 * count);
	const low = isLittleEndian ? 0 : 1;
	const numbers = new Float64Array(count);
	for (let row = 0; row < count; row++) {
		numbers[row] = (halves[2 * row + 1 - low] ?? 0) * 2 ** 32 + (halves[2 * row + low] ?? 0);
	}
	return numbers;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** `terms` must be told, `extras` count where they are. */
function sumOf(map: RegionMap, terms: readonly string[], extras: readonly string[]): Float64Array {
	const sums = new Float64Array(map.count);
	for (const term of terms) {
		const figures = column(map, term);
		for (let row = 0; row < map.count; row++) sums[row] = (sums[row] ?? 0) + (figures?.[row] ?? Number.NaN);
	}
	for (const extra of extras) {
		const figures = column(map, extra);
		if (!figures) continue;
		for (let row = 0; row < map.count; row++) sums[row] = (sums[row] ?? 0) + (figures[row] || 0);
	}
	return sums;
}

function smallestPage(map: RegionMap): number {
	let smallest = Number.POSITIVE_INFINITY;
	for (const size of column(map, 'KernelPageSize') ?? []) {
		if (size >= 1024 && size < smallest) smallest = size;
	}
	return Number.isFinite(smallest) ? 2 ** Math.floor(Math.log2(smallest)) : 4096;
}

/** Types whose regions stand apart by their colour alone; a name of every one of them would be noise. */
const unnamed = new Set(['anonymous', 'guard', 'other', 'bss']);

function runsOf(view: RegionView, start: Float64Array, end: Float64Array): Runs {
	const {map} = view.reading;
	const {index: types, list} = view.types;
	const bss = list.indexOf('bss');
	const {count} = map;
	const first = new Uint32Array(count + 1);
	const bytes = new Float64Array(count);
	const largest = new Uint32Array(count);
	const keys = new Int32Array(count);
	let runs = 0;
	let last = 0;
	let most = 0;
	for (let row = 0; row < count; row++) {
		const path = map.path.index[row] ?? 0;
		const type = types[row] ?? 0;
		// Its variables that begin as zero are a part of a library too.
		const key = path > 0 ? path : type === bss && last > 0 ? last : -1 - type;
		const size = (end[row] ?? 0) - (start[row] ?? 0);
		if (key !== last) {
			first[runs] = row;
			keys[runs] = key;
			runs++;
			most = -1;
			last = key;
		}
		bytes[runs - 1] = (bytes[runs - 1] ?? 0) + size;
		if (size <= most) continue;
		largest[runs - 1] = row;
		most = size;
	}
	first[runs] = count;
	const names = new Map<number, string | undefined>();
	return {
		count: runs,
		first,
		bytes,
		largest,
		onceKey: keys.map(key => (key > 0 ? -1 : -1 - key)),
		label(run) {
			const key = keys[run] ?? -1;
			if (names.has(key)) return names.get(key);
			const name = key > 0 ? pathLabel(map, key) : typeLabel(list[-1 - key]);
			names.set(key, name);
			return name;
		},
	};
}

function typeLabel(type: string | undefined): string | undefined {
	return type === undefined || unnamed.has(type) ? undefined : type;
}

/** The base name of a file, `heap` of `[heap]`, NAME of `[anon:NAME]`, in characters of one column each. */
function pathLabel(map: RegionMap, path: number): string | undefined {
	const text = map.path.list[path];
	if (text === undefined) return undefined;
	const raw = safeText(text).replace(/ \(deleted\)$/, '');
	const bracketed = /^\[(.*)\]$/.exec(raw)?.[1];
	const base = bracketed ?? raw.slice(raw.lastIndexOf('/') + 1);
	const name = anonymousName(rawText(text)) === undefined ? base : base.replace(/^anon:/, '');
	const narrow = name.replace(/[^ -~\u00A1-\u00AC\u00AE-\u017F]/gu, '?').slice(0, mostLabel);
	return narrow.trim() === '' ? undefined : narrow;
}
