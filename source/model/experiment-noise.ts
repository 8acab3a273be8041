import type {FigureName, Observation, Verdict} from './experiment.js';
import {type Figures, figureNames, figuresAt} from './experiment-figures.js';

/**
 * Standard deviation of each figure over the looks of the quiet period, in bytes; `undefined` with fewer than two
 * looks that tell it.
 */
export function noiseOf(quiet: readonly Observation[]): Figures {
	const looks = quiet.map(figuresAt);
	const noise: Partial<Record<FigureName, number>> = {};
	for (const name of figureNames) {
		const deviation = standardDeviation(looks.map(figures => figures[name]));
		if (deviation !== undefined) noise[name] = deviation;
	}

	return noise as Figures;
}

/** Of a sample (n - 1). Missing values are left out. */
export function standardDeviation(values: readonly (number | undefined)[]): number | undefined {
	const told = values.filter(value => value !== undefined && Number.isFinite(value)) as number[];
	if (told.length < 2) return undefined;
	const mean = told.reduce((sum, value) => sum + value, 0) / told.length;
	return Math.sqrt(told.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (told.length - 1));
}

const megabyte = 1024 ** 2;

/** What a figure may be off by itself, without noise and for any amount. */
const grains: Readonly<Record<FigureName, number>> = {
	// Pages that a CPU keeps in stock are in no counter until they go back, up to about 8 MB at a time (seen).
	...{used: 8 * megabyte, free: 8 * megabyte, available: 8 * megabyte},
	// Whatever else runs reads a file now and then.
	...{buffCache: 4 * megabyte, shared: 2 * megabyte, committed: 4 * megabyte, swap: megabyte},
	// One process that starts, or the worker's own tables that go with it (0.4 MB for Node).
	pageTables: megabyte / 2,
	// A huge page is 2 MB, and Node's own heap grows by one or two while it streams.
	...{vsz: 4 * megabyte, rss: 4 * megabyte, pss: 4 * megabyte, uss: 4 * megabyte},
};

/** Of what is asked for: page tables, the kernel's own bookkeeping, and the allocator's. */
const share = 0.03;
/** However restless the machine: a figure that is off by more than a good quarter is not what was expected. */
const mostShare = 0.25;
/** Without any effect 3 of 1,000 looks pass three deviations. */
const sigmas = 3;

/** How far apart in time the looks are: the quiet period from end to end, and the two that are compared. Milliseconds. */
export type Spans = {readonly quiet: number; readonly compared: number};

/**
 * Bytes that a figure may be off and still be as expected. The difference of two looks scatters by the square root
 * of two; what wanders wanders further the longer it takes, with the square root of the time.
 */
export function toleranceOf(
	name: FigureName,
	noise: number | undefined,
	expected: number,
	{quiet, compared}: Spans = {quiet: 1, compared: 1},
): number {
	const time = quiet > 0 && compared > 0 ? compared / quiet : 1;
	const wander = sigmas * (noise ?? 0) * Math.sqrt(Math.max(2, time));
	const most = expected === 0 ? Number.POSITIVE_INFINITY : mostShare * Math.abs(expected);
	return grains[name] + share * Math.abs(expected) + Math.min(wander, most);
}

/**
 * `more` and `less` are told in the direction of what was expected: free that falls by 400 MB where 300 were
 * expected moved more. Where none was expected a rise is more, a fall is less.
 */
export function verdictOf(
	expected: number | undefined,
	seen: number | undefined,
	tolerance: number,
): Verdict | undefined {
	if (expected === undefined || seen === undefined) return undefined;
	const off = seen - expected;
	if (Math.abs(off) <= tolerance) return 'as expected';
	return off > 0 === expected >= 0 ? 'more' : 'less';
}
