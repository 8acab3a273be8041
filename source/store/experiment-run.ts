import type {ExperimentEnd, ExperimentOrder, ExperimentRun, Observation} from '../model/experiment.js';
import type {TypeTotals} from '../model/totals.js';
import type {FromWorker, WorkerOrder} from '../worker/messages.js';
import {
	type ExperimentProgress,
	endOf,
	type Held,
	hasSettled,
	hear,
	type Phase,
	type Progress,
} from './experiment-progress.js';
import type {Watch} from './experiment-watch.js';
import {createWake} from './wake.js';

/**
 * One experiment: a memory-user is started and held, watched (the noise), let go, watched while it takes and
 * holds the memory, ended, and watched until the machine has settled.
 */

export type ExperimentWorker = {
	/** Lets it begin. */
	go(): void;
	/** Of a reservation: touches so many bytes more. */
	touch(bytes: number): void;
	release(): void;
	/** Never rejects. */
	readonly ended: Promise<ExperimentEnd>;
};

export type StartExperimentWorker = (
	order: WorkerOrder,
	onMessage: (message: FromWorker) => void,
) => ExperimentWorker;

export type ExperimentTools = {
	readonly watch: Watch;
	readonly startWorker: StartExperimentWorker;
	/** Stops the growth when memory gets short. */
	readonly stopUnderPressure: boolean;
	/** Milliseconds that never jump, and a pause that an abort cuts short. */
	now(): number;
	pause(milliseconds: number, signal: AbortSignal): Promise<void>;
	/** Ends the experiment early: the worker is released, and what was seen so far is the run. */
	readonly signal: AbortSignal;
	onProgress(progress: ExperimentProgress): void;
};

/** Between two looks. */
const lookEvery = 250;
/** While it grows, a look each so often: growth is the shortest phase. */
const growthEvery = 100;
/** Looks of the quiet period; those before them let the worker's own start come to rest. */
const quietLooks = 8;
const restingLooks = 2;
/**
 * Free pages that processors keep for themselves are in no counter: as long as they are more than this part of what
 * is asked for (and than what is always there), a look would tell of them. They go back to the machine within seconds, for which both moments wait.
 */
const stockShare = 0.03;
const usualStock = 16 * 1024 * 1024;
const longestStockWait = 6000;
/** Looks that are kept of a phase, which may take a day: of more, every other is dropped. */
const mostLooks = 400;
/** How long the machine may take to settle. */
const longestSettling = 5000;
/** PSS of a big process is read seldom: how long the end of `during` waits for one. */
const longestPssWait = 3000;

