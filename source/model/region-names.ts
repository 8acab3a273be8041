import type {RegionReading} from '../platform/region-reading.js';
import type {OutsideText} from '../safe-text.js';
import {rawText} from '../safe-text.js';

/** What the text of a region's path tells by itself; inode, permissions and flags may still deny it. */
export type NameFacts = {
	readonly isMissing: boolean;
	/** Begins with `/`, as every file does. */
	readonly isPath: boolean;
	readonly isStack: boolean;
	readonly isHeap: boolean;
	readonly isVdso: boolean;
	/** `[anon:NAME]` */
	readonly isAnonymous: boolean;
	readonly isHugetlb: boolean;
	/** Shared memory whatever its permissions are. */
	readonly isSharedMemory: boolean;
	/** Shared memory where it is mapped shared. */
	readonly isSharedMemoryIfShared: boolean;
	readonly isDevice: boolean;
};

const nothing: NameFacts = {
	isMissing: true,
	isPath: false,
	isStack: false,
	isHeap: false,
	isVdso: false,
	isAnonymous: false,
	isHugetlb: false,
	isSharedMemory: false,
	isSharedMemoryIfShared: false,
	isDevice: false,
};

const vdsoNames = new Set([
	...['[vdso]', '[vvar]', '[vvar_vclock]', '[vsyscall]', '[uprobes]', '[sigpage]', '[vectors]'],
]);

/** Where tmpfs is, when nobody told the mounts. */
const likelyTmpfs = ['/dev/shm', '/run'];

/** Judges the name of a region; `mounts` as in a {@link RegionReading}. */
export function nameFacts(path: OutsideText | undefined, mounts: RegionReading['mounts']): NameFacts {
	if (path === undefined) return nothing;
	const name = rawText(path);
	const isPath = name.startsWith('/');
	const isZero = name === '/dev/zero' || name === '/dev/zero (deleted)';
	return {
		isMissing: false,
		isPath,
		isStack: /^\[stack(:\d+)?\]$/.test(name),
		isHeap: name === '[heap]',
		isVdso: vdsoNames.has(name),
		isAnonymous: anonymousName(name) !== undefined,
		isHugetlb:
			/^\/anon_hugepage( \(deleted\))?$/.test(name) ||
			(mounts !== undefined && isBelow(name, mounts.hugetlbfs)),
		isSharedMemory: /^\/dev\/shm\/|^\/SYSV[\da-f]{8}|^\/memfd:|^\[anon_shmem:/.test(name),
		isSharedMemoryIfShared: isZero || isBelow(name, tmpfsOf(mounts)),
		isDevice: name.startsWith('/dev/') && !isZero,
	};
}

/** NAME of `[anon:NAME]`, set by prctl(PR_SET_VMA_ANON_NAME). */
export function anonymousName(name: string): string | undefined {
	return name.startsWith('[anon:') && name.endsWith(']') ? name.slice('[anon:'.length, -1) : undefined;
}

// A container's whole /dev may be a tmpfs, and yet what is mapped from it are devices.
function tmpfsOf(mounts: RegionReading['mounts']): readonly string[] {
	return mounts === undefined ? likelyTmpfs : mounts.tmpfs.filter(mount => mount !== '/dev');
}

function isBelow(path: string, mounts: readonly string[]): boolean {
	return mounts.some(mount => path.startsWith(mount.endsWith('/') ? mount : `${mount}/`));
}
