import test from 'ava';
import fc from 'fast-check';
import {
	age,
	bytes,
	bytesChange,
	clockTime,
	count,
	duration,
	left,
	percent,
	rate,
	right,
	truncate,
	width,
} from '../source/format.js';

const K = 1024;
const M = K ** 2;
const G = K ** 3;
const T = K ** 4;

test('bytes have three significant digits and the unit of 1024s', t => {
	const cases: ReadonlyArray<readonly [number, string]> = [
		[0, '0'],
		[1, '1B'],
		[999, '999B'],
		[1000, '0.98K'],
		[1023, '1.00K'],
		[K, '1.00K'],
		[1536, '1.50K'],
		[10 * K, '10.0K'],
		[100 * K, '100K'],
		[512 * K, '512K'],
		[300 * M, '300M'],
		[1.02 * G, '1.02G'],
		[96.2 * M, '96.2M'],
		[24 * G + 0.1 * G, '24.1G'],
		[64 * T, '64.0T'],
		[2 ** 47, '128T'],
		[2 ** 60, '1.00E'],
		[2 ** 64, '16.0E'],
	];
	for (const [value, text] of cases) t.is(bytes(value), text, `${value}`);
});

test('a figure that would round to four digits goes to the next unit', t => {
	t.is(bytes(999.4 * K), '999K');
	t.is(bytes(Math.ceil(999.5 * K)), '0.98M');
	t.is(bytes(1000 * K), '0.98M');
	t.is(bytes(Math.ceil(999.5 * M)), '0.98G');
	t.is(bytes(9.994 * K), '9.99K');
	t.is(bytes(9.996 * K), '10.0K');
	t.is(bytes(99.94 * K), '99.9K');
	t.is(bytes(99.96 * K), '100K');
});

test('a negative figure is the positive one with a minus', t => {
	t.is(bytes(-1), '-1B');
	t.is(bytes(-1.5 * G), '-1.50G');
	t.is(bytes(-1000 * K), '-0.98M');
});

test('what is missing is a dash and never a zero', t => {
	for (const of of [bytes, bytesChange, rate, percent, count, duration]) {
		t.is(of(undefined), '-', of.name);
		t.not(of(0), '-', of.name);
	}
	for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
		t.is(bytes(none), '-');
		t.is(percent(none), '-');
	}
});

const units: Readonly<Record<string, number>> = {B: 1, K, M, G, T, P: K ** 5, E: K ** 6};

test('bytes read back within half of the last digit, in at most five columns', t => {
	const amount = fc.oneof(
		fc.nat(),
		fc.maxSafeNat(),
		fc.double({min: 0, max: 2 ** 64, noNaN: true}),
		// Around the edges of the units.
		fc
			.tuple(fc.constantFrom(...Object.values(units)), fc.integer({min: 980_000, max: 1_100_000}))
			.map(([unit, millionths]) => unit * (millionths / 1000)),
	);
	fc.assert(
		fc.property(amount, value => {
			const text = bytes(value);
			const [, digits, unit] = /^(\d+|\d+\.\d+)([BKMGTPE]?)$/.exec(text) ?? [];
			if (digits === undefined || unit === undefined) return t.fail(`${value} is shown as ${text}`);
			t.true(text.length <= 5, `${value} is shown as ${text}`);
			const shown = Number(digits) * (units[unit] ?? 0);
			const decimals = digits.split('.')[1]?.length ?? 0;
			const half = (0.5 / 10 ** decimals) * (units[unit] ?? 1);
			t.true(Math.abs(shown - value) <= half * 1.0001, `${value} is shown as ${text}`);
		}),
	);
});

test('a rate that is no whole number of bytes has no endless decimals', t => {
	// One page swapped in over five seconds and a little.
	t.is(rate(4096 / 5.003), '819B/s');
	t.is(rate(13.4 * G), '13.4G/s');
	t.is(rate(0), '0/s');
	t.is(rate(undefined), '-');
});

test('a change carries its sign', t => {
	t.is(bytesChange(300 * M), '+300M');
	t.is(bytesChange(-1.2 * G), '-1.20G');
	t.is(bytesChange(0), '0');
});

test('percent has a decimal below 100 and none from there', t => {
	t.is(percent(0), '0.0');
	t.is(percent(99.8), '99.8');
	t.is(percent(99.94), '99.9');
	t.is(percent(99.96), '100');
	t.is(percent(204.4), '204');
});

test('a count is in groups of three', t => {
	t.is(count(0), '0');
	t.is(count(999), '999');
	t.is(count(1204), '1,204');
	t.is(count(65_530), '65,530');
	t.is(count(314_572_800), '314,572,800');
});