/** Rejects only with what the watch throws. Without a worker the run has no pid (0) and no observations. */
export async function runExperiment(order: ExperimentOrder, tools: ExperimentTools): Promise<ExperimentRun> {
	const {watch, signal} = tools;
	const progress: Progress = {
		...{order, phase: 'start', pid: undefined, baseline: undefined, touched: 0, passes: 0},
		...{bytesPerSecond: undefined, before: undefined, last: undefined, held: undefined},
	};
	const held: Held = {firstTouch: undefined, isAllocated: false, said: undefined};
	const wake = createWake();
	let end: ExperimentEnd | undefined;
	const worker = tools.startWorker(
		{...order, seconds: undefined, hold: true, stopUnderPressure: tools.stopUnderPressure},
		message => {
			hear(message, progress, held);
			wake.now();
		},
	);
	const ended = worker.ended.then(result => {
		end = result;
		wake.now();
	});
	const release = () => worker.release();
	signal.addEventListener('abort', release, {once: true});

	const quiet: Observation[] = [];
	const growth: Observation[] = [];
	const during: Observation[] = [];
	const after: Observation[] = [];
	const map: {before: readonly TypeTotals[] | undefined; during: readonly TypeTotals[] | undefined} = {
		before: undefined,
		during: undefined,
	};
	let lookedAt = 0;
	let stock = 0;
	let overcommitMemory: number | undefined;
	const isOver = () => end !== undefined || signal.aborted;
	const enter = (phase: Phase) => {
		progress.phase = phase;
		tools.onProgress({...progress});
		return tools.now();
	};
	const hasNoStock = (from: number) =>
		stock <= Math.max(usualStock, order.bytes * stockShare) || lookedAt > from + longestStockWait;
	/** Looks again and again until `isDone`; a message of the worker cuts a pause short. */
	async function lookUntil(list: Observation[], every: number, since: number, isDone: () => boolean) {
		let due = tools.now();
		let stride = 1;
		let looks = 0;
		while (!isDone()) {
			const seen = await watch.look(progress.pid ?? 0, since);
			// It may have ended while the machine was read: such a look is of no phase.
			if (list !== after && (end !== undefined || seen.worker === undefined)) return;
			const allocator = await watch.allocator();
			stock = allocator.freeStock ?? 0;
			overcommitMemory = allocator.overcommitMemory;
			const {processes, ...lasting} = seen;
			const before = list.pop();
			// Only the last look of a phase keeps its processes.
			if (before && (looks - 1) % stride === 0) list.push({...before, processes: undefined});
			looks++;
			if (list.length >= mostLooks) {
				list.splice(0, list.length, ...list.filter((_, i) => i % 2 === 0));
				stride *= 2;
			}
			list.push({...lasting, processes});
			progress.last = lasting;
			if (lasting.worker) progress.held = lasting;
			tools.onProgress({...progress});
			lookedAt = tools.now();
			due = Math.max(due + every, lookedAt);
			if (!isDone()) await Promise.race([tools.pause(due - tools.now(), signal), wake.next()]);
		}
	}

	try {
		enter('start');
		while (progress.pid === undefined && !isOver()) await wake.next();
		let since = enter('quiet');
		await lookUntil(
			quiet,
			lookEvery,
			since,
			() => isOver() || (quiet.length >= restingLooks + quietLooks && hasNoStock(since)),
		);
		quiet.splice(0, Math.max(Math.min(restingLooks, quiet.length - 1), quiet.length - quietLooks, 0));
		progress.before = quiet.at(-1);
		if (!isOver()) map.before = await watch.map(progress.pid ?? 0);
		since = enter('growth');
		if (!isOver()) worker.go();
		await lookUntil(growth, growthEvery, since, () => isOver() || held.isAllocated);
		since = enter('during');
		const over = since + order.seconds * 1000;
		// Where there was none before there will be none.
		const hasNoPss = quiet.at(-1)?.worker?.pss === undefined;
		const hasPss = () =>
			hasNoPss || during.at(-1)?.worker?.pss !== undefined || lookedAt > over + longestPssWait;
		if (!isOver() && held.isAllocated) {
			await lookUntil(during, lookEvery, since, () => isOver() || during.length >= 1);
			map.during = isOver() ? undefined : await watch.map(progress.pid ?? 0);
			await lookUntil(
				during,
				lookEvery,
				since,
				() => isOver() || (lookedAt >= over && hasPss() && hasNoStock(over)),
			);
		}
		release();
		await ended;
		since = enter('after');
		const latest = since + longestSettling;
		if (progress.pid !== undefined) {
			await lookUntil(
				after,
				lookEvery,
				since,
				() => hasSettled(after) || (tools.now() > latest && after.length > 0),
			);
		}
	} catch (error) {
		release();
		await ended;
		throw error;
	} finally {
		signal.removeEventListener('abort', release);
	}
	return {
		...{order, pid: progress.pid ?? 0, baseline: progress.baseline ?? {rss: Number.NaN}},
		...{
			quiet,
			growth,
			during,
			after,
			map,
			touched: progress.touched,
			firstTouch: held.firstTouch,
			overcommitMemory,
		},
		...{passes: progress.passes, bytesPerSecond: progress.bytesPerSecond},
		end: endOf(end, held, signal.aborted),
	};
}
