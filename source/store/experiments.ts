import type {StoreApi} from 'zustand/vanilla';
import type {ExperimentOrder, ExperimentReport, ExperimentRun, Prediction} from '../model/experiment.js';
import {guessedFigures, parseExperiment, withGuess} from '../model/experiment-order.js';
import {experimentReport} from '../model/experiment-report.js';
import {availableToTake} from '../model/memory.js';
import type {ExperimentProgress} from './experiment-progress.js';
import type {Notice, State} from './state.js';

/** The experiments of the screen: one at a time, or a series; its view may be closed while it goes on. */

export type FinishedExperiment = {readonly run: ExperimentRun; readonly report: ExperimentReport};

export type ExperimentsState = {
	readonly orders: readonly ExperimentOrder[];
	/** What was guessed before the first run. */
	readonly prediction: Prediction;
	/** Of the run that goes on; `undefined` when all are done. */
	readonly progress: ExperimentProgress | undefined;
	readonly finished: readonly FinishedExperiment[];
	readonly isOver: boolean;
};

/** A run that goes on. */
export type RunningExperiment = {
	/** Ends it early. */
	release(): void;
	/** Of a reservation: touches so many bytes more. */
	touch(bytes: number): void;
	/** Rejects when the machine could not be watched. */
	readonly run: Promise<ExperimentRun>;
};

/** What the store needs of the machine for experiments. */
export type Laboratory = {
	start(order: ExperimentOrder, onProgress: (progress: ExperimentProgress) => void): RunningExperiment;
	/** Writes the report into a file; the words say where, or what went wrong. */
	save(finished: readonly FinishedExperiment[]): Promise<Notice>;
};

/** A step of touching a reservation is this part of it. */
const touchParts = 10;

export function createExperiments(store: StoreApi<State>, laboratory: Laboratory | undefined) {
	let running: RunningExperiment | undefined;
	let isStopped = false;
	/** A report that came while somebody typed. */
	let isUnseen = false;

	const notify = (text: string, isError = false) => store.setState({notice: {text, isError}});
	const change = (changes: Partial<ExperimentsState>) =>
		store.setState(({experiments}) => ({experiments: experiments && {...experiments, ...changes}}));

	async function runAll(orders: readonly ExperimentOrder[], prediction: Prediction): Promise<void> {
		isStopped = false;
		store.setState({
			experiments: {orders, prediction, progress: undefined, finished: [], isOver: false},
			overlay: {kind: 'experiment', top: 0},
		});
		try {
			for (const order of orders) {
				if (isStopped || !laboratory) break;
				running = laboratory.start(order, progress => change({progress}));
				const run = await running.run;
				const finished = {run, report: experimentReport(run, prediction)};
				change({finished: [...(store.getState().experiments?.finished ?? []), finished]});
			}
		} catch (error) {
			notify(`the experiment broke off: ${error instanceof Error ? error.message : String(error)}`, true);
		} finally {
			running = undefined;
			change({progress: undefined, isOver: true});
			// Somebody may be typing: then a word has to do.
			if (store.getState().overlay === undefined) store.setState({overlay: {kind: 'experiment', top: 0}});
			else if (store.getState().overlay?.kind !== 'experiment') {
				isUnseen = true;
				notify('the experiment has ended: e shows its report');
			}
		}
	}

	return {
		/** The prompt, or the view of the experiment that goes on or has just ended. */
		openExperiment(): void {
			if (!laboratory)
				notify('an experiment needs this machine itself, and the screen shows another tree', true);
			else if (running || isUnseen) {
				isUnseen = false;
				store.setState({overlay: {kind: 'experiment', top: 0}});
			} else store.setState({overlay: {kind: 'prompt', purpose: 'experiment', text: ''}});
		},

		/** Starts what the text asks for, or asks for guesses first; the sentence says what is wrong with it. */
		experiment(text: string): string | undefined {
			const {sample} = store.getState();
			const plan = parseExperiment(text, sample && availableToTake(sample.machine));
			if ('error' in plan) return plan.error;
			if (plan.predict) {
				store.setState({overlay: {kind: 'guess', orders: plan.orders, guesses: {}, index: 0, text: ''}});
			} else void runAll(plan.orders, {});
			return undefined;
		},

		/** Takes the guess that was typed; after the last one the experiment starts. */
		guess(): void {
			const {overlay} = store.getState();
			if (overlay?.kind !== 'guess') return;
			const {orders, index, text} = overlay;
			const name = guessedFigures[index];
			const guesses = name && withGuess(overlay.guesses, name, text);
			if (guesses === undefined) return;
			if (index + 1 < guessedFigures.length) {
				store.setState({overlay: {kind: 'guess', orders, guesses, index: index + 1, text: ''}});
			} else void runAll(orders, guesses);
		},

		/** True when there was an experiment to end. */
		stopExperiment(): boolean {
			if (!running) return false;
			isStopped = true;
			running.release();
			return true;
		},

		/** Another tenth of a reservation becomes memory. */
		touchMore(): void {
			const {experiments} = store.getState();
			const order = experiments?.progress?.order;
			if (!running || order?.kind !== 'reserve') notify('only a reserve experiment can be touched in steps');
			else running.touch(Math.ceil(order.bytes / touchParts));
		},

		async saveReport(): Promise<void> {
			const finished = store.getState().experiments?.finished ?? [];
			if (finished.length === 0 || !laboratory) return;
			store.setState({notice: await laboratory.save(finished)});
		},
	};
}
