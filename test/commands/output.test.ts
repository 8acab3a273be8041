import test from 'ava';
import {orNull, tableText} from '../../source/commands/output.js';
import {width} from '../../source/format.js';

type Row = {readonly name: string; readonly size: string; readonly last: string};

const table = (rows: readonly Row[]) =>
	tableText<Row>(
		[
			{head: 'NAME', align: 'left', text: row => row.name},
			{head: 'SIZE', align: 'right', text: row => row.size},
			{head: 'LAST', align: 'left', text: row => row.last},
		],
		rows,
	);

test('columns are as wide as their widest cell and the last one is not filled up', t => {
	t.is(
		table([
			{name: 'a', size: '1', last: 'x'},
			{name: 'a long name', size: '1,204', last: 'y z'},
		]),
		'NAME          SIZE  LAST\na                1  x\na long name  1,204  y z\n',
	);
});

test('a table without rows is its head', t => {
	t.is(table([]), 'NAME  SIZE  LAST\n');
});

test('wide characters take two columns, so that what follows lines up and nothing is cut', t => {
	const lines = table([
		{name: '数据库', size: '1', last: 'x'},
		{name: 'e\u0301e\u0301', size: '22', last: 'x'},
		{name: 'plain', size: '333', last: 'x'},
	])
		.trimEnd()
		.split('\n');
	t.true(lines[1]?.startsWith('数据库  '));
	t.deepEqual(
		lines.slice(1).map(line => width(line)),
		[6, 6, 6].map(columns => columns + 2 + 4 + 2 + 1),
	);
});

test('what is missing is null, and neither 0 nor an empty text is', t => {
	t.is(orNull(undefined), null);
	t.is(orNull(Number.NaN), null);
	t.is(orNull(0), 0);
	t.is(orNull(''), '');
	t.is(orNull(5), 5);
});
