import type {RegionMap} from '../platform/region-reading.js';
import type {OutsideText} from '../safe-text.js';

/** One region. Sizes are bytes; a figure that the kernel did not tell is `undefined`. */
export type Region = {
	/** Hex as the kernel prints it. */
	readonly start: string;
	readonly end: string;
	readonly perms: string;
	/** In bytes; decimal text past 2^53. */
	readonly offset: number | string;
	readonly device: string;
	/** Decimal text past 2^53. */
	readonly inode: number | string;
	readonly path: OutsideText | undefined;
	readonly size: number;
	readonly rss: number | undefined;
	readonly pss: number | undefined;
	readonly uss: number | undefined;
	readonly sharedClean: number | undefined;
	readonly sharedDirty: number | undefined;
	readonly privateClean: number | undefined;
	readonly privateDirty: number | undefined;
	readonly referenced: number | undefined;
	readonly anonymous: number | undefined;
	readonly lazyFree: number | undefined;
	readonly anonHuge: number | undefined;
	readonly swap: number | undefined;
	readonly swapPss: number | undefined;
	readonly locked: number | undefined;
	readonly kernelPageSize: number | undefined;
	/** Two letters each, joined by blanks (proc_pid_smaps(5)). */
	readonly vmFlags: string | undefined;
};

/** Row `row` as an object. Made for what is shown or printed; sums over a map go by column. */
export function regionAt(map: RegionMap, row: number): Region {
	const field = (name: string) => figure(column(map, name), row);
	return {
		start: address(map.start[row]),
		end: address(map.end[row]),
		perms: map.perms.list[map.perms.index[row] ?? -1] ?? '',
		offset: exact(map.offset[row]),
		device: map.device.list[map.device.index[row] ?? -1] ?? '',
		inode: exact(map.inode[row]),
		path: map.path.list[map.path.index[row] ?? 0],
		size: sizeOf(map, row),
		rss: field('Rss'),
		pss: field('Pss'),
		uss: ussOf(map, row),
		sharedClean: field('Shared_Clean'),
		sharedDirty: field('Shared_Dirty'),
		privateClean: field('Private_Clean'),
		privateDirty: field('Private_Dirty'),
		referenced: field('Referenced'),
		anonymous: field('Anonymous'),
		lazyFree: field('LazyFree'),
		anonHuge: field('AnonHugePages'),
		swap: field('Swap'),
		swapPss: field('SwapPss'),
		locked: field('Locked'),
		kernelPageSize: field('KernelPageSize'),
		vmFlags: map.vmFlags.list[map.vmFlags.index[row] ?? 0],
	};
}

/** The figures of one field of the kernel by row: bytes, NaN where a row lacks it; `undefined` where all do. */
export function column(map: RegionMap, kernelName: string): Float64Array | undefined {
	return map.fields.get(kernelName);
}

/** The row in which an address lies, by halving; -1 when there is none. Regions stand in order of address. */
export function rowHolding(map: RegionMap, address: bigint): number {
	let low = 0;
	let high = map.count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((map.end[middle] ?? 0n) <= address) low = middle + 1;
		else high = middle;
	}

	return low < map.count && (map.start[low] ?? 0n) <= address ? low : -1;
}

/** Size as the kernel tells it, else from the addresses (maps tells no sizes). Never negative. */
export function sizeOf(map: RegionMap, row: number): number {
	const told = figure(column(map, 'Size'), row);
	if (told !== undefined) return told;
	const span = (map.end[row] ?? 0n) - (map.start[row] ?? 0n);
	return span > 0n ? Number(span) : 0;
}

/** Shared and private dirty pages, as in the Dirty column of `pmap -x`. */
export function dirtyOf(map: RegionMap, row: number): number | undefined {
	const shared = figure(column(map, 'Shared_Dirty'), row);
	const own = figure(column(map, 'Private_Dirty'), row);
	return shared === undefined || own === undefined ? undefined : shared + own;
}

/** What would be freed with the region: private clean, private dirty and, where it is told, private hugetlb. */
export function ussOf(map: RegionMap, row: number): number | undefined {
	const clean = figure(column(map, 'Private_Clean'), row);
	const dirty = figure(column(map, 'Private_Dirty'), row);
	if (clean === undefined || dirty === undefined) return undefined;
	return clean + dirty + (figure(column(map, 'Private_Hugetlb'), row) ?? 0);
}

function figure(figures: Float64Array | undefined, row: number): number | undefined {
	const value = figures?.[row];
	return value === undefined || Number.isNaN(value) ? undefined : value;
}

function address(value: bigint | undefined): string {
	return (value ?? 0n).toString(16).padStart(8, '0');
}

function exact(value: bigint | undefined): number | string {
	const number = Number(value ?? 0n);
	return Number.isSafeInteger(number) ? number : String(value);
}
