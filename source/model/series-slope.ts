import type {ExperimentReport, ExperimentRun, FigureName} from './experiment.js';
import {figureNames} from './experiment-figures.js';

/** How a figure follows what was asked for: bytes a byte, so that 1.00 means that a MB asked for is a MB seen. */
export type SeriesSlope = {
	readonly name: FigureName;
	readonly slope: number;
	/** The 95% interval; `undefined` where nothing tells how the points scatter. */
	readonly low: number | undefined;
	readonly high: number | undefined;
	/** The slope that was expected. */
	readonly expected: number | undefined;
};

export type SeriesEntry = {readonly run: ExperimentRun; readonly report: ExperimentReport};

/**
 * The least squares line of what was seen over what was asked for, per figure. Runs that never held all are left out,
 * and figures with fewer than two amounts: a line needs two points.
 */
export function seriesSlopes(entries: readonly SeriesEntry[]): readonly SeriesSlope[] {
	const whole = entries.filter(({run}) => run.during.length > 0);
	return figureNames.flatMap(name => {
		const points = whole.map(({run, report}) => pointOf(name, run, report));
		const seen = line(points.map(({asked, seen, noise}) => ({x: asked, y: seen, noise})));
		const expected = line(points.map(({asked, expected}) => ({x: asked, y: expected, noise: undefined})));
		return seen ? [{name, ...seen, expected: expected?.slope}] : [];
	});
}

function pointOf(name: FigureName, {order}: ExperimentRun, report: ExperimentReport) {
	const figure = report.figures.find(each => each.name === name);
	return {
		asked: order.bytes,
		seen: figure?.deltaDuring,
		expected: figure?.expectedDuring,
		noise: figure?.noise,
	};
}

type Point = {readonly x: number; readonly y: number | undefined; readonly noise: number | undefined};

/**
 * The error of the slope comes from the larger of two: how the points lie off the line, and the noise of the figure
 * (twice its variance, as each point is the difference of two looks). A line through two points has the noise alone.
 */
function line(all: readonly Point[]): Pick<SeriesSlope, 'slope' | 'low' | 'high'> | undefined {
	const points = all.flatMap(({x, y, noise}) => (y === undefined ? [] : [{x, y, noise}]));
	const n = points.length;
	const meanX = mean(points.map(({x}) => x));
	const meanY = mean(points.map(({y}) => y));
	const spread = points.reduce((sum, {x}) => sum + (x - meanX) ** 2, 0);
	if (n < 2 || !(spread > 0)) return undefined;
	const slope = points.reduce((sum, {x, y}) => sum + (x - meanX) * (y - meanY), 0) / spread;
	const rest = points.reduce((sum, {x, y}) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
	const noises = points.flatMap(({noise}) => (noise === undefined ? [] : [2 * noise ** 2]));
	const ofNoise = noises.length > 0 ? normalQuantile * Math.sqrt(mean(noises) / spread) : undefined;
	const ofPoints = n > 2 ? studentQuantile(n - 2) * Math.sqrt(rest / (n - 2) / spread) : undefined;
	if (ofNoise === undefined && ofPoints === undefined) return {slope, low: undefined, high: undefined};
	const half = Math.max(ofNoise ?? 0, ofPoints ?? 0);
	return {slope, low: slope - half, high: slope + half};
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Two-sided 95%. */
const normalQuantile = 1.96;
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Of Student's distribution; beyond ten degrees of freedom 1.96 + 2.5 / f is right to 0.01. */
function studentQuantile(freedom: number): number {
	return student[freedom - 1] ?? normalQuantile + 2.5 / freedom;
}
