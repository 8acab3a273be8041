import {bytes, bytesChange, left, missing, right} from '../../format.js';
import {megabyte} from '../../model/memory-order.js';
import type {SeriesSlope} from '../../model/series-slope.js';
import type {FinishedExperiment} from '../../store/experiments.js';
import type {Theme} from '../../theme.js';
import {figureWord} from './words.js';

/** A series as lines: expected against seen for each amount, and the slope for each figure. Pure. */

const nameColumns = 13;
const figureColumns = 16;

export function seriesLines(
	finished: readonly FinishedExperiment[],
	slopes: readonly SeriesSlope[],
	{theme, columns}: {readonly theme: Theme; readonly columns: number},
): string[] {
	return seriesTable(finished, slopes).map((row, i) => {
		const text = ` ${left(row, columns - 1, theme.glyphs.ellipsis)}`;
		return i === 0 ? theme.paint.head(text) : text;
	});
}

/** A row a figure: what was seen of what was expected at each amount, then the slope with its range. */
export function seriesTable(
	finished: readonly FinishedExperiment[],
	slopes: readonly SeriesSlope[],
): readonly string[] {
	const amounts = finished.map(({run}) => `${(run.order.bytes / megabyte).toLocaleString('en')} MB`);
	const head = row('seen/expected', [...amounts, 'slope', 'range']);
	const rows = slopes.map(({name, slope, low, high}) =>
		row(figureWord(name), [
			...finished.map(({report}) => {
				const figure = report.figures.find(each => each.name === name);
				return `${bytesChange(figure?.deltaDuring)}/${bytes(figure?.expectedDuring)}`;
			}),
			slope.toFixed(2),
			slopeRange(low, high),
		]),
	);
	return [head, ...rows, 'slope 1.00: a MB asked for is a MB seen'];
}

function row(name: string, cells: readonly string[]): string {
	return left(name, nameColumns) + cells.map(cell => right(cell, figureColumns)).join('');
}

/** Two runs give a slope and no range. */
export function slopeRange(low: number | undefined, high: number | undefined): string {
	return low === undefined || high === undefined ? missing : `${low.toFixed(2)}..${high.toFixed(2)}`;
}
