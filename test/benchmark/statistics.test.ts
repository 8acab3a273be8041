import test from 'ava';
import fc from 'fast-check';
import {formatNumber, formatSpread, ratioOf, spreadOf} from '../../benchmark/statistics.js';

test('the median of an odd count is the middle one, whatever the order', t => {
	t.deepEqual(spreadOf([9, 1, 4]), {median: 4, min: 1, max: 9, count: 3});
});

test('the median of an even count lies between the middle two', t => {
	t.deepEqual(spreadOf([8, 1, 2, 4]), {median: 3, min: 1, max: 8, count: 4});
});

test('what could not be measured is left out, and nothing measured has no spread', t => {
	t.deepEqual(spreadOf([undefined, 5, Number.NaN]), {median: 5, min: 5, max: 5, count: 1});
	t.is(spreadOf([undefined]), undefined);
	t.is(spreadOf([]), undefined);
});

test('the median lies between the smallest and the largest', t => {
	fc.assert(
		fc.property(fc.array(fc.double({noNaN: true, min: -1e9, max: 1e9}), {minLength: 1}), values => {
			const spread = spreadOf(values);
			return (
				spread !== undefined &&
				spread.min === Math.min(...values) &&
				spread.max === Math.max(...values) &&
				spread.min <= spread.median &&
				spread.median <= spread.max &&
				spread.count === values.length
			);
		}),
	);
	t.pass();
});

test('ratios are taken round by round, so that a slow round of both is no slow ratio', t => {
	t.deepEqual(ratioOf([10, 100, 30], [5, 50, 15]), {median: 2, min: 2, max: 2, count: 3});
});

test('a round that lacks one of the two, or has nothing to divide by, gives no ratio', t => {
	t.deepEqual(ratioOf([10, undefined, 30, 40], [5, 5, undefined, 0]), {
		median: 2,
		min: 2,
		max: 2,
		count: 1,
	});
	t.is(ratioOf([1], []), undefined);
});

test('numbers are shown with three digits that count', t => {
	t.deepEqual([0.344, 9.99, 9.996, 99.94, 99.96, 1041.4, 0, -12.34].map(formatNumber), [
		'0.34',
		'9.99',
		'10.0',
		'99.9',
		'100',
		'1041',
		'0.00',
		'-12.3',
	]);
});

test('a spread shows its range only where there is one', t => {
	t.is(formatSpread(spreadOf([12, 11, 14])), '12.0 (11.0..14.0)');
	t.is(formatSpread(spreadOf([12])), '12.0');
	t.is(formatSpread(undefined), undefined);
});
