import type {Machine, Process} from '../platform/platform.js';
import type {Baseline, WorkerAccess, WorkerKind} from '../worker/messages.js';
import type {TypeTotals} from './totals.js';

/** What is kept of an experiment: a memory-user that is watched before, during and after. Bytes, milliseconds. */

export type ExperimentOrder = {
	readonly bytes: number;
	readonly kind: WorkerKind;
	readonly access: WorkerAccess;
	/** Counted after the first touch. */
	readonly seconds: number;
};

/** What the kernel says of the worker itself. */
export type WorkerFigures = {
	readonly rss: number | undefined;
	readonly pss: number | undefined;
	readonly uss: number | undefined;
	readonly vsz: number | undefined;
	readonly swap: number | undefined;
	readonly minorFaults: number | undefined;
	readonly majorFaults: number | undefined;
};

/** One look at the machine and the worker. */
export type Observation = {
	/** Since the epoch, and on a clock that never jumps. */
	readonly at: number;
	readonly monotonic: number;
	readonly machine: Machine;
	/** Bytes; the counters of vmstat are pages. */
	readonly pageSize: number;
	/** `undefined` when it is not there (any more). */
	readonly worker: WorkerFigures | undefined;
	/** All processes by pid, the worker too; kept of the three moments that are compared alone. */
	readonly processes?: ReadonlyMap<number, Process> | undefined;
};

export type ExperimentEnd = {
	readonly reason: 'time' | 'signal' | 'released' | 'failed' | 'killed';
	readonly message?: string | undefined;
};

/** What was seen, oldest first. The last of `quiet`, `during` and `after` are the three moments that are compared. */
export type ExperimentRun = {
	readonly order: ExperimentOrder;
	readonly pid: number;
	/** The worker's own figures while it waited. */
	readonly baseline: Baseline;
	/** The worker stands there with its own memory (Node's) and waits: tells the noise of each figure. */
	readonly quiet: readonly Observation[];
	/** While it allocates. */
	readonly growth: readonly Observation[];
	/** While it holds all of it and streams; empty when it never came so far. */
	readonly during: readonly Observation[];
	/** From its end until the figures settled. */
	readonly after: readonly Observation[];
	/** Its map by type, where it could be read. */
	readonly map: {
		readonly before: readonly TypeTotals[] | undefined;
		readonly during: readonly TypeTotals[] | undefined;
	};
	/** Bytes it had touched when it ended or began to stream. */
	readonly touched: number;
	readonly firstTouch: {readonly seconds: number; readonly bytesPerSecond: number} | undefined;
	readonly passes: number;
	readonly bytesPerSecond: number | undefined;
	readonly end: ExperimentEnd;
	/** vm.overcommit_memory: 0 guesses, 1 always promises, 2 never more than the commit limit. */
	readonly overcommitMemory?: number | undefined;
};

export const machineFigureNames = [
	...(['used', 'free', 'available', 'buffCache', 'shared', 'committed', 'swap', 'pageTables'] as const),
] as const;
export const processFigureNames = ['vsz', 'rss', 'pss', 'uss'] as const;
export type FigureName = (typeof machineFigureNames)[number] | (typeof processFigureNames)[number];

/** What a person guessed before the run: by how much each figure moves while the memory is held. */
export type Prediction = Readonly<Partial<Record<FigureName, number>>>;

export type Verdict = 'as expected' | 'more' | 'less';

/** One figure of the report. Process figures are what stands above the worker's own start. */
export type ExperimentFigure = {
	readonly name: FigureName;
	readonly before: number | undefined;
	readonly during: number | undefined;
	readonly after: number | undefined;
	readonly deltaDuring: number | undefined;
	readonly deltaAfter: number | undefined;
	/** `undefined` where nothing is claimed. */
	readonly expectedDuring: number | undefined;
	readonly expectedAfter: number | undefined;
	readonly predicted: number | undefined;
	/** Standard deviation in the quiet period. */
	readonly noise: number | undefined;
	/** `undefined` where a figure or the expectation is missing. */
	readonly verdict: Verdict | undefined;
	/** One phrase, drawn from what was counted; empty when there is nothing to say. */
	readonly why: string;
};

/** What the whole run says. */
export type ExperimentReport = {
	readonly figures: readonly ExperimentFigure[];
	/** Two or three sentences that can be copied and defended. */
	readonly conclusion: readonly string[];
};
