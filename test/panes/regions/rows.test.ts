import {readFileSync} from 'node:fs';
import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {listRows, type RegionView, regionView, typeRows} from '../../../source/model/region-view.js';
import type {RegionLook} from '../../../source/panes/regions/look.js';
import {headLine, rowLine, totalLine} from '../../../source/panes/regions/rows.js';
import {createTheme} from '../../../source/theme.js';
import {hostileText} from '../../support/arbitrary.js';
import {controlsIn, paintedWidth} from '../../support/columns.js';
import {ownFixture} from '../../support/fixtures.js';
import {readingOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

const theme = createTheme({color: true, ascii: false});
const plain = createTheme({color: false, ascii: true});
const colourless = createTheme({color: false, ascii: false});

const figures = {
	Size: 1024,
	Rss: 512,
	Pss: 400,
	Shared_Dirty: 0,
	Private_Clean: 12,
	Private_Dirty: 500,
	Swap: 0,
};
const regions: readonly MadeRegion[] = [
	{start: 0x7f0000000000n, end: 0x7f0000100000n, fields: figures, vmFlags: 'rd wr'},
	{
		start: 0x7f0000200000n,
		end: 0x7f0000300000n,
		perms: 'r-xp',
		device: '08:01',
		inode: 77,
		path: '/usr/lib/x86_64-linux-gnu/libc.so.6',
		fields: {...figures, Rss: 256},
		vmFlags: 'rd ex',
	},
];
const view = regionView(readingOf(regions));

const look = (columns: number, more: Partial<RegionLook> = {}): RegionLook => ({
	theme: colourless,
	columns,
	isFocused: true,
	...more,
});

/** All lines of a map, as a list and by type with its first type opened. */
function allLines(whole: RegionView, with_: RegionLook): string[] {
	const lines = [
		headLine('list', with_),
		headLine('types', with_),
		totalLine(whole, 'list', with_),
		totalLine(whole, 'types', with_),
	];
	for (const rows of [listRows(whole), typeRows(whole, whole.byType[0]?.type)]) {
		for (let i = 0; i < Math.min(rows.count, 60); i++) {
			const row = rows.at(i);
			if (row) lines.push(rowLine(whole, row, i === 1, with_));
		}
	}
	return lines;
}

test('the list shows each region with its figures, type and mapping, and their sums', t => {
	const lines = listRows(view);
	const shown = [0, 1].map(i => {
		const row = lines.at(i);
		return row ? rowLine(view, row, false, look(110)) : '';
	});
	t.deepEqual(
		[headLine('list', look(110, {theme: colourless})), ...shown, totalLine(view, 'list', look(110))].map(
			each => each.trimEnd(),
		),
		[
			'       ADDRESS  SIZE   RSS   PSS DIRTY  SWAP PERMS TYPE           MAPPING',
			'  7f0000000000 1.00M  512K  400K  500K     0 rw-p  anonymous',
			'  7f0000200000 1.00M  256K  400K  500K     0 r-xp  code           /usr/lib/x86_64-linux-gnu/libc.so.6',
			'  total        2.00M  768K  800K 0.98M     0                      2 regions',
		],
	);
});

test('by type there is a line for each with its count, its figures and how much is resident', t => {
	const rows = typeRows(view, 'code');
	const shown = [0, 1, 2].map(i => {
		const row = rows.at(i);
		return row ? rowLine(view, row, i === 1, look(90, {isFocused: false})) : '';
	});
	t.deepEqual(
		[headLine('types', look(90)), ...shown, totalLine(view, 'types', look(90))].map(each => each.trimEnd()),
		[
			'  TYPE             COUNT   SIZE    RSS    PSS  DIRTY   SWAP RESIDENT',
			`  anonymous            1  1.00M   512K   400K   500K      0 ${'▇'.repeat(15)}${'▁'.repeat(15)}`,
			`▸ ▾ code               1  1.00M   256K   400K   500K      0 ${'▇'.repeat(8)}${'▁'.repeat(22)}`,
			'    7f0000200000    r-xp  1.00M   256K   400K   500K      0 …ib/x86_64-linux-gnu/libc.so.6',
			'  total                2  2.00M   768K   800K  0.98M      0',
		],
	);
});

test('where no figures are told they are dashes, and so are the sums', t => {
	const mapped = regionView(
		readingOf([
			{start: 0x1000, end: 0x3000},
			{start: 0x4000, end: 0x5000},
		]),
	);
	const row = listRows(mapped).at(0);
	t.regex(
		row ? rowLine(mapped, row, false, look(100)) : '',
		/^ {6}00001000 8\.00K {5}- {5}- {5}- {5}- rw-p /,
	);
	t.regex(totalLine(mapped, 'list', look(100)), /^ {2}total {8}12\.0K {5}- {5}- {5}- {5}- /);
	const type = typeRows(mapped, undefined).at(0);
	t.regex(type ? rowLine(mapped, type, false, look(90)) : '', /^ {2}anonymous +2 {2}12\.0K {6}- {6}- /);
});

test('of a long path the end is seen', t => {
	const row = listRows(view).at(1);
	const shown = row ? rowLine(view, row, false, look(74)) : '';
	t.regex(shown, /…[^ ]*libc\.so\.6$/);
	t.is(paintedWidth(shown), 74);
});

test('columns are dropped as the pane becomes narrow, and address, size and RSS always stay', t => {
	const words = (columns: number) =>
		stripVTControlCharacters(headLine('list', look(columns)))
			.trim()
			.split(/ +/);
	t.deepEqual(words(110), ['ADDRESS', 'SIZE', 'RSS', 'PSS', 'DIRTY', 'SWAP', 'PERMS', 'TYPE', 'MAPPING']);
	t.deepEqual(words(38), ['ADDRESS', 'SIZE', 'RSS', 'MAPPING']);
	for (let columns = 38; columns <= 200; columns++) {
		for (const word of ['ADDRESS', 'SIZE', 'RSS']) t.true(words(columns).includes(word), `${columns}`);
	}
	const types = (columns: number) =>
		stripVTControlCharacters(headLine('types', look(columns)))
			.trim()
			.split(/ +/);
	t.deepEqual(types(100), ['TYPE', 'COUNT', 'SIZE', 'RSS', 'PSS', 'DIRTY', 'SWAP', 'RESIDENT']);
	t.deepEqual(types(48).slice(0, 4), ['TYPE', 'COUNT', 'SIZE', 'RSS']);
	t.false(types(48).includes('PSS'));
});

test('the selected line is inverse where the focus is, and pointed at everywhere', t => {
	const row = listRows(view).at(0);
	if (!row) return t.fail();
	t.regex(rowLine(view, row, true, look(100)), /^\u001B\[7m▸ .*\u001B\[27m$/);
	t.regex(rowLine(view, row, true, look(100, {isFocused: false})), /^▸ [^\u001B]*$/);
});

const recorded = [16204, 16206, 16208].map(pid =>
	regionView(readingOf(readFileSync(ownFixture(`linux/debian12-6.18/proc/${pid}/smaps`)))),
);

test('every line of recorded maps is exactly as wide as the pane and holds no control character', t => {
	// Files with escapes, newlines, tabs and bytes that are no UTF-8 in their names are among them.
	fc.assert(
		fc.property(
			fc.constantFrom(...recorded),
			fc.integer({min: 38, max: 200}),
			fc.constantFrom(theme, plain, colourless),
			(whole, columns, painted) => {
				for (const line of allLines(whole, look(columns, {theme: painted}))) {
					t.is(paintedWidth(line), columns, JSON.stringify(line));
					t.deepEqual(controlsIn(line), []);
				}
			},
		),
		{numRuns: 40},
	);
});

test('whatever a path holds, its line is as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(hostileText, fc.integer({min: 38, max: 200}), (text, columns) => {
			// The kernel itself escapes newlines.
			const path = `/${text.replaceAll('\n', '\\012')}`;
			const hostile = regionView(readingOf([{...regions[1], start: 0x1000, end: 0x2000, path}]));
			for (const line of allLines(hostile, look(columns))) {
				t.is(paintedWidth(line), columns, JSON.stringify(line));
				t.deepEqual(controlsIn(line), []);
			}
		}),
	);
});

test('the ASCII look puts no character beyond ASCII that the paths did not bring', t => {
	for (let columns = 38; columns <= 200; columns++) {
		for (const line of allLines(view, look(columns, {theme: plain, isFocused: false})))
			t.regex(line, /^[\x20-\x7E]*$/);
	}
});
