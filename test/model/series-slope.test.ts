import test from 'ava';
import {experimentReport} from '../../source/model/experiment-report.js';
import {seriesSlopes} from '../../source/model/series-slope.js';
import {anonChange, lookAt, MB, runOf} from '../support/experiment-run.js';

/** Runs of these amounts in MB, each seen with so much more or less. */
const series = (amounts: readonly number[], off: readonly number[] = [], quietMB = 0) =>
	amounts.map((amount, i) => {
		const bytes = amount * MB;
		const run = runOf(
			{during: anonChange(bytes + (off[i] ?? 0) * MB)},
			{
				order: {bytes},
				quiet: [0, 1, 2].map(second => lookAt(second, {meminfo: {MemFree: second === 1 ? quietMB * MB : 0}})),
			},
		);
		return {run, report: experimentReport(run)};
	});
const slopeOf = (entries: ReturnType<typeof series>, name: string) =>
	seriesSlopes(entries).find(slope => slope.name === name);

test('a MB asked for that is a MB seen has a slope of 1, free one of -1, and what stands still one of 0', t => {
	const entries = series([100, 200, 500, 1000]);
	t.like(slopeOf(entries, 'rss'), {slope: 1, low: 1, high: 1, expected: 1});
	t.like(slopeOf(entries, 'free'), {slope: -1, expected: -1});
	t.like(slopeOf(entries, 'shared'), {slope: 0});
});

test('an offset that is the same in every run is not in the slope, points off the line are in the interval', t => {
	t.is(slopeOf(series([100, 200, 300], [7, 7, 7]), 'rss')?.slope, 1);
	const {slope = 0, low = 0, high = 0} = slopeOf(series([100, 200, 300, 400], [5, -5, 5, -5]), 'rss') ?? {};
	t.true(low < slope && slope < high && low < 1 && high > 1);
	// By hand: slope 0.98, residual variance 40, Sxx 50,000, Student's 4.303 of two degrees.
	t.true(Math.abs(slope - 0.98) < 1e-9);
	t.true(Math.abs(high - slope - 4.303 * Math.sqrt(40 / 50_000)) < 1e-6);
});

test('two runs have the noise alone for their interval', t => {
	t.like(slopeOf(series([100, 200]), 'rss'), {slope: 1, low: 1, high: 1});
	const {low = 0, high = 0} = slopeOf(series([100, 200], [], 3), 'free') ?? {};
	t.true(high - low > 0.05 && high - low < 0.5);
});

test('without two amounts there is no line, and runs that never held all are not points of it', t => {
	t.deepEqual(seriesSlopes([]), []);
	t.deepEqual(seriesSlopes(series([100])), []);
	t.deepEqual(seriesSlopes(series([100, 100])), []);
	const failed = runOf({during: null}, {order: {bytes: 900 * MB}, end: {reason: 'failed'}});
	const entries = [...series([100, 200]), {run: failed, report: experimentReport(failed)}];
	t.is(slopeOf(entries, 'rss')?.slope, 1);
});
