import test from 'ava';
import fc from 'fast-check';
import {noiseOf, standardDeviation, toleranceOf, verdictOf} from '../../source/model/experiment-noise.js';
import {lookAt, MB} from '../support/experiment-run.js';

test('the noise of each figure is its standard deviation in the quiet period', t => {
	const noise = noiseOf([0, 2, 4].map(n => lookAt(n, {meminfo: {MemFree: n * MB}, worker: {rss: n * MB}})));
	t.is(noise.free, 2 * MB);
	t.is(noise.rss, 2 * MB);
	t.is(noise.shared, 0);
	t.is(noiseOf([lookAt(0)]).free, undefined);
	t.is(noiseOf([]).rss, undefined);
	t.is(standardDeviation([3, undefined, 5]), Math.SQRT2);
	t.is(standardDeviation([undefined, 5]), undefined);
});

test('what may be off grows with the noise, the amount and the time between the looks', t => {
	const base = toleranceOf('rss', 0, 0);
	t.is(base, 4 * MB);
	t.is(toleranceOf('rss', undefined, 1000 * MB), base + 30 * MB);
	t.true(Math.abs(toleranceOf('rss', MB, 0) - base - 3 * Math.SQRT2 * MB) < 1);
	t.is(toleranceOf('rss', MB, 0, {quiet: 1000, compared: 9000}), base + 9 * MB);
	// Of an amount that is expected at most a quarter is noise.
	t.is(toleranceOf('rss', 900 * MB, 100 * MB), base + 28 * MB);
	t.is(toleranceOf('rss', MB, 0, {quiet: 0, compared: 9000}), toleranceOf('rss', MB, 0));
});

test('more and less are told in the direction of what was expected', t => {
	const verdict = (expected: number | undefined, seen: number | undefined) => verdictOf(expected, seen, 10);
	t.is(verdict(300, 305), 'as expected');
	t.is(verdict(300, 310), 'as expected');
	t.is(verdict(300, 311), 'more');
	t.is(verdict(300, 200), 'less');
	t.is(verdict(-300, -400), 'more');
	t.is(verdict(-300, -200), 'less');
	t.is(verdict(-300, 200), 'less');
	t.is(verdict(0, 100), 'more');
	t.is(verdict(0, -281), 'less');
	t.is(verdict(undefined, 5), undefined);
	t.is(verdict(5, undefined), undefined);
});

test('mirrored figures have the same verdict', t => {
	const amount = fc.integer({min: -1e9, max: 1e9});
	fc.assert(
		fc.property(amount.filter(Boolean), amount, fc.nat(1e8), (expected, seen, tolerance) => {
			t.is(verdictOf(expected, seen, tolerance), verdictOf(-expected, -seen, tolerance));
		}),
	);
});
