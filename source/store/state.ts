import type {ExperimentOrder, Prediction} from '../model/experiment.js';
import type {Filter} from '../model/process-filter.js';
import type {ListRow, Sort} from '../model/process-order.js';
import type {RegionType} from '../model/region-types.js';
import type {Process, Sample} from '../platform/platform.js';
import type {Baseline} from '../worker/messages.js';
import type {ExperimentsState} from './experiments.js';
import type {History} from './history.js';
import type {RegionState} from './region-state.js';

/** Everything the screen shows, as one immutable value. */

export type Focus = 'memory' | 'processes' | 'regions';

/** The process list: which rows, in which order, and where in them we are. */
export type ListState = {
	readonly sort: Sort;
	readonly filterText: string;
	readonly filter: Filter;
	readonly filterError: string | undefined;
	readonly tree: boolean;
	readonly follow: boolean;
	/** All rows that pass the filter, in order. */
	readonly rows: readonly ListRow[];
	/** The selection stays on the process, not on the row. */
	readonly selected: Process | undefined;
	/** Its row; -1 when there is none. */
	readonly selectedIndex: number;
	/** First row on the screen, and how many fit. */
	readonly top: number;
	readonly height: number;
};

export type WorkerState = {
	/** Ours, in order of starting: the pid comes a little later. */
	readonly id: number;
	readonly pid: number | undefined;
	readonly bytes: number;
	readonly kind: string;
	readonly seconds: number | undefined;
	readonly phase: 'starting' | 'allocating' | 'streaming' | 'ended';
	readonly baseline: Baseline | undefined;
	readonly touched: number;
	readonly firstTouch: {readonly seconds: number; readonly bytesPerSecond: number} | undefined;
	readonly passes: number;
	readonly bytesPerSecond: number | undefined;
	/** Percent of one CPU, by pidusage. */
	readonly cpu: number | undefined;
	/** Why it ended, and a sentence when it failed. */
	readonly end:
		| {readonly reason: string; readonly message: string | undefined; readonly seconds: number | undefined}
		| undefined;
	/** The largest figures seen on it while it lived. */
	readonly peakRss: number | undefined;
};

export type Overlay =
	| {
			readonly kind: 'prompt';
			readonly purpose: 'filter' | 'search' | 'allocate' | 'experiment';
			readonly text: string;
	  }
	/** Asks what a person thinks will happen, figure by figure. */
	| {
			readonly kind: 'guess';
			readonly orders: readonly ExperimentOrder[];
			readonly guesses: Prediction;
			/** Of the figure that is asked for. */
			readonly index: number;
			readonly text: string;
	  }
	/** The experiment that goes on, or its report; `top` is the first line on the screen. */
	| {readonly kind: 'experiment'; readonly top: number}
	/** The columns of the pane that has the focus. */
	| {readonly kind: 'sort'; readonly index: number}
	/** The marks of the map, the newest first. */
	| {readonly kind: 'marks'; readonly index: number}
	/** Asks before the referenced bits are cleared. */
	| {readonly kind: 'workingSet'}
	/** Words on what is selected in the region pane. */
	| {readonly kind: 'explain'; readonly type: RegionType}
	| {readonly kind: 'help'; readonly query: string; readonly searching: boolean; readonly top: number}
	| {readonly kind: 'report'; readonly worker: WorkerState};

/** What the last refresh cost memtui itself. */
export type Cost = {readonly cpu: number; readonly rss: number | undefined};

export type Notice = {readonly text: string; readonly isError: boolean};

export type State = {
	readonly focus: Focus;
	readonly zoomed: boolean;
	readonly sample: Sample | undefined;
	/** The sweep before: rates come from the two. */
	readonly previous: Sample | undefined;
	readonly history: History;
	/** Milliseconds. */
	readonly interval: number;
	readonly paused: boolean;
	readonly cost: Cost | undefined;
	readonly list: ListState;
	readonly regions: RegionState | undefined;
	/** Rows that the region pane has for regions. */
	readonly regionHeight: number;
	/** Columns inside its frame. */
	readonly regionColumns: number;
	readonly workers: readonly WorkerState[];
	readonly experiments: ExperimentsState | undefined;
	readonly overlay: Overlay | undefined;
	/** One line for the person, until the next key. */
	readonly notice: Notice | undefined;
};
