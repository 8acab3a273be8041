import test from 'ava';
import fc from 'fast-check';
import {width} from '../source/format.js';
import {outsideText, rawText, safeJson, safeText} from '../source/safe-text.js';
import {characterWidth} from './support/character-width.js';

const safe = (text: string) => safeText(outsideText(text));

const range = (from: number, to: number) => Array.from({length: to - from + 1}, (_, i) => from + i);

/** By number, from the standards' own lists, so that a slip in the pattern of the source shows. */
const unfit: Readonly<Record<string, readonly number[]>> = {
	'C0 control characters': range(0x00, 0x1f),
	DEL: [0x7f],
	'C1 control characters': range(0x80, 0x9f),
	'line and paragraph separators': [0x2028, 0x2029],
	'bidi controls': [0x061c, 0x200e, 0x200f, ...range(0x202a, 0x202e), ...range(0x2066, 0x2069)],
	'zero-width characters': [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff],
	'invisible operators and deprecated format characters': [
		...range(0x2061, 0x2064),
		...range(0x206a, 0x206f),
	],
	'soft hyphen, joiners and fillers without a cell': [0x00ad, 0x034f, 0x115f, 0x17b4, 0x17b5, 0x3164],
	'variation selectors': [...range(0x180b, 0x180f), ...range(0xfe00, 0xfe0f), 0xe0100, 0xe01ef],
	'tag characters': range(0xe0001, 0xe007f),
	'flags, whose halves take more or fewer cells by what stands beside them': range(0x1f1e6, 0x1f1ff),
	'skin colours': range(0x1f3fb, 0x1f3ff),
	'Hangul vowels and finals by themselves': [...range(0x1160, 0x11ff), ...range(0xd7b0, 0xd7fb)],
};
const unfitCharacters = Object.values(unfit)
	.flat()
	.map(point => String.fromCodePoint(point));

for (const [name, points] of Object.entries(unfit)) {
	test(`${name} are one question mark each`, t => {
		for (const point of points) {
			const label = `U+${point.toString(16)}`;
			t.is(safe(`a${String.fromCodePoint(point)}b`), 'a?b', label);
		}
		t.is(safe(points.map(point => String.fromCodePoint(point)).join('')), '?'.repeat(points.length));
	});
}

test('an escape sequence loses its escape and nothing else', t => {
	t.is(safe('\u001B]0;PWNED\u0007'), '?]0;PWNED?');
	t.is(safe('\u009B31mred'), '?31mred');
	t.is(safe('a\r\nb\tc'), 'a??b?c');
});

test('letters, accents, wide characters and emoji stay as they are', t => {
	for (const text of [
		'plain /usr/bin/x (deleted)',
		'Füße',
		'e\u0301',
		'数据库',
		'🐘',
		'سلام',
		'\u00A0',
		'\uFFFD',
	]) {
		t.is(safe(text), text);
	}
});

test('bytes that are no UTF-8 become U+FFFD and the rest is kept', t => {
	const cases: ReadonlyArray<readonly [readonly number[], string]> = [
		[[0x61, 0xff, 0x62], 'a\uFFFDb'],
		[[0xc3], '\uFFFD'],
		// "ü" cut after its first byte, as comm is cut at 15 bytes.
		[[0x78, 0xc3, 0x78], 'x\uFFFDx'],
		// An overlong "/" and half of a surrogate pair are no characters.
		[[0xc0, 0xaf], '\uFFFD\uFFFD'],
		[[0xed, 0xa0, 0x80], '\uFFFD\uFFFD\uFFFD'],
		[[0xc3, 0xbc], 'ü'],
		// C1 as UTF-8 and as a lone byte.
		[[0xc2, 0x9b], '?'],
		[[0x9b], '\uFFFD'],
	];
	for (const [bytes, text] of cases) t.is(safeText(outsideText(Uint8Array.from(bytes))), text, `${bytes}`);
});

test('a part of a larger buffer is decoded and not the buffer around it', t => {
	const whole = Buffer.from('before|inside|after');
	t.is(rawText(outsideText(whole.subarray(7, 13))), 'inside');
});

test('the raw text is what came in', t => {
	t.is(rawText(outsideText('a\u001B[2Jb\u202E')), 'a\u001B[2Jb\u202E');
});

