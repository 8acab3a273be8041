import test from 'ava';
import {formatTable} from '../../benchmark/table.js';

test('names stand to the left, figures to the right, and what is missing is a dash', t => {
	const text = formatTable({
		title: 'Costs',
		head: ['', 'CPU', 'key'],
		rows: [
			['a long name', '1.00', undefined],
			['b', '10.0'],
		],
	});
	t.is(
		text,
		['Costs', '                CPU  key', '  a long name  1.00    -', '  b            10.0    -', ''].join(
			'\n',
		),
	);
});

test('a table without rows is its head', t => {
	t.is(formatTable({title: 'Nothing', head: ['', 'CPU'], rows: []}), 'Nothing\n    CPU\n');
});
