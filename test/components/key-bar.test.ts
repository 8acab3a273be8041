import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {keyBarLine, noticeLine, promptLine} from '../../source/components/key-bar.js';
import {createTheme} from '../../source/theme.js';
import {paintedWidth} from '../support/columns.js';

const theme = createTheme({color: true, ascii: false});
const plain = createTheme({color: false, ascii: true});

const entries = [
	{key: 'Enter', label: 'map', rank: 1},
	{key: '/', label: 'filter', rank: 2},
	{key: 's', label: 'sort', rank: 3},
	{key: '?', label: 'help', rank: 0},
	{key: 'q', label: 'quit', rank: 0},
];
const bar = (columns: number) => stripVTControlCharacters(keyBarLine(entries, theme, columns));

test('the key bar shows keys and what they do, in the order it was given', t => {
	t.is(bar(60), ' Enter map   / filter   s sort   ? help   q quit            ');
});

test('where room is short the higher ranks go first', t => {
	t.is(bar(44).trim(), 'Enter map   / filter   ? help   q quit');
	t.is(bar(30).trim(), 'Enter map   ? help   q quit');
	t.is(bar(20).trim(), '? help   q quit');
});

test('a notice fills the line and is cut to it', t => {
	t.is(noticeLine('saved', false, plain, 10), ' saved    ');
	t.is(noticeLine('a long word', false, plain, 8), ' a long~');
	t.not(noticeLine('x', true, theme, 8), noticeLine('x', false, theme, 8));
});

const prompt = (text: string, hint: string, columns: number, look = plain) =>
	promptLine({question: 'filter:', text, hint, isError: false}, look, columns);

test('a prompt is its question, what was typed, a cursor and a word about it', t => {
	t.is(prompt('node', '3 processes', 40), ' filter: node\u001B[7m \u001B[27m   3 processes            ');
});

test('of a long text the end is seen, which is being typed', t => {
	const shown = stripVTControlCharacters(prompt('abcdefghijklmnopqrstuvwxyz', '', 20));
	t.is(shown, ' filter: qrstuvwxyz ');
	t.is(stripVTControlCharacters(prompt('数据库服务器进程', '', 20)), ' filter: 服务器进程 ');
	t.true(prompt('a'.repeat(100), 'a hint', 40).endsWith('\u001B[27m'));
});

test('an error beside the prompt is painted otherwise than a hint', t => {
	const words = {question: 'filter:', text: 'rss>', hint: 'needs a number'};
	t.not(promptLine({...words, isError: true}, theme, 60), promptLine({...words, isError: false}, theme, 60));
});

const typed = fc.string({unit: fc.constantFrom(...'a Z 数 据 🐘 e\u0301 ß'.split(' '))});

test('each of the last lines is exactly as wide as the screen', t => {
	fc.assert(
		fc.property(
			typed,
			typed,
			fc.integer({min: 40, max: 200}),
			fc.boolean(),
			fc.constantFrom(theme, plain),
			fc.constantFrom('filter:', 'allocate MB [SECONDS] [KIND]:'),
			(text, hint, columns, isError, look, question) => {
				t.is(paintedWidth(promptLine({question, text, hint, isError}, look, columns)), columns);
				t.is(paintedWidth(noticeLine(text, isError, look, columns)), columns);
				t.is(paintedWidth(keyBarLine(entries, look, columns)), columns);
			},
		),
	);
});

test('whatever the room, the key bar keeps what is always there', t => {
	for (let columns = 40; columns <= 200; columns++) {
		t.true(bar(columns).includes('? help') && bar(columns).includes('q quit'));
	}
});
