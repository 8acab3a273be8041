import test from 'ava';
import fc from 'fast-check';
import {robustSlope, theilSen} from '../../source/model/trend.js';
import {M, noon, normal, random, seriesOf} from './series.js';

test('a straight line has its slope, an interval of no width and its beginning', t => {
	const slope = robustSlope(seriesOf(60, second => 100 + second / 2, {noise: 0}));
	t.deepEqual(slope, {bytesPerMinute: 30 * M, low: 30 * M, high: 30 * M, from: noon});
});

test('fewer than ten points, or less than 20 s, have no slope', t => {
	const line = seriesOf(60, second => second, {noise: 0});
	t.is(robustSlope([]), undefined);
	t.is(robustSlope(line.slice(0, 9)), undefined);
	t.not(robustSlope(line.slice(0, 11)), undefined);
	const hasty = line.slice(0, 30).map((point, i) => ({...point, at: noon + i * 600}));
	t.is(robustSlope(hasty), undefined);
});

test('the slope does not depend on even spacing', t => {
	const next = random(3);
	const moments = Array.from({length: 80}, () => 300_000 * next() ** 3).sort((a, b) => a - b);
	const slope = robustSlope(moments.map(moment => ({at: noon + moment, bytes: 7 * moment})));
	t.is(Math.round(slope?.bytesPerMinute ?? 0), 420_000);
});

test('a quarter of outliers moves the slope by little', t => {
	const line = seriesOf(120, second => 100 + second / 2, {noise: 0.5});
	const spoiled = line.map((point, i) => (i % 4 === 1 ? {...point, bytes: 3000 * M} : point));
	const slope = robustSlope(spoiled);
	t.true(Math.abs((slope?.bytesPerMinute ?? 0) - 30 * M) < 3 * M, String(slope?.bytesPerMinute));
});

test('of independent noise the interval holds the slope in about 95 of 100 cases', t => {
	let held = 0;
	for (let seed = 1; seed <= 300; seed++) {
		const next = random(seed);
		const points = Array.from({length: 40}, (_, i) => ({
			at: noon + i * 1000,
			bytes: i * 1000 + 5000 * normal(next),
		}));
		const slope = robustSlope(points);
		if (slope && slope.low <= 60_000 && slope.high >= 60_000) held++;
	}

	t.true(held > 0.91 * 300 && held < 0.99 * 300, `${held} of 300`);
});

test('of noise that comes in runs the interval is wide enough in most cases', t => {
	let held = 0;
	for (let seed = 1; seed <= 200; seed++) {
		const next = random(seed);
		let run = normal(next);
		const points = Array.from({length: 60}, (_, i) => {
			run = 0.8 * run + 0.6 * normal(next);
			return {at: noon + i * 1000, bytes: run * M};
		});
		const slope = robustSlope(points);
		if (slope && slope.low <= 0 && slope.high >= 0) held++;
	}

	// Without regard to the runs it is about 100.
	t.true(held > 0.8 * 200, `${held} of 200`);
});

test('thousands of points are bounded work and keep first and last', t => {
	const line = seriesOf(20_000, second => second / 60, {every: 1, noise: 0.1});
	const begun = performance.now();
	const slope = robustSlope(line);
	t.true(performance.now() - begun < 1000);
	t.is(slope?.from, noon);
	t.true(Math.abs((slope?.bytesPerMinute ?? 0) - M) < M / 1000);
});

test('the slope lies in its interval, turns with the series, and is none without two moments', t => {
	const bytes = fc.integer({min: 0, max: 2 ** 40});
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.integer({min: 0, max: 60_000}), bytes), {minLength: 2}), pairs => {
			const points = pairs.map(([at, value]) => ({at, bytes: value})).sort((a, b) => a.at - b.at);
			const slope = theilSen(points);
			if (!slope) return points.every(({at}) => at === points[0]?.at);
			const turned = theilSen(points.map(point => ({...point, bytes: -point.bytes})));
			return (
				slope.low <= slope.bytesPerMinute &&
				slope.bytesPerMinute <= slope.high &&
				Math.abs(slope.bytesPerMinute + (turned?.bytesPerMinute ?? 0)) <=
					1e-9 * Math.abs(slope.bytesPerMinute)
			);
		}),
	);
	t.pass();
});
