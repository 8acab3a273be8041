import type {OutsideText} from '../safe-text.js';
import type {Process, Reason} from './platform.js';

/** What a platform tells of the address space of one process. Sizes are bytes, addresses bigint. */

/** The regions of one process as columns: a map may have 65,530 rows, and an object a row would be the load. */
export type RegionMap = {
	readonly count: number;
	readonly start: BigUint64Array;
	readonly end: BigUint64Array;
	readonly offset: BigUint64Array;
	readonly inode: BigUint64Array;
	/** Index into the list of the same name. */
	readonly perms: {readonly index: Uint8Array | Uint16Array; readonly list: readonly string[]};
	readonly device: {readonly index: Uint16Array | Uint32Array; readonly list: readonly string[]};
	/** Entry 0 of the list stands for "no path" and is `undefined`. */
	readonly path: {readonly index: Uint32Array; readonly list: readonly (OutsideText | undefined)[]};
	/** Entry 0 of the list stands for "no VmFlags line" and is `undefined`. */
	readonly vmFlags: {
		readonly index: Uint16Array | Uint32Array;
		readonly list: readonly (string | undefined)[];
	};
	/** By the kernel's field name (`Rss`, `Private_Dirty`, …) in its order: bytes; NaN where a row lacks it. */
	readonly fields: ReadonlyMap<string, Float64Array>;
	/** `false` when the text ended inside an entry: what was whole is here. */
	readonly complete: boolean;
};

/** The outcome of reading a map. */
export type RegionReading = {
	readonly map: RegionMap;
	/** Stack pointers of the threads, where they may be read: they tell thread stacks. */
	readonly stackPointers: readonly bigint[];
	/** Mount points of tmpfs and hugetlbfs, to tell shared memory from files. Unknown: `undefined`. */
	readonly mounts?: {readonly tmpfs: readonly string[]; readonly hugetlbfs: readonly string[]} | undefined;
	/** Why there are no regions or not all: in words. */
	readonly reason?: string | undefined;
	/** The process whose map it is, as it was when the reading ended. */
	readonly process: Process;
	readonly at: number;
	/** CPU time of the reading. */
	readonly cost: number;
};

/** Why a map could not be had. */
export type RegionFailure = {readonly failure: Reason; readonly message: string};

/** The pages of a part of an address space, one byte each whose bits are those of proc/page-bits, in order of address. */
export type PageReading = {
	readonly from: bigint;
	readonly pageSize: number;
	readonly pages: Uint8Array;
	/** False where it can't be known which pages are huge: frame numbers are for root alone. */
	readonly tellsHuge: boolean;
	readonly at: number;
};

/** What is told of one region beside smaps. */
export type RegionExtras = {
	/** Its line of numa_maps without the address: policy, pages by node. */
	readonly numa?: NumaPlacement | undefined;
	/** The chosen word of /sys/kernel/mm/transparent_hugepage/enabled: always, madvise, never. */
	readonly hugePages?: string | undefined;
	/** The mapped file is no longer there under its name, told by the file itself; unknown: `undefined`. */
	readonly isDeleted?: boolean | undefined;
};

/** Source: proc_pid_numa_maps(5). */
export type NumaPlacement = {
	readonly policy: string;
	/** Bytes on each node, by its number. */
	readonly nodes: ReadonlyArray<{readonly node: number; readonly bytes: number}>;
};

/** What is looked for in the maps of other processes: a part of a file or of shared memory. */
export type SharedRegion = {
	readonly start: bigint;
	readonly end: bigint;
	readonly device: string;
	readonly inode: bigint;
	readonly offset: bigint;
	/** Private and writable: its pages may be shared with parent and children since a fork. */
	readonly isPrivate: boolean;
};

export type Sharer = {
	readonly pid: number;
	readonly name: OutsideText;
	/** Where it has the part that both map. */
	readonly start: bigint;
	readonly perms: string;
	/**
	 * `maps`: it maps the same part of the same file or shared memory. `fork`: parent, child or sibling that has
	 * private memory at the same place, whose pages may be shared until one of them writes.
	 */
	readonly how: 'maps' | 'fork';
};

export type SharingReading = {
	readonly sharers: readonly Sharer[];
	/** Processes whose maps were read, could not be read, and were not reached in time. */
	readonly read: number;
	readonly denied: number;
	readonly unread: number;
	readonly milliseconds: number;
};
