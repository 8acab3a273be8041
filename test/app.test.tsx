import test from 'ava';
import {App} from '../source/app.js';
import {width} from '../source/format.js';
import {keymap} from '../source/keymap.js';
import {layout, listSizes, type Pane} from '../source/layout.js';
import {createTheme} from '../source/theme.js';
import {isWhole, java, type Opened, open, processes, text} from './support/app-screen.js';
import {settled} from './support/fake-clock.js';
import {inkScreen, inkTerminal} from './support/ink-screen.js';
import {monitorOf} from './support/monitor.js';
import {readingOf} from './support/samples.js';

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

/** What stands inside the frame of a pane, row by row. */
function inside(lines: readonly string[], pane: Pane | undefined): string[] {
	if (!pane) return [];
	return lines
		.slice(pane.y + 1, pane.y + pane.height - 1)
		.map(row => row.slice(pane.x + 1, pane.x + pane.width - 1));
}

const screens = [
	[160, 45],
	[200, 60],
	[80, 24],
	[79, 24],
	[40, 10],
] as const;

for (const [columns, rows] of screens) {
	test.serial(
		`the first frame at ${columns}x${rows} has all rows that there is room for, and none after it differs`,
		async t => {
			const place = layout(columns, rows, 'processes', false);
			const {store, poller, platform} = monitorOf();
			platform.processes = processes;
			// As the monitor does it.
			store.actions.fit(listSizes(place));
			await poller.start();
			t.teardown(() => poller.stop());
			const app = <App store={store} theme={createTheme({color: false, ascii: false})} />;
			const screen = await inkScreen(t, app, {columns, rows});
			// What Ink draws after it is the same again.
			t.is(screen.written(), screen.painted().join('\n').repeat(screen.frames()));
			const [, ...listed] = inside(screen.lines(), place.panes.processes);
			t.is(listed.length, store.getState().list.height);
			// Each with a figure of its own, not with what the kernel's ranking says.
			for (const line of listed) t.regex(line, /^[▸ ] +\d+ /);
			const shown = store.getState().list.rows.slice(0, listed.length);
			t.true(shown.every(({process}) => process.figures !== undefined));
		},
	);
}

test.serial('the list of regions fills its pane, down to its last row', async t => {
	const opened = await open(t);
	const regions = Array.from({length: 80}, (_, i) => ({
		start: 0x1000000n + BigInt(i) * 0x10000n,
		end: 0x1001000n + BigInt(i) * 0x10000n,
		fields: {Size: 4, Rss: 4},
	}));
	opened.platform.maps.set(java.pid, readingOf(regions, {process: java}));
	opened.store.actions.mapSelected();
	await settled();
	opened.store.actions.focus('regions');
	opened.store.actions.edge(true);
	for (const [columns, rows] of screens) {
		await opened.screen.resize(columns, rows);
		const place = layout(columns, rows, 'regions', false);
		const [, ...listed] = inside(opened.screen.lines(), place.panes.regions);
		t.is(opened.store.getState().regionHeight, listed.length - 1);
		t.regex(listed.at(-1) ?? '', /total/, `${columns}x${rows}`);
		t.regex(listed.at(-2) ?? '', /14f0000/, `${columns}x${rows}`);
		for (const line of listed) t.regex(line, /\S/);
	}
});

/** Around every edge of the layout, and some between; that rows fit any width is tested pane by pane. */
const widths = [40, 41, 47, 59, 60, 61, 68, 79, 80, 81, 95, 110, 128, 149, 150, 151, 152, 163, 180, 200];

test.serial('every line is exactly as wide as the screen at any width and height, and framed', async t => {
	const opened = await open(t);
	opened.store.actions.mapSelected();
	await settled();
	for (const mode of ['list', 'types', 'files', 'picture']) {
		if (mode !== 'list') opened.store.actions.nextRegionMode();
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

test.serial('the help does not scroll beyond its end, so that the first key back moves it', async t => {
	const opened = await open(t, {columns: 80, rows: 24});
	await opened.screen.type('?');
	const first = text(opened);
	await opened.screen.type('G');
	const last = text(opened);
	t.not(last, first);
	await opened.screen.type('jj\u001B[6~');
	t.is(text(opened), last);
	await opened.screen.type('k');
	t.not(text(opened), last);
	await opened.screen.type('j');
	t.is(text(opened), last);
	await opened.screen.type('g');
	t.is(text(opened), first);
});

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

/** The picture of java's address space, with its cursor between the ends. */
async function intoPicture({store, screen}: Opened): Promise<void> {
	const {actions} = store;
	actions.edge(false);
	actions.mapSelected();
	await settled();
	actions.focus('regions');
	while (store.getState().regions?.mode !== 'picture') actions.nextRegionMode();
	await screen.drawn();
	actions.sideways(1);
}

test.serial('every key of the table, as a terminal sends it, reaches its action', async t => {
	const sequences: Readonly<Record<string, string>> = {
		up: '\u001B[A',
		down: '\u001B[B',
		left: '\u001B[D',
		right: '\u001B[C',
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
		opened.store.actions.move(30, 'down');
		if (key === 'v') opened.store.actions.mapSelected();
		if (key === 'left' || key === 'right') await intoPicture(opened);
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
