import {constants} from 'node:os';
import type {ExperimentOrder, ExperimentRun, Prediction} from '../model/experiment.js';
import {defaultSeconds} from '../model/experiment-order.js';
import {experimentReport} from '../model/experiment-report.js';
import {availableToTake} from '../model/memory.js';
import {megabyte, refuse} from '../model/memory-order.js';
import {seriesSlopes} from '../model/series-slope.js';
import {seriesTable} from '../panes/experiments/series-lines.js';
import type {FinishedExperiment, RunningExperiment} from '../store/experiments.js';
import {anotherMachine, notAvailable, workerFailed} from './errors.js';
import {experimentJson} from './experiment-json.js';
import {experimentMarkdown} from './experiment-markdown.js';
import {experimentProgress} from './experiment-progress.js';
import {experimentText} from './experiment-text.js';
import {writeGiven} from './given-file.js';
import {type LaboratoryTools, startExperiment} from './laboratory.js';
import {openPlatform} from './options.js';
import {print, printJson} from './output.js';
import {askGuesses} from './prediction.js';
import {readUseOrder, type UseOptions} from './use-options.js';

export type ExperimentOptions = UseOptions & {
	/** The file for the report as Markdown. */
	readonly markdown?: string;
	/** Asks for guesses before the first run. */
	readonly predict?: boolean;
};

/**
 * `memtui experiment MB[,MB…] [SECONDS]`: runs one experiment, or a series, and tells what was expected, what was
 * seen and why they differ. Returns the exit code: 128 and the signal's number after a signal, when what was seen
 * so far is told. Throws when it is refused, or when the worker failed.
 */
export async function experiment(
	amounts: string,
	time: string | undefined,
	options: ExperimentOptions,
): Promise<number> {
	const orders = readOrders(amounts, time, options);
	await checkMachine(orders, options);
	const prediction = options.predict ? await askGuesses(orders) : {};
	const stopped = watchSignals();
	try {
		const finished = await runAll(orders, prediction, options, stopped);
		tell(finished, options);
		const failed = finished.find(({run}) => run.end.reason === 'failed' || run.end.reason === 'killed');
		if (failed && stopped.code === 0) throw workerFailed(failed.run.end.message ?? 'the worker failed');
		return stopped.code;
	} finally {
		stopped.close();
	}
}

function readOrders(
	amounts: string,
	time: string | undefined,
	options: ExperimentOptions,
): readonly ExperimentOrder[] {
	return amounts.split(',').map(amount => {
		const {bytes, kind, access, seconds = defaultSeconds} = readUseOrder(amount, time, options);
		return {bytes, kind, access, seconds};
	});
}

/** Refused before anything is allocated. */
async function checkMachine(orders: readonly ExperimentOrder[], options: ExperimentOptions): Promise<void> {
	const platform = openPlatform(options);
	try {
		if (platform.capabilities.foreign) throw anotherMachine();
		const {machine} = await platform.machine();
		const available = (options.force ?? 0) > 0 ? undefined : availableToTake(machine);
		for (const {bytes, kind} of orders) {
			const refusal = refuse(bytes / megabyte, available, kind);
			if (refusal !== undefined) throw notAvailable(refusal);
		}
	} finally {
		platform.close();
	}
}

async function runAll(
	orders: readonly ExperimentOrder[],
	prediction: Prediction,
	options: ExperimentOptions,
	stopped: Stopped,
): Promise<readonly FinishedExperiment[]> {
	const {forkWorker} = await import('../worker/fork.js');
	const tools: LaboratoryTools = {
		openPlatform: () => openPlatform(options),
		startWorker: forkWorker,
		stopUnderPressure: (options.force ?? 0) < 2,
	};
	const finished: FinishedExperiment[] = [];
	const progress = experimentProgress(orders.length);
	for (const [i, order] of orders.entries()) {
		if (stopped.code !== 0) break;
		const running = startExperiment(order, tools, seen => progress.show(seen, i));
		stopped.endWith(running);
		const run: ExperimentRun = await running.run;
		finished.push({run, report: experimentReport(run, prediction)});
	}
	progress.clear();
	return finished;
}

function tell(finished: readonly FinishedExperiment[], options: ExperimentOptions): void {
	const slopes = seriesSlopes(finished);
	const [only] = finished;
	if (options.markdown !== undefined) writeGiven(options.markdown, [experimentMarkdown(finished, slopes)]);
	if (!only) return;
	if (options.json) {
		const runs = finished.map(({run, report}) => experimentJson(run, report));
		printJson(runs.length === 1 ? runs[0] : {runs, slopes});
		return;
	}
	const texts = finished.map(({run, report}) => experimentText(run, report, options.ascii === true));
	print(texts.join('\n'));
	if (finished.length > 1) print(`\n${seriesTable(finished, slopes).join('\n')}`);
}

type Stopped = ReturnType<typeof watchSignals>;

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** Ends the run that goes on, on a signal and when nobody can read any more. */
function watchSignals() {
	let code = 0;
	let running: RunningExperiment | undefined;
	const onSignal = (signal: NodeJS.Signals) => {
		if (code === 0) code = 128 + (constants.signals[signal] ?? 0);
		running?.release();
	};
	const onLost = () => running?.release();
	for (const name of signals) process.on(name, onSignal);
	process.stdout.on('error', onLost);
	return {
		get code() {
			return code;
		},
		endWith(started: RunningExperiment) {
			running = started;
			if (code !== 0) started.release();
		},
		close() {
			for (const name of signals) process.off(name, onSignal);
			process.stdout.off('error', onLost);
		},
	};
}
