import test from 'ava';
import {mapChange} from '../../source/model/region-change.js';
import type {RegionView} from '../../source/model/region-view.js';
import type {MadeRegion} from '../support/smaps-text.js';
import {anonymous, inShort, mapped, program, stack, viewOf} from './map-pairs.js';

/** Two processes: the second's addresses are elsewhere. */
function pair(a: readonly MadeRegion[], b: readonly MadeRegion[]): readonly [RegionView, RegionView] {
	const moved = b.map(region => ({
		...region,
		start: Number(region.start) + 0x1234_5000,
		end: Number(region.end) + 0x1234_5000,
	}));
	return [viewOf(a), viewOf(moved, {pid: 7})];
}

test('two runs of one program that lie elsewhere differ in nothing', t => {
	const regions = [program, anonymous(0, 8), mapped('/lib/foo', 'r--p', 40, 4), stack];
	const [a, b] = pair(regions, regions);
	const {matched, types, unchangedTypes} = mapChange(a, b);
	t.deepEqual(inShort(a, b), []);
	t.is(matched, 'by mapping');
	t.deepEqual(types, []);
	t.is(unchangedTypes, 4);
});

test('a library that holds more is one changed line, arenas beyond those of the other are new', t => {
	const arena = (block: number, rss: number) => {
		// 64 MiB are 16,384 pages, and the made-up address space begins at a multiple.
		const at = 16_384 * block;
		return [anonymous(at, rss), anonymous(at + rss, 16_384 - rss, 0, {perms: '---p'})];
	};
	const a = [program, mapped('/lib/foo', 'rw-p', -80, 8, {rss: 1}), ...arena(1, 5)];
	const b = [
		program,
		mapped('/lib/foo', 'rw-p', -80, 8, {rss: 4}),
		...arena(1, 7),
		...arena(2, 4),
		...arena(3, 4),
	];
	const lines = inShort(viewOf(a), viewOf(b, {pid: 7}));
	t.deepEqual(
		lines?.filter(line => !line.includes('guard')),
		[
			'added malloc arena >4 size +4 rss +4',
			'added malloc arena >6 size +4 rss +4',
			'changed data /lib/foo 1>1 size +0 rss +3',
			'changed malloc arena 2>2 size +2 rss +2',
		],
	);
});

test('the parts of a file are told apart by perms and offset, not by place', t => {
	const [a, b] = pair(
		[program, mapped('/lib/foo', 'r--p', 10, 4), mapped('/lib/foo', 'r--p', 20, 4, {offset: 8, rss: 1})],
		[
			program,
			mapped('/lib/foo', 'rw-p', 8, 1),
			mapped('/lib/foo', 'r--p', 10, 4, {offset: 8, rss: 2}),
			mapped('/lib/foo', 'r--p', 20, 4),
		],
	);
	t.deepEqual(inShort(a, b)?.sort(), [
		'added data /lib/foo >1 size +1 rss +1',
		'changed read-only data /lib/foo 2>2 size +0 rss +1',
	]);
});

test('a library that was built anew is changed where its sizes and offsets moved', t => {
	const [a, b] = pair(
		[program, mapped('/lib/foo', 'r--p', 10, 4), mapped('/lib/foo', 'r-xp', 14, 9, {offset: 4})],
		[program, mapped('/lib/foo', 'r--p', 10, 6), mapped('/lib/foo', 'r-xp', 16, 12, {offset: 6})],
	);
	t.deepEqual(inShort(a, b), [
		'changed code /lib/foo 2>2 size +3 rss +3',
		'changed read-only data /lib/foo 1>1 size +2 rss +2',
	]);
});

test('the offset in a file tells which of its parts grew', t => {
	const [a, b] = pair(
		[program, mapped('/lib/foo', 'r--p', 10, 4), mapped('/lib/foo', 'r--p', 40, 6, {offset: 20})],
		[program, mapped('/lib/foo', 'r--p', 10, 8, {offset: 20}), mapped('/lib/foo', 'r--p', 40, 5)],
	);
	t.deepEqual(inShort(a, b), [
		'changed read-only data /lib/foo 2>1 size +2 rss +2',
		'changed read-only data /lib/foo 1>2 size +1 rss +1',
	]);
});

test('memory without a name goes with what is nearest in size, and a large block is a new one', t => {
	const [a, b] = pair(
		[program, anonymous(0, 3), anonymous(10, 40)],
		[program, anonymous(0, 42), anonymous(100, 900), anonymous(2000, 3, 2)],
	);
	t.deepEqual(inShort(a, b), [
		'added anonymous >2 size +900 rss +900',
		'changed anonymous 2>1 size +2 rss +2',
		'changed anonymous 1>3 size +0 rss -1',
	]);
});

test('two programs without a common file have no lines of regions', t => {
	const a = viewOf([program, anonymous(0, 4)]);
	const b = viewOf([mapped('/bin/other', 'r-xp', -1000, 2), anonymous(0, 9)], {pid: 7});
	const {regions, matched, types, totals} = mapChange(a, b);
	t.is(regions, undefined);
	t.is(matched, undefined);
	t.is(totals.rss, 5 * 4096);
	t.deepEqual(
		types.map(({type, rss}) => [type, rss]),
		[['anonymous', 5 * 4096]],
	);
});

test('a pid that was given to another process is another process', t => {
	const a = viewOf([program, anonymous(0, 4)]);
	const b = viewOf([program, anonymous(0, 5)], {pid: 4242, startTicks: 2000});
	t.is(mapChange(a, b).matched, 'by mapping');
});
