import {bytes, left} from '../format.js';
import type {ExperimentProgress} from '../store/experiment-progress.js';

/** What an experiment is at, in one line that is written over: on standard error, which is no result. */

const phaseWords = {
	start: 'starting the worker',
	quiet: 'before: watching the machine',
	growth: 'growth',
	during: 'during',
	after: 'after: until the machine has settled',
} as const;

export function experimentProgress(runs: number) {
	const isShown = process.stderr.isTTY && process.env.TERM !== 'dumb';
	let shown = '';
	return {
		show({phase, touched, order, last}: ExperimentProgress, index: number): void {
			if (!isShown) return;
			const run = runs > 1 ? `run ${index + 1} of ${runs}, ` : '';
			const amounts = `${bytes(touched)} of ${bytes(order.bytes)} touched, worker RSS ${bytes(last?.worker?.rss)}`;
			const text = left(`${run}${phaseWords[phase]}; ${amounts}`, (process.stderr.columns || 80) - 1);
			if (text === shown) return;
			shown = text;
			process.stderr.write(`\r${text}`);
		},
		clear(): void {
			if (shown !== '') process.stderr.write(`\r${' '.repeat((process.stderr.columns || 80) - 1)}\r`);
		},
	};
}
