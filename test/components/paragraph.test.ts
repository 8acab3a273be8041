import test from 'ava';
import fc from 'fast-check';
import {paragraph} from '../../source/components/paragraph.js';
import {paintedWidth} from '../support/columns.js';

test('a text breaks between words, and the lines after the first are indented like it', t => {
	t.deepEqual(paragraph({text: 'one two three four five six', label: ' ! '}, 20), [
		' ! one two three    ',
		'   four five six    ',
	]);
});

test('a word that is too long breaks where the line is full', t => {
	t.deepEqual(paragraph({text: 'a /usr/lib/x86_64-linux-gnu'}, 10), [
		'a         ',
		'/usr/lib/x',
		'86_64-linu',
		'x-gnu     ',
	]);
	t.deepEqual(paragraph({text: '数据库服务'}, 5), ['数据 ', '库服 ', '务   ']);
});

test('a label without room beside it stands above its text', t => {
	t.deepEqual(paragraph({text: 'some words', label: ' huge pages   '}, 20), [
		' huge pages         ',
		'some words          ',
	]);
});

test('an empty text is one line', t => {
	t.deepEqual(paragraph({text: '', label: ' rd '}, 24), [' rd '.padEnd(24)]);
});

test('nothing is lost but blanks, and every line has the same width', t => {
	fc.assert(
		fc.property(fc.string({maxLength: 80}), fc.integer({min: 1, max: 40}), (text, columns) => {
			const lines = paragraph({text}, columns);
			const letters = (some: string) => some.replaceAll(' ', '');
			return letters(lines.join('')) === letters(text) && lines.every(line => paintedWidth(line) === columns);
		}),
	);
	t.pass();
});
