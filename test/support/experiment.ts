import type {ExperimentEnd, ExperimentOrder, Observation} from '../../source/model/experiment.js';
import type {ExperimentProgress} from '../../source/store/experiment-progress.js';
import {type ExperimentTools, runExperiment} from '../../source/store/experiment-run.js';
import type {FromWorker, WorkerOrder} from '../../source/worker/messages.js';

/** A laboratory of paper: time passes only in pauses, and the machine loses what the worker has touched. */

export const M = 1024 ** 2;
export const order: ExperimentOrder = {bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: 2};
const ownRss = 50 * M;
const total = 8000 * M;

type Options = {
	/** Milliseconds from `go` until all is touched. */
	readonly growth?: number;
	/** What the worker says or does in place of touching all. */
	readonly onGo?: (say: (message: FromWorker) => void, end: (how: ExperimentEnd) => void) => void;
	readonly order?: ExperimentOrder;
	/** Aborts at the fourth look of this phase. */
	readonly abortIn?: 'quiet' | 'during';
	/** After `go`, PSS can be read from this moment on. */
	readonly pssAfter?: number;
	/** The machine has this much less free, more with each look after the end. */
	readonly neverSettles?: boolean;
	/** Bytes of free pages in stock at a moment. */
	readonly stock?: (now: number) => number;
	readonly failLook?: boolean;
};

export async function paperExperiment(options: Options = {}) {
	const asked = options.order ?? order;
	const told: string[] = [];
	const progress: ExperimentProgress[] = [];
	const sent: WorkerOrder[] = [];
	const stopped = new AbortController();
	let now = 1000;
	let goAt: number | undefined;
	let touched = 0;
	let isThere = true;
	let looks = 0;
	let looksOfPhase = 0;
	let say: (message: FromWorker) => void = () => {};
	let end: (how: ExperimentEnd) => void = () => {};
	const grow = () => {
		if (goAt === undefined || !isThere || options.onGo) return;
		const share = Math.min(1, (now - goAt) / (options.growth ?? 400));
		if (touched === asked.bytes) return;
		touched = asked.bytes * share;
		if (share === 1) say({event: 'allocated', seconds: 0.4, bytesPerSecond: asked.bytes / 0.4});
		else say({event: 'allocating', touched});
	};
	const observation = (): Observation => {
		const held = isThere ? touched + ownRss : 0;
		const drift = options.neverSettles && !isThere ? looks * 10 * M : 0;
		const MemAvailable = total - 1000 * M - held + drift;
		return {
			...{at: now, monotonic: now, pageSize: 4096},
			machine: {kind: 'linux', meminfo: {MemTotal: total, MemFree: MemAvailable, MemAvailable}},
			worker: isThere
				? {
						...{rss: ownRss + touched, uss: undefined, vsz: 600 * M + touched, swap: 0},
						...{minorFaults: touched / 4096, majorFaults: 0},
						pss: goAt === undefined || now >= (options.pssAfter ?? 0) ? ownRss + touched : undefined,
					}
				: undefined,
		};
	};
	const tools: ExperimentTools = {
		watch: {
			async look() {
				const seen = {...observation(), processes: new Map()};
				looks++;
				if (options.failLook && looks === 3) throw new Error('the machine is gone');
				const phase = progress.at(-1)?.phase;
				if (options.abortIn !== undefined && phase === options.abortIn && ++looksOfPhase === 4)
					stopped.abort();
				return seen;
			},
			allocator: async () => ({freeStock: options.stock?.(now) ?? 0, overcommitMemory: 0}),
			map: async () => [],
		},
		startWorker(workerOrder, onMessage) {
			sent.push(workerOrder);
			say = onMessage;
			const ended = new Promise<ExperimentEnd>(resolve => {
				end = how => {
					isThere = false;
					resolve(how);
				};
			});
			const {bytes, kind, access} = workerOrder;
			queueMicrotask(() =>
				onMessage({event: 'started', pid: 7, bytes, kind, access, baseline: {rss: ownRss}}),
			);
			return {
				go() {
					told.push('go');
					goAt = now;
					options.onGo?.(say, end);
				},
				touch: () => told.push('touch'),
				release() {
					told.push('release');
					if (!isThere) return;
					say({event: 'finished', passes: 9, seconds: 2, bytesPerSecond: 5 * 1024 * M, reason: 'released'});
					end({reason: 'released'});
				},
				ended,
			};
		},
		stopUnderPressure: true,
		now: () => now,
		pause: async milliseconds => {
			now += Math.max(0, milliseconds);
			// The worker works in the meantime, and its messages arrive.
			grow();
		},
		signal: stopped.signal,
		onProgress: seen => progress.push(seen),
	};
	const run = await runExperiment(asked, tools);
	return {run, told, progress, sent};
}
