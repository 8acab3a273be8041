import {bar, sparkline} from '../../components/meter.js';
import {paragraph} from '../../components/paragraph.js';
import {bytes, bytesChange, left, right} from '../../format.js';
import {allocationSteps} from '../../model/allocation-steps.js';
import type {ExperimentReport, Observation} from '../../model/experiment.js';
import {experimentChart} from '../../model/experiment-curves.js';
import {memoryFigures} from '../../model/memory.js';
import type {ExperimentProgress} from '../../store/experiment-progress.js';
import type {FinishedExperiment} from '../../store/experiments.js';
import type {Theme} from '../../theme.js';
import {
	type FigureRow,
	figureRows,
	figureWord,
	guessResult,
	hasGuesses,
	stepsOf,
	workerLine,
} from './words.js';

/** The view of an experiment as lines that are exactly `columns` wide, painted. Pure. */

type Look = {readonly theme: Theme; readonly columns: number};

const phaseWords = {
	start: 'starting the worker',
	quiet: 'before: the worker waits, the machine is watched to know the noise',
	growth: 'growth: the memory is touched for the first time',
	during: 'during: the worker streams through it',
	after: 'after: the worker is gone, the machine settles',
} as const;

const nameColumns = 11;
const figureColumns = 9;
const widestBar = 60;

/** What goes on now. */
export function progressLines(progress: ExperimentProgress, look: Look): string[] {
	const {phase, order, passes} = progress;
	const isHeld = phase === 'during' && order.kind === 'reserve';
	const words = isHeld ? 'during: asked for and not touched; T touches a tenth' : phaseWords[phase];
	const done =
		phase === 'during' && passes > 0
			? `${words}, pass ${passes}, ${bytes(progress.bytesPerSecond)}/s`
			: words;
	return [
		...stepLines(allocationSteps({...progress, last: progress.held}), look),
		blank(look),
		line(done, look),
		blank(look),
		...liveLines(progress, look),
	];
}

type Of = (seen: Observation) => number | undefined;

const liveFigures: readonly (readonly [string, Of])[] = [
	[figureWord('used'), ({machine}) => memoryFigures(machine).used],
	[figureWord('free'), ({machine}) => memoryFigures(machine).free],
	[figureWord('available'), ({machine}) => memoryFigures(machine).available],
	[figureWord('buffCache'), ({machine}) => memoryFigures(machine).buffCache],
	[figureWord('shared'), ({machine}) => memoryFigures(machine).shared],
	[figureWord('vsz'), ({worker}) => worker?.vsz],
	[figureWord('rss'), ({worker}) => worker?.rss],
];

function liveLines({before, last}: ExperimentProgress, look: Look): string[] {
	const head = ['figure', 'before', 'now', 'change'];
	const rows = liveFigures.map(([name, of]) => {
		const first = before && of(before);
		const now = last && of(last);
		const change = first === undefined || now === undefined ? undefined : now - first;
		return [name, bytes(first), bytes(now), bytesChange(change)];
	});
	return [look.theme.paint.head(line(cells(head), look)), ...rows.map(row => line(cells(row), look))];
}

/** The first cell on the left, the others on the right. */
function cells([name = '', ...figures]: readonly string[]): string {
	return left(name, nameColumns) + figures.map(figure => right(figure, figureColumns)).join('');
}

type Steps = ReturnType<typeof allocationSteps>;

/** Asked, reserved, touched, resident: four bars of one allocation. */
export function stepLines(steps: Steps, look: Look): string[] {
	const {theme, columns} = look;
	const most = Math.max(...steps.map(step => step.bytes ?? 0));
	const room = Math.min(widestBar, Math.max(4, columns - nameColumns - figureColumns - 32));
	return steps.map(({name, bytes: amount, note}) => {
		const shape = bar(amount, most, room, theme.glyphs.parts.programs, theme.glyphs.parts.free);
		const after = ` ${right(bytes(amount), 6)}  ${note}`;
		const rest = left(after, Math.max(0, columns - nameColumns - room - 1), theme.glyphs.ellipsis);
		return ` ${left(name, nameColumns)}${theme.paint.programs(shape)}${rest}`;
	});
}

/** The chart of the run: a curve a figure, and what each column belongs to. */
export function chartLines({run}: FinishedExperiment, look: Look): string[] {
	const {theme, columns} = look;
	const room = Math.min(widestBar, columns - nameColumns - 20);
	const chart = room < 10 ? undefined : experimentChart(run, room);
	if (!chart) return [];
	const marks = {quiet: 'b', growth: 'g', during: 'D', after: 'a'} as const;
	const curves = chart.curves.map(({name, values, least, most}) => {
		const raised = values.map(value => (value === undefined ? undefined : value - least));
		const curve = sparkline(raised, most - least, room, theme.glyphs.spark);
		return line(`${left(name, nameColumns)}${curve} ${bytes(least)} to ${bytes(most)}`, look);
	});
	const phases = chart.phases.map(phase => marks[phase]).join('');
	const words = `${(chart.span / 1000).toFixed(1)} s: before, growth, During, after`;
	return [...curves, theme.paint.dim(line(`${' '.repeat(nameColumns)}${phases} ${words}`, look))];
}

/** All of a report but its table; `isDense` leaves out what only sets its parts apart. */
export function reportHead(finished: FinishedExperiment, look: Look, isDense: boolean): string[] {
	const {run, report} = finished;
	const gap = isDense ? [] : [blank(look)];
	return [
		...text(workerLine(run), look),
		...gap,
		...stepLines(stepsOf(run), look),
		...gap,
		...chartLines(finished, look),
		...gap,
		...[...report.conclusion, guessResult(report)]
			.filter(said => said !== '')
			.flatMap(said => text(said, look)),
	];
}

/** The table of a report as lines: the reason goes on below itself where it is long. */
export function figureLines(report: ExperimentReport, look: Look): string[] {
	const names = columnsOf(report);
	const head = line(`${cells(['figure', ...names])} why`, look);
	const rows = figureRows(report).flatMap(row => {
		const label = `${cells([row.figure, ...names.map(name => row[name])])} `;
		return paragraph({label, text: row.why}, look.columns - 1).map(each => ` ${each}`);
	});
	return [look.theme.paint.head(head), ...rows];
}

type AmountColumn = Exclude<keyof FigureRow, 'figure' | 'why'>;

export function columnsOf(report: ExperimentReport): readonly AmountColumn[] {
	const guess: readonly AmountColumn[] = hasGuesses(report) ? ['guess'] : [];
	return ['before', 'during', 'after', 'expected', ...guess, 'seen'];
}

function text(sentence: string, look: Look): string[] {
	return paragraph({text: sentence}, look.columns - 1).map(each => ` ${each}`);
}

function line(words: string, {columns, theme}: Look): string {
	return ` ${left(words, columns - 1, theme.glyphs.ellipsis)}`;
}

function blank({columns}: Look): string {
	return ' '.repeat(columns);
}
