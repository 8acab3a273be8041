import test from 'ava';
import {act} from '../support/action-keys.js';
import {filter} from '../support/filtering.js';
import {brokenFrames} from '../support/frames.js';
import {runMemtui, startMemtui} from '../support/memtui.js';
import {processRows} from '../support/process-rows.js';
import {startSleeper} from '../support/sleeper.js';

const mark = `hostile-${process.pid}`;
const title = '\u001B]0;PWNED\u0007';
/** What must not come out of any name: a terminal's title, a bell, other controls, and what turns text round. */
const unfit =
	/\u001B\]|[\u0007\u0008\u000B\u000E\u0080-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/;

test('a name and a path that would set the title of the terminal are shown and have no effect', async t => {
	const {pid} = await startSleeper(t, {comm: title, file: title, mark});
	const terminal = await startMemtui(t, {args: ['--interval', '0.2', String(pid)]});
	await terminal.waitFor('the map', () => terminal.find(`Regions of ${pid} ?]0;PWNED? `));
	await terminal.waitFor('the path in the map', () => terminal.find(/code +\S*\/\?\]0;PWNED\?│/));
	await filter(terminal, `pid=${pid}`);
	await terminal.waitFor('the process alone', () => processRows(terminal).length === 1);
	t.regex(processRows(terminal)[0]?.command ?? '', /\?\]0;PWNED\?/);
	act(terminal, 'regionView', 'nextPane', 'open', 'zoom');
	await terminal.waitFor('the type opened on the whole screen', () => terminal.find(/▾ code/));
	t.truthy(terminal.find(/r-xp .*\/\?\]0;PWNED\?/));
	terminal.press('q');
	t.is((await terminal.exit).code, 0);
	t.is(unfit.exec(terminal.raw()), null);

	for (const args of [['ps'], ['map', String(pid)], []]) {
		const {stdout, code} = await runMemtui(args);
		t.is(code, 0);
		t.is(unfit.exec(stdout), null, args.join(' '));
		if (args.length > 0) t.true(stdout.includes('?]0;PWNED?'), args.join(' '));
	}
	const list = await runMemtui(['ps', '--json']);
	t.is(unfit.exec(list.stdout), null);
	t.is(JSON.parse(list.stdout).find((process: {pid: number}) => process.pid === pid).name, title);
	const map = await runMemtui(['map', '--json', String(pid)]);
	t.is(unfit.exec(map.stdout), null);
	const paths: string[] = JSON.parse(map.stdout).regions.map((region: {path: string}) => region.path);
	t.true(paths.some(path => path?.endsWith(`/${title}`)));
});

const names = [
	['a line feed', 'two\nlines'],
	['a return', 'back\rforth'],
	['tabs', 'a\tb\tc'],
	['text turned round', '\u202Eteser\u202C'],
	['zero width', 'z\u200Bw\u2060j\uFEFF'],
	['wide', '記憶體記憶'],
	['wide, cut inside a character', 'a記憶體記憶'],
	['invalid UTF-8', Buffer.from('bad\xFF\xFE\x80\xC3', 'latin1')],
	['a C1 control as a byte', Buffer.from('a\x9B31mred', 'latin1')],
	['a C1 control in UTF-8', 'a\u009B31mred'],
	['colours', '\u001B[41mred\u001B[0m'],
	['combining', 'e\u0301o\u0308a\u030A\u0323'],
	['emoji', '🦀🦀🦀'],
	['a joined emoji', '👩\u200D💻'],
	['an emoji of a colour', '👍🏽ok'],
	['a flag', '🇩🇪🇫🇷'],
	['an emoji by a selector', '❤\uFE0F1\uFE0F\u20E3'],
	['Hangul by its parts', '\u1112\u1161\u11AB'],
	['Devanagari', 'क्षत्रि'],
	['Thai', 'น้ำ'],
	['a parenthesis', ') R 1 1'],
	['blanks', '  two  '],
	['a replacement character', '\uFFFD\uFFFD'],
	['private use', '\uE000\u{F0000}'],
] as const;

test('no name of a process or a file shifts a frame or ends a line', async t => {
	const sleepers = await Promise.all(
		names.map(async ([what, name]) => ({
			what,
			name,
			...(await startSleeper(t, {comm: name, file: name, mark})),
		})),
	);
	const terminal = await startMemtui(t, {args: ['--interval', '0.2']});
	await filter(terminal, mark);
	await terminal.waitFor('a row for each of them', () => processRows(terminal).length === names.length);
	t.deepEqual(brokenFrames(terminal), []);
	// By pid, the order in which rows don't move.
	act(terminal, 'previousSort', 'previousSort', 'previousSort', 'previousSort', 'first');
	for (let i = 0; i < names.length; i++) {
		const {pid} = await terminal.waitFor(`row ${i}`, () => {
			const row = processRows(terminal)[i];
			return terminal.find('by PID') && row?.isSelected && row;
		});
		const what = sleepers.find(sleeper => sleeper.pid === pid)?.what ?? '';
		act(terminal, 'open');
		await terminal.waitFor(
			`the map of ${what}`,
			() => terminal.find(`Regions of ${pid} `) && terminal.find(/total .* regions/),
		);
		t.deepEqual(brokenFrames(terminal), [], what);
		act(terminal, 'down');
	}
	// On a narrow screen names are cut.
	for (const columns of [40, 41, 80, 81, 100, 101]) {
		terminal.resize(columns, 40);
		await terminal.waitFor(`the frames at ${columns}`, () => brokenFrames(terminal).length === 0);
	}
	terminal.press('q');
	t.is((await terminal.exit).code, 0);
	t.is(unfit.exec(terminal.raw()), null);

	const {stdout} = await runMemtui(['ps']);
	const lines = stdout.split('\n').filter(line => line.includes(mark));
	t.is(lines.length, names.length);
	t.is(unfit.exec(stdout), null);
});
