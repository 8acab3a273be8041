import test from 'ava';
import fc from 'fast-check';
import {keymap, shownKey} from '../../../source/keymap.js';
import {helpLines, topicLines} from '../../../source/panes/help/rows.js';
import {createTheme} from '../../../source/theme.js';
import {paintedWidth} from '../../support/columns.js';

const theme = createTheme({color: false, ascii: false});
const entries = keymap.map(({keys, help}) => ({keys: keys.map(shownKey).join(' '), help}));
const found = (query: string) => helpLines(entries, query, theme, 100).map(line => line.trim());

test('without a search every key has its line, in the order of the table', t => {
	t.is(found('').length, keymap.length);
	t.regex(found('')[0] ?? '', /^Up k +one row up/);
});

test('a search finds in keys and words, whatever the case, and all words must be there', t => {
	t.deepEqual(
		found('tree').map(line => line[0]),
		['t'],
	);
	t.deepEqual(
		found('TREE').map(line => line[0]),
		['t'],
	);
	t.true(found('pgup').length === 1);
	t.true(found('sort').length > 2);
	t.deepEqual(
		found('sort left').map(line => line[0]),
		['<'],
	);
	t.deepEqual(found('no such thing'), []);
});

test('every line is exactly as wide as the pane', t => {
	for (const ascii of [false, true]) {
		const look = createTheme({color: !ascii, ascii});
		fc.assert(
			fc.property(fc.integer({min: 38, max: 200}), columns => {
				for (const line of helpLines(entries, '', look, columns)) {
					t.is(paintedWidth(line), columns);
					if (ascii) t.regex(line, /^[\x20-\x7E]*$/);
				}
			}),
		);
	}
});

const topics = [
	{
		keys: 'heap',
		help: 'Memory of small mallocs that the program takes from the kernel in one growing piece.',
	},
	{keys: 'guard', help: 'Addresses that nobody may touch.'},
];

test('a word that takes some lines is indented under itself, and found by its meaning', t => {
	const lines = topicLines(topics, '', theme, 60);
	t.deepEqual(
		lines.map(line => line.trimEnd()),
		[
			' heap               Memory of small mallocs that the program',
			'                    takes from the kernel in one growing',
			'                    piece.',
			' guard              Addresses that nobody may touch.',
		],
	);
	t.deepEqual(topicLines(topics, 'nobody', theme, 60).length, 1);
	t.deepEqual(topicLines(topics, 'no such thing', theme, 60), []);
	for (let columns = 10; columns < 120; columns++) {
		for (const line of topicLines(topics, '', createTheme({color: true, ascii: false}), columns)) {
			t.is(paintedWidth(line), columns);
		}
	}
});
