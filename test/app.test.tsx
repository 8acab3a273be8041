import {stripVTControlCharacters} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import chalk from 'chalk';
import {App} from '../source/app.js';
import {width} from '../source/format.js';
import {keymap} from '../source/keymap.js';
import type {Process} from '../source/platform/platform.js';
import {outsideText} from '../source/safe-text.js';
import {createTheme} from '../source/theme.js';
import {controlsIn} from './support/columns.js';
import {settled} from './support/fake-clock.js';
import {type InkScreen, inkScreen, inkTerminal} from './support/ink-screen.js';
import {type Monitor, monitorOf} from './support/monitor.js';
import {machineOf, processOf, readingOf, sampleOf} from './support/samples.js';
import {createScreen} from './support/screen.js';
import type {MadeRegion} from './support/smaps-text.js';

// Ink paints with the shared instance, which the test runner's pipe would switch off.
chalk.level = 3;

const M = 1024 ** 2;

const hostile = '\u001B]0;PWNED\u0007\u009B2J\u202E数据\u200B\n🐘';
const processes = [
	processOf({pid: 4242, name: 'java', command: '/usr/bin/java -jar shop.jar', user: 'app', rss: 900 * M}),
	processOf({pid: 1201, name: hostile, command: `${hostile} ${hostile}`, user: hostile, rss: 500 * M}),
	...Array.from({length: 60}, (_, i) =>
		processOf({pid: 2000 + i, name: `sh${i}`, command: `sh -c ${i}`, rss: (60 - i) * M}),
	),
	processOf({pid: 2, name: 'kthreadd', isKernelThread: true, vsz: 0, rankRss: 0, ppid: 0}),
];
const [java] = processes;

const regions: readonly MadeRegion[] = [
	{start: 0x7f0000000000n, end: 0x7f0010000000n, fields: {Size: 262_144, Rss: 131_072}, vmFlags: 'rd wr'},
	{
		start: 0x7f0020000000n,
		end: 0x7f0020100000n,
		perms: 'r-xp',
		device: '08:01',
		inode: 7,
		path: `/tmp/${hostile.replace('\n', '\\012')}/libc.so.6`,
		fields: {Size: 1024, Rss: 512},
		vmFlags: 'rd ex',
	},
];

type Look = {readonly color?: boolean; readonly ascii?: boolean};
type Opened = Monitor & {readonly screen: InkScreen};

async function open(
	t: ExecutionContext,
	columns = 160,
	rows = 45,
	look: Look = {},
	draw: typeof inkScreen = inkScreen,
	listed: readonly Process[] = processes,
): Promise<Opened> {
	const monitor = monitorOf();
	monitor.platform.processes = listed;
	if (java) monitor.platform.maps.set(java.pid, readingOf(regions, {process: java}));
	await monitor.poller.start();
	t.teardown(() => monitor.poller.stop());
	const theme = createTheme({color: look.color ?? true, ascii: look.ascii ?? false});
	const screen = await draw(t, <App store={monitor.store} theme={theme} />, {columns, rows});
	return {...monitor, screen};
}

/** A clock's second, and the frame that comes of it. */
async function second({clock, screen}: Opened): Promise<void> {
	await clock.advance(1000);
	await screen.drawn();
}

const text = ({screen}: Opened) => screen.lines().join('\n');

function isWhole(t: ExecutionContext, {screen}: Opened, columns: number, rows: number, label: string): void {
	const lines = screen.lines();
	t.is(lines.length, rows, label);
	for (const line of lines.slice(0, -1)) {
		t.is(width(line), columns, `${label}: ${JSON.stringify(line)}`);
		t.regex(line, /^[╭│╰].*[╮│╯]$/u, label);
	}
	// Ink leaves out blanks at the end of a line.
	t.true(width(lines.at(-1) ?? '') <= columns, label);
}

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

