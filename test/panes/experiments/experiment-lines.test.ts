import test from 'ava';
import stringWidth from 'string-width';
import {experimentReport} from '../../../source/model/experiment-report.js';
import {seriesSlopes} from '../../../source/model/series-slope.js';
import {figureLines, progressLines, reportHead} from '../../../source/panes/experiments/experiment-lines.js';
import {seriesTable} from '../../../source/panes/experiments/series-lines.js';
import {createTheme} from '../../../source/theme.js';
import {M, order, paperExperiment} from '../../support/experiment.js';

const look = (columns: number, ascii = false) => ({theme: createTheme({color: false, ascii}), columns});

test('every line is exactly as wide as the view, however narrow it is', async t => {
	const {run, progress} = await paperExperiment();
	const report = experimentReport(run, {used: 300 * M});
	const finished = {run, report};
	for (const columns of [38, 60, 78, 118, 158]) {
		const lines = [
			...progress.flatMap(seen => progressLines(seen, look(columns))),
			...reportHead(finished, look(columns), false),
			...figureLines(report, look(columns)),
		];
		for (const line of lines) t.is(stringWidth(line), columns, JSON.stringify(line));
	}
});

test('while it goes on the view tells the phase, the four steps and what has moved', async t => {
	const {progress} = await paperExperiment({growth: 1000});
	const during = progress.findLast(({phase}) => phase === 'during');
	const text = during ? progressLines(during, look(120)).join('\n') : '';
	t.regex(text, /asked .* 300M/);
	t.regex(text, /resident .* 300M/);
	t.regex(text, /during: the worker streams through it/);
	t.regex(text, /worker RSS +50\.0M +350M +\+300M/);
	const after = progress.at(-1);
	const gone = after ? progressLines(after, look(120)).join('\n') : '';
	t.regex(gone, /resident .* 300M/, 'what was reached stays to be seen');
	t.regex(gone, /worker RSS +50\.0M +- +-/);
});

test('a reservation that is held says which key touches it', async t => {
	const {progress} = await paperExperiment({order: {...order, kind: 'reserve'}});
	const during = progress.findLast(({phase}) => phase === 'during');
	t.regex(during ? progressLines(during, look(120)).join('\n') : '', /T touches a tenth/);
});

test('the report shows guesses only where there were some', async t => {
	const {run} = await paperExperiment();
	const [head] = figureLines(experimentReport(run), look(120));
	t.false(head?.includes('guess'));
	const [withGuess, used] = figureLines(experimentReport(run, {used: -5 * M}), look(120));
	t.true(withGuess?.includes('guess'));
	t.regex(used ?? '', /used .*\+300M +-5\.00M +\+300M/);
});

test('in ASCII a report has no character beyond it', async t => {
	const {run} = await paperExperiment();
	const finished = {run, report: experimentReport(run)};
	const lines = [
		...reportHead(finished, look(100, true), false),
		...figureLines(finished.report, look(100, true)),
	];
	t.notRegex(lines.join('\n'), /[^\n -~]/);
});

test('a series is a line a figure, with what was seen of what was expected and the slope', async t => {
	const finished = await Promise.all(
		[100, 200, 500].map(async megabytes => {
			const {run} = await paperExperiment({order: {...order, bytes: megabytes * M}});
			return {run, report: experimentReport(run)};
		}),
	);
	const table = seriesTable(finished, seriesSlopes(finished));
	t.regex(table[0] ?? '', /100 MB +200 MB +500 MB +slope +range/);
	const rss = table.find(line => line.startsWith('worker RSS'));
	t.regex(rss ?? '', /\+100M\/100M +\+200M\/200M +\+500M\/500M +1\.00/);
	const free = table.find(line => line.startsWith('free'));
	t.regex(free ?? '', /-1\.00/);
});
