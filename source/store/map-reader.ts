import type {Platform} from '../platform/platform.js';
import type {RegionFailure, RegionReading} from '../platform/region-reading.js';
import type {Clock} from './poller.js';
import type {RegionState} from './region-state.js';
import type {MemtuiStore} from './store.js';

/** Reads the map of the mapped process at a pace of its own. */

/** A map may cost this share of the time at most; a dearer one is read less often. */
const mapShare = 0.1;
/** Up to this cost (ms) a map is read within the tick, so that both are one frame. */
const quickMap = 12;

export type MapOutcome = {readonly outcome: RegionReading | RegionFailure; readonly pace: number | undefined};

export type MapReader = {
	/** In a tick: the map if it is due and quick; a slow one is read beside the ticks. */
	readWithTick(): Promise<MapOutcome | undefined>;
	/** Another process is mapped, or none. */
	onChange(now: RegionState | undefined, before: RegionState | undefined): void;
	stop(): void;
};

type Target = {
	readonly pid: number;
	readonly abort: AbortController;
	next: number;
	cost: number;
	isReading: boolean;
};

export function createMapReader(platform: Platform, store: MemtuiStore, clock: Clock): MapReader {
	let target: Target | undefined;

	async function read(current: Target): Promise<MapOutcome> {
		current.isReading = true;
		try {
			const outcome = await platform.regions(current.pid, current.abort.signal);
			current.cost = 'failure' in outcome ? 0 : outcome.cost;
			const {interval} = store.getState();
			const pace = Math.max(interval, current.cost / mapShare);
			// A little early, so that a tick that comes in time finds it due.
			current.next = clock.now() + pace - interval / 4;
			return {outcome, pace: pace > interval ? pace : undefined};
		} finally {
			current.isReading = false;
		}
	}

	async function readBeside(current: Target): Promise<void> {
		const found = await read(current);
		if (target === current) store.actions.applyMap(found);
	}

	return {
		async readWithTick() {
			const current = target;
			if (!current || current.isReading || clock.now() < current.next) return undefined;
			if (store.getState().regions?.ended !== undefined) return undefined;
			if (current.cost > quickMap) {
				void readBeside(current);
				return undefined;
			}
			const found = await read(current);
			return target === current ? found : undefined;
		},

		onChange(now, before) {
			const isSame =
				now !== undefined &&
				before !== undefined &&
				now.process.pid === before.process.pid &&
				now.process.startTicks === before.process.startTicks;
			if (isSame) return;
			target?.abort.abort();
			target = now && {
				pid: now.process.pid,
				abort: new AbortController(),
				next: 0,
				cost: 0,
				isReading: false,
			};
			if (target) void readBeside(target);
		},

		stop() {
			target?.abort.abort();
			target = undefined;
		},
	};
}
