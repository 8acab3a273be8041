import {readFileSync} from 'node:fs';
import test from 'ava';
import {regionView} from '../../source/model/region-view.js';
import {ownFixture} from '../support/fixtures.js';
import {readingOf} from '../support/samples.js';

test('a view has the type of every region, and types by falling RSS', t => {
	const {types, byType} = regionView(
		readingOf([
			{start: 0x10000, end: 0x14000, fields: {Size: 16, Rss: 8}},
			{start: 0x20000, end: 0x24000, path: '[heap]', fields: {Size: 16, Rss: 12}},
			{start: 0x30000, end: 0x34000, fields: {Size: 16, Rss: 2}},
		]),
	);
	t.deepEqual(
		[...types.index].map(type => types.list[type]),
		['anonymous', 'heap', 'anonymous'],
	);
	t.deepEqual(
		byType.map(({type, count, rss}) => [type, count, rss]),
		[
			['heap', 1, 12_288],
			['anonymous', 2, 10_240],
		],
	);
});

test('a map without regions has no types, and sums of which nothing is known', t => {
	const empty = regionView(readingOf([]));
	t.deepEqual(empty.byType, []);
	t.is(empty.totals.count, 0);
	t.is(empty.totals.rss, undefined);
});

test('the figures of the types add up to those of the whole', t => {
	const whole = regionView(readingOf(readFileSync(ownFixture('linux/debian12-6.18/proc/16206/smaps'))));
	t.true(whole.totals.count > 10);
	for (const figure of ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const) {
		t.is(
			whole.byType.reduce((sum, row) => sum + (row[figure] ?? 0), 0),
			Number(whole.totals[figure]),
			figure,
		);
	}
});
