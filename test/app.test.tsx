import test from 'ava';
import {width} from '../source/format.js';
import {keymap} from '../source/keymap.js';
import {isWhole, open, text} from './support/app-screen.js';
import {settled} from './support/fake-clock.js';
import {inkTerminal} from './support/ink-screen.js';

test.serial('the screen shows the three panes and the keys', async t => {
	const opened = await open(t);
	const lines = opened.screen.lines();
	t.regex(lines[0] ?? '', /^╭─ Memory ─+ every 1 s ─╮$/);
	t.regex(lines[6] ?? '', /^╭─ Processes · 63 · by RSS ▼ ─+╮╭─ Regions ─+╮$/);
	t.regex(lines[7] ?? '', /PID USER +S +%CPU +RSS▼ +PSS +SWAP +%MEM +TIME +COMMAND/);
	t.regex(lines[8] ?? '', /▸ +4242 app .* 900M .* java -jar shop\.jar/);
	t.regex(lines[44] ?? '', /^ Enter map .*\? help +q quit$/);
	t.true(text(opened).includes('Enter maps the selected process'));
});

/** Around every edge of the layout, and some between; that rows fit any width is tested pane by pane. */
const widths = [40, 41, 47, 59, 60, 61, 68, 79, 80, 81, 95, 110, 128, 149, 150, 151, 152, 163, 180, 200];

test.serial('every line is exactly as wide as the screen at any width and height, and framed', async t => {
	const opened = await open(t);
	opened.store.actions.mapSelected();
	await settled();
	for (const mode of ['list', 'types']) {
		if (mode === 'types') opened.store.actions.nextRegionMode();
		for (const columns of widths) {
			const rows = 10 + (columns % 41);
			await opened.screen.resize(columns, rows);
			isWhole(t, opened, columns, rows, `${mode} at ${columns}x${rows}`);
		}
	}
});

test.serial('zoomed, each pane fills the screen', async t => {
	const opened = await open(t);
	opened.store.actions.mapSelected();
	opened.store.actions.zoom();
	for (const [focus, title] of [
		['processes', 'Processes'],
		['regions', 'Regions of 4242 java'],
		['memory', 'Memory'],
	] as const) {
		opened.store.actions.focus(focus);
		for (const [columns, rows] of [
			[160, 45],
			[80, 24],
			[40, 10],
		] as const) {
			await opened.screen.resize(columns, rows);
			isWhole(t, opened, columns, rows, `${focus} at ${columns}x${rows}`);
			t.true(opened.screen.lines()[0]?.startsWith(`╭─ ${title}`));
		}
	}
});

const overlays = {
	'the filter prompt': '/rss>1',
	'the prompt for memory': 'a300 10',
	'the sort menu': 's',
	'the help': '?',
	'the search of the help': '?/sort',
};

for (const [name, keys] of Object.entries(overlays)) {
	test.serial(`with ${name} the lines stay as wide as the screen`, async t => {
		const opened = await open(t);
		for (const [columns, rows] of [
			[200, 50],
			[151, 45],
			[80, 24],
			[41, 11],
			[40, 10],
		] as const) {
			await opened.screen.resize(columns, rows);
			await opened.screen.type(keys);
			const lines = opened.screen.lines();
			t.is(lines.length, rows);
			for (const line of lines.slice(0, -1)) t.is(width(line), columns, JSON.stringify(line));
			t.true(width(lines.at(-1) ?? '') <= columns);
			opened.store.actions.show(undefined);
			opened.store.actions.setFilter('');
			await opened.screen.drawn();
		}
	});
}

test.serial(
	'a terminal that is too small is told what is needed, and gets its panes back at once',
	async t => {
		const opened = await open(t, {columns: 39, rows: 10});
		t.regex(text(opened).replaceAll(/\s+/g, ' '), /memtui needs 40x10, this is 39x10/);
		t.false(text(opened).includes('Processes'));
		for (const [columns, rows] of [
			[10, 3],
			[1, 1],
			[3, 2],
			[40, 9],
		] as const) {
			await opened.screen.resize(columns, rows);
			const lines = opened.screen.lines();
			t.true(lines.length <= rows, `${columns}x${rows}`);
			for (const line of lines) t.true(width(line) <= columns, `${columns}x${rows} ${JSON.stringify(line)}`);
		}
		await opened.screen.resize(80, 24);
		t.true(text(opened).includes('Processes'));
	},
);

test.serial('Esc and a key in one go are both taken', async t => {
	const opened = await open(t);
	await opened.screen.type('/node');
	await opened.screen.type('\u001Bt');
	t.is(opened.store.getState().overlay, undefined);
	t.is(opened.store.getState().list.filterText, '');
	t.true(opened.store.getState().list.tree);
});

test.serial('what a terminal answers or reports is not taken for keys', async t => {
	const opened = await open(t);
	const before = opened.store.getState();
	for (const answer of [
		'\u001B[?62;4c',
		'\u001B[12;40R',
		'\u001B[<0;10;5M',
		'\u001B[I',
		'\u001B[O',
		'\u001B[?2026;2$y',
	]) {
		await opened.screen.type(answer);
		t.deepEqual(opened.store.getState(), before, JSON.stringify(answer));
	}
});

test.serial('every key of the table, as a terminal sends it, reaches its action', async t => {
	const sequences: Readonly<Record<string, string>> = {
		up: '\u001B[A',
		down: '\u001B[B',
		pageUp: '\u001B[5~',
		pageDown: '\u001B[6~',
		home: '\u001B[H',
		end: '\u001B[F',
		tab: '\t',
		'shift-tab': '\u001B[Z',
		enter: '\r',
	};
	const opened = await open(t);
	// Each of them changes something from this state.
	for (const key of keymap.flatMap(({keys, action}) =>
		action === 'back' || action === 'quit' ? [] : keys,
	)) {
		opened.store.actions.show(undefined);
		opened.store.actions.back();
		opened.store.actions.focus('processes');
		opened.store.actions.edge(false);
		opened.store.actions.move(30);
		if (key === 'v') opened.store.actions.mapSelected();
		await opened.screen.drawn();
		const before = opened.store.getState();
		await opened.screen.type(sequences[key] ?? key);
		t.notDeepEqual(opened.store.getState(), before, key);
	}
});

test.serial('a frame in which nothing changed writes nothing', async t => {
	const opened = await open(t, {draw: inkTerminal});
	await opened.screen.drawn();
	const before = opened.screen.written().length;
	opened.store.actions.clearNotice();
	opened.store.actions.focus('processes');
	await opened.screen.type('\u001B[D');
	await opened.screen.drawn();
	t.is(opened.screen.written().length, before);
});

test.serial('of a change of one line only that line is written', async t => {
	const opened = await open(t, {draw: inkTerminal});
	const before = opened.screen.written().length;
	await opened.screen.type('\u001B[B');
	const bytes = opened.screen.written().length - before;
	t.true(bytes > 0 && bytes < 2000, `${bytes}`);
});

test.serial('the resize is drawn at once', async t => {
	const opened = await open(t);
	await opened.screen.resize(80, 24);
	isWhole(t, opened, 80, 24, 'after the resize');
	t.is(opened.store.getState().list.height, 7);
	t.is(opened.store.getState().regionHeight, 4);
});

test.serial('keys come in raw and are given back when the screen is left', async t => {
	const opened = await open(t);
	t.true(opened.screen.input.isRaw);
	opened.screen.unmount();
	await settled();
	t.false(opened.screen.input.isRaw);
});
