import {bar, sparkline} from '../components/meter.js';
import {bytes} from '../format.js';
import type {ExperimentReport, ExperimentRun} from '../model/experiment.js';
import {experimentChart} from '../model/experiment-curves.js';
import {
	experimentTitle,
	type FigureRow,
	figureRows,
	guessResult,
	hasGuesses,
	stepsOf,
	workerLine,
} from '../panes/experiments/words.js';
import {type TableColumn, tableText} from './output.js';

/** The report of an experiment as text. */

const barColumns = 32;
const chartColumns = 60;
const curveSteps = {unicode: '▁▂▃▄▅▆▇█', ascii: '_.:-=+*#'} as const;

export function experimentText(run: ExperimentRun, report: ExperimentReport, ascii: boolean): string {
	const sections = [
		`${experimentTitle(run)}\n${workerLine(run)}\n`,
		stepLines(run, ascii),
		chartLines(run, ascii),
		tableText(columnsFor(report), figureRows(report)),
		`${[...report.conclusion, guessResult(report)].filter(said => said !== '').join('\n')}\n`,
	];
	return sections.filter(section => section !== '').join('\n');
}

function stepLines(run: ExperimentRun, ascii: boolean): string {
	const steps = stepsOf(run);
	const most = Math.max(...steps.map(step => step.bytes ?? 0));
	return steps
		.map(({name, bytes: amount, note}) => {
			const cells = bar(amount, most, barColumns, ascii ? '#' : '█', ascii ? '.' : '░');
			return `${name.padEnd(9)}${cells} ${bytes(amount).padStart(6)}  ${note}\n`;
		})
		.join('');
}

const phaseMarks = {quiet: 'b', growth: 'g', during: 'D', after: 'a'} as const;

function chartLines(run: ExperimentRun, ascii: boolean): string {
	const chart = experimentChart(run, chartColumns);
	if (!chart) return '';
	const steps = [...(ascii ? curveSteps.ascii : curveSteps.unicode)];
	const lines = chart.curves.map(({name, values, least, most}) => {
		const raised = values.map(value => (value === undefined ? undefined : value - least));
		const curve = sparkline(raised, most - least, chartColumns, steps);
		return `${name.padEnd(11)}${curve} ${bytes(least)} to ${bytes(most)}\n`;
	});
	const phases = chart.phases.map(phase => phaseMarks[phase]).join('');
	const legend = `${(chart.span / 1000).toFixed(1)} s: before, growth, During, after`;
	return `${lines.join('')}${' '.repeat(11)}${phases} ${legend}\n`;
}

function columnsFor(report: ExperimentReport): readonly TableColumn<FigureRow>[] {
	const amount = (head: keyof FigureRow): TableColumn<FigureRow> => ({
		head,
		align: 'right',
		text: row => row[head],
	});
	return [
		{head: 'figure', align: 'left', text: row => row.figure},
		...(['before', 'during', 'after', 'expected'] as const).map(amount),
		...(hasGuesses(report) ? [amount('guess')] : []),
		amount('seen'),
		{head: 'why', align: 'left', text: row => row.why},
	];
}
