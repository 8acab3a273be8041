import type {RegionMap, RegionReading} from '../platform/platform.js';
import {type NameFacts, nameFacts} from './region-names.js';
import {column} from './regions.js';

type FlagFacts = {readonly isHugetlb: boolean; readonly isDevice: boolean};

/** What is known of a map before its rows are looked at: texts are judged once each, not once a row. */
type MapFacts = {
	readonly map: RegionMap;
	readonly names: readonly NameFacts[];
	readonly flags: readonly FlagFacts[];
	/** The index of the device of memory that belongs to no file. */
	readonly noDevice: number;
	/** Rows that hold the stack pointer of a thread. */
	readonly stacks: ReadonlySet<number>;
	/** Indexes of paths that are executable somewhere: programs and libraries. */
	readonly binaries: ReadonlySet<number>;
	readonly rss: Float64Array | undefined;
};

const noName = nameFacts(undefined, undefined);
const noFlags: FlagFacts = {isHugetlb: false, isDevice: false};

/** One region as the rules for types see it. */
export class Row {
	readonly perms: string;
	readonly name: NameFacts;
	readonly flags: FlagFacts;
	/** Index of the path; 0 is none. */
	readonly path: number;
	readonly hasInode: boolean;
	/** It belongs to no file: what stands there as a name is the kernel's or the program's word. */
	readonly isBare: boolean;

	constructor(
		private readonly facts: MapFacts,
		private readonly index: number,
	) {
		const {map} = facts;
		this.path = map.path.index[index] ?? 0;
		this.perms = map.perms.list[map.perms.index[index] ?? -1] ?? '';
		this.name = facts.names[this.path] ?? noName;
		this.flags = facts.flags[map.vmFlags.index[index] ?? 0] ?? noFlags;
		this.hasInode = map.inode[index] !== 0n;
		this.isBare = !this.hasInode && map.device.index[index] === facts.noDevice;
	}

	get isShared(): boolean {
		return this.perms[3] === 's';
	}

	get isExecutable(): boolean {
		return this.perms[2] === 'x';
	}

	get isWritable(): boolean {
		return this.perms[1] === 'w';
	}

	get isFile(): boolean {
		return this.name.isPath && this.hasInode;
	}

	/** Anonymous memory, whether or not the program gave it a name by prctl. */
	get isAnonymous(): boolean {
		return this.isBare && (this.name.isMissing || this.name.isAnonymous);
	}

	get isResident(): boolean {
		return (this.facts.rss?.[this.index] ?? 0) > 0;
	}

	get holdsStackPointer(): boolean {
		return this.facts.stacks.has(this.index);
	}

	/** Its file is a program or a library, not just something that was mapped. */
	get isOfBinary(): boolean {
		return this.facts.binaries.has(this.path);
	}

	get start(): bigint {
		return this.facts.map.start[this.index] ?? 0n;
	}

	get end(): bigint {
		return this.facts.map.end[this.index] ?? 0n;
	}

	/** The region before it in the map, which need not touch it. */
	get previous(): Row | undefined {
		return this.index > 0 ? new Row(this.facts, this.index - 1) : undefined;
	}

	get next(): Row | undefined {
		return this.index + 1 < this.facts.map.count ? new Row(this.facts, this.index + 1) : undefined;
	}
}

/** All regions of a map, in its order. */
export function* rowsOf(reading: Pick<RegionReading, 'map' | 'stackPointers' | 'mounts'>): Generator<Row> {
	const {map, stackPointers, mounts} = reading;
	const facts: MapFacts = {
		map,
		names: map.path.list.map(path => nameFacts(path, mounts)),
		flags: map.vmFlags.list.map(flagFacts),
		noDevice: map.device.list.indexOf('00:00'),
		stacks: new Set(stackPointers.map(pointer => rowHolding(map, pointer))),
		binaries: binariesOf(map),
		rss: column(map, 'Rss'),
	};
	for (let i = 0; i < map.count; i++) yield new Row(facts, i);
}

// `ht` hugetlb pages, `io` memory of a device, `pf` pages without a page structure (proc_pid_smaps(5)).
function flagFacts(flags: string | undefined): FlagFacts {
	const set = new Set(flags?.split(' '));
	return {isHugetlb: set.has('ht'), isDevice: set.has('io') || set.has('pf')};
}

/** The row in which an address lies, by halving; -1 when there is none. Regions stand in order of address. */
function rowHolding(map: RegionMap, address: bigint): number {
	let low = 0;
	let high = map.count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((map.end[middle] ?? 0n) <= address) low = middle + 1;
		else high = middle;
	}

	return low < map.count && (map.start[low] ?? 0n) <= address ? low : -1;
}

function binariesOf(map: RegionMap): ReadonlySet<number> {
	const isExecutable = map.perms.list.map(perms => perms[2] === 'x');
	const found = new Set<number>();
	for (let i = 0; i < map.count; i++) {
		if (isExecutable[map.perms.index[i] ?? -1]) found.add(map.path.index[i] ?? 0);
	}

	return found;
}
