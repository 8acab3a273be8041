import {bytes} from '../format.js';
import type {ExperimentReport, ExperimentRun} from '../model/experiment.js';
import type {SeriesSlope} from '../model/series-slope.js';
import {slopeRange} from '../panes/experiments/series-lines.js';
import {
	experimentTitle,
	figureRows,
	figureWord,
	guessResult,
	hasGuesses,
	stepsOf,
	workerLine,
} from '../panes/experiments/words.js';
import type {FinishedExperiment} from '../store/experiments.js';

/** The report of an experiment as Markdown, to hand in. */
export function experimentMarkdown(
	finished: readonly FinishedExperiment[],
	slopes: readonly SeriesSlope[],
): string {
	const sections = finished.map(({run, report}) => section(run, report));
	if (finished.length > 1) {
		const rows = slopes.map(({name, slope, low, high}) => [
			figureWord(name),
			slope.toFixed(2),
			slopeRange(low, high),
		]);
		sections.push(
			`## Series\n\nBytes seen for each byte asked for.\n\n${table(['figure', 'slope', 'range'], rows)}\n`,
		);
	}
	return `# Memory experiment\n\n${sections.join('\n')}`;
}

function section(run: ExperimentRun, report: ExperimentReport): string {
	const withGuess = hasGuesses(report);
	const head = [
		...['figure', 'before', 'during', 'after', 'expected'],
		...(withGuess ? ['guess'] : []),
		...['seen', 'why'],
	];
	const rows = figureRows(report).map(row => [
		...[row.figure, row.before, row.during, row.after, row.expected],
		...(withGuess ? [row.guess] : []),
		...[row.seen, row.why],
	]);
	const steps = stepsOf(run).map(({name, bytes: amount, note}) => [name, bytes(amount), note]);
	return [
		`## ${cell(experimentTitle(run))}`,
		cell(`${workerLine(run)}.`),
		table(['', 'bytes', ''], steps),
		table(head, rows),
		[...report.conclusion, guessResult(report)].map(cell).join(' ').trim(),
		'',
	].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Names of processes stand in the explanations: nothing in them may become markup. */
function cell(text: string): string {
	return text.replace(/[\\|`*_<>[\]#]/g, character => `\\${character}`);
}
