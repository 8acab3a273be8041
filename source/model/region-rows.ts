import type {RegionMap, RegionReading} from '../platform/region-reading.js';
import {type NameFacts, nameFacts} from './region-names.js';
import {column, rowHolding} from './regions.js';

type FlagFacts = {readonly isHugetlb: boolean; readonly isDevice: boolean};

/** One region as the rules for types see it. */
export type Row = {
	readonly perms: string;
	readonly isWritable: boolean;
	readonly isExecutable: boolean;
	readonly isShared: boolean;
	readonly name: NameFacts;
	readonly flags: FlagFacts;
	readonly hasInode: boolean;
	/** It belongs to no file: what stands there as a name is the kernel's or the program's word. */
	readonly isBare: boolean;
	readonly isFile: boolean;
	/** Anonymous memory, whether or not the program gave it a name. */
	readonly isAnonymous: boolean;
	readonly isResident: boolean;
	/** The stack pointer of a thread points into it. */
	readonly holdsStackPointer: boolean;
	/** It begins a block of 64 MiB of which the rest may not be touched. */
	readonly beginsBlock: boolean;
	/** It begins where the last variables of a program or library end. */
	readonly followsData: boolean;
};

const noName = nameFacts(undefined, undefined);
const noFlags: FlagFacts = {isHugetlb: false, isDevice: false};

/** The rows of a map, with what is judged once a map: every text, and which paths are of binaries. */
export class Rows {
	private readonly map: RegionMap;
	private readonly names: readonly NameFacts[];
	private readonly flags: readonly FlagFacts[];
	// Halves of 64-bit numbers: to see whether one is 0 needs no BigInt.
	private readonly inodes: Uint32Array;
	private readonly rss: Float64Array;
	private readonly noDevice: number;
	private readonly stacks: ReadonlySet<number>;
	private readonly binaries: ReadonlySet<number>;

	constructor({map, stackPointers, mounts}: Pick<RegionReading, 'map' | 'stackPointers' | 'mounts'>) {
		this.map = map;
		this.names = map.path.list.map(path => nameFacts(path, mounts));
		this.flags = map.vmFlags.list.map(flagFacts);
		this.inodes = new Uint32Array(map.inode.buffer, map.inode.byteOffset, 2 * map.count);
		this.rss = column(map, 'Rss') ?? new Float64Array(map.count);
		this.noDevice = map.device.list.indexOf('00:00');
		this.stacks = new Set(stackPointers.map(pointer => rowHolding(map, pointer)));
		this.binaries = binariesOf(map);
	}

	at(row: number): Row {
		const perms = this.perms(row);
		const name = this.name(row);
		return {
			perms,
			isWritable: perms[1] === 'w',
			isExecutable: perms[2] === 'x',
			isShared: perms[3] === 's',
			name,
			flags: this.flags[this.map.vmFlags.index[row] ?? 0] ?? noFlags,
			hasInode: this.hasInode(row),
			isBare: this.isBare(row),
			isFile: this.isFile(row),
			isAnonymous: this.isAnonymous(row),
			isResident: this.isResident(row),
			holdsStackPointer: this.stacks.has(row),
			beginsBlock: this.beginsBlock(row),
			followsData: this.followsData(row),
		};
	}

	/** The same number for rows of which `at` tells the same. */
	likeness(row: number): number {
		const {map, flags} = this;
		const place =
			(this.hasInode(row) ? 1 : 0) |
			(map.device.index[row] === this.noDevice ? 2 : 0) |
			(this.isResident(row) ? 4 : 0) |
			(this.stacks.has(row) ? 8 : 0) |
			(this.beginsBlock(row) ? 16 : 0) |
			(this.followsData(row) ? 32 : 0);
		const texts = (map.path.index[row] ?? 0) * flags.length + (map.vmFlags.index[row] ?? 0);
		return (texts * 256 + (map.perms.index[row] ?? 0)) * 64 + place;
	}

	private perms(row: number): string {
		return this.map.perms.list[this.map.perms.index[row] ?? -1] ?? '';
	}

	private name(row: number): NameFacts {
		return this.names[this.map.path.index[row] ?? 0] ?? noName;
	}

	private hasInode(row: number): boolean {
		return this.inodes[2 * row] !== 0 || this.inodes[2 * row + 1] !== 0;
	}

	private isFile(row: number): boolean {
		return this.name(row).isPath && this.hasInode(row);
	}

	private isBare(row: number): boolean {
		return !this.hasInode(row) && this.map.device.index[row] === this.noDevice;
	}

	private isAnonymous(row: number): boolean {
		const name = this.name(row);
		return this.isBare(row) && (name.isMissing || name.isAnonymous);
	}

	private isResident(row: number): boolean {
		return (this.rss[row] ?? 0) > 0;
	}

	private beginsBlock(row: number): boolean {
		const {start, end, count} = this.map;
		const rest = row + 1;
		if (rest >= count || this.perms(rest) !== '---p' || !this.isAnonymous(rest)) return false;
		const from = start[row] ?? 0n;
		const block = 64n * 1024n * 1024n;
		return from % block === 0n && start[rest] === end[row] && (end[rest] ?? 0n) - from <= block;
	}

	private followsData(row: number): boolean {
		const path = this.map.path.index[row - 1] ?? 0;
		if (path === 0 || !this.binaries.has(path)) return false;
		const isData = (each: number) =>
			this.map.path.index[each] === path && /^.w-p$/.test(this.perms(each)) && this.isFile(each);
		const touches = (each: number) => this.map.start[each] === this.map.end[each - 1];
		const next = row + 1;
		return isData(row - 1) && touches(row) && !(isData(next) && touches(next));
	}
}

// `ht` hugetlb pages, `io` memory of a device, `pf` pages without a page structure (proc_pid_smaps(5)).
function flagFacts(flags: string | undefined): FlagFacts {
	const set = new Set(flags?.split(' '));
	return {isHugetlb: set.has('ht'), isDevice: set.has('io') || set.has('pf')};
}

/** Paths (as indexes) of files of which some part is executable: programs and libraries. */
function binariesOf(map: RegionMap): ReadonlySet<number> {
	const isExecutable = map.perms.list.map(perms => perms[2] === 'x');
	const found = new Set<number>();
	for (let row = 0; row < map.count; row++) {
		if (isExecutable[map.perms.index[row] ?? -1]) found.add(map.path.index[row] ?? 0);
	}

	return found;
}
