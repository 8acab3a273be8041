import {kibibytes, lineEnd, startsWith} from './ascii.js';

/** The sums over all mappings of a process, in bytes; what this kernel lacks is absent. */
export type SmapsRollup = {
	readonly rss?: number;
	readonly pss?: number;
	readonly pssDirty?: number;
	readonly pssAnon?: number;
	readonly pssFile?: number;
	readonly pssShmem?: number;
	readonly sharedClean?: number;
	readonly sharedDirty?: number;
	readonly privateClean?: number;
	readonly privateDirty?: number;
	readonly sharedHugetlb?: number;
	readonly privateHugetlb?: number;
	readonly referenced?: number;
	readonly anonymous?: number;
	readonly lazyFree?: number;
	readonly anonHuge?: number;
	readonly swap?: number;
	readonly swapPss?: number;
	readonly locked?: number;
	/** Private clean, private dirty and, where there is such a line, private hugetlb: what its end would free. */
	readonly uss?: number;
};

type Mutable = {-readonly [Key in keyof SmapsRollup]: SmapsRollup[Key]};

const lines: ReadonlyArray<readonly [line: string, key: keyof SmapsRollup]> = [
	['Rss:', 'rss'],
	['Pss:', 'pss'],
	['Pss_Dirty:', 'pssDirty'],
	['Pss_Anon:', 'pssAnon'],
	['Pss_File:', 'pssFile'],
	['Pss_Shmem:', 'pssShmem'],
	['Shared_Clean:', 'sharedClean'],
	['Shared_Dirty:', 'sharedDirty'],
	['Private_Clean:', 'privateClean'],
	['Private_Dirty:', 'privateDirty'],
	['Shared_Hugetlb:', 'sharedHugetlb'],
	['Private_Hugetlb:', 'privateHugetlb'],
	['Referenced:', 'referenced'],
	['Anonymous:', 'anonymous'],
	['LazyFree:', 'lazyFree'],
	['AnonHugePages:', 'anonHuge'],
	['Swap:', 'swap'],
	['SwapPss:', 'swapPss'],
	['Locked:', 'locked'],
];

/**
 * /proc/PID/smaps_rollup. `undefined` for a text without any figure: a kernel thread or a zombie. A line that
 * is cut is absent. Source: Documentation/ABI/testing/procfs-smaps_rollup.
 */
export function parseSmapsRollup(bytes: Uint8Array): SmapsRollup | undefined {
	const rollup: Mutable = {};
	let found = false;
	let end = 0;
	for (let at = 0; at < bytes.length; at = end + 1) {
		end = lineEnd(bytes, at);
		for (const [line, key] of lines) {
			if (!startsWith(bytes, line, at, end)) continue;
			const amount = kibibytes(bytes, at + line.length, end);
			if (amount !== undefined) {
				rollup[key] ??= amount;
				found = true;
			}
			break;
		}
	}
	if (!found) return undefined;
	if (rollup.privateClean !== undefined && rollup.privateDirty !== undefined) {
		rollup.uss = rollup.privateClean + rollup.privateDirty + (rollup.privateHugetlb ?? 0);
	}
	return rollup;
}
