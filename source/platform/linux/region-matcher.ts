import {highHalf, lowHalf, type RegionColumns} from '../../proc/region-columns.js';
import {rawText} from '../../safe-text.js';
import type {SharedRegion, Sharer} from '../region-reading.js';

/** Where and how another process has a part of what a region maps. */
export type MappedPart = Pick<Sharer, 'start' | 'perms' | 'how'>;

/**
 * Tells whether a region of another process, the row that columns are writing, shares with the one that is asked
 * for.
 */
export class RegionMatcher {
	/** System V memory, whose inode is its id; `undefined` while the region's own map has not told. */
	isSystemV: boolean | undefined;
	private perms: string | undefined;
	private readonly inode: {readonly high: number; readonly low: number};
	private readonly start: number;
	private readonly end: number;

	constructor(private readonly region: SharedRegion) {
		const {inode, start, end} = region;
		this.inode = {high: Number(inode >> 32n), low: Number(inode & 0xffff_ffffn)};
		// Exact past 2^53 too: addresses of regions are multiples of a page.
		this.start = Number(start);
		this.end = Number(end);
	}

	/** From its own process' map: what the request leaves out. True when it was found. */
	learn(columns: RegionColumns): boolean {
		const start = addressIn(columns.start);
		if (start > this.start || addressIn(columns.end) <= this.start) return false;
		if (!this.isSameFile(columns)) return true;
		this.perms = permsOf(columns);
		this.isSystemV = isSystemV(columns);
		return true;
	}

	/** `isKin`: the other process is parent, child or sibling. */
	match(columns: RegionColumns, isKin: boolean): MappedPart | undefined {
		if (!this.isSameFile(columns)) return undefined;
		if (isKin && this.region.isPrivate && this.isSamePlace(columns)) {
			const start = BigInt(Math.max(this.start, addressIn(columns.start)));
			return {start, perms: permsOf(columns), how: 'fork'};
		}
		return this.samePart(columns);
	}

	private isSameFile(columns: RegionColumns): boolean {
		return (
			columns.inode[lowHalf] === this.inode.low &&
			columns.inode[highHalf] === this.inode.high &&
			columns.devices.list[columns.device[0] ?? -1] === this.region.device
		);
	}

	/** Private memory over some of the same addresses, with the same permissions. */
	private isSamePlace(columns: RegionColumns): boolean {
		if (addressIn(columns.start) >= this.end || addressIn(columns.end) <= this.start) return false;
		const perms = permsOf(columns);
		return this.perms === undefined ? /^.w.p$/.test(perms) : perms === this.perms;
	}

	private samePart(columns: RegionColumns): MappedPart | undefined {
		const {region} = this;
		const theirs = isSystemV(columns);
		// Ids of System V memory are counted apart from the inodes of all other shared memory.
		if (this.isSystemV !== undefined && theirs !== this.isSystemV) return undefined;
		if (hasNoFile(region, theirs)) return undefined;
		const start = BigInt(addressIn(columns.start));
		const offset = wholeIn(columns.offset);
		const length = BigInt(addressIn(columns.end)) - start;
		const from = offset > region.offset ? offset : region.offset;
		if (from >= offset + length || from >= region.offset + region.end - region.start) return undefined;
		return {start: start + from - offset, perms: permsOf(columns), how: 'maps'};
	}
}

/** Without an inode nothing tells one memory from another; but the first System V segment has the id 0. */
export function hasNoFile({inode, device}: SharedRegion, isSystemVMemory: boolean | undefined): boolean {
	return inode === 0n && (device === '00:00' || isSystemVMemory !== true);
}

function isSystemV(columns: RegionColumns): boolean {
	const path = columns.paths.list[columns.path[0] ?? 0];
	return path !== undefined && /^\/SYSV[\da-f]{8}/.test(rawText(path));
}

function permsOf(columns: RegionColumns): string {
	return columns.permsNames.list[columns.perms[0] ?? -1] ?? '';
}

/** The address of the row that is being written. */
function addressIn(halves: Uint32Array): number {
	return (halves[highHalf] ?? 0) * 0x1_0000_0000 + (halves[lowHalf] ?? 0);
}

function wholeIn(halves: Uint32Array): bigint {
	return (BigInt(halves[highHalf] ?? 0) << 32n) | BigInt(halves[lowHalf] ?? 0);
}
