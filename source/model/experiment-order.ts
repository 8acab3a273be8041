import type {ExperimentOrder, FigureName, Prediction} from './experiment.js';
import {type Available, amountRule, parseOrder} from './memory-order.js';

/** What a person may ask of an experiment: `MB[,MB,…] [SECONDS] [KIND] [ACCESS] [?]`, and what may be guessed. */

export const defaultSeconds = 5;
const mostRuns = 50;

export type ExperimentPlan = {
	/** One, or a series in its order. */
	readonly orders: readonly ExperimentOrder[];
	/** The person guesses before the run. */
	readonly predict: boolean;
};

/** The plan, or in one sentence what is wrong with the text. */
export function parseExperiment(
	text: string,
	available: Available | undefined,
): ExperimentPlan | {readonly error: string} {
	const asked = text.trim();
	const predict = asked.endsWith('?');
	const [amounts = '', ...rest] = asked.replace(/\s*\?$/, '').split(/\s+/);
	const orders: ExperimentOrder[] = [];
	const list = amounts.split(',');
	if (list.length > mostRuns) return {error: `a series has ${mostRuns} runs at most`};
	for (const amount of list) {
		if (amount === '') return {error: `${amountRule}, a series is 100,200,500`};
		const order = parseOrder([amount, ...rest].join(' '), available);
		if ('error' in order) return order;
		const {bytes, kind, access, seconds = defaultSeconds} = order;
		orders.push({bytes, kind, access, seconds});
	}
	return {orders, predict};
}

/** What a person guesses, in this order. */
export const guessedFigures: readonly FigureName[] = ['used', 'free', 'available', 'buffCache', 'vsz', 'rss'];

/** Bytes of a guess in MB, with a sign or without: `300`, `-300`, `+1.5`. `undefined` when it is none. */
export function parseGuess(text: string): number | undefined {
	const guess = text.trim().replace(/\s*(MB|MiB|M)$/i, '');
	if (!/^[-+]?\d+(\.\d+)?$/.test(guess)) return undefined;
	const bytes = Math.round(Number(guess) * 1024 ** 2);
	return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The guesses with one more answer; an empty one leaves the figure out. `undefined` when it is no guess. */
export function withGuess(guesses: Prediction, name: FigureName, text: string): Prediction | undefined {
	if (text.trim() === '') return guesses;
	const guess = parseGuess(text);
	return guess === undefined ? undefined : {...guesses, [name]: guess};
}
