import type {Counters, LinuxMachine, Machine, Sample} from '../platform/platform.js';

/**
 * The machine's memory in the words of `free` (procps 4), and what it is made of. Bytes.
 * Source: /proc/meminfo, Documentation/filesystems/proc.rst; the arithmetic is procps 4's (free(1)).
 */

export type MemoryFigures = {
	readonly total: number | undefined;
	readonly used: number | undefined;
	readonly free: number | undefined;
	readonly shared: number | undefined;
	readonly buffers: number | undefined;
	/** Cached + SReclaimable, as `free -w` prints it. */
	readonly cached: number | undefined;
	readonly buffCache: number | undefined;
	/** `undefined` where the kernel tells none, or more than there is (a container's view). */
	readonly available: number | undefined;
	readonly committed: number | undefined;
	readonly commitLimit: number | undefined;
};

export type SwapFigures = {
	readonly total: number | undefined;
	readonly used: number | undefined;
	readonly free: number | undefined;
};

export function memoryFigures(machine: Machine): MemoryFigures {
	return machine.kind === 'linux' ? linuxMemory(machine.meminfo) : otherMemory(machine.total, machine.free);
}

function linuxMemory(meminfo: Counters): MemoryFigures {
	const {
		MemTotal: total,
		MemFree: free,
		Buffers: buffers,
		Cached: cached,
		SReclaimable: reclaimable,
	} = meminfo;
	const told = meminfo.MemAvailable;
	const available = told !== undefined && total !== undefined && told <= total ? told : undefined;
	const withSlab = cached === undefined ? undefined : cached + (reclaimable ?? 0);
	return {
		total,
		used: usedMemory(total, free, available),
		free,
		shared: meminfo.Shmem,
		buffers,
		cached: withSlab,
		buffCache: withSlab === undefined ? undefined : withSlab + (buffers ?? 0),
		available,
		committed: meminfo.Committed_AS,
		commitLimit: meminfo.CommitLimit,
	};
}

/** procps ≥ 4.0.1: total − available; where that is not told, procps takes free for it. */
function usedMemory(total?: number, free?: number, available?: number): number | undefined {
	const notUsed = available ?? free;
	if (total === undefined || notUsed === undefined) return undefined;
	const used = total - notUsed;
	return used >= 0 ? used : free === undefined ? undefined : Math.max(0, total - free);
}

function otherMemory(total: number, free: number): MemoryFigures {
	return {
		total,
		used: total - free,
		free,
		shared: undefined,
		buffers: undefined,
		cached: undefined,
		buffCache: undefined,
		available: undefined,
		committed: undefined,
		commitLimit: undefined,
	};
}

export function swapFigures(machine: Machine): SwapFigures {
	if (machine.kind !== 'linux') return {total: undefined, used: undefined, free: undefined};
	const {SwapTotal: total, SwapFree: free} = machine.meminfo;
	// lxcfs has printed a SwapFree above SwapTotal: an impossible figure is missing.
	const used = total === undefined || free === undefined || free > total ? undefined : total - free;
	return {total, used, free: used === undefined ? undefined : free};
}

/** What memory is made of. The parts that are known add up to the total exactly. */
export type MemoryPart = {
	readonly name: 'programs' | 'shared' | 'file cache' | 'kernel' | 'unexplained' | 'free';
	/** `undefined` where the kernel tells none of its counters: what it holds is `unexplained` then. */
	readonly bytes: number | undefined;
};

/**
 * Programs (anonymous pages), shared memory and tmpfs, file cache, kernel, free; `unexplained` is the rest of
 * the total: pages of drivers, which no counter holds, or, when negative, counters that overlap.
 * `undefined` where the total isn't known.
 */
export function memoryParts(machine: Machine): readonly MemoryPart[] | undefined {
	if (machine.kind !== 'linux') {
		return [
			{name: 'unexplained', bytes: machine.total - machine.free},
			{name: 'free', bytes: machine.free},
		];
	}
	const {meminfo} = machine;
	const total = meminfo.MemTotal;
	if (total === undefined) return undefined;
	const parts: MemoryPart[] = [
		{name: 'programs', bytes: programMemory(meminfo)},
		{name: 'shared', bytes: meminfo.Shmem},
		{name: 'file cache', bytes: fileCache(meminfo)},
		{name: 'kernel', bytes: kernelMemory(meminfo)},
		{name: 'free', bytes: meminfo.MemFree},
	];
	const rest = total - parts.reduce((bytes, part) => bytes + (part.bytes ?? 0), 0);
	parts.splice(4, 0, {name: 'unexplained', bytes: rest});
	return parts;
}

