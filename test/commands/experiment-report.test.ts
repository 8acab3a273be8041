import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {experimentJson} from '../../source/commands/experiment-json.js';
import {experimentMarkdown} from '../../source/commands/experiment-markdown.js';
import {experimentText} from '../../source/commands/experiment-text.js';
import {saveReport} from '../../source/commands/save-report.js';
import {experimentReport} from '../../source/model/experiment-report.js';
import {seriesSlopes} from '../../source/model/series-slope.js';
import {M, paperExperiment} from '../support/experiment.js';

async function finishedRun() {
	const {run} = await paperExperiment();
	return {run, report: experimentReport(run, {used: 10 * M})};
}

test('the JSON of an experiment has the shape of the contract', async t => {
	const {run, report} = await finishedRun();
	const json = JSON.parse(JSON.stringify(experimentJson(run, report)));
	t.like(json, {bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: 2, worker: {pid: 7, passes: 9}});
	t.is(json.before.process.rss, 50 * M);
	t.is(json.during.process.rss, 350 * M);
	t.is(json.after.process, null);
	t.is(json.before.memory.free - json.during.memory.free, 300 * M);
	t.deepEqual(
		json.figures.map((figure: {name: string}) => figure.name),
		[
			'used',
			'free',
			'available',
			'buffCache',
			'shared',
			'committed',
			'swap',
			'pageTables',
			'vsz',
			'rss',
			'pss',
			'uss',
		],
	);
	const [used] = json.figures;
	t.like(used, {deltaDuring: 300 * M, predicted: 10 * M, verdict: 'as expected'});
	t.is(json.figures.find((figure: {name: string}) => figure.name === 'shared').deltaDuring, null);
	t.deepEqual(json.map, {before: [], during: []});
	t.true(json.conclusion.length >= 1 && json.conclusion.length <= 3);
});

test('the text tells the steps, the chart, the figures and the conclusion', async t => {
	const {run, report} = await finishedRun();
	const text = experimentText(run, report, false);
	t.regex(text, /^300 MB \(300 MiB = 314,572,800 bytes\): anonymous memory, rmw, 2 s, worker 7\n/);
	t.regex(text, /^resident █+ +300M/m);
	t.regex(text, /^worker RSS.*50\.0M to 350M$/m);
	t.regex(text, /^figure +before +during +after +expected +guess +seen +why$/m);
	for (const sentence of report.conclusion) t.true(text.includes(sentence));
	t.notRegex(experimentText(run, report, true), /[^\n -~]/);
});

test('the Markdown has its tables, and no name becomes markup', async t => {
	const {run, report} = await finishedRun();
	const hostile = {
		...report,
		figures: report.figures.map(figure => ({...figure, why: 'a | b <script> [x](y) `z` *'})),
	};
	const text = experimentMarkdown([{run, report: hostile}], []);
	t.regex(text, /^\| figure \| before \| during \| after \| expected \| guess \| seen \| why \|$/m);
	t.regex(text, /^\| used \| .*\| as expected: a \\\| b \\<script\\> \\\[x\\\]\(y\\?\) \\`z\\` \\\* \|$/m);
	t.notRegex(text, /[^\\]<script/);
	const lines = text.split('\n').filter(line => line.startsWith('| ') && line.includes('as expected'));
	for (const line of lines) t.is(line.split(/(?<!\\)\|/).length, 10, line);
});

test('the Markdown of a series ends with its slopes', async t => {
	const finished = [await finishedRun(), await finishedRun()];
	const text = experimentMarkdown(finished, seriesSlopes(finished));
	t.is(text.match(/^## 300 MB/gm)?.length, 2);
	t.regex(text, /## Series/);
});

test('a report is saved under a new name, never over another file', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-report-'));
	const at = new Date('2026-11-24T02:03:04Z');
	const finished = [await finishedRun()];
	const first = saveReport(finished, at, folder);
	t.false(first.isError);
	t.deepEqual(readdirSync(folder), ['memtui-experiment-2026-11-24-020304.md']);
	t.regex(
		readFileSync(join(folder, 'memtui-experiment-2026-11-24-020304.md'), 'utf8'),
		/^# Memory experiment/,
	);
	t.true(saveReport(finished, at, folder).isError);
	t.true(saveReport(finished, at, join(folder, 'nowhere')).isError);
	rmSync(folder, {recursive: true});
});
