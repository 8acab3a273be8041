import test from 'ava';
import {mapChange} from '../../source/model/region-change.js';
import {anonymous, inShort, mapped, program, stack, vdso, viewOf} from './map-pairs.js';

const same = [stack, vdso];

test('a map against itself has no line', t => {
	const view = viewOf([program, anonymous(0, 8), ...same]);
	const change = mapChange(view, view);
	t.deepEqual(change.types, []);
	t.deepEqual(change.regions, []);
	t.is(change.unchangedTypes, 4);
	t.is(change.matched, 'by address');
	t.deepEqual(change.totals, {count: 0, size: 0, rss: 0, pss: 0, uss: 0, dirty: 0, swap: 0});
});

test('a grown heap is one line', t => {
	const heap = {path: '[heap]'};
	const a = viewOf([program, anonymous(0, 8, 4, heap), ...same]);
	const b = viewOf([program, anonymous(0, 20, 9, heap), ...same]);
	t.deepEqual(inShort(a, b), ['changed heap [heap] 1>1 size +12 rss +5']);
});

test('a heap that the kernel keeps in two regions is one line', t => {
	const heap = {path: '[heap]'};
	const a = viewOf([program, anonymous(0, 8, 4, heap), ...same]);
	const b = viewOf([program, anonymous(0, 8, 4, heap), anonymous(8, 8, 8, heap), ...same]);
	t.deepEqual(inShort(a, b), ['changed heap [heap] 1>1,2 size +8 rss +8']);
});

test('a stack that grew downwards is one line', t => {
	const a = viewOf([program, stack]);
	const b = viewOf([program, anonymous(996, 8, 8, {path: '[stack]'})]);
	t.deepEqual(inShort(a, b), ['changed stack [stack] 1>1 size +4 rss +4']);
});

test('neighbours that the kernel merged are one line with their growth', t => {
	const a = viewOf([program, anonymous(0, 4), anonymous(4, 4), ...same]);
	const b = viewOf([program, anonymous(0, 10), ...same]);
	t.deepEqual(inShort(a, b), ['changed anonymous 1,2>1 size +2 rss +2']);
});

test('a mapping that mprotect split is one line', t => {
	const a = viewOf([program, anonymous(0, 12), ...same]);
	const b = viewOf([program, anonymous(0, 4), anonymous(4, 4, 4, {perms: 'r--p'}), anonymous(8, 4), ...same]);
	t.deepEqual(inShort(a, b), ['changed anonymous 1>1,2,3 size +0 rss +0']);
	t.is(mapChange(a, b).regions?.[0]?.change.count, 2);
});

test('what becomes of another type is removed from the one and added to the other', t => {
	const a = viewOf([program, anonymous(1, 8, 0, {perms: '---p'}), ...same]);
	const b = viewOf([program, anonymous(1, 2, 2), anonymous(3, 6, 0, {perms: '---p'}), ...same]);
	t.deepEqual(inShort(a, b), ['added anonymous >1 size +2 rss +2', 'changed guard 1>2 size -2 rss +0']);
});

test('addresses that another file took are removed and added', t => {
	const a = viewOf([program, mapped('/lib/one', 'r--p', 0, 4), ...same]);
	const b = viewOf([program, mapped('/lib/three', 'r--p', 0, 4), ...same]);
	t.deepEqual(inShort(a, b)?.sort(), [
		'added read-only data /lib/three >1 size +4 rss +4',
		'removed read-only data /lib/one 1> size -4 rss -4',
	]);
});

test('addresses that another part of the same file took are removed and added', t => {
	const a = viewOf([program, mapped('/lib/one', 'r--p', 0, 4, {offset: 0}), ...same]);
	const b = viewOf([program, mapped('/lib/one', 'r--p', 0, 4, {offset: 8}), ...same]);
	t.is(inShort(a, b)?.length, 2);
});

test('a file that was deleted while mapped is the same mapping', t => {
	const a = viewOf([program, mapped('/lib/one', 'r--p', 0, 4, {rss: 1, inode: 5}), ...same]);
	const b = viewOf([program, mapped('/lib/one (deleted)', 'r--p', 0, 4, {rss: 2, inode: 5}), ...same]);
	t.deepEqual(inShort(a, b), ['changed read-only data /lib/one (deleted) 1>1 size +0 rss +1']);
});

test('after an execve everything is removed and added', t => {
	const other = mapped('/bin/other', 'r-xp', -900, 2);
	const a = viewOf([program, anonymous(0, 8), ...same]);
	const moved = viewOf([program, anonymous(0, 8), anonymous(1100, 4, 4, {path: '[stack]'})]);
	const without = viewOf([other, anonymous(0, 8), ...same]);
	for (const [b, count] of [
		[moved, 7],
		[without, 8],
	] as const) {
		const {regions, matched} = mapChange(a, b);
		t.is(regions?.length, count);
		t.true(regions?.every(({kind}) => kind !== 'changed'));
		t.is(matched, 'by address');
	}
});

test('the largest RSS comes first, equals by size', t => {
	const a = viewOf([program, anonymous(0, 4, 4), anonymous(10, 4, 0), anonymous(20, 9, 9), ...same]);
	const b = viewOf([program, anonymous(0, 4, 2), anonymous(10, 6, 0), anonymous(40, 1, 1), ...same]);
	t.deepEqual(inShort(a, b), [
		'removed anonymous 3> size -9 rss -9',
		'changed anonymous 1>1 size +0 rss -2',
		'added anonymous >3 size +1 rss +1',
		'changed anonymous 2>2 size +2 rss +0',
	]);
});

test('a figure that one map does not tell is in no difference', t => {
	const a = viewOf([program, anonymous(0, 4), stack].map(region => ({...region, fields: {}})));
	const b = viewOf([program, anonymous(0, 6), stack]);
	const {totals, types} = mapChange(a, b);
	t.deepEqual(totals, {
		count: 0,
		size: 2 * 4096,
		rss: undefined,
		pss: undefined,
		uss: undefined,
		dirty: undefined,
		swap: undefined,
	});
	t.deepEqual(
		types.map(({type, rss, size}) => [type, rss, size]),
		[['anonymous', undefined, 8192]],
	);
});

test('against a map without regions all is added', t => {
	const {totals, regions, types} = mapChange(viewOf([]), viewOf([program, anonymous(0, 4, 3), stack]));
	t.is(totals.rss, 9 * 4096);
	t.is(regions?.length, 3);
	t.deepEqual(
		types.map(({type, count}) => `${type} ${count}`),
		['stack 1', 'anonymous 1', 'code 1'],
	);
});

test('files without a process are of one when stack and vdso are where they were', t => {
	const unknown = {pid: 0, startTicks: 0};
	const a = viewOf([program, anonymous(0, 4), ...same], unknown);
	const b = viewOf([program, anonymous(0, 6), ...same], unknown);
	t.is(mapChange(a, b).matched, 'by address');
	const other = viewOf([program, anonymous(0, 6), anonymous(1200, 4, 4, {path: '[stack]'})], unknown);
	t.is(mapChange(a, other).matched, 'by mapping');
});
