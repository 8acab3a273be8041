import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {type SortKey, sortKeys} from '../../../source/model/process-order.js';
import {columns as allColumns, fitColumns} from '../../../source/panes/processes/columns.js';
import {headLine, processLine, type RowInput} from '../../../source/panes/processes/rows.js';
import type {Process} from '../../../source/platform/platform.js';
import {newWorker} from '../../../source/store/workers.js';
import {createTheme} from '../../../source/theme.js';
import {anyProcess, hostileText} from '../../support/arbitrary.js';
import {cellsOf, controlsIn, paintedWidth} from '../../support/columns.js';
import {processOf, sampleOf} from '../../support/samples.js';

const M = 1024 ** 2;
const theme = createTheme({color: true, ascii: false});
const plain = createTheme({color: false, ascii: true});
const colourless = createTheme({color: false, ascii: false});

const sample = sampleOf([], {monotonic: 2000});
const context = {sample, previous: undefined, total: 1000 * M, workerCpu: new Map<number, number>()};
const worker = {...newWorker(1, {bytes: 300 * M, kind: 'anon', access: 'rmw'}), pid: 77};

type Given = Partial<Omit<RowInput, 'row'>> & {readonly guide?: readonly boolean[]};

function row(process: Process, {guide, ...given}: Given = {}, columns = 100, look = colourless) {
	const input = {
		row: {process, ...(guide && {guide})},
		isSelected: false,
		worker: undefined,
		context,
		...given,
	};
	return processLine(input, {theme: look, columns, isFocused: true});
}

const heads = (columns: number) => fitColumns(columns).shown.map(column => column.head);
const head = (key: SortKey, reverse: boolean, columns = 100) =>
	stripVTControlCharacters(headLine({key, reverse}, {theme, columns}));

const postgres = processOf({
	pid: 1201,
	name: 'postgres',
	command: 'postgres: writer',
	user: 'app',
	state: 'S',
	cpuTime: 61_230,
	figures: {rss: 214 * M, swap: 1.2 * M},
	rollup: {at: 0, pss: 100 * M},
});

test('a process is a line of figures and its command', t => {
	t.is(
		row(postgres),
		`     1201 app      S     -  214M  100M 1.20M  21.4 1:01.23 postgres: writer${' '.repeat(25)}`,
	);
});

test('figures stand under their heads', t => {
	const [top, line] = [head('rss', false), row(postgres)];
	for (const [word, figure] of [
		['PID', '1201'],
		['RSS', '214M'],
		['PSS', '100M'],
		['SWAP', '1.20M'],
		['%MEM', '21.4'],
		['TIME', '1:01.23'],
	] as const) {
		const end = (text: string, part: string) => text.indexOf(part) + part.length;
		t.true(line.includes(figure), figure);
		// The sorted column carries an arrow that takes a place of its own.
		const shift = word === 'RSS' ? 1 : 0;
		t.is(end(line, figure), end(top, word) + shift, word);
	}
	t.is(top.indexOf('COMMAND'), line.indexOf('postgres'));
});

test('what could not be had is a dash in its place and never a zero', t => {
	const denied = processOf({pid: 5, name: 'sshd', facts: {}, figures: {}, rollup: {at: 0, reason: 'denied'}});
	t.is(row(denied).slice(0, 59).trim().replace(/ +/g, ' '), '5 - S - - - - - 0:00.00');
	const unread = processOf({pid: 5, name: 'sshd', facts: undefined, rankRss: 3 * M});
	t.is(row(unread).slice(0, 59).trim().replace(/ +/g, ' '), '5 - S - 3.00M - - 0.3 0:00.00');
});

test('the head carries the arrow at the sorted column', t => {
	t.regex(head('rss', false), / RSS▼ /);
	t.regex(head('rss', true), / RSS▲ /);
	t.regex(head('pid', false), / PID▲ /);
	t.regex(head('command', false), /COMMAND▲ *$/);
	t.notRegex(head('rss', false), /[▲▼].*[▲▼]/);
});