test('a duration is told to the hundredth and, the longer it is, the more coarsely', t => {
	const second = 1000;
	const minute = 60 * second;
	const hour = 60 * minute;
	const cases: ReadonlyArray<readonly [number, string]> = [
		[0, '0:00.00'],
		[10, '0:00.01'],
		// 4.35 seconds are not quite 435 hundredths where numbers are binary.
		[4350, '0:04.35'],
		[9 * minute + 59_990, '9:59.99'],
		[10 * minute, '10:00'],
		[59 * minute + 59_999, '59:59'],
		[hour, '1h00m'],
		[3 * hour + 21 * minute, '3h21m'],
		[24 * hour, '1d00h'],
		[5 * 24 * hour + 2 * hour, '5d02h'],
		[-5, '0:00.00'],
	];
	for (const [milliseconds, text] of cases) t.is(duration(milliseconds), text, `${milliseconds}`);
});

test('every hundredth of a second is shown as itself', t => {
	for (let hundredths = 0; hundredths < 60_000; hundredths++) {
		const seconds = Math.floor(hundredths / 100) % 60;
		const wanted = `${Math.floor(hundredths / 6000)}:${String(seconds).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`;
		if (duration(hundredths * 10) !== wanted) t.is(duration(hundredths * 10), wanted);
	}
	t.pass();
});

test('a duration of up to 999 days takes at most seven columns', t => {
	fc.assert(
		fc.property(fc.double({min: 0, max: 999 * 86_400_000, noNaN: true}), milliseconds => {
			t.true(duration(milliseconds).length <= 7, `${milliseconds}: ${duration(milliseconds)}`);
		}),
	);
});

test('an age is told in words', t => {
	t.is(age(0), '0 s');
	t.is(age(-100), '0 s');
	t.is(age(2400), '2 s');
	t.is(age(89_000), '89 s');
	t.is(age(90_000), '2 min');
	t.is(age(240_000), '4 min');
	t.is(age(89 * 60_000), '89 min');
	t.is(age(3 * 3_600_000), '3 h');
});

test('a moment is told by the time of day', t => {
	t.is(clockTime(new Date(2026, 10, 23, 4, 2, 9).getTime()), '04:02:09');
	t.is(clockTime(new Date(2026, 10, 23, 14, 22, 59).getTime()), '14:22:59');
});

test('wide characters take two columns, combining ones none', t => {
	t.is(width('abc'), 3);
	t.is(width('数据'), 4);
	t.is(width('e\u0301'), 1);
	t.is(width('🐘'), 2);
	t.is(width('…'), 1);
	t.is(width(''), 0);
});

test('a text that fits stays whole', t => {
	t.is(truncate('abc', 3), 'abc');
	t.is(truncate('数据', 4), '数据');
	t.is(truncate('', 3), '');
});

test('a text that is too long ends in the mark', t => {
	t.is(truncate('abcdef', 4), 'abc…');
	t.is(truncate('abcdef', 4, '~'), 'abc~');
	t.is(truncate('abcdef', 1), '…');
	t.is(truncate('abcdef', 0), '');
	t.is(truncate('abcdef', -3), '');
	t.is(truncate('äbcdef', 4), 'äbc…');
});

test('a wide character is never cut in half', t => {
	t.is(truncate('数据库', 5), '数据…');
	// The second one has no room for its right half: a blank takes the place.
	t.is(truncate('数据库', 4), '数…');
	t.is(left('数据库', 4), '数… ');
	t.is(right('数据库', 4), ' 数…');
	t.is(truncate('a🐘b', 2), 'a…');
});

test('a character stays together with what combines with it', t => {
	t.is(truncate('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
	t.is(truncate('👍🏽👍🏽', 5), '👍🏽…');
});

const screenText = fc.string({
	unit: fc.oneof(
		fc.constantFrom(...'a Z 数 据 한 🐘 👍 e\u0301 ß Ａ ｱ … ─ █'.split(' ')),
		fc
			.string({unit: 'grapheme', minLength: 1, maxLength: 1})
			.filter(each => !/\p{C}/u.test(each) && width(each) <= 2),
	),
	maxLength: 30,
});

test('left and right give exactly the columns that were asked for', t => {
	fc.assert(
		fc.property(screenText, fc.nat(40), fc.constantFrom('…', '~', ''), (text, columns, mark) => {
			t.is(width(left(text, columns, mark)), columns, JSON.stringify([text, columns, mark]));
			t.is(width(right(text, columns, mark)), columns, JSON.stringify([text, columns, mark]));
		}),
	);
});

test('what is cut is the beginning of the text and nothing of what fits is lost', t => {
	fc.assert(
		fc.property(screenText, fc.integer({min: 1, max: 40}), (text, columns) => {
			const cut = truncate(text, columns);
			t.true(width(cut) <= columns);
			if (width(text) <= columns) t.is(cut, text);
			else {
				t.true(cut.endsWith('…') && text.startsWith(cut.slice(0, -1)));
				// The next one, with all that combines with it, had no room.
				const [next] = new Intl.Segmenter().segment(text.slice(cut.length - 1));
				t.true(width(cut) + width(next?.segment ?? '') > columns);
			}
		}),
	);
});

test('left fills on the right and right on the left', t => {
	t.is(left('ab', 4), 'ab  ');
	t.is(right('ab', 4), '  ab');
	t.is(left('', 2), '  ');
});
