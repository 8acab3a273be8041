import {constants} from 'node:os';
import {layout, listSizes} from '../layout.js';
import type {ExperimentEnd} from '../model/experiment.js';
import type {StartExperimentWorker} from '../store/experiment-run.js';
import type {Laboratory} from '../store/experiments.js';
import {createPoller} from '../store/poller.js';
import {createMemtuiStore, type MemtuiStore} from '../store/store.js';
import type {Worker} from '../worker/fork.js';
import {noKeyboard, noSuchProcess, unknownCommand} from './errors.js';
import {facts} from './facts.js';
import {startExperiment} from './laboratory.js';
import {type CommonOptions, openPlatform, readInterval, readPid} from './options.js';

/**
 * `memtui [PID]`: the full screen. Returns the exit code: 0 after `q`, 128 and the signal's number after a
 * signal. The terminal is given back on every way out, and no worker is left.
 */
export async function monitor(given: string | undefined, options: CommonOptions): Promise<number> {
	if (given !== undefined && !/^-?\d/.test(given)) throw unknownCommand(given);
	const pid = given === undefined ? undefined : readPid(given);
	const interval = readInterval(options.interval);
	if (!process.stdout.isTTY || process.env.TERM === 'dumb') {
		await facts(options);
		return 0;
	}
	if (!process.stdin.isTTY) throw noKeyboard();
	const platform = openPlatform(options);
	const screen = import('./screen.js');
	const workers = createWorkers();
	const store = createMemtuiStore({
		startWorker: workers.start,
		laboratory: createLaboratory(options, workers.start),
		interval,
		pid,
		isForeign: platform.capabilities.foreign,
	});
	const poller = createPoller(platform, store);
	let exitCode = 0;
	const ended = new AbortController();
	const onSignal = (signal: NodeJS.Signals) => {
		exitCode = 128 + (constants.signals[signal] ?? 0);
		ended.abort();
	};
	// A terminal that is gone answers with an error: that is a hang-up too.
	const onLost = () => onSignal('SIGHUP');
	for (const signal of signals) process.on(signal, onSignal);
	process.stdout.on('error', onLost);
	process.stdin.on('error', onLost).on('end', onLost);
	// From now on keys are ours: what is typed while the first sample is read must not appear on the screen.
	process.stdin.setRawMode(true);
	try {
		fitToTerminal(store);
		await poller.start();
		if (pid !== undefined && !store.getState().sample?.processes.has(pid)) throw noSuchProcess(pid);
		const {showScreen} = await screen;
		await showScreen(store, {color: hasColor(options), ascii: options.ascii === true}, ended.signal);
		return exitCode;
	} finally {
		process.stdin.setRawMode(false);
		process.stdin.unref();
		poller.stop();
		platform.close();
		await workers.end();
		for (const signal of signals) process.off(signal, onSignal);
	}
}

/** Before the first sample: it is arranged for, and looks at, the rows that the first frame will have. */
function fitToTerminal(store: MemtuiStore): void {
	const {columns, rows} = process.stdout;
	const {focus, zoomed} = store.getState();
	// Some terminals don't tell their size: Ink finds out by other means, and the app fits the lists to that.
	if (columns > 0 && rows > 0) store.actions.fit(listSizes(layout(columns, rows, focus, zoomed)));
}

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

function hasColor(options: CommonOptions): boolean {
	const wish = process.env.NO_COLOR;
	return options.color !== false && (wish === undefined || wish === '');
}

/** Experiments, each over a platform of its own: its looks are closer together than the screen's. */
function createLaboratory(options: CommonOptions, startWorker: StartExperimentWorker): Laboratory {
	return {
		start: (order, onProgress) =>
			startExperiment(
				order,
				{openPlatform: () => openPlatform(options), startWorker, stopUnderPressure: true},
				onProgress,
			),
		save: async finished => (await import('./save-report.js')).saveReport(finished),
	};
}

/** Starts memory-users; what forks them is loaded with the first one. */
function createWorkers() {
	const alive = new Set<Worker>();
	let isEnding = false;
	const start: StartExperimentWorker = (order, onMessage) => {
		let worker: Worker | undefined;
		let isReleased = false;
		async function run(): Promise<ExperimentEnd> {
			const {forkWorker} = await import('../worker/fork.js');
			if (isReleased || isEnding) return {reason: 'released'};
			worker = forkWorker(order, onMessage);
			alive.add(worker);
			const end = await worker.ended;
			alive.delete(worker);
			return end;
		}
		return {
			go: () => worker?.go(),
			touch: bytes => worker?.touch(bytes),
			release() {
				isReleased = true;
				worker?.release();
			},
			ended: run().catch(error => ({reason: 'failed', message: String(error)})),
		};
	};
	return {
		start,
		async end() {
			isEnding = true;
			for (const worker of alive) worker.kill();
			await Promise.all([...alive].map(worker => worker.ended));
		},
	};
}