test('JSON tells unfit characters as escapes that read back as themselves', t => {
	t.is(safeJson('\u001B\u007F\u009B\u202E\u200B\u2028'), '"\\u001b\\u007f\\u009b\\u202e\\u200b\\u2028"');
	// Beyond the first plane an escape is a pair.
	t.is(safeJson('\u{E0041}'), '"\\udb40\\udc41"');
	t.is(safeJson({a: ['x\ny']}), '{"a":["x\\ny"]}');
});

test('indented JSON keeps its own line feeds and none of the text', t => {
	t.is(safeJson({a: 'x\ny', b: [1]}, 2), '{\n  "a": "x\\ny",\n  "b": [\n    1\n  ]\n}');
	const text = '\n\u0085\u2028\u2029\u202E';
	const json = safeJson({text}, 2);
	t.is(json.split('\n').length, 3);
	t.deepEqual(JSON.parse(json), {text});
});

const anyText = fc.string({
	unit: fc.oneof(
		fc.constantFrom(...unfitCharacters),
		fc.string({unit: 'binary', minLength: 1, maxLength: 1}),
	),
});

/** Said in other words than the source's pattern. */
function isUnfit(character: string): boolean {
	const point = character.codePointAt(0) ?? 0;
	if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return true;
	if ((point >= 0x1160 && point <= 0x11ff) || (point >= 0xd7b0 && point <= 0xd7fb)) return true;
	return /\p{Bidi_C}|\p{Zl}|\p{Zp}|\p{DI}|\p{RI}|\p{Emoji_Modifier}/u.test(character);
}

test('no text comes out with a character that is unfit, and none loses or gains one', t => {
	fc.assert(
		fc.property(anyText, text => {
			const shown = [...safe(text)];
			t.false(shown.some(isUnfit));
			t.deepEqual(
				shown,
				[...text].map(character => (isUnfit(character) ? '?' : character)),
			);
		}),
	);
	t.true(unfitCharacters.every(isUnfit));
});

test('no bytes come out with a character that is unfit', t => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 40}), bytes => {
			t.false([...safeText(outsideText(bytes))].some(isUnfit));
		}),
	);
});

test('JSON holds no character that is unfit and reads back as what was written', t => {
	fc.assert(
		fc.property(anyText, fc.constantFrom(undefined, 2), (text, indent) => {
			const json = safeJson({text}, indent);
			t.false([...json.replaceAll('\n', '')].some(isUnfit));
			t.deepEqual(JSON.parse(json), {text});
		}),
	);
});

test('a safe text takes the columns that format.width says', t => {
	const pool = fc.oneof(
		fc.constantFrom(...unfitCharacters),
		fc.constantFrom(...'aZ~ é e\u0301 ß Ж א ع ไทย क्ष 数 한 ｱ Ａ 🐘 🚀 ■ ▓ …'.split(' ')),
	);
	const cellsOf = (text: string) =>
		[...text].reduce((sum, each) => sum + characterWidth(each.codePointAt(0) ?? 0), 0);
	fc.assert(
		fc.property(fc.string({unit: pool}), text => {
			t.is(width(safe(text)), cellsOf(safe(text)), JSON.stringify(text));
		}),
	);
});

test('the columns of a safe text are those of its characters, whatever stands side by side', t => {
	fc.assert(
		fc.property(anyText, anyText, (first, second) => {
			t.is(width(safe(first + second)), width(safe(first)) + width(safe(second)));
		}),
	);
});

test('what a character takes is what the terminal model says, but for some newly wide symbols', t => {
	const others: string[] = [];
	for (let point = 0x20; point < 0x30000; point++) {
		const shown = safe(String.fromCodePoint(point));
		const isKnown = /\p{Assigned}/u.test(shown) && !/\p{Co}|\p{Cs}/u.test(shown);
		if (isKnown && width(shown) !== characterWidth(shown.codePointAt(0) ?? 0)) others.push(shown);
	}
	// Unicode 16 made the symbols of the I Ching and their like wide; terminals follow by and by.
	t.true(others.length < 250, others.join(' '));
	t.regex(others.join(''), /^[☰-☷⚊-⚏㉈-㉏䷀-䷿\u{1D300}-\u{1D37F}]*$/u);
});