test.serial('every line is exactly as wide as the screen at any width and height, and framed', async t => {
	const opened = await open(t);
	opened.store.actions.mapSelected();
	await settled();
	for (const mode of ['list', 'types']) {
		if (mode === 'types') opened.store.actions.nextRegionMode();
		for (
			let columns = 40;
			columns <= 200;
			columns += columns < 84 || (columns > 146 && columns < 156) ? 1 : 7
		) {
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
		const opened = await open(t, 39, 10);
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

/** What a terminal is told to do, with the texts taken out: sequences of colours, places and modes. */
function commandsIn(written: string): string[] {
	return [...written.matchAll(/\u001B(?:\[[0-?]*[ -/]*[@-~]|[^[])/g)].map(([command]) => command);
}

/** Colours, cursor movement, erasing, and the modes that Ink sets: nothing that others could have put in. */
const known = /^\u001B\[(?:[0-9;]*[mABCDEFGHJKsu]|\?(?:25|1049|2026)[hl])$/;

test.serial('no name and no path of others puts a command to the terminal', async t => {
	const opened = await open(t, 160, 45, {}, inkTerminal);
	opened.store.actions.mapSelected();
	await second(opened);
	opened.store.actions.nextRegionMode();
	await opened.screen.type('v');
	await opened.screen.type('\u001B[B');
	opened.store.actions.setFilter('数据');
	await second(opened);
	const written = opened.screen.written();
	const strange = commandsIn(written).filter(command => !known.test(command));
	t.deepEqual(strange, []);
	const rest = commandsIn(written).reduce((kept, command) => kept.replace(command, ''), written);
	t.deepEqual(
		controlsIn(rest).filter(character => character !== '\n' && character !== '\r'),
		[],
	);
	t.true(written.includes('?]0;PWNED'));
});

/** The bytes as they come to the terminal: its line discipline makes CR LF of a line feed. */
const onTerminal = ({screen}: Opened) => Buffer.from(screen.written().replaceAll('\n', '\r\n'));

test.serial('a terminal shows what the panes drew, wide characters and all', async t => {
	const monitor = await open(t, 160, 45);
	const drawn = monitor.screen.lines().map(line => line.trimEnd());
	const opened = await open(t, 160, 45, {}, inkTerminal);
	const terminal = createScreen({columns: 160, rows: 45, answer: () => {}});
	t.teardown(() => terminal.dispose());
	await terminal.write(onTerminal(opened));
	t.deepEqual(terminal.text(), drawn);
	t.true(terminal.modes().alternateScreen);
	// And after a few changes of single lines too.
	for (const key of ['\u001B[B', '\u001B[B', 't', 's', '\u001B', '/', '数据', '\r', 'z', 'z']) {
		await monitor.screen.type(key);
		await opened.screen.type(key);
	}
	const again = createScreen({columns: 160, rows: 45, answer: () => {}});
	t.teardown(() => again.dispose());
	await again.write(onTerminal(opened));
	t.deepEqual(
		again.text(),
		monitor.screen.lines().map(line => line.trimEnd()),
	);
});

const everything = async (opened: Opened, look: (state: string) => void) => {
	const {screen, store, workers} = opened;
	look('at the start');
	await screen.type('\r');
	look('a map');
	await screen.type('v');
	look('a map by type');
	await screen.type('\t\r');
	look('an opened type');
	await screen.type('z');
	look('zoomed');
	await screen.type('z');
	await screen.type('t');
	look('a tree');
	await screen.type('s');
	look('the sort menu');
	await screen.type('\u001B');
	await screen.type('?');
	look('the help');
	await screen.type('x');
	await screen.type('/rss>');
	look('a filter that is wrong');
	await screen.type('\u0015\r');
	await screen.type('a9999999');
	look('an order that is refused');
	await screen.type('\u0015300\r');
	workers[0]?.say({event: 'started', pid: 77, bytes: 0, kind: 'anon', baseline: {rss: M}});
	opened.platform.processes = [
		...opened.platform.processes,
		processOf({pid: 77, name: 'memtui-worker', rss: 340 * M}),
	];
	await second(opened);
	look('a worker');
	await screen.type('p');
	look('paused');
	await screen.type('p');
	workers[0]?.end({reason: 'time'});
	await settled();
	await screen.drawn();
	t_report(store.getState().overlay?.kind);
	look('a report');
	await screen.type(' ');
	await screen.resize(60, 12);
	look('a small screen');
	await screen.resize(30, 5);
	look('too small');
};

function t_report(kind: string | undefined): void {
	if (kind !== 'report') throw new Error('the report should stand on the screen');
}

const tame = processes.filter(process => process.pid !== 1201);

test.serial('the ASCII look puts nothing on the screen that is beyond ASCII', async t => {
	const opened = await open(t, 160, 45, {ascii: true}, inkScreen, tame);
	const map = readingOf(regions.slice(0, 1), java && {process: java});
	opened.platform.maps.set(4242, map);
	await everything(opened, state => {
		for (const line of opened.screen.lines()) t.regex(line, /^[\x20-\x7E]*$/, state);
	});
});

test.serial('without colour nothing is painted but what is inverse', async t => {
	const opened = await open(t, 160, 45, {color: false});
	await everything(opened, state => {
		const sequences = new Set(commandsIn(opened.screen.painted().join('\n')));
		sequences.delete('\u001B[7m');
		sequences.delete('\u001B[27m');
		t.deepEqual([...sequences], [], state);
	});
});

test.serial('with colour every line ends in the terminal’s own', async t => {
	const opened = await open(t);
	await everything(opened, state => {
		for (const line of opened.screen.painted()) {
			// Ink closes what it opened: a foreground by 39, bold by 22, inverse by 27, a background by 49.
			const open_ = new Set<number>();
			for (const [, codes = ''] of line.matchAll(/\u001B\[([0-9;]*)m/g)) {
				const code = Number(codes.split(';')[0]);
				if (code === 39 || code === 49)
					for (const each of [...open_]) if (closes(code, each)) open_.delete(each);
				if (code === 22) for (const each of [1, 2]) open_.delete(each);
				if (code === 27) open_.delete(7);
				if (![0, 22, 27, 39, 49].includes(code)) open_.add(code);
			}
			t.deepEqual([...open_], [], `${state}: ${JSON.stringify(line)}`);
		}
	});
});

const closes = (code: number, opened: number) =>
	code === 39
		? (opened >= 30 && opened <= 38) || (opened >= 90 && opened <= 97)
		: (opened >= 40 && opened <= 48) || (opened >= 100 && opened <= 107);

test.serial('our own worker is marked in the list', async t => {
	const opened = await open(t);
	await opened.screen.type('a300\r');
	t.is(opened.workers.length, 1);
	opened.workers[0]?.say({event: 'started', pid: 77, bytes: 300 * M, kind: 'anon', baseline: {rss: M}});
	opened.platform.processes = [
		...processes,
		processOf({pid: 77, name: 'memtui-worker', rss: 340 * M, command: 'node'}),
	];
	opened.platform.cpu.set(77, 99.8);
	await second(opened);
	t.regex(text(opened), /│◆ +77 root +S +99\.8 +340M .*memtui-worker · 300 MB/);
	t.is(opened.store.getState().list.selected?.pid, 77);
	t.is([...text(opened)].filter(character => character === '◆').length, 1);
});

test.serial('the report of a worker stands over the panes until a key is pressed', async t => {
	const opened = await open(t);
	await opened.screen.type('a300\r');
	opened.workers[0]?.say({event: 'started', pid: 77, bytes: 300 * M, kind: 'anon', baseline: {rss: 41 * M}});
	opened.workers[0]?.say({event: 'finished', passes: 12, seconds: 10, bytesPerSecond: M, reason: 'released'});
	opened.workers[0]?.end({reason: 'released'});
	await settled();
	await opened.screen.drawn();
	t.regex(text(opened), /memory-user 77: 300 MB anon, released by d/);
	t.regex(text(opened), /passes.*12/);
	await opened.screen.type('\u001B');
	await waitForEscape(opened);
	t.notRegex(text(opened), /memory-user 77/);
});

/** Ink waits a moment whether an escape character begins a sequence. */
async function waitForEscape({store, screen}: Opened): Promise<void> {
	await new Promise<void>(resolve => {
		if (store.getState().overlay === undefined) return resolve();
		const stop = store.subscribe(state => {
			if (state.overlay !== undefined) return;
			stop();
			resolve();
		});
	});
	await screen.drawn();
}

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

const paneWords = {
	denied: {
		map: {failure: 'denied', message: 'the map of 4242 may be read by its own user or root only'},
		words: /denied: the map of 4242 may be read by its own user or root only/,
	},
	'of a kernel thread': {
		map: readingOf([], {process: java as Process, reason: 'a kernel thread has no memory of its own'}),
		words: /a kernel thread has no memory of its own/,
	},
	'of a zombie': {
		map: readingOf([], {
			process: java as Process,
			reason: 'a zombie: it has ended and given its memory back',
		}),
		words: /a zombie: it has ended/,
	},
	gone: {map: {failure: 'gone', message: 'process 4242 ended'}, words: /gone: process 4242 ended/},
} as const;

for (const [name, {map, words}] of Object.entries(paneWords)) {
	test.serial(`a map that is ${name} is told in words`, async t => {
		const opened = await open(t);
		opened.platform.maps.set(4242, map);
		await opened.screen.type('\r');
		t.regex(text(opened), words);
		t.regex(text(opened), /Regions of 4242 java/);
		isWhole(t, opened, 160, 45, name);
	});
}

test.serial('a map is shown with its pid, its regions and their sums', async t => {
	const opened = await open(t);
	await opened.screen.type('\r');
	t.regex(text(opened), /╭─ Regions of 4242 java · by RSS · 2 ─/);
	t.regex(text(opened), /│▸ 7f0000000000 +256M +128M .*│/);
	t.regex(text(opened), /│ {2}total +257M +129M /);
	await opened.screen.type('v');
	t.regex(text(opened), /╭─ Regions of 4242 java · by type · 2 ─/);
	t.regex(text(opened), /▸ anonymous +1 +256M +128M/);
});

test.serial('a process that ended keeps its last map, marked with its time', async t => {
	const opened = await open(t);
	await opened.screen.type('\r');
	opened.platform.maps.delete(4242);
	opened.platform.processes = processes.slice(1);
	await second(opened);
	t.regex(text(opened), /Regions of 4242 java · ended, map of \d\d:\d\d:\d\d/);
	t.regex(text(opened), /7f0000000000 +256M +128M/);
});

test.serial('the cost of a refresh stands in the corner', async t => {
	const own = processOf({pid: process.pid, name: 'memtui', rss: 48 * M});
	const opened = await open(t, 160, 45, {}, inkScreen, [...processes, own]);
	opened.clock.used += 12.4;
	await second(opened);
	t.regex(opened.screen.lines()[0] ?? '', / every 1 s · memtui 12 ms · 48 MB ─╮$/);
	await opened.screen.type('p');
	t.regex(opened.screen.lines()[0] ?? '', / paused · memtui 12 ms · 48 MB ─╮$/);
});

test.serial('the prompt tells what is available, and what is wrong as it is typed', async t => {
	const opened = await open(t);
	const last = () => opened.screen.lines().at(-1) ?? '';
	await opened.screen.type('a');
	t.regex(last(), /^ allocate MB \[SECONDS\] \[KIND\]: .*16\.0G available/);
	await opened.screen.type('99999');
	t.regex(last(), /99999 {3,}99999 MB asked for, 16,384 MB available/);
	await opened.screen.type('\u007F\u007F');
	t.regex(last(), /999 {3,}16\.0G available/);
	await opened.screen.type('\u0015');
	await opened.screen.type('x');
	t.regex(last(), /x {3,}MB is a whole number from 1/);
});

test.serial('the filter tells how many processes pass it, and what is wrong with it', async t => {
	const opened = await open(t);
	const last = () => opened.screen.lines().at(-1) ?? '';
	await opened.screen.type('/java');
	t.regex(last(), /^ filter: java {4,}1 processes/);
	t.regex(text(opened), /Processes · 1 · by RSS ▼ · java/);
	await opened.screen.type(' rss>');
	t.regex(last(), /rss> {4,}rss> needs a number/);
	await opened.screen.type('9g');
	t.regex(text(opened), /no process passes the filter/);
	isWhole(t, opened, 160, 45, 'empty');
});

test.serial('a frame in which nothing changed writes nothing', async t => {
	const opened = await open(t, 160, 45, {}, inkTerminal);
	await opened.screen.drawn();
	const before = opened.screen.written().length;
	opened.store.actions.clearNotice();
	opened.store.actions.focus('processes');
	await opened.screen.type('\u001B[D');
	await opened.screen.drawn();
	t.is(opened.screen.written().length, before);
});

test.serial('of a change of one line only that line is written', async t => {
	const opened = await open(t, 160, 45, {}, inkTerminal);
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
});

test.serial('keys come in raw and are given back when the screen is left', async t => {
	const opened = await open(t);
	t.true(opened.screen.input.isRaw);
	opened.screen.unmount();
	await settled();
	t.false(opened.screen.input.isRaw);
});

test.serial('a machine whose figures are missing is drawn with dashes', async t => {
	const opened = await open(t);
	const sample = sampleOf([processOf({pid: 5, name: 'x', facts: {}, figures: {}})], {
		machine: machineOf(
			{MemAvailable: undefined, MemTotal: undefined, SwapTotal: undefined},
			{
				limit: {path: outsideText(hostile), max: M, events: {}},
			},
		),
	});
	opened.store.actions.applyTick({sample, workerCpu: new Map(), cost: undefined, map: undefined});
	await opened.screen.drawn();
	isWhole(t, opened, 160, 45, 'missing figures');
	t.regex(text(opened), /available -/);
	t.false(stripVTControlCharacters(text(opened)).includes('NaN'));
});