/** The counters that there are, as older kernels lack some: `undefined` when there is none of them. */
function sumOfTold(counters: readonly (number | undefined)[]): number | undefined {
	const told = counters.filter(counter => counter !== undefined);
	return told.length === 0 ? undefined : told.reduce((bytes, counter) => bytes + counter, 0);
}

/** Huge pages that were set aside (Hugetlb, from 4.17 on) say nothing about programs by themselves. */
function programMemory({AnonPages: anonymous, Hugetlb: huge}: Counters): number | undefined {
	return anonymous === undefined ? undefined : anonymous + (huge ?? 0);
}

/** The cache holds shared memory too, and keeps it where that isn't told apart (before 2.6.32). */
function fileCache({Cached: cached, Buffers: buffers, Shmem: shared}: Counters): number | undefined {
	return cached === undefined ? undefined : Math.max(0, cached + (buffers ?? 0) - (shared ?? 0));
}

function kernelMemory(meminfo: Counters): number | undefined {
	const slab = meminfo.Slab ?? sumOfTold([meminfo.SReclaimable, meminfo.SUnreclaim]);
	const {KernelStack, PageTables, SecPageTables, Percpu, Zswap} = meminfo;
	return sumOfTold([slab, KernelStack, PageTables, SecPageTables, Percpu, Zswap]);
}

export type SwapTraffic = {readonly in: number; readonly out: number};

/** Bytes a second that went in from and out to swap between two samples. */
export function swapTraffic(before: Sample | undefined, now: Sample): SwapTraffic | undefined {
	const seconds = before ? (now.monotonic - before.monotonic) / 1000 : 0;
	if (!before || seconds <= 0) return undefined;
	const swappedIn = counterChange(before.machine, now.machine, 'pswpin');
	const swappedOut = counterChange(before.machine, now.machine, 'pswpout');
	if (swappedIn === undefined || swappedOut === undefined) return undefined;
	const {pageSize} = now;
	return {in: (swappedIn * pageSize) / seconds, out: (swappedOut * pageSize) / seconds};
}

function counterChange(before: Machine, now: Machine, name: string): number | undefined {
	const first = vmstatOf(before)?.[name];
	const last = vmstatOf(now)?.[name];
	return first === undefined || last === undefined || last < first ? undefined : last - first;
}

function vmstatOf(machine: Machine): LinuxMachine['vmstat'] {
	return machine.kind === 'linux' ? machine.vmstat : undefined;
}

/** How it stands, in one word with its reason: fine, watch, pressure or critical. */
export type Level = {readonly word: 'fine' | 'watch' | 'pressure' | 'critical'; readonly reason: string};

/**
 * From what is available and how long tasks waited for memory (PSI). One rule, in the order in which it is
 * checked: all tasks stalled for a twentieth of the time is critical, some for a tenth is pressure.
 */
export function memoryLevel(machine: Machine): Level | undefined {
	const {total, available} = memoryFigures(machine);
	const pressure = machine.kind === 'linux' ? machine.pressure : undefined;
	const share = total !== undefined && available !== undefined && total > 0 ? available / total : undefined;
	if (share === undefined && !pressure) return undefined;
	const full = pressure?.full?.avg10 ?? 0;
	const some = pressure?.some?.avg10 ?? 0;
	if (full >= 5)
		return {word: 'critical', reason: `everything waited for memory ${full.toFixed(0)}% of 10 s`};
	if (share !== undefined && share < 0.03) return {word: 'critical', reason: 'less than 3% available'};
	if (some >= 10) return {word: 'pressure', reason: `tasks waited for memory ${some.toFixed(0)}% of 10 s`};
	if (share !== undefined && share < 0.1) return {word: 'pressure', reason: 'less than 10% available'};
	if (some >= 1 || (share !== undefined && share < 0.2)) {
		return {
			word: 'watch',
			reason: some >= 1 ? 'tasks wait for memory now and then' : 'less than 20% available',
		};
	}
	return {word: 'fine', reason: 'enough available'};
}

/**
 * What a new program may ask for: the smaller of what the machine and the binding cgroup have left, with the
 * one that is smaller. `undefined` where nothing is known.
 */
export function availableToTake(
	machine: Machine,
): {readonly bytes: number; readonly of: 'machine' | 'cgroup'} | undefined {
	const figures = memoryFigures(machine);
	const onMachine = figures.available ?? figures.free;
	const limit = machine.kind === 'linux' ? machine.limit : undefined;
	const inCgroup = limit?.current === undefined ? undefined : Math.max(0, limit.max - limit.current);
	if (inCgroup !== undefined && (onMachine === undefined || inCgroup < onMachine))
		return {bytes: inCgroup, of: 'cgroup'};
	return onMachine === undefined ? undefined : {bytes: onMachine, of: 'machine'};
}
