import test from 'ava';
import fc from 'fast-check';
import {bar, shareCells, sparkline} from '../../source/components/meter.js';

test('cells are dealt by share, and the largest remainders get what is left', t => {
	t.deepEqual(shareCells([1, 1], 10), [5, 5]);
	t.deepEqual(shareCells([3, 1], 8), [6, 2]);
	t.deepEqual(shareCells([1, 1, 1], 10), [4, 3, 3]);
	t.deepEqual(shareCells([0, 5], 4), [0, 4]);
	t.deepEqual(shareCells([], 4), []);
});

test('what is missing or below zero gets no cell and takes none from the others', t => {
	t.deepEqual(shareCells([6, undefined, 2], 8), [6, 0, 2]);
	t.deepEqual(shareCells([undefined], 8), [0]);
	t.deepEqual(shareCells([6, -3, 2], 8), [6, 0, 2]);
	t.deepEqual(shareCells([-1, 0], 8), [0, 0]);
});

const parts = fc.array(fc.integer({min: -(2 ** 40), max: 2 ** 45}), {minLength: 1, maxLength: 8});

test('the cells add up to the columns and none is off by a whole one', t => {
	fc.assert(
		fc.property(parts, fc.nat(300), (amounts, columns) => {
			const cells = shareCells(amounts, columns);
			const whole = amounts.reduce((sum, each) => sum + Math.max(0, each), 0);
			t.is(
				cells.reduce((sum, each) => sum + each, 0),
				whole > 0 ? columns : 0,
			);
			for (const [i, each] of cells.entries()) {
				const exact = whole > 0 ? (Math.max(0, amounts[i] ?? 0) / whole) * columns : 0;
				t.true(Number.isInteger(each) && Math.abs(each - exact) < 1 + 1e-6);
			}
		}),
	);
});

const steps = ['0', '1', '2', '3'];

test('a curve has a step for each share and a blank for what is missing', t => {
	t.is(sparkline([0, 24, 25, 50, 99, 100, undefined, 500], 100, 20, steps), '001233 3');
	t.is(sparkline([1, 2], 0, 20, steps), '00');
});

test('of many values the latest are shown', t => {
	t.is(sparkline([0, 0, 0, 99, 50], 100, 2, steps), '32');
});

test('a bar shows its share, and at least a cell of what is there at all', t => {
	t.is(bar(5, 10, 10, '#', '.'), '#####.....');
	t.is(bar(1, 1_000_000, 10, '#', '.'), '#.........');
	t.is(bar(0, 10, 10, '#', '.'), '..........');
	t.is(bar(10, 10, 4, '#', '.'), '####');
	t.is(bar(20, 10, 4, '#', '.'), '####');
});

test('a bar of what is missing is blank', t => {
	t.is(bar(undefined, 10, 4, '#', '.'), '    ');
	t.is(bar(1, undefined, 4, '#', '.'), '    ');
	t.is(bar(1, 0, 4, '#', '.'), '    ');
	t.is(bar(1, 10, 0, '#', '.'), '');
	t.is(bar(1, 10, -3, '#', '.'), '');
});
