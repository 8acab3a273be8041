import test from 'ava';
import fc from 'fast-check';
import {type RegionView, regionView} from '../../source/model/region-view.js';
import {mapDifference, withMark} from '../../source/store/region-marks.js';
import {readingOf} from '../support/samples.js';

const small = regionView(
	readingOf([
		{start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'},
		{start: 0x3000, end: 0x4000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'},
	]),
);

/** A reading that has so many regions, without the regions. */
function viewOf(count: number): RegionView {
	const {reading} = small;
	return {...small, reading: {...reading, map: {...reading.map, count}}};
}

const regionsIn = (marks: readonly RegionView[]) =>
	marks.reduce((sum, {reading}) => sum + reading.map.count, 0);

test('the newest mark comes first', t => {
	const [a, b, c] = [viewOf(1), viewOf(1), viewOf(1)];
	const marks = withMark(withMark(withMark([], a), b), c);
	t.is(marks.length, 3);
	t.deepEqual(
		marks.map(mark => [a, b, c].indexOf(mark)),
		[2, 1, 0],
	);
});

test('the same reading marked twice is one mark, the newest', t => {
	const [a, b] = [viewOf(1), viewOf(1)];
	t.deepEqual(
		withMark(withMark(withMark([], a), b), a).map(mark => [a, b].indexOf(mark)),
		[0, 1],
	);
	// And what it holds counts once.
	const large = viewOf(60_000);
	t.is(withMark(withMark(withMark([], viewOf(60_000)), large), large).length, 2);
});

test('of small maps there are nine marks at most', t => {
	const made = Array.from({length: 12}, () => viewOf(100));
	const marks = made.reduce(withMark, [] as readonly RegionView[]);
	t.is(marks.length, 9);
	t.deepEqual(
		marks.map(mark => made.indexOf(mark)),
		[11, 10, 9, 8, 7, 6, 5, 4, 3],
	);
});

test('of large maps there are few: 150,000 regions in all', t => {
	t.is(withMark(withMark([], viewOf(75_000)), viewOf(75_000)).length, 2);
	t.is(withMark(withMark([], viewOf(75_001)), viewOf(75_000)).length, 1);
	// The one that was just set is kept, however large it is.
	t.is(withMark([viewOf(10)], viewOf(1_000_000)).length, 1);
});

test('whatever is marked, what is kept is bounded, and the newest is kept', t => {
	fc.assert(
		fc.property(fc.array(fc.integer({min: 1, max: 65_530}), {minLength: 1, maxLength: 30}), counts => {
			let marks: readonly RegionView[] = [];
			for (const count of counts) {
				const view = viewOf(count);
				marks = withMark(marks, view);
				t.is(marks[0], view);
			}
			t.true(marks.length <= 9);
			t.true(regionsIn(marks) <= 150_000);
		}),
	);
});

test('the difference is the newer map less the mark', t => {
	const now = regionView(
		readingOf([
			{start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'},
			{start: 0x3000, end: 0x6000, fields: {Size: 12, Rss: 12}, vmFlags: 'rd'},
		]),
	);
	const {since, what} = mapDifference(small, now);
	t.is(since, small);
	t.like(what.totals, {count: 0, size: 8192, rss: 8192});
	t.is(mapDifference(now, small).what.totals.rss, -8192);
});
