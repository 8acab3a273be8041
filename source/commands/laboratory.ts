import type {ExperimentOrder, ExperimentRun} from '../model/experiment.js';
import type {Platform} from '../platform/platform.js';
import type {ExperimentProgress} from '../store/experiment-progress.js';
import {type ExperimentWorker, runExperiment, type StartExperimentWorker} from '../store/experiment-run.js';
import {watchPlatform} from '../store/experiment-watch.js';
import type {RunningExperiment} from '../store/experiments.js';
import {pause, systemClock} from '../store/poller.js';

/** Where experiments run: the machine, a worker, and the clock. */
export type LaboratoryTools = {
	/** For one run alone: nobody else samples it. It is closed when the run has ended. */
	openPlatform(): Platform;
	readonly startWorker: StartExperimentWorker;
	readonly stopUnderPressure: boolean;
};

/** Starts one run. */
export function startExperiment(
	order: ExperimentOrder,
	tools: LaboratoryTools,
	onProgress: (progress: ExperimentProgress) => void,
): RunningExperiment {
	const stopped = new AbortController();
	let worker: ExperimentWorker | undefined;
	return {
		release: () => stopped.abort(),
		touch: bytes => worker?.touch(bytes),
		run: run(),
	};

	async function run(): Promise<ExperimentRun> {
		const platform = tools.openPlatform();
		try {
			return await runExperiment(order, {
				// The map of the worker is read even while it is ended: an abort must not leave a half-read one.
				watch: watchPlatform(platform, new AbortController().signal),
				startWorker(workerOrder, onMessage) {
					worker = tools.startWorker(workerOrder, onMessage);
					return worker;
				},
				stopUnderPressure: tools.stopUnderPressure,
				now: systemClock.now,
				pause,
				signal: stopped.signal,
				onProgress,
			});
		} finally {
			platform.close();
		}
	}
}
