import {readFileSync} from 'node:fs';
import test from 'ava';
import type {RegionType} from '../../source/model/region-types.js';
import {
	listRows,
	type RegionRows,
	type RegionView,
	regionView,
	typeRows,
} from '../../source/model/region-view.js';
import {ownFixture} from '../support/fixtures.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

/** Three of anonymous memory, two of code, one stack, by address. */
const regions: readonly MadeRegion[] = [
	{start: 0x10000, end: 0x14000, fields: {Size: 16, Rss: 8}},
	{
		start: 0x20000,
		end: 0x24000,
		perms: 'r-xp',
		device: '08:01',
		inode: 5,
		path: '/bin/a',
		fields: {Size: 16, Rss: 12},
	},
	{start: 0x30000, end: 0x34000, fields: {Size: 16, Rss: 12}},
	{
		start: 0x40000,
		end: 0x44000,
		perms: 'r-xp',
		device: '08:01',
		inode: 6,
		path: '/bin/b',
		fields: {Size: 16, Rss: 0},
	},
	{start: 0x50000, end: 0x60000, fields: {Size: 64, Rss: 4}},
	{start: 0x70000, end: 0x74000, path: '[stack]', fields: {Size: 16, Rss: 4}},
];
const view = regionView(readingOf(regions));

/** The lines in short: a type with its count, a region by its row in the map. */
function shown(rows: RegionRows): string[] {
	return Array.from({length: rows.count}, (_, i) => {
		const row = rows.at(i);
		if (row?.kind === 'type') return `${row.opened ? '-' : '+'} ${row.totals.type} ${row.totals.count}`;
		return row ? `${row.nested ? '  ' : ''}${row.index}` : 'nothing';
	});
}

test('the list has the largest RSS first and equals by address', t => {
	t.deepEqual(shown(listRows(view)), ['1', '2', '0', '4', '5', '3']);
});

test('where no RSS is told the list goes by size', t => {
	const mapped = regionView(
		readingOf([
			{start: 0x10000, end: 0x11000},
			{start: 0x20000, end: 0x28000},
			{start: 0x30000, end: 0x31000},
		]),
	);
	t.deepEqual(shown(listRows(mapped)), ['1', '0', '2']);
});

test('by type there is a line for each, the largest RSS first', t => {
	t.deepEqual(shown(typeRows(view, undefined)), ['+ anonymous 3', '+ code 2', '+ stack 1']);
});

test('an opened type is followed by its regions, the largest first, and then by the types below it', t => {
	t.deepEqual(shown(typeRows(view, 'anonymous')), [
		'- anonymous 3',
		'  2',
		'  0',
		'  4',
		'+ code 2',
		'+ stack 1',
	]);
	t.deepEqual(shown(typeRows(view, 'code')), ['+ anonymous 3', '- code 2', '  1', '  3', '+ stack 1']);
	t.deepEqual(shown(typeRows(view, 'stack')), ['+ anonymous 3', '+ code 2', '- stack 1', '  5']);
});

test('a type that is gone from the map opens nothing', t => {
	t.deepEqual(shown(typeRows(view, 'heap')), shown(typeRows(view, undefined)));
});

test('there are no lines before the first and after the last', t => {
	for (const rows of [listRows(view), typeRows(view, undefined), typeRows(view, 'stack')]) {
		t.is(rows.at(-1), undefined);
		t.is(rows.at(rows.count), undefined);
	}
});

test('a map without regions has no lines', t => {
	const empty = regionView(readingOf([]));
	t.is(listRows(empty).count, 0);
	t.is(typeRows(empty, 'code').count, 0);
	t.is(empty.totals.count, 0);
});

function allTypes(whole: RegionView): readonly RegionType[] {
	return whole.byType.map(row => row.type);
}

test('of a recorded map every region stands once in the list, and once under its type', t => {
	for (const pid of [16204, 16206, 16208]) {
		const smaps = readFileSync(ownFixture(`linux/debian12-6.18/proc/${pid}/smaps`));
		const whole = regionView(readingOf(smaps));
		t.true(whole.reading.map.count > 10);
		const indexes = (rows: RegionRows) =>
			Array.from({length: rows.count}, (_, i) => rows.at(i))
				.flatMap(row => (row?.kind === 'region' ? [row.index] : []))
				.sort((a, b) => a - b);
		const every = Array.from({length: whole.reading.map.count}, (_, i) => i);
		t.deepEqual(indexes(listRows(whole)), every);
		const nested = allTypes(whole).flatMap(type => indexes(typeRows(whole, type)));
		t.deepEqual(
			nested.sort((a, b) => a - b),
			every,
		);
	}
});

test('the figures of the types add up to those of the whole', t => {
	const whole = regionView(readingOf(readFileSync(ownFixture('linux/debian12-6.18/proc/16206/smaps'))));
	for (const figure of ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const) {
		t.is(
			whole.byType.reduce((sum, row) => sum + (row[figure] ?? 0), 0),
			Number(whole.totals[figure]),
			figure,
		);
	}
});
