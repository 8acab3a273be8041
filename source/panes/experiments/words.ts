import {bytes, bytesChange, count, missing, rate} from '../../format.js';
import {allocationSteps} from '../../model/allocation-steps.js';
import type {ExperimentFigure, ExperimentReport, ExperimentRun, FigureName} from '../../model/experiment.js';
import {megabyte} from '../../model/memory-order.js';
import {predictionRows} from '../../model/prediction.js';

/** The words of an experiment's report, for text and for Markdown. Pure. */

export const kindWords = {
	anon: 'anonymous memory',
	heap: 'blocks of malloc',
	shared: 'a file in shared memory (tmpfs)',
	file: 'a file on disk',
	reserve: 'reserved and never touched',
} as const;

const figureWords: Readonly<Record<FigureName, string>> = {
	used: 'used',
	free: 'free',
	available: 'available',
	buffCache: 'buff/cache',
	shared: 'shared',
	committed: 'committed',
	swap: 'swap used',
	pageTables: 'page tables',
	vsz: 'worker VSZ',
	rss: 'worker RSS',
	pss: 'worker PSS',
	uss: 'worker USS',
};

export const figureWord = (name: FigureName): string => figureWords[name];

/** `300 MB (300 MiB = 314,572,800 bytes) of anonymous memory, rmw, 5 s, worker 51877`. */
export function experimentTitle({order, pid}: Pick<ExperimentRun, 'order' | 'pid'>): string {
	const megabytes = count(order.bytes / megabyte);
	const size = `${megabytes} MB (${megabytes} MiB = ${count(order.bytes)} bytes)`;
	const access = order.kind === 'reserve' ? '' : `, ${order.access}`;
	return `${size}: ${kindWords[order.kind]}${access}, ${order.seconds} s, worker ${pid === 0 ? missing : pid}`;
}

/** What the worker did: its speed and how it ended. */
export function workerLine(run: ExperimentRun): string {
	const first = run.firstTouch
		? `first touch ${run.firstTouch.seconds.toFixed(2)} s at ${rate(run.firstTouch.bytesPerSecond)}`
		: 'first touch not finished';
	const passes = `${count(run.passes)} passes at ${rate(run.bytesPerSecond)}`;
	const own = `${bytes(run.baseline.rss)} RSS of its own at start`;
	return `${run.order.kind === 'reserve' ? 'nothing touched' : `${first}, ${passes}`}; ${own}; ended: ${run.end.message ?? endings[run.end.reason]}`;
}

const endings = {
	time: 'its time was over',
	signal: 'by a signal',
	released: 'released early',
	failed: 'it failed',
	killed: 'killed from outside',
} as const;

/** Of the last look while the memory was held, else of the growth. */
export function stepsOf(run: ExperimentRun) {
	const last = run.during.at(-1) ?? run.growth.at(-1);
	return allocationSteps({order: run.order, touched: run.touched, before: run.quiet.at(-1), last});
}

export type FigureRow = {
	readonly figure: string;
	readonly before: string;
	readonly during: string;
	readonly after: string;
	readonly expected: string;
	readonly guess: string;
	readonly seen: string;
	readonly why: string;
};

export function figureRows(report: ExperimentReport): readonly FigureRow[] {
	return report.figures.map(figure => ({
		figure: figureWord(figure.name),
		before: bytes(figure.before),
		during: bytes(figure.during),
		after: bytes(figure.after),
		expected: bytesChange(figure.expectedDuring),
		guess: bytesChange(figure.predicted),
		seen: bytesChange(figure.deltaDuring),
		why: whyText(figure),
	}));
}

const rightWords = {
	both: 'right',
	you: 'right, and the expectation was not',
	expectation: 'wrong, the expectation was right',
	neither: 'wrong, and so was the expectation',
} as const;

/** How the guesses did: `Guesses: used right, free wrong, the expectation was right`. Empty where there were none. */
export function guessResult(report: ExperimentReport): string {
	const results = predictionRows(report).map(
		({name, right}) => `${figureWord(name)} ${right === undefined ? 'not seen' : rightWords[right]}`,
	);
	return results.length === 0 ? '' : `Guesses: ${results.join('; ')}.`;
}

export function hasGuesses(report: ExperimentReport): boolean {
	return report.figures.some(({predicted}) => predicted !== undefined);
}

function whyText({verdict, why}: ExperimentFigure): string {
	return [verdict ?? '', why].filter(part => part !== '').join(': ');
}
