import type {OutsideText} from '../safe-text.js';
import type {
	PageReading,
	RegionExtras,
	RegionFailure,
	RegionReading,
	SharedRegion,
	SharingReading,
} from './region-reading.js';

/**
 * What a platform gives: the words between the machine and everything else. Sizes are bytes, times are
 * milliseconds. A figure that could not be had is `undefined`, never 0.
 */

/** Why a figure is missing. `not read`: nobody asked for it yet. */
export type Reason = 'denied' | 'gone' | 'unsupported' | 'not read';

/** Counters by the kernel's own names. */
export type Counters = {readonly [name: string]: number | undefined};

/** One line of /proc/pressure/memory: percent of wall time stalled, and the sum in microseconds. */
export type PressureLine = {
	readonly avg10: number;
	readonly avg60: number;
	readonly avg300: number;
	readonly total: number;
};

export type Pressure = {readonly some?: PressureLine; readonly full?: PressureLine};

/** The memory cgroup that binds: the tightest limit on the way from our own cgroup to the root. */
export type MemoryLimit = {
	readonly path: OutsideText;
	readonly current?: number | undefined;
	readonly max: number;
	readonly swapCurrent?: number | undefined;
	/** `undefined` where swap has no limit of its own. */
	readonly swapMax?: number | undefined;
	readonly events: {
		readonly high?: number | undefined;
		readonly max?: number | undefined;
		readonly oom?: number | undefined;
		readonly oomKill?: number | undefined;
	};
};

/** Linux: /proc/meminfo in bytes (HugePages_* are counts), /proc/vmstat, pressure and the binding limit. */
export type LinuxMachine = {
	readonly kind: 'linux';
	readonly meminfo: Counters;
	readonly vmstat?: Counters | undefined;
	readonly pressure?: Pressure | undefined;
	readonly limit?: MemoryLimit | undefined;
};

/** A platform without a reader of our own: what Node's `os` tells. */
export type OtherMachine = {readonly kind: 'other'; readonly total: number; readonly free: number};

export type Machine = LinuxMachine | OtherMachine;

/** What is read once per process and again after it ran another program (execve). */
export type ProcessFacts = {
	/** Effective user id. */
	readonly uid?: number | undefined;
	/** The user's name, or its number where it has none. */
	readonly user?: OutsideText | undefined;
	/** Arguments joined by a space; `undefined` where there are none (kernel threads, zombies). */
	readonly command?: OutsideText | undefined;
};

/** The exact figures of a process that was asked for (`Wanted.figures`). */
export type ProcessFigures = {
	/** statm field 2. */
	readonly rss?: number | undefined;
	/** File and shmem part of RSS: statm field 3. */
	readonly shared?: number | undefined;
	/** VmSwap of status. */
	readonly swap?: number | undefined;
};

/** What only a full listing asks for. */
export type ProcessExtras = {
	readonly oomScore?: number | undefined;
	readonly oomScoreAdj?: number | undefined;
	/** The v2 path, or v1's memory path. */
	readonly cgroup?: OutsideText | undefined;
};

/** smaps_rollup, read at `at` (ms on the sample's monotonic clock). */
export type ProcessRollup = {
	readonly at: number;
	readonly pss?: number | undefined;
	readonly uss?: number | undefined;
	readonly reason?: Reason | undefined;
};

/**
 * One process. The object is immutable and stays the same object from sample to sample while nothing the
 * kernel said about it changed: identity is the cheapest test for "redraw this row".
 */
export type Process = {
	readonly pid: number;
	readonly ppid: number;
	/** Ticks since boot at which it started; with the pid it is the identity of a process. */
	readonly startTicks: number;
	/** Milliseconds since the epoch, where the boot time is known. */
	readonly startTime?: number | undefined;
	/** The kernel's letter: R S D Z T t X I … */
	readonly state: string;
	/** The kernel's comm. */
	readonly name: OutsideText;
	readonly threads: number;
	readonly isKernelThread: boolean;
	/** User and system time since start. */
	readonly cpuTime: number;
	/** Monotonic moment of the reading before the one that says this: sleepers are read less often. */
	readonly readBefore?: number | undefined;
	readonly minorFaults: number | undefined;
	readonly majorFaults: number | undefined;
	readonly vsz: number | undefined;
	/** RSS of stat, which lags behind on new kernels: good for ranking only. See `figures.rss`. */
	readonly rankRss: number;
	readonly facts?: ProcessFacts | undefined;
	readonly figures?: ProcessFigures | undefined;
	readonly rollup?: ProcessRollup | undefined;
	readonly extras?: ProcessExtras | undefined;
};

