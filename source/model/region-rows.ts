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

// Bits of a row's place.
const holdsStackPointer = 1;
const beginsBlock = 2;
const followsData = 4;

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
	// By row: which of the rules about neighbours and stack pointers hold, once they are found.
	private readonly places: Uint8Array;

	constructor({map, mounts}: Pick<RegionReading, 'map' | 'mounts'>) {
		this.map = map;
		this.names = map.path.list.map(path => nameFacts(path, mounts));
		this.flags = map.vmFlags.list.map(flagFacts);
		this.inodes = new Uint32Array(map.inode.buffer, map.inode.byteOffset, 2 * map.count);
		this.rss = column(map, 'Rss') ?? new Float64Array(map.count);
		this.noDevice = map.device.list.indexOf('00:00');
		this.places = new Uint8Array(map.count);
	}

	at(row: number): Row {
		const perms = this.perms(row);
		const name = this.name(row);
		const place = this.places[row] as number;
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
			holdsStackPointer: (place & holdsStackPointer) !== 0,
			beginsBlock: (place & beginsBlock) !== 0,
			followsData: (place & followsData) !== 0,
		};
	}

	/**
	 * Finds of which rows `at` tells more than their own lines do, and returns them. `firsts` are rows with every
	 * pair of path and permissions that there is, `besides` those to which their neighbours may matter.
	 */
	findPlaces(
		stackPointers: readonly bigint[],
		firsts: readonly number[],
		besides: readonly number[],
	): readonly number[] {
		const {places} = this;
		const found: number[] = [];
		const mark = (row: number, place: number) => {
			if (place === 0) return;
			places[row] = (places[row] as number) | place;
			found.push(row);
		};
		for (const pointer of stackPointers) {
			const row = rowHolding(this.map, pointer);
			if (row >= 0) mark(row, holdsStackPointer);
		}

		const binaries = binariesOf(this.map, firsts);
		for (const row of besides)
			mark(
				row,
				(this.beginsBlock(row) ? beginsBlock : 0) | (this.followsData(row, binaries) ? followsData : 0),
			);
		return found;
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

	private followsData(row: number, binaries: Uint8Array): boolean {
		const path = this.map.path.index[row - 1] ?? 0;
		if (path === 0 || binaries[path] === 0) return false;
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

/** By the index of a path: 1 where some part of the file is executable, as of programs and libraries. */
function binariesOf({perms, path}: RegionMap, firsts: readonly number[]): Uint8Array {
	const found = new Uint8Array(path.list.length);
	for (const row of firsts) {
		if (perms.list[perms.index[row] ?? -1]?.[2] === 'x') found[path.index[row] as number] = 1;
	}

	found[0] = 0;
	return found;
}
