import type {RegionMap, RegionReading} from '../platform/region-reading.js';
import type {OutsideText} from '../safe-text.js';
import {outsideText, rawText} from '../safe-text.js';
import {alikeRows} from './alike-rows.js';
import {anonymousName} from './region-names.js';
import {type Row, Rows} from './region-rows.js';

/**
 * What the regions of a map are for, which the kernel tells only in part: the first rule that holds gives the
 * type. A type never changes a figure.
 */
const rules = [
	['stack', isStack],
	['heap', isHeap],
	['vdso', isVdso],
	['hugetlb', isHugetlb],
	['shared memory', isSharedMemory],
	['guard', isGuard],
	['malloc arena', isMallocArena],
	['jit', isJit],
	['named anonymous', isNamedAnonymous],
	['device', isDevice],
	['code', isCode],
	['data', isData],
	['bss', isBss],
	['read-only data', isReadOnlyData],
	['shared file', isSharedFile],
	['anonymous', hasNoInode],
	['other', isAnything],
] as const satisfies ReadonlyArray<readonly [type: string, holds: (row: Row) => boolean]>;

export type RegionType = (typeof rules)[number][0];

/** The type of every row of a map, as an index into `list`, which is all types in the order of their rules. */
export type RegionTypes = {readonly index: Uint8Array; readonly list: readonly RegionType[]};

const list: readonly RegionType[] = rules.map(([type]) => type);

/** Finds the type of every region. Without `mounts`, tmpfs is guessed by its usual places. */
export function regionTypes(reading: Pick<RegionReading, 'map' | 'stackPointers' | 'mounts'>): RegionTypes {
	const rows = new Rows(reading);
	const judge = (row: number) => {
		const seen = rows.at(row);
		return rules.findIndex(([, holds]) => holds(seen));
	};
	// Most rows of a large map look alike to the rules: of those one is judged.
	const {index, firsts, besides} = alikeRows(reading.map, judge);
	for (const row of rows.findPlaces(reading.stackPointers, firsts, besides)) index[row] = judge(row);
	return {index, list};
}

/**
 * What stands for the mapping beside its figures: the path, `[heap]` and its like, NAME of `[anon:NAME]`.
 * `undefined` where the kernel tells none.
 */
export function regionName(map: RegionMap, row: number, type: RegionType): OutsideText | undefined {
	const path = map.path.list[map.path.index[row] ?? 0];
	// With an inode such a name is a file's, and its type never one of anonymous memory.
	const name = path === undefined || type === 'other' ? undefined : anonymousName(rawText(path));
	return name === undefined ? path : outsideText(name);
}

/** The main stack, in Linux 3.4 to 4.4 also `[stack:TID]`, and whatever holds a thread's stack pointer. */
function isStack(row: Row): boolean {
	return (
		(row.isBare && row.name.isStack) || (row.isAnonymous && row.perms === 'rw-p' && row.holdsStackPointer)
	);
}

function isHeap(row: Row): boolean {
	return row.isBare && row.name.isHeap;
}

/** Pages of the kernel's own in every process. */
function isVdso(row: Row): boolean {
	return row.isBare && row.name.isVdso;
}

function isHugetlb(row: Row): boolean {
	return row.flags.isHugetlb || row.name.isHugetlb;
}

function isSharedMemory(row: Row): boolean {
	return row.name.isSharedMemory || (row.name.isSharedMemoryIfShared && row.isShared);
}

/** Nobody may touch it and nothing is there: it catches overruns, or keeps addresses for later. */
function isGuard(row: Row): boolean {
	return row.perms === '---p' && !row.isFile && !row.isResident;
}

/** glibc takes blocks of 64 MiB for its arenas and makes accessible what is in use. */
function isMallocArena(row: Row): boolean {
	return row.isAnonymous && row.perms === 'rw-p' && row.beginsBlock;
}

/** Code that was written at run time. */
function isJit(row: Row): boolean {
	return row.isAnonymous && row.isExecutable;
}

function isNamedAnonymous(row: Row): boolean {
	return row.isBare && row.name.isAnonymous;
}

function isDevice(row: Row): boolean {
	return row.name.isDevice || row.flags.isDevice;
}

function isCode(row: Row): boolean {
	return row.isFile && row.isExecutable;
}

function isData(row: Row): boolean {
	return row.isFile && !row.isShared && row.isWritable;
}

/** Variables that begin as zero have no place in the file: they follow the others. */
function isBss(row: Row): boolean {
	return row.isAnonymous && row.perms === 'rw-p' && row.followsData;
}

function isReadOnlyData(row: Row): boolean {
	return row.isFile && !row.isShared && !row.isExecutable && !row.isWritable;
}

function isSharedFile(row: Row): boolean {
	return row.isFile && row.isShared;
}

function hasNoInode(row: Row): boolean {
	return !row.hasInode;
}

function isAnything(): boolean {
	return true;
}
