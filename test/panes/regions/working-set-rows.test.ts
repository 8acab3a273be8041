import {readFileSync} from 'node:fs';
import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {regionView} from '../../../source/model/region-view.js';
import {workingSet} from '../../../source/model/working-set.js';
import {workingSetLines} from '../../../source/panes/regions/working-set-rows.js';
import {createTheme} from '../../../source/theme.js';
import {paintedWidth} from '../../support/columns.js';
import {ownFixture} from '../../support/fixtures.js';
import {readingOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

const theme = createTheme({color: false, ascii: false});
const painted = createTheme({color: true, ascii: false});
const ascii = createTheme({color: false, ascii: true});

const regions: readonly MadeRegion[] = [
	{start: 0x1000, end: 0x11000, fields: {Size: 64, Rss: 32, Referenced: 16, Swap: 0}, vmFlags: 'rd wr'},
	{
		...{start: 0x20000, end: 0x420000, path: '[stack]'},
		fields: {Size: 4096, Rss: 8, Referenced: 4, Swap: 0},
		vmFlags: 'rd wr',
	},
	{start: 0x500000, end: 0x700000, fields: {Size: 2048, Rss: 0, Private_Hugetlb: 2048}, vmFlags: 'rd ht'},
];
/** The lines of the working set over five seconds before the reading. */
const linesOf = (given: readonly MadeRegion[] | Uint8Array, look: Parameters<typeof workingSetLines>[2]) => {
	const view = regionView(readingOf(given));
	return workingSetLines(view, workingSet(view, view.reading.at - 5000), look);
};

test('each type is a line with what was touched, with a bar in which nothing is lost', t => {
	const lines = linesOf(regions, {theme, columns: 66});
	t.regex(lines[0] ?? '', /^ in 5\.0 s since \d\d:\d\d:\d\d: 20\.0K of 40\.0K in RAM touched \(50%\) *$/);
	t.deepEqual(
		lines.slice(1, 6).map(line => line.trimEnd()),
		[
			'  TYPE               HOT   COLD  NEVER █ hot ▒ cold · never',
			'  anonymous        16.0K  16.0K  32.0K ███████▒▒▒▒▒▒▒·············',
			'  stack            4.00K  4.00K  3.99M █▒·························',
			'  hugetlb              -      -      0',
			'  total            20.0K  20.0K  4.02M',
		],
	);
	t.regex(lines.join('\n'), /A transparent huge page counts whole/);
});

test('where the kernel tells nothing of it that is said', t => {
	const [summary] = linesOf([{start: 0x1000, end: 0x2000}], {theme, columns: 80});
	t.regex(summary ?? '', /this kernel tells no referenced pages/);
});

test('a process of which nothing is resident is no division by zero', t => {
	const fields = {Size: 4, Rss: 0, Referenced: 0, Swap: 0};
	const [summary] = linesOf([{start: 0x1000, end: 0x2000, fields, vmFlags: 'rd'}], {theme, columns: 80});
	t.regex(summary ?? '', /: 0 of 0 in RAM touched *$/);
});

test('every line is as wide as the pane in any width and look', t => {
	const recorded = readFileSync(ownFixture('linux/debian12-6.18/proc/16205/smaps'));
	for (let columns = 1; columns <= 160; columns += 3) {
		for (const each of [theme, painted, ascii]) {
			for (const line of linesOf(recorded, {theme: each, columns})) t.is(paintedWidth(line), columns, line);
		}
	}
	t.regex(linesOf(recorded, {theme: ascii, columns: 80}).join(''), /^[ -~]+$/);
	t.deepEqual(
		linesOf(recorded, {theme: painted, columns: 80}).map(line => stripVTControlCharacters(line)),
		linesOf(recorded, {theme, columns: 80}),
	);
});

test('regions in RAM are listed, the hottest first, with what is mapped there', t => {
	const fields = {Size: 64, Rss: 32, Swap: 0};
	const made = [
		{start: 0x1000, end: 0x11000, fields: {...fields, Referenced: 4}, vmFlags: 'rd'},
		{start: 0x20000, end: 0x30000, path: '[heap]', fields: {...fields, Referenced: 32}, vmFlags: 'rd'},
		{start: 0x40000, end: 0x50000, fields: {...fields, Rss: 0, Referenced: 0}, vmFlags: 'rd'},
	];
	const lines = linesOf(made, {theme, columns: 70}).map(line => line.trimEnd());
	const head = lines.findIndex(line => line.startsWith('  REGION'));
	t.deepEqual(lines.slice(head + 1, head + 4), [
		'  00020000         32.0K      0  32.0K [heap]',
		'  00001000         4.00K  28.0K  32.0K anonymous',
		'',
	]);
});
