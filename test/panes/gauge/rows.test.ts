import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {gaugeLines} from '../../../source/panes/gauge/rows.js';
import type {Machine} from '../../../source/platform/platform.js';
import {outsideText} from '../../../source/safe-text.js';
import type {History} from '../../../source/store/history.js';
import {createTheme} from '../../../source/theme.js';
import {anyMachine} from '../../support/arbitrary.js';
import {controlsIn, paintedWidth} from '../../support/columns.js';
import {machineOf, sampleOf} from '../../support/samples.js';

const G = 1024 ** 3;
const theme = createTheme({color: true, ascii: false});
const plain = createTheme({color: false, ascii: true});

const lines = (machine: Machine, columns: number, rows: number, history: History = []) =>
	gaugeLines({sample: sampleOf([], {machine}), previous: undefined, history}, {theme, columns}, rows).map(
		line => stripVTControlCharacters(line),
	);

test('a machine is shown as its parts, its figures and its course', t => {
	const history = [0, 1, 2, 3].map(i => ({at: i * 1000, used: i * 8 * G, available: (3 - i) * 8 * G}));
	t.deepEqual(lines(machineOf({}, {pressure: {some: line(0.4), full: line(0)}}), 100, 4, history), [
		` ${'█'.repeat(24)}${'▓'.repeat(4)}${'▒'.repeat(31)}${'░'.repeat(2)}${'?'.repeat(4)}${'·'.repeat(33)} `,
		' ■ programs 6.00G  ▓ shared 1.00G  ▒ file cache 7.50G  ░ kernel 592M  · free 8.00G      total 24.0G ',
		' used 8.00G 33.3%   available 16.0G   swap 512M of 2.00G   pressure some 0.4% full 0.0%   fine      ',
		` used ▁▃▆█${' '.repeat(34)} available █▆▃▁${' '.repeat(34)} 3 s   `,
	]);
});

const line = (avg10: number) => ({avg10, avg60: 0, avg300: 0, total: 0});

test('the fewer rows there are the less is told, the figures last of all', t => {
	const first = (rows: number) => lines(machineOf(), 100, rows).map(each => each.trim().slice(0, 4));
	t.deepEqual(first(0), ['used']);
	t.deepEqual(first(1), ['used']);
	t.deepEqual(first(2), ['████', 'used']);
	t.deepEqual(first(3), ['████', '■ pr', 'used']);
	t.deepEqual(first(4), ['████', '■ pr', 'used', 'used']);
});

test('on a wide screen the legend has all parts, those without an explanation too, and the total', t => {
	const [, legend = ''] = lines(machineOf(), 140, 3);
	t.regex(legend, /^ ■ programs 6\.00G .* \? unexplained 944M {3}· free 8\.00G +total 24\.0G $/);
});

/** The legend of the same machine in the frames of narrower and narrower screens. */
const legends: ReadonlyArray<readonly [columns: number, ascii: boolean, legend: string]> = [
	[
		126,
		false,
		'■ programs 6.00G   ▓ shared 1.00G   ▒ file cache 7.50G   ░ kernel 592M   ? unexplained 944M   · free 8.00G       total 24.0G',
	],
	[
		118,
		false,
		'■ programs 6.00G  ▓ shared 1.00G  ▒ file cache 7.50G  ░ kernel 592M  ? unexplained 944M  · free 8.00G    total 24.0G',
	],
	[
		98,
		true,
		'# programs 6.00G  % shared 1.00G  = file cache 7.50G  + kernel 592M  . free 8.00G    total 24.0G',
	],
	[78, false, '■ programs 6.00G  ▓ shared 1.00G  ▒ cache 7.50G  · free 8.00G    total 24.0G'],
	[78, true, '# programs 6.00G  % shared 1.00G  = cache 7.50G  . free 8.00G    total 24.0G'],
	[66, false, '■ programs 6.00G  ▓ shared 1.00G  ▒ cache 7.50G  · free 8.00G'],
	[60, false, '■ programs 6.00G  ▒ cache 7.50G  · free 8.00G  total 24.0G'],
	[38, true, '# programs 6.00G   . free 8.00G'],
];

