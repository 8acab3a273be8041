import {createPoller, type Poller} from '../../source/store/poller.js';
import {createMemtuiStore, type MemtuiStore, type Options} from '../../source/store/store.js';
import type {StartWorker} from '../../source/store/supervise.js';
import type {FromWorker, WorkerOrder} from '../../source/worker/messages.js';
import {FakeClock, settled} from './fake-clock.js';
import {FakePlatform} from './fake-platform.js';

/** A memory-user that a test speaks for. */
export type FakeWorker = {
	readonly order: WorkerOrder;
	readonly releases: () => number;
	say(message: FromWorker): void;
	end(end: {readonly reason: string; readonly message?: string}): void;
	fail(error: unknown): void;
	/** Resolves when the store has been told of the end. */
	readonly ended: Promise<void>;
};

/** Workers as the store starts them, in order of their starts. */
export function fakeWorkers() {
	const started: FakeWorker[] = [];
	function start(order: WorkerOrder, onMessage: (message: FromWorker) => void): ReturnType<StartWorker> {
		let releases = 0;
		let end: FakeWorker['end'] = () => {};
		let fail: FakeWorker['fail'] = () => {};
		const ended = new Promise<{readonly reason: string; readonly message?: string}>((resolve, reject) => {
			end = resolve;
			fail = reject;
		});
		const told = ended.then(
			() => settled(),
			() => settled(),
		);
		started.push({order, releases: () => releases, say: onMessage, end, fail, ended: told});
		return {
			release() {
				releases++;
			},
			ended,
		};
	}
	return {started, start};
}

export type Monitor = {
	readonly clock: FakeClock;
	readonly platform: FakePlatform;
	readonly store: MemtuiStore;
	readonly poller: Poller;
	readonly workers: readonly FakeWorker[];
};

/** Platform, store and poller as they work together, on a machine and a clock of the test's. */
export function monitorOf(options: Partial<Options> = {}): Monitor {
	const clock = new FakeClock();
	const platform = new FakePlatform(clock);
	const workers = fakeWorkers();
	const store = createMemtuiStore({startWorker: workers.start, ...options});
	const poller = createPoller(platform, store, clock);
	return {clock, platform, store, poller, workers: workers.started};
}
