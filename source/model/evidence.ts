import type {Counters, LinuxMachine} from '../platform/platform.js';
import {safeText} from '../safe-text.js';
import type {Observation} from './experiment.js';
import {type MemoryPart, memoryParts} from './memory.js';
import {type Mover, moversBetween} from './movers.js';

/**
 * What was counted between two looks. Bytes unless said otherwise. A counter that the kernel doesn't have, or that
 * went back, is `undefined`: that nothing happened is known only where it says 0.
 * Source: /proc/vmstat, /proc/meminfo, /proc/pressure/memory, the cgroup's files.
 */
export type Evidence = {
	/** Page cache and shared memory that was taken back (or swapped), and anonymous pages. */
	readonly reclaimedFile: number | undefined;
	readonly reclaimedAnon: number | undefined;
	/** Looked at to find them. */
	readonly scanned: number | undefined;
	/** Read again after it was thrown out. */
	readonly refaulted: number | undefined;
	readonly swappedIn: number | undefined;
	readonly swappedOut: number | undefined;
	/** Read from and written to disks, for whatever. */
	readonly diskRead: number | undefined;
	readonly diskWritten: number | undefined;
	/** Processes that the kernel killed for want of memory, and those of them in the cgroup that binds. */
	readonly oomKills: number | undefined;
	readonly limitOomKills: number | undefined;
	/** Times that the binding limit was met. */
	readonly limitHits: number | undefined;
	/** The binding limit at the later look. */
	readonly limit: {readonly path: string; readonly max: number} | undefined;
	/** Huge pages given at a first touch, a count. */
	readonly hugePages: number | undefined;
	/** In which some task waited for memory, microseconds. */
	readonly stalled: number | undefined;
	/** Changes of what programs have (AnonPages), of the page cache without shared memory, of shared memory. */
	readonly programs: number | undefined;
	readonly fileCache: number | undefined;
	readonly shared: number | undefined;
	/** What the kernel has for itself, and what is in no counter: free pages that CPUs keep in stock, mostly. */
	readonly kernel: number | undefined;
	readonly uncounted: number | undefined;
	/** The worker's own faults, counts, and what of it went to swap. */
	readonly minorFaults: number | undefined;
	readonly majorFaults: number | undefined;
	readonly workerSwap: number | undefined;
	/** Other processes by how far their RSS moved, the farthest first. */
	readonly movers: readonly Mover[];
};

/**
 * What was counted from one look to a later one. `threshold`: bytes by which a process other than `worker` must have
 * moved to be named. Looks at a machine that isn't Linux tell next to nothing.
 */
export function evidenceBetween(
	before: Observation,
	later: Observation,
	worker: number,
	threshold: number,
): Evidence {
	const from = linuxOf(before);
	const to = linuxOf(later);
	const page = later.pageSize;
	const counted = (...names: string[]) => risen(from?.vmstat, to?.vmstat, names);
	const inPages = (pages: number | undefined) => (pages === undefined ? undefined : pages * page);
	const moved = (bytesOf: (meminfo: Counters) => number | undefined) =>
		difference(from && bytesOf(from.meminfo), to && bytesOf(to.meminfo));
	const swappedOut = inPages(counted('pswpout'));
	return {
		...reclaimed(from?.vmstat, to?.vmstat, page, swappedOut),
		scanned: inPages(
			counted('pgscan_file', 'pgscan_anon') ?? byReclaimer(from?.vmstat, to?.vmstat, 'pgscan'),
		),
		refaulted: inPages(
			counted('workingset_refault_file', 'workingset_refault_anon') ?? counted('workingset_refault'),
		),
		swappedIn: inPages(counted('pswpin')),
		swappedOut,
		diskRead: inKilobytes(counted('pgpgin')),
		diskWritten: inKilobytes(counted('pgpgout')),
		oomKills: counted('oom_kill'),
		...limitEvidence(from, to),
		hugePages: counted('thp_fault_alloc'),
		stalled: rise(from?.pressure?.some?.total, to?.pressure?.some?.total),
		programs: moved(({AnonPages}) => AnonPages),
		fileCache: moved(({Cached, Buffers, Shmem}) =>
			Cached === undefined ? undefined : Cached + (Buffers ?? 0) - (Shmem ?? 0),
		),
		shared: moved(({Shmem}) => Shmem),
		kernel: difference(partOf(from, 'kernel'), partOf(to, 'kernel')),
		uncounted: difference(partOf(from, 'unexplained'), partOf(to, 'unexplained')),
		minorFaults: rise(before.worker?.minorFaults, later.worker?.minorFaults),
		majorFaults: rise(before.worker?.majorFaults, later.worker?.majorFaults),
		workerSwap: difference(before.worker?.swap, later.worker?.swap),
		movers: moversBetween(before.processes, later.processes, worker, threshold),
	};
}

