import type {ExperimentRun, Observation} from './experiment.js';
import {memoryFigures} from './memory.js';

/** The run as curves over time: for a chart of so many columns. Pure. */

export type ExperimentCurve = {
	readonly name: 'used' | 'free' | 'buff/cache' | 'worker RSS';
	/** One value a column, bytes; `undefined` where nothing was seen. */
	readonly values: readonly (number | undefined)[];
	readonly least: number;
	readonly most: number;
};

/** What a column of the chart belongs to. */
export type ChartPhase = 'quiet' | 'growth' | 'during' | 'after';

export type ExperimentChart = {
	readonly phases: readonly ChartPhase[];
	readonly curves: readonly ExperimentCurve[];
	/** Milliseconds from the first look to the last. */
	readonly span: number;
};

type Look = {readonly phase: ChartPhase; readonly seen: Observation};

const figures: readonly (readonly [ExperimentCurve['name'], (seen: Observation) => number | undefined])[] = [
	['used', ({machine}) => memoryFigures(machine).used],
	['free', ({machine}) => memoryFigures(machine).free],
	['buff/cache', ({machine}) => memoryFigures(machine).buffCache],
	['worker RSS', ({worker}) => worker?.rss],
];

/** `undefined` where fewer than two looks were taken: there is nothing to draw. */
export function experimentChart(
	run: Pick<ExperimentRun, ChartPhase>,
	columns: number,
): ExperimentChart | undefined {
	const phaseNames: readonly ChartPhase[] = ['quiet', 'growth', 'during', 'after'];
	const looks = phaseNames.flatMap(phase => run[phase].map((seen): Look => ({phase, seen})));
	const first = looks[0]?.seen.monotonic;
	const last = looks.at(-1)?.seen.monotonic;
	if (first === undefined || last === undefined || last <= first || columns < 2) return undefined;
	// Each column shows the last look that was taken up to its moment.
	const shown: Look[] = [];
	let at = 0;
	for (let column = 0; column < columns; column++) {
		const moment = first + ((last - first) * column) / (columns - 1);
		while ((looks[at + 1]?.seen.monotonic ?? Number.POSITIVE_INFINITY) <= moment) at++;
		shown.push(looks[at] as Look);
	}
	return {
		phases: shown.map(({phase}) => phase),
		curves: figures.flatMap(([name, of]) => {
			const curve = curveOf(
				name,
				shown.map(({seen}) => of(seen)),
			);
			return curve ? [curve] : [];
		}),
		span: last - first,
	};
}

function curveOf(
	name: ExperimentCurve['name'],
	values: readonly (number | undefined)[],
): ExperimentCurve | undefined {
	const known = values.filter(value => value !== undefined);
	if (known.length === 0) return undefined;
	return {name, values, least: Math.min(...known), most: Math.max(...known)};
}
