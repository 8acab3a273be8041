import {conclusionOf} from './conclusion.js';
import {difference, type Evidence, evidenceBetween} from './evidence.js';
import {expectedChanges} from './expectation.js';
import type {
	ExperimentFigure,
	ExperimentReport,
	ExperimentRun,
	FigureName,
	Observation,
	Prediction,
} from './experiment.js';
import {processFigureNames} from './experiment.js';
import {figureNames, figuresAt, type Moments, momentsOf, startOf, touchedAt} from './experiment-figures.js';
import {noiseOf, toleranceOf, verdictOf} from './experiment-noise.js';
import {whyOf} from './experiment-why.js';
import {memoryFigures} from './memory.js';

/**
 * What a run says: every figure before, during and after, held against what its kind of memory should move, with the
 * verdict beyond the noise and the reason as far as it was counted, and what can be concluded. Bytes. Never throws:
 * of a run that saw little, little is said.
 */
export function experimentReport(run: ExperimentRun, prediction: Prediction = {}): ExperimentReport {
	const moments = momentsOf(run);
	const touched = touchedAt(run, moments);
	const noise = noiseOf(run.quiet);
	const threshold = Math.max(leastMove, 3 * (noise.used ?? 0));
	const counted = {
		during: between(moments.before, moments.during, run, threshold),
		after: between(moments.before, moments.after, run, threshold),
	};
	const expected = expectedChanges(run.order, {
		pageSize: moments.before?.pageSize ?? 4096,
		touched,
		// Of a growth that failed before the first touch nothing tells how much was mapped.
		isMapped: run.end.reason === 'failed' && moments.isPartial && run.touched === 0 ? undefined : true,
		own: startOf(run, moments)?.uss,
		overcommitMemory: run.overcommitMemory,
	});
	const spans = {
		quiet: time(run.quiet[0], moments.before),
		during: time(moments.before, moments.during),
		after: time(moments.before, moments.after),
	};
	const readings = readingsOf(run, moments);
	const reserve = run.order.kind === 'file' ? cacheReserve(moments.before) : 0;
	const tolerance = (name: FigureName, at: 'during' | 'after') =>
		toleranceOf(name, noise[name], expected[name][at] ?? 0, {quiet: spans.quiet, compared: spans[at]}) +
		(name === 'used' || name === 'available' ? reserve : 0);
	const figures = figureNames.map((name): ExperimentFigure => {
		const {before, during, after} = readings(name);
		const deltaDuring = difference(before, during);
		const deltaAfter = difference(before, after);
		const {during: expectedDuring, after: expectedAfter} = expected[name];
		const explained = {
			name,
			expected: expectedDuring,
			seen: deltaDuring,
			expectedAfter,
			seenAfter: deltaAfter,
			tolerance: tolerance(name, 'during'),
			toleranceAfter: tolerance(name, 'after'),
		};
		return {
			...{name, before, during, after, deltaDuring, deltaAfter, expectedDuring, expectedAfter},
			predicted: prediction[name],
			noise: noise[name],
			verdict: verdictOf(expectedDuring, deltaDuring, explained.tolerance),
			why: whyOf(explained, run.order, counted, moments.before?.pageSize ?? 4096),
		};
	});
	const toleranceAfter = tolerance('free', 'after');
	return {figures, conclusion: conclusionOf({run, figures, counted, touched, toleranceAfter})};
}

/** Bytes; less is what any process moves by itself. */
const leastMove = 2 * 1024 ** 2;

/**
 * Bytes of cache that don't count as available: half of it, at most the low watermark, which is about a quarter of a
 * percent of the memory (si_mem_available, mm/show_mem.c). Of a small cache that grows it is a part.
 */
function cacheReserve(look: Observation | undefined): number {
	return look ? (memoryFigures(look.machine).total ?? 0) * 0.003 : 0;
}

function between(
	before: Observation | undefined,
	later: Observation | undefined,
	run: ExperimentRun,
	threshold: number,
): Evidence | undefined {
	return before && later ? evidenceBetween(before, later, run.pid, threshold) : undefined;
}

function time(from: Observation | undefined, to: Observation | undefined): number {
	return difference(from?.monotonic, to?.monotonic) ?? 0;
}

type Reading = Pick<ExperimentFigure, 'before' | 'during' | 'after'>;

/** The three values of a figure: a process figure is what stands above the worker's start. */
function readingsOf(run: ExperimentRun, moments: Moments): (name: FigureName) => Reading {
	const start = startOf(run, moments);
	const at = (look: Observation | undefined) => (look ? figuresAt(look) : undefined);
	const [before, during, after] = [at(moments.before), at(moments.during), at(moments.after)];
	const isOfWorker = new Set<FigureName>(processFigureNames);
	return name => {
		if (!isOfWorker.has(name)) return {before: before?.[name], during: during?.[name], after: after?.[name]};
		const own = start?.[name];
		return {
			before: difference(own, own),
			during: difference(own, during?.[name]),
			after: difference(own, after?.[name]),
		};
	};
}