/** What the kernel said at one moment. Everything else is derived from one or two of these. */
export type Sample = {
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Milliseconds on a clock that never jumps. */
	readonly monotonic: number;
	readonly machine: Machine;
	/** Bytes a page: the counters of vmstat are pages. */
	readonly pageSize: number;
	readonly processes: ReadonlyMap<number, Process>;
	/** Troubles of the sources, one sentence each, the same text as long as the trouble lasts. */
	readonly troubles: readonly string[];
};

/** What the screen needs this time, so that cost follows what is looked at. */
export type Wanted = {
	/** Pids whose exact figures and facts are shown. */
	readonly figures: readonly number[] | 'all';
	/** Pids whose facts (user, command) are needed: `all` while a filter or a sort looks at them. */
	readonly facts?: 'all' | undefined;
	/** VmSwap of every process: while sorted or filtered by it. */
	readonly swap?: 'all' | undefined;
	/** OOM scores and cgroup of every process. */
	readonly extras?: 'all' | undefined;
	/** Pids whose PSS and USS are shown, most important first. They cost much: read within `rollupBudget`. */
	readonly rollups: readonly number[] | 'all';
	/** Milliseconds that may go into rollups this time; 0 reads none, else at least one is read if one is due. */
	readonly rollupBudget: number;
};

export type Capabilities = {
	readonly pss: boolean;
	readonly regions: boolean;
	/** True when it reads another machine's tree (`--proc`): no users by name, no worker. */
	readonly foreign: boolean;
};

/** What the kernel's page allocator tells beside its counters: for experiments. */
export type AllocatorState = {
	/** Bytes of free pages that processors keep for themselves: in no counter of meminfo. */
	readonly freeStock?: number | undefined;
	/** vm.overcommit_memory: 0 heuristic, 1 always, 2 never beyond the limit. */
	readonly overcommitMemory?: number | undefined;
};

/** The only I/O on the machine. */
export type Platform = {
	readonly capabilities: Capabilities;
	/** The machine alone: no process is read. */
	machine(): Promise<Pick<Sample, 'at' | 'machine'>>;
	/** The machine and all processes, and what is wanted of some. */
	sample(wanted: Wanted): Promise<Sample>;
	/** What is wanted now, over the last sample: after the screen moved to other rows between two ticks. */
	look(wanted: Wanted): Promise<Sample>;
	/**
	 * The map of one process. Never rejects; an abort gives the failure `not read`. With `fields`, the map tells
	 * only these of the kernel's fields: it costs less.
	 */
	regions(
		pid: number,
		signal: AbortSignal,
		fields?: ReadonlySet<string>,
	): Promise<RegionReading | RegionFailure>;
	/** The pages from `from` up to `to`, at most `mostPages` of proc/page-bits. Never rejects. */
	pages(
		process: Process,
		from: bigint,
		to: bigint,
		signal: AbortSignal,
	): Promise<PageReading | RegionFailure>;
	/** What is told of one region beside its smaps entry. Never rejects. */
	regionExtras(process: Process, start: bigint): Promise<RegionExtras>;
	/**
	 * Who else maps what a region maps, and who may still share its pages after a fork; looks for at most
	 * `milliseconds`. Never rejects.
	 */
	sharing(
		process: Process,
		region: SharedRegion,
		milliseconds: number,
		signal: AbortSignal,
	): Promise<SharingReading | RegionFailure>;
	/** Clears the referenced bits of all pages of a process: it disturbs the kernel's page ageing. */
	clearReferenced(process: Process): Promise<RegionFailure | undefined>;
	/** Never rejects. */
	allocator(): Promise<AllocatorState>;
	/** CPU of our own workers since the last call, percent of one CPU. */
	workerCpu(pids: readonly number[]): Promise<ReadonlyMap<number, number>>;
	close(): void;
};