/**
 * pgsteal_file and pgsteal_anon (5.8 and later) hold all reclaim, that inside a cgroup too. Older kernels have it by
 * who reclaimed alone: what didn't go to swap was of files then. (An anonymous page that was never written, or is
 * in swap already, goes without pswpout: rare.)
 */
function reclaimed(
	from: Counters | undefined,
	to: Counters | undefined,
	page: number,
	swappedOut: number | undefined,
): Pick<Evidence, 'reclaimedFile' | 'reclaimedAnon'> {
	const file = risen(from, to, ['pgsteal_file']);
	const anon = risen(from, to, ['pgsteal_anon']);
	if (file !== undefined && anon !== undefined)
		return {reclaimedFile: file * page, reclaimedAnon: anon * page};
	const all = byReclaimer(from, to, 'pgsteal');
	if (all === undefined || swappedOut === undefined)
		return {reclaimedFile: undefined, reclaimedAnon: undefined};
	return {
		reclaimedFile: Math.max(0, all * page - swappedOut),
		reclaimedAnon: Math.min(all * page, swappedOut),
	};
}

const reclaimer =
	/^(pgsteal|pgscan)_(?:kswapd|direct|khugepaged|proactive)(?:_(?:dma|dma32|normal|high|movable))?$/;

/** The counters of the reclaimers, by zone before 4.8; they are a second split of the same pages as `_file`, `_anon`. */
function byReclaimer(
	from: Counters | undefined,
	to: Counters | undefined,
	event: 'pgsteal' | 'pgscan',
): number | undefined {
	const names = Object.keys(to ?? {}).filter(name => reclaimer.exec(name)?.[1] === event);
	return names.length === 0 ? undefined : risen(from, to, names);
}

/** The events of a limit count only from one look at the same cgroup to the next. */
function limitEvidence(
	from: LinuxMachine | undefined,
	to: LinuxMachine | undefined,
): Pick<Evidence, 'limit' | 'limitHits' | 'limitOomKills'> {
	const now = to?.limit;
	const path = now && safeText(now.path);
	const earlier = from?.limit && safeText(from.limit.path) === path ? from.limit.events : undefined;
	return {
		limit: now && path !== undefined ? {path, max: now.max} : undefined,
		limitHits: rise(earlier?.max, now?.events.max),
		limitOomKills: rise(earlier?.oomKill, now?.events.oomKill),
	};
}

/** The sum of what several counters rose by; `undefined` unless all of them tell it. */
function risen(
	from: Counters | undefined,
	to: Counters | undefined,
	names: readonly string[],
): number | undefined {
	let sum = 0;
	for (const name of names) {
		const change = rise(from?.[name], to?.[name]);
		if (change === undefined) return undefined;
		sum += change;
	}

	return sum;
}

/** Of a counter that never falls, but for a restart of whatever counts. */
function rise(from: number | undefined, to: number | undefined): number | undefined {
	const change = difference(from, to);
	return change !== undefined && change >= 0 ? change : undefined;
}

/** To less from, where both are told. */
export function difference(from: number | undefined, to: number | undefined): number | undefined {
	return from === undefined || to === undefined ? undefined : to - from;
}

function linuxOf({machine}: Observation): LinuxMachine | undefined {
	return machine.kind === 'linux' ? machine : undefined;
}

function partOf(machine: LinuxMachine | undefined, name: MemoryPart['name']): number | undefined {
	return machine && memoryParts(machine)?.find(part => part.name === name)?.bytes;
}

/** pgpgin and pgpgout are KiB. */
function inKilobytes(count: number | undefined): number | undefined {
	return count === undefined ? undefined : count * 1024;
}
