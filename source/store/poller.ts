import type {Platform, Sample} from '../platform/platform.js';
import {createMapReader, type MapReader} from './map-reader.js';
import {createRegionRequests} from './region-requests.js';
import type {State} from './state.js';
import type {MemtuiStore} from './store.js';
import {lacksFigures, wantedBy, workerPids} from './wanted.js';

/** The only place with timers. It turns time into samples and puts them into the store. */

/** Time and cost as the poller sees them: tests put in their own. */
export type Clock = {
	/** Milliseconds that never jump. */
	now(): number;
	setTimeout(callback: () => void, milliseconds: number): unknown;
	clearTimeout(timer: unknown): void;
	/** CPU time of this process so far, milliseconds. */
	cpu(): number;
};

export const systemClock: Clock = {
	now: () => performance.now(),
	setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
	clearTimeout: timer => clearTimeout(timer as NodeJS.Timeout),
	cpu() {
		const {user, system} = process.cpuUsage();
		return (user + system) / 1000;
	},
};

/** An abort ends it at once, but not a pause that begins after it. It never rejects. */
export function pause(
	milliseconds: number,
	signal: AbortSignal,
	clock: Pick<Clock, 'setTimeout' | 'clearTimeout'> = systemClock,
): Promise<void> {
	return new Promise(resolve => {
		const timer = clock.setTimeout(done, Math.max(0, milliseconds));
		signal.addEventListener('abort', done, {once: true});
		function done(): void {
			clock.clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		}
	});
}

/** Rows that came on the screen by scrolling are read after this pause, not at every key of a held-down one. */
const lookDelay = 25;

/** Exact, by our own sweep. A foreign tree doesn't hold us, though it may hold our pid. */
function ownRss(platform: Platform, sample: Sample): number | undefined {
	return platform.capabilities.foreign ? undefined : sample.processes.get(process.pid)?.figures?.rss;
}

export type Poller = {
	/** Resolves after the first sample, before anything is drawn; then there is one every interval. */
	start(): Promise<void>;
	stop(): void;
};

export function createPoller(platform: Platform, store: MemtuiStore, clock: Clock = systemClock): Poller {
	let timer: unknown;
	let lookTimer: unknown;
	let due = 0;
	let isBusy = false;
	let isStopped = false;
	let cpuBefore: number | undefined;
	const maps: MapReader = createMapReader(platform, store, clock);
	const requests = createRegionRequests(platform, store);
	const unsubscribe = store.subscribe(onChange);

	/** One tick in flight: while one takes longer than the interval, the ticks that fall due are dropped. */
	async function tick(): Promise<void> {
		if (isBusy || isStopped) return;
		isBusy = true;
		try {
			const state = store.getState();
			const usage = await platform.workerCpu(workerPids(state));
			const sample = await platform.sample(wantedBy(state));
			const map = await maps.readWithTick();
			// Paused or stopped meanwhile: what is shown stays.
			if (isStopped || (store.getState().paused && state.sample)) return;
			store.actions.applyTick({sample, workerCpu: usage, cost: takeCost(sample), map});
			await lookNow();
		} catch (error) {
			tell(error);
		} finally {
			isBusy = false;
		}
	}

	/** A source that fails as a whole is told, and the next tick tries again. */
	function tell(error: unknown): void {
		store.actions.notify(error instanceof Error ? error.message : String(error), true);
	}

	function takeCost(sample: Sample) {
		const cpu = clock.cpu();
		const since = cpuBefore;
		cpuBefore = cpu;
		// What came before the first refresh was the start, not a refresh.
		return since === undefined ? undefined : {cpu: cpu - since, rss: ownRss(platform, sample)};
	}

	/** Reads what the rows on the screen lack, over the sample that is there. */
	async function lookNow(): Promise<void> {
		const state = store.getState();
		if (isStopped || !state.sample || !lacksFigures(state)) return;
		// PSS comes with the next tick: what is asked for here is to be seen at once.
		const sample = await platform.look({...wantedBy(state), rollups: []});
		if (!isStopped && store.getState().sample === state.sample) store.actions.applyLook(sample);
	}

	function lookSoon(): void {
		if (lookTimer !== undefined) return;
		lookTimer = clock.setTimeout(() => {
			lookTimer = undefined;
			// A tick in flight looks at what is on the screen when it is done.
			if (isBusy) return;
			isBusy = true;
			void lookNow()
				.catch(tell)
				.finally(() => {
					isBusy = false;
				});
		}, lookDelay);
	}

	function schedule(from: number): void {
		clock.clearTimeout(timer);
		timer = undefined;
		const {interval, paused} = store.getState();
		if (isStopped || paused) return;
		due = from + interval;
		timer = clock.setTimeout(onDue, Math.max(0, due - clock.now()));
	}

	function onDue(): void {
		const {interval} = store.getState();
		const now = clock.now();
		// Kept in step with the first tick; after a sleep of the machine, in step with now.
		schedule(now - due > interval ? now : due);
		void tick();
	}

	function onChange(state: State, before: State): void {
		if (isStopped) return;
		if (state.paused !== before.paused || state.interval !== before.interval) {
			schedule(clock.now());
			if (before.paused && !state.paused) {
				// What was used during the pause is not the cost of the refresh after it.
				if (cpuBefore !== undefined) cpuBefore = clock.cpu();
				void tick();
			}
		}
		if (state.regions !== before.regions) {
			maps.onChange(state.regions, before.regions);
			requests.onChange(state, before);
		}
		if (state.list !== before.list && state.sample === before.sample && lacksFigures(state)) lookSoon();
	}

	return {
		async start() {
			await tick();
			schedule(clock.now());
		},
		stop() {
			isStopped = true;
			unsubscribe();
			clock.clearTimeout(timer);
			clock.clearTimeout(lookTimer);
			maps.stop();
			requests.stop();
		},
	};
}
