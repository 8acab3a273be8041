import {grouped, megabytes, signedMegabytes} from './amount-words.js';
import type {Evidence} from './evidence.js';
import type {Mover} from './movers.js';

/** What was counted, in phrases that name their amounts. `undefined` where it was not counted, or is too little. */

/** Less is no cause worth a word: a daemon that wakes reclaims or reads as much. */
export const worthNaming = 1024 ** 2;

/** `Shmem +300 MB, then`. */
export function phrase(what: string, change: number | undefined, then?: string): string | undefined {
	if (change === undefined) return undefined;
	return `${what} ${signedMegabytes(change)}${then === undefined ? '' : `, ${then}`}`;
}

/** The reclaim of file cache in words; `undefined` unless it was counted. */
export function gaveUp(evidence: Evidence, pageSize: number, isOver = false): string | undefined {
	const {reclaimedFile, refaulted} = evidence;
	if (reclaimedFile === undefined || reclaimedFile < worthNaming) return undefined;
	const words = `the kernel gave up ${megabytes(reclaimedFile)} of file cache (pgsteal ${grouped(Math.round(reclaimedFile / pageSize))} pages)`;
	if (!isOver) return `${words} to make room`;
	const back = refaulted !== undefined && refaulted >= worthNaming;
	return `${words}, which doesn't come back by itself${back ? ` (${megabytes(refaulted)} was read again)` : ''}`;
}

/** Out to swap, of whatever program. */
export function wentToSwap({swappedOut}: Evidence): string | undefined {
	return amount(swappedOut, bytes => `${bytes} went out to swap (pswpout)`);
}

/** In from swap, of whatever program. */
export function cameFromSwap({swappedIn}: Evidence): string | undefined {
	return amount(swappedIn, bytes => `${bytes} came back from swap (pswpin)`);
}

/** The worker's own share of it. */
export function inSwap({workerSwap}: Evidence): string | undefined {
	return amount(workerSwap, bytes => `${bytes} of it is in swap`);
}

/** Files that others read or wrote stay in the cache. */
export function cached({diskRead, diskWritten, fileCache}: Evidence): string | undefined {
	if (fileCache === undefined || fileCache < worthNaming) return undefined;
	const traffic = told(
		amount(diskRead, bytes => `${bytes} read`),
		amount(diskWritten, bytes => `${bytes} written`),
	);
	const disks = traffic.length > 0 ? ` (disks: ${traffic.join(', ')})` : '';
	return `the page cache of files grew by ${megabytes(fileCache)}${disks}`;
}

/**
 * Free pages that each CPU keeps for itself are not in MemFree: since Linux 6.7 up to an eighth of the memory, given
 * back over minutes (pcp->high, mm/page_alloc.c; /proc/zoneinfo tells them). They are the largest part of what no
 * counter of /proc/meminfo holds. `direction`: -1 where memory came out of it, 1 where it went in.
 */
export function inStock({uncounted}: Evidence, direction: 1 | -1): string | undefined {
	if (uncounted === undefined) return undefined;
	return amount(uncounted * direction, bytes =>
		direction < 0
			? `${bytes} came out of what no counter holds (free pages that CPUs keep in stock, mostly)`
			: `${bytes} went where no counter holds it (free pages that CPUs keep in stock, mostly)`,
	);
}

/** Slab, stacks, page tables and the like. */
export function ofKernel({kernel}: Evidence, direction: 1 | -1): string | undefined {
	return kernel === undefined || kernel * direction < worthNaming
		? undefined
		: phrase("the kernel's own memory", kernel);
}

/** Cache that went without reclaim. */
export function dropped({fileCache, reclaimedFile}: Evidence): string | undefined {
	if (fileCache === undefined || reclaimedFile === undefined) return undefined;
	return amount(
		-fileCache - reclaimedFile,
		bytes => `${bytes} of file cache went without reclaim (files that were removed or closed)`,
	);
}

/** The worker's faults, and the machine's huge pages. */
export function faults({minorFaults, majorFaults, hugePages}: Evidence): string | undefined {
	if (minorFaults === undefined) return undefined;
	const minor = `${grouped(minorFaults)} minor faults`;
	const major = majorFaults !== undefined && majorFaults > 0 ? `, ${grouped(majorFaults)} with the disk` : '';
	const huge =
		hugePages !== undefined && hugePages > 0 ? `, ${grouped(hugePages)} huge pages (thp_fault_alloc)` : '';
	return minor + major + huge;
}

/** Of memory that is read and written through a descriptor. */
export function unmapped({minorFaults}: Evidence): string | undefined {
	return minorFaults === undefined
		? undefined
		: `${grouped(minorFaults)} minor faults: nothing of it is mapped by the worker`;
}

/** Kills for want of memory, on the whole machine. */
export function killed({oomKills}: Evidence): string | undefined {
	return oomKills !== undefined && oomKills > 0 ? `oom_kill counted ${grouped(oomKills)}` : undefined;
}

/** The two that moved farthest in that direction: 1 for growth, -1 for shrinking. */
export function others({movers}: Evidence, direction: 1 | -1): string | undefined {
	const moved = movers.filter(({change}) => Math.sign(change) === direction);
	if (moved.length === 0) return undefined;
	const against = movers.find(({change}) => Math.sign(change) !== direction);
	return moverWords(moved) + (against ? ` against ${moverWords([against])}` : '');
}

/** `stress-ng (4242) +120 MB and node (17) +31 MB, and 3 more`. */
export function moverWords(movers: readonly Mover[]): string {
	const named = movers
		.slice(0, 2)
		.map(({name, pid, change}) => `${name} (${pid}) ${signedMegabytes(change)}`);
	const rest = movers.length - named.length;
	return named.join(' and ') + (rest > 0 ? `, and ${rest} more` : '');
}

function amount(bytes: number | undefined, words: (bytes: string) => string): string | undefined {
	return bytes === undefined || bytes < worthNaming ? undefined : words(megabytes(bytes));
}

/** Those of the phrases that there are. */
export function told(...phrases: ReadonlyArray<string | undefined>): readonly string[] {
	return phrases.filter(phrase => phrase !== undefined);
}