test('columns are dropped one by one as the pane becomes narrow, and four always stay', t => {
	const all = allColumns.map(column => column.head);
	t.deepEqual(heads(200), all);
	const order: string[] = [];
	for (let columns = 200; columns >= 38; columns--) {
		const gone = heads(columns + 1).filter(each => !heads(columns).includes(each));
		// A column that is dropped does not come back, but below 60 columns, where the command is given less.
		t.deepEqual(
			heads(columns).filter(each => !heads(columns + 1).includes(each)),
			columns === 59 ? heads(columns).filter(each => !heads(60).includes(each)) : [],
			`${columns}`,
		);
		order.push(...gone);
	}
	t.deepEqual([...new Set(order)], ['%MEM', 'TIME', 'S', 'SWAP', '%CPU', 'PSS']);
	t.deepEqual(heads(38), ['PID', 'USER', 'RSS']);
});

test('the head has the words of the contract at any width', t => {
	for (let columns = 38; columns <= 200; columns++) {
		for (const word of ['PID', 'USER', 'RSS', 'COMMAND'])
			t.true(head('rss', false, columns).includes(word), `${columns} ${word}`);
	}
});

test('our own worker is marked, also when it is selected, and its size is told', t => {
	const process = processOf({
		pid: 77,
		name: 'memtui-worker',
		rss: 340 * M,
		command: '/usr/bin/node memory-user.js',
	});
	t.regex(row(process, {worker}), /^◆ {6}77 .* memtui-worker · 300 MB *$/);
	t.regex(row(process, {worker, isSelected: true}), /^\u001B\[7m◆/);
	t.regex(row(process, {worker}, 100, plain), /^\* .* memtui-worker - 300 MB *$/);
});

test('the CPU of a worker is the one that was told between two refreshes', t => {
	const told = {...context, workerCpu: new Map([[77, 99.5]])};
	t.regex(row(processOf({pid: 77}), {context: told}), / S {2}99\.5 /);
	t.regex(row(processOf({pid: 78}), {context: told}), / S {5}- /);
});

test('the selected row is inverse where the focus is, and pointed at everywhere', t => {
	t.regex(row(postgres, {isSelected: true}), /^\u001B\[7m▸ .*\u001B\[27m$/);
	const input = {row: {process: postgres}, isSelected: true, worker: undefined, context};
	const elsewhere = processLine(input, {theme: colourless, columns: 100, isFocused: false});
	t.regex(elsewhere, /^▸ {4}1201 [^\u001B]*$/);
});

test('without colour nothing is painted but the selected row', t => {
	const kernel = processOf({pid: 2, isKernelThread: true});
	for (const line of [
		row(postgres),
		row(kernel),
		row(postgres, {worker}),
		headLine({key: 'rss', reverse: false}, {theme: colourless, columns: 90}),
	]) {
		t.false(line.includes('\u001B'));
	}
});

const commandOf = (process: Process, given: Given = {}) => row(process, given, 160).slice(59).trim();

test('the command is shown without the folder of the program', t => {
	t.is(
		commandOf(processOf({pid: 5, name: 'python3', command: '/usr/bin/python3 -m http.server'})),
		'python3 -m http.server',
	);
	t.is(commandOf(processOf({pid: 5, name: 'ls', command: 'ls /usr/bin'})), 'ls /usr/bin');
	t.is(commandOf(processOf({pid: 5, name: '/', command: '/'})), '/');
});

test('without arguments the kernel’s name stands in brackets', t => {
	t.is(commandOf(processOf({pid: 2, name: 'kthreadd', isKernelThread: true})), '[kthreadd]');
	t.is(commandOf(processOf({pid: 9, name: 'sh', state: 'Z'})), '[sh]');
	// Before its arguments were read nobody knows whether it has any.
	t.is(commandOf(processOf({pid: 9, name: 'sh', facts: undefined})), 'sh');
	t.is(
		commandOf(processOf({pid: 2, name: 'kthreadd', facts: undefined, isKernelThread: true})),
		'[kthreadd]',
	);
});

test('a name that the arguments don’t show stands before them', t => {
	t.is(
		commandOf(processOf({pid: 5, name: 'worker-7', command: '/usr/bin/node server.js'})),
		'{worker-7} node server.js',
	);
	// Cut at 15 bytes inside a character it still is the program's name.
	const cut = processOf({
		pid: 5,
		name: Buffer.from('größenverwalt\u00FC').subarray(0, 16),
		command: 'größenverwaltül x',
	});
	t.is(commandOf(cut), 'größenverwaltül x');
});

test('as a tree the branches stand before the command', t => {
	t.is(commandOf(postgres, {guide: []}), 'postgres: writer');
	t.is(commandOf(postgres, {guide: [true]}), '├─ postgres: writer');
	t.is(commandOf(postgres, {guide: [true, false, false]}), '│   └─ postgres: writer');
});

const anyGuide = fc.array(fc.boolean(), {maxLength: 16});
const anyTheme = fc.constantFrom(theme, plain, colourless);

test('every line is exactly as wide as the pane, whatever is in it', t => {
	fc.assert(
		fc.property(
			anyProcess,
			fc.integer({min: 38, max: 200}),
			fc.boolean(),
			fc.boolean(),
			anyGuide,
			anyTheme,
			(process, columns, isSelected, isWorker, guide, look) => {
				const line = row(process, {isSelected, worker: isWorker ? worker : undefined, guide}, columns, look);
				t.is(paintedWidth(line), columns, JSON.stringify(line));
			},
		),
		{numRuns: 300},
	);
});

test('text without clusters takes the cells that the terminal model counts', t => {
	const letters = fc.string({
		unit: fc.constantFrom(...'a Z 数 据 한 🐘 ß Ａ \u001B \u202E'.split(' ')),
		maxLength: 40,
	});
	fc.assert(
		fc.property(letters, letters, fc.integer({min: 38, max: 200}), (name, command, columns) => {
			t.is(cellsOf(row(processOf({pid: 5, name, command, user: name}), {}, columns)), columns);
		}),
	);
});

test('no name, user or command puts a control character out', t => {
	fc.assert(
		fc.property(anyProcess, fc.boolean(), fc.boolean(), (process, isSelected, isWorker) => {
			const line = row(process, {isSelected, worker: isWorker ? worker : undefined}, 160, theme);
			t.deepEqual(controlsIn(line), []);
		}),
		{numRuns: 300},
	);
	fc.assert(
		fc.property(hostileText, hostileText, (name, command) => {
			t.deepEqual(controlsIn(row(processOf({pid: 5, name, command, user: name}), {}, 160, theme)), []);
		}),
	);
});

test('the head is exactly as wide as the pane for every order', t => {
	fc.assert(
		fc.property(
			fc.constantFrom(...sortKeys),
			fc.boolean(),
			fc.integer({min: 38, max: 200}),
			anyTheme,
			(key, reverse, columns, look) => {
				t.is(paintedWidth(headLine({key, reverse}, {theme: look, columns})), columns);
			},
		),
	);
});

test('the ASCII look puts no character beyond ASCII that the process did not bring', t => {
	const ascii = processOf({
		pid: 4_000_000,
		name: 'x'.repeat(15),
		command: 'y'.repeat(300),
		user: 'z'.repeat(40),
		rss: M,
	});
	fc.assert(
		fc.property(fc.integer({min: 38, max: 200}), anyGuide, fc.boolean(), (columns, guide, isWorker) => {
			t.regex(row(ascii, {guide, worker: isWorker ? worker : undefined}, columns, plain), /^[\x20-\x7E]*$/);
			t.regex(headLine({key: 'cpu', reverse: true}, {theme: plain, columns}), /^[\x20-\x7E]*$/);
		}),
	);
});