for (const [columns, ascii, expected] of legends) {
	test(`the legend in ${columns} columns ${ascii ? 'of ASCII ' : ''}is ${expected}`, t => {
		const input = {sample: sampleOf([]), previous: undefined, history: []};
		const [, legend = ''] = gaugeLines(input, {theme: ascii ? plain : theme, columns}, 3);
		t.is(stripVTControlCharacters(legend), ` ${expected}`.padEnd(columns));
	});
}

/** The entries of a legend, from the most important one on. */
function legendEntries(line: string): string[] {
	const order = ['free', 'programs', 'cache', 'shared', 'total', 'kernel', 'unexplained'];
	const rank = (entry: string) => order.findIndex(name => entry.includes(name));
	return line
		.trim()
		.split(/ {2,}/)
		.sort((a, b) => rank(a) - rank(b));
}

const widthWith = (entries: readonly string[], gap: number) => entries.join(' '.repeat(gap)).length;

test('no entry is left out of the legend for which less important ones would make room', t => {
	fc.assert(
		fc.property(anyMachine, fc.integer({min: 38, max: 200}), (machine, columns) => {
			fc.pre(machine.meminfo.MemTotal !== undefined);
			const short = (entry: string) => entry.replace('file ', '');
			const all = legendEntries(lines(machine, 300, 3)[1] ?? '');
			const shown = legendEntries(lines(machine, columns, 3)[1] ?? '');
			const tight = shown.map(short);
			t.true(tight[0]?.includes('free'));
			const lost = all.map(short).filter(entry => !tight.includes(entry));
			t.is(tight.length + lost.length, all.length);
			for (const entry of lost) {
				const before = all.map(short).slice(0, all.map(short).indexOf(entry));
				const needed = [...before.filter(other => tight.includes(other)), entry];
				t.true(widthWith(needed, 2) > columns - 2, `${entry} in ${columns} columns beside ${tight}`);
			}
		}),
	);
});

test('the entries of the legend stand as far apart as there is room for, and file cache is a whole word', t => {
	fc.assert(
		fc.property(anyMachine, fc.integer({min: 38, max: 200}), (machine, columns) => {
			fc.pre(machine.meminfo.MemTotal !== undefined);
			const legend = lines(machine, columns, 3)[1] ?? '';
			const shown = legendEntries(legend);
			const long = shown.map(entry => entry.replace(/(?<!file )cache/, 'file cache'));
			const isRoomy = widthWith(long, 3) <= columns - 2;
			if (isRoomy || widthWith(long, 2) <= columns - 2) t.deepEqual(shown, long);
			t.is(/\S {2}\S/.test(legend), !isRoomy && shown.length > 1, legend);
		}),
	);
});

const noCounters = {
	...{AnonPages: undefined, Shmem: undefined, Cached: undefined, Buffers: undefined, MemFree: undefined},
	...{Slab: undefined, SReclaimable: undefined, SUnreclaim: undefined},
	...{KernelStack: undefined, PageTables: undefined},
};

test('a part that the kernel tells nothing of is a dash and takes no room in the bar', t => {
	const [bar, legend] = lines(machineOf({AnonPages: undefined, Shmem: undefined}), 140, 3);
	t.regex(legend ?? '', /^ ■ programs - {3}▓ shared - {3}▒ file cache 8\.50G {3}░ kernel 592M /);
	t.regex(bar ?? '', /^ ▒+░+\?+·+ $/);
	t.is(bar?.length, 140);
	const [only, words] = lines(machineOf(noCounters), 140, 3);
	t.is(only, ` ${'?'.repeat(138)} `);
	t.regex(
		words ?? '',
		/^ ■ programs - {3}▓ shared - {3}▒ file cache - {3}░ kernel - {3}\? unexplained 24\.0G {3}· free - +total 24\.0G $/,
	);
});

test('in the table a part that the kernel tells nothing of is a dash, and the rest adds up', t => {
	const rows = lines(machineOf({AnonPages: undefined, MemFree: undefined}), 80, 40).map(each => each.trim());
	t.true(rows.includes('programs             -       -'), rows.join('\n'));
	t.true(rows.includes('free                 -       -'));
	t.true(rows.includes('unexplained      14.9G   62.2%'), rows.join('\n'));
	t.true(rows.includes('total            24.0G    100%'));
	const nothing = lines({kind: 'linux', meminfo: {}}, 80, 40).map(each => each.trim());
	t.true(nothing.includes('total                -       -'));
});

