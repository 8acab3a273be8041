import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {act} from '../support/action-keys.js';
import {workersOf} from '../support/kernel.js';
import {runMemtui, startMemtui} from '../support/memtui.js';

const megabyte = 1024 * 1024;

type Figure = {
	readonly name: string;
	readonly deltaDuring: number | null;
	readonly expectedDuring: number | null;
	readonly predicted: number | null;
	readonly verdict: string | null;
	readonly why: string;
};

// A machine that is busy settles late.
const patience = 60_000;

const figureOf = (figures: readonly Figure[], name: string) => figures.find(figure => figure.name === name);
const near = (bytes: number | null | undefined, megabytes: number, share = 0.12) =>
	Math.abs((bytes ?? Number.NaN) / megabyte - megabytes) <= Math.max(3, megabytes * share);

// The machine's own figures move with the tests that run beside these: only the worker's are held strictly.

test('an experiment tells what the worker took, byte for byte, and what was expected of it', async t => {
	const {stdout, stderr, code} = await runMemtui(['experiment', '200', '0.5', '--json'], {timeout: patience});
	t.is(code, 0, stderr);
	const told = JSON.parse(stdout);
	t.like(told, {bytes: 200 * megabyte, kind: 'anon', access: 'rmw', seconds: 0.5});
	for (const name of ['rss', 'uss', 'vsz']) {
		const figure = figureOf(told.figures, name);
		t.is(figure?.expectedDuring, 200 * megabyte);
		t.true(near(figure?.deltaDuring, 200, 0.03), `${name} ${figure?.deltaDuring}`);
		t.is(figure?.verdict, 'as expected');
	}
	const sizeOf = (types: readonly {type: string; rss: number}[]) =>
		types.find(({type}) => type === 'anonymous')?.rss ?? 0;
	t.true(near(sizeOf(told.map.during) - sizeOf(told.map.before), 200));
	t.true(told.worker.passes > 0);
	t.is(told.after.process, null);
	t.true(told.conclusion.length >= 1);
	t.true(Math.abs(told.before.process.rss - told.worker.baseline.rss) < 8 * megabyte);
});

test('a reservation moves the address space and nothing that is resident', async t => {
	const {stdout, code} = await runMemtui(['experiment', '300', '0.3', '--kind', 'reserve', '--json'], {
		timeout: patience,
	});
	t.is(code, 0);
	const {figures, conclusion} = JSON.parse(stdout);
	t.true(near(figureOf(figures, 'vsz')?.deltaDuring, 300, 0.01));
	t.true(near(figureOf(figures, 'rss')?.deltaDuring, 0));
	t.regex(conclusion.join(' '), /[Aa]sking isn't touching/);
});

test('a file fills the page cache, and no process shows it', async t => {
	const {stdout, code} = await runMemtui(['experiment', '200', '0.3', '--kind', 'file', '--json'], {
		timeout: patience,
	});
	t.is(code, 0);
	const {figures} = JSON.parse(stdout);
	t.is(figureOf(figures, 'buffCache')?.expectedDuring, 200 * megabyte);
	t.true((figureOf(figures, 'buffCache')?.deltaDuring ?? 0) > 100 * megabyte);
	t.true(
		near(figureOf(figures, 'rss')?.deltaDuring, 0, 0.1) ||
			(figureOf(figures, 'rss')?.deltaDuring ?? 0) < 20 * megabyte,
	);
});

test('guesses are read line by line, and stand in the report beside what was seen', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-experiment-'));
	const file = join(folder, 'report.md');
	const {stdout, stderr, code} = await runMemtui(
		['experiment', '50', '0.2', '--predict', '--json', '--markdown', file],
		{stdin: '50\nnonsense\n-50\n\n0\n', timeout: patience},
	);
	t.is(code, 0, stderr);
	const {figures} = JSON.parse(stdout);
	t.is(figureOf(figures, 'used')?.predicted, 50 * megabyte);
	t.is(figureOf(figures, 'free')?.predicted, -50 * megabyte);
	t.is(figureOf(figures, 'available')?.predicted, null);
	t.is(figureOf(figures, 'buffCache')?.predicted, 0);
	t.is(figureOf(figures, 'rss')?.predicted, null);
	t.regex(stderr, /guess 1 of 6/);
	t.regex(stderr, /a guess is/);
	t.regex(
		readFileSync(file, 'utf8'),
		/\| figure \| before \| during \| after \| expected \| guess \| seen \| why \|/,
	);
	rmSync(folder, {recursive: true});
});

test('a series tells the slope of each figure', async t => {
	const {stdout, code} = await runMemtui(['experiment', '40,80', '0.2', '--json'], {timeout: patience});
	t.is(code, 0);
	const {runs, slopes} = JSON.parse(stdout);
	t.deepEqual(
		runs.map(({bytes}: {bytes: number}) => bytes / megabyte),
		[40, 80],
	);
	const rss = slopes.find(({name}: {name: string}) => name === 'rss');
	t.true(rss.slope > 0.95 && rss.slope < 1.05, JSON.stringify(rss));
});

test('what is wrong with an order ends with one line, and nothing is started', async t => {
	for (const args of [['0'], ['-5'], ['1.5'], ['100,'], [''], ['5', '-1'], ['5', '1', '--kind', 'wool']]) {
		const {stdout, stderr, code} = await runMemtui(['experiment', ...args], {timeout: patience});
		t.is(code, 2, args.join(' '));
		t.is(stdout, '');
		t.regex(stderr, /^memtui: [^\n]+\n$/);
	}
	const refused = await runMemtui(['experiment', '50,99999999'], {timeout: patience});
	t.is(refused.code, 1);
	t.regex(refused.stderr, /^memtui: 99999999 MB asked for, [\d,]+ MB available/);
});

test('on the screen an experiment shows its steps while it goes on and its report when it has ended', async t => {
	const terminal = await startMemtui(t);
	act(terminal, 'experiment');
	await terminal.waitFor('the prompt', () => terminal.row(-1).includes('experiment MB'));
	terminal.type('100 1');
	terminal.press('enter');
	await terminal.waitFor(
		'the worker to hold it',
		() => terminal.find('during: the worker streams'),
		patience,
	);
	t.is(workersOf(terminal.pid).length, 1);
	await terminal.waitFor('the report', () => terminal.find('M saves it as Markdown'), patience);
	const text = terminal.text();
	t.regex(text, /asked .*100M/);
	t.regex(text, /worker RSS.*\+100M.*\+(9[89].*|10[0-3])M.*as expected/);
	t.deepEqual(workersOf(terminal.pid), []);
	terminal.press('escape');
	await terminal.waitFor('the panes', () => terminal.find('Processes'));
});

test('an experiment that is ended early gives everything back and tells what was seen', async t => {
	const terminal = await startMemtui(t, {columns: 80, rows: 24});
	act(terminal, 'experiment');
	await terminal.waitFor('the prompt', () => terminal.row(-1).includes('experiment MB'));
	terminal.type('100 600');
	terminal.press('enter');
	await terminal.waitFor(
		'the worker to hold it',
		() => terminal.find('during: the worker streams'),
		patience,
	);
	act(terminal, 'release');
	await terminal.waitFor('the report', () => terminal.find('released early'), patience);
	t.deepEqual(workersOf(terminal.pid), []);
});
