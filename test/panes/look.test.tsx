import test from 'ava';
import {type Opened, open, second, tame} from '../support/app-screen.js';
import {controlsIn} from '../support/columns.js';
import {settled} from '../support/fake-clock.js';
import {inkTerminal} from '../support/ink-screen.js';
import {processOf} from '../support/samples.js';
import {createScreen} from '../support/screen.js';

const M = 1024 ** 2;

/** Escape sequences: what a terminal is told to do beside showing text. */
function commandsIn(written: string): string[] {
	return [...written.matchAll(/\u001B(?:\[[0-?]*[ -/]*[@-~]|[^[])/g)].map(([command]) => command);
}

/** Colours, cursor movement, erasing, and the modes that Ink sets: nothing that others could have put in. */
const known = /^\u001B\[(?:[0-9;]*[mABCDEFGHJKsu]|\?(?:25|1049|2026)[hl])$/;

test.serial('no name and no path of others puts a command to the terminal', async t => {
	const opened = await open(t, {draw: inkTerminal});
	await opened.screen.type('\r');
	await second(opened);
	await opened.screen.type('v');
	await opened.screen.type('\u001B[B');
	await opened.screen.type('/数据\r');
	await second(opened);
	const written = opened.screen.written();
	const commands = commandsIn(written);
	t.deepEqual(
		commands.filter(command => !known.test(command)),
		[],
	);
	const rest = commands.reduce((kept, command) => kept.replace(command, ''), written);
	t.deepEqual(
		controlsIn(rest).filter(character => character !== '\n' && character !== '\r'),
		[],
	);
	// It was on the screen, in the list and in the map.
	t.true(written.includes('?]0;PWNED??2J?数据??🐘'));
	t.true(written.includes('/libc.so.6'));
});

/** What a terminal of that size shows of all that was written to it. */
async function shownBy({screen}: Opened) {
	const terminal = createScreen({columns: 160, rows: 45, answer: () => {}});
	// The terminal's line discipline makes CR LF of a line feed.
	await terminal.write(Buffer.from(screen.written().replaceAll('\n', '\r\n')));
	const shown = {text: terminal.text(), modes: terminal.modes()};
	terminal.dispose();
	return shown;
}

test.serial('a terminal shows what the panes drew, wide characters and all', async t => {
	const whole = await open(t);
	const drawn = () => whole.screen.lines().map(line => line.trimEnd());
	const opened = await open(t, {draw: inkTerminal});
	const first = await shownBy(opened);
	t.deepEqual(first.text, drawn());
	t.true(first.modes.alternateScreen);
	// And after changes of which only the lines that are others were written.
	for (const keys of ['\u001B[B', '\u001B[B', 't', 's', '\u001B', '/', '数据', '\r', 'z', 'z']) {
		await whole.screen.type(keys);
		await opened.screen.type(keys);
	}
	t.deepEqual((await shownBy(opened)).text, drawn());
});

/** Goes through all that the screen can show, and calls `look` at each stop. */
async function everything(opened: Opened, look: (stop: string) => void): Promise<void> {
	const {screen, platform, store, workers} = opened;
	const show = async (keys: string, stop: string) => {
		await screen.type(keys);
		look(stop);
	};
	look('the start');
	await show('\r', 'a map');
	await show('v', 'a map by type');
	await show('\t\r', 'an opened type');
	await show('z', 'a zoomed map');
	await show('zt', 'a tree');
	await show('s', 'the sort menu');
	await screen.type('x');
	await show('?', 'the help');
	await show('/sort', 'the search of the help');
	await screen.type('\rx');
	await show('/rss>', 'a filter that is wrong');
	await show('\u0015\ra9999999', 'an order that is refused');
	await screen.type('\u0015300\r');
	workers[0]?.say({event: 'started', pid: 77, bytes: 0, kind: 'anon', access: 'rmw', baseline: {rss: M}});
	platform.processes = [...platform.processes, processOf({pid: 77, name: 'memtui-worker', rss: 340 * M})];
	await second(opened);
	look('a worker');
	await show('p', 'a pause');
	workers[0]?.end({reason: 'time'});
	await settled();
	await screen.drawn();
	if (store.getState().overlay?.kind !== 'report') throw new Error('the report should be on the screen');
	look('a report');
	await screen.resize(60, 12);
	look('a report on a small screen');
	await show('x', 'a small screen');
	await screen.resize(30, 5);
	look('a screen that is too small');
}

test.serial('the ASCII look puts nothing on the screen that is beyond ASCII', async t => {
	const opened = await open(t, {ascii: true, listed: tame});
	await everything(opened, stop => {
		for (const line of opened.screen.lines()) t.regex(line, /^[\x20-\x7E]*$/, stop);
	});
});

test.serial('without colour nothing is painted but what is inverse', async t => {
	const opened = await open(t, {color: false});
	await everything(opened, stop => {
		const painted = new Set(commandsIn(opened.screen.painted().join('\n')));
		painted.delete('\u001B[7m');
		painted.delete('\u001B[27m');
		t.deepEqual([...painted], [], stop);
	});
});

/** By which code what a code began is ended: foregrounds, backgrounds, bold and dim, inverse (ECMA-48, 8.3.117). */
function endOf(code: number): number {
	if (code === 1 || code === 2) return 22;
	if (code < 10) return code + 20;
	return Math.floor((code % 60) / 10) === 3 ? 39 : 49;
}

function leftOpen(line: string): number[] {
	const open = new Map<number, number>();
	for (const [, codes = ''] of line.matchAll(/\u001B\[([0-9;]*)m/g)) {
		const code = Number(codes.split(';')[0]);
		if (![22, 27, 39, 49].includes(code)) open.set(code, endOf(code));
		else for (const [begun, end] of open) if (end === code) open.delete(begun);
	}
	return [...open.keys()];
}

test.serial('with colour every line ends in the terminal’s own', async t => {
	t.deepEqual(leftOpen('\u001B[1m\u001B[90ma\u001B[39m\u001B[7mb\u001B[27m'), [1]);
	const opened = await open(t);
	await everything(opened, stop => {
		for (const line of opened.screen.painted()) t.deepEqual(leftOpen(line), [], stop);
	});
});