test('with a screenful of rows the parts are a table that adds up', t => {
	const all = lines(machineOf(), 80, 40);
	const table = all.filter(each =>
		/^ (programs|shared|file cache|kernel|unexplained|free|total) /.test(each),
	);
	t.is(table.length, 7);
	t.regex(table.at(-1) ?? '', /^ total +24\.0G +100%/);
	const percents = table.slice(0, -1).map(each => Number(/([\d.-]+)% *$/.exec(each)?.[1]));
	t.true(Math.abs(percents.reduce((sum, each) => sum + each, 0) - 100) < 0.5);
	t.true(all.some(each => each.includes('fine: enough available')));
});

test('the limit that binds is told where there is room for it', t => {
	const limit = {path: outsideText('/app.slice'), current: G / 2, max: G, events: {}};
	const machine = machineOf({}, {limit});
	t.true(lines(machine, 140, 4)[3]?.includes('limit /app.slice 512M of 1.00G'));
	t.false(lines(machine, 60, 4)[3]?.includes('limit'));
});

test('a machine that tells nothing is shown with dashes', t => {
	const nothing: Machine = {kind: 'linux', meminfo: {}};
	const shown = lines(nothing, 100, 4);
	t.true(shown[2]?.startsWith(' used -   available -'));
	t.is(shown[0], ' '.repeat(100));
	t.false(shown.join('').includes('NaN'));
});

test('without swap the line says so, and the rates come with the second sample', t => {
	t.true(lines(machineOf({SwapTotal: 0, SwapFree: 0}), 100, 1)[0]?.includes('no swap'));
	const swapping = (pswpin: number, monotonic: number) =>
		sampleOf([], {machine: machineOf({}, {vmstat: {pswpin, pswpout: 0}}), monotonic});
	const input = {sample: swapping(256, 2000), previous: swapping(0, 1000), history: []};
	const [shown = ''] = gaugeLines(input, {theme: plain, columns: 120}, 1);
	t.true(shown.includes('in 1.00M/s out 0/s'), shown);
});

test('what does not fit is left out, the most important figures last', t => {
	const words = (columns: number) =>
		lines(machineOf({}, {pressure: {some: line(1), full: line(0)}}), columns, 1)[0];
	t.regex(words(140) ?? '', /used.*available.*committed.*swap.*pressure.*watch/);
	t.regex(words(80) ?? '', /used.*available.*swap/);
	t.notRegex(words(80) ?? '', /committed/);
	t.regex(words(38) ?? '', /used 8\.00G 33\.3% +available 16\.0G/);
});

const moments = fc.array(
	fc.record({
		at: fc.nat(10 ** 7),
		used: fc.option(fc.nat(2 ** 31), {nil: undefined}),
		available: fc.option(fc.nat(2 ** 31), {nil: undefined}),
	}),
	{maxLength: 30},
);

test('every line is exactly as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(
			anyMachine,
			moments,
			fc.integer({min: 38, max: 200}),
			fc.nat(20),
			fc.constantFrom(theme, plain),
			(machine, history, columns, rows, look) => {
				const input = {sample: sampleOf([], {machine}), previous: undefined, history};
				const drawn = gaugeLines(input, {theme: look, columns}, rows);
				t.true(drawn.length <= Math.max(1, rows));
				for (const each of drawn) {
					t.is(paintedWidth(each), columns, JSON.stringify(each));
					t.deepEqual(controlsIn(each), []);
				}
			},
		),
	);
});

/** The path of a cgroup is text from outside and stays what it is. */
const withoutLimit = anyMachine.map(machine => ({...machine, limit: undefined}));

test('the ASCII look holds nothing but ASCII and no colour', t => {
	fc.assert(
		fc.property(
			withoutLimit,
			moments,
			fc.integer({min: 38, max: 200}),
			fc.nat(20),
			(machine, history, columns, rows) => {
				const input = {sample: sampleOf([], {machine}), previous: undefined, history};
				for (const each of gaugeLines(input, {theme: plain, columns}, rows)) t.regex(each, /^[\x20-\x7E]*$/);
			},
		),
	);
});
