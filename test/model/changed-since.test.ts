import test from 'ava';
import {changedSince} from '../../source/model/changed-since.js';
import type {MadeRegion} from '../support/smaps-text.js';
import {anonymous, mapped, program, stack, viewOf} from './map-pairs.js';

/** What is told of each row of the second map. */
function told(before: readonly MadeRegion[], now: readonly MadeRegion[]): Array<string | undefined> {
	const [a, b] = [viewOf([program, ...before]), viewOf([program, ...now])];
	return now.map((_, row) => changedSince(a, b, row + 1));
}

const swapped = (kB: number, region: MadeRegion): MadeRegion => ({
	...region,
	fields: {...region.fields, Swap: kB},
});

test('a region that was not there is new, one that is as before is nothing', t => {
	t.deepEqual(told([stack], [anonymous(0, 4), stack]), ['new', undefined]);
});

test('more and less of RSS is grown and shrunk, where RSS stays size tells', t => {
	const before = [anonymous(0, 4, 2), anonymous(10, 4, 2), anonymous(20, 4, 2), anonymous(30, 4, 2)];
	const now = [anonymous(0, 4, 3), anonymous(10, 4, 1), anonymous(20, 5, 2), anonymous(30, 3, 2)];
	t.deepEqual(told(before, now), ['grown', 'shrunk', 'grown', 'shrunk']);
});

test('what was swapped out is changed and not shrunk', t => {
	t.deepEqual(told([anonymous(0, 4, 4)], [swapped(8, anonymous(0, 4, 2))]), ['changed']);
});

test('other perms, another type and other dirty pages are a change', t => {
	const dirty = anonymous(40, 4);
	const clean = {...dirty, fields: {...dirty.fields, Private_Clean: 8, Private_Dirty: 8}};
	t.deepEqual(
		told(
			[anonymous(0, 4), anonymous(20, 4), dirty],
			[anonymous(0, 4, 4, {perms: 'r--p'}), anonymous(20, 4, 4, {perms: 'rwxp'}), clean],
		),
		['changed', 'changed', 'changed'],
	);
});

test('a stack that grew downwards is grown, merged neighbours are as before', t => {
	t.deepEqual(told([stack], [anonymous(996, 8, 8, {path: '[stack]'})]), ['grown']);
	t.deepEqual(told([anonymous(0, 4), anonymous(4, 4)], [anonymous(0, 8)]), [undefined]);
});

test('where another file came, or part of a reserve was made accessible, it is new', t => {
	t.deepEqual(told([mapped('/lib/one', 'r--p', 0, 4)], [mapped('/lib/other', 'r--p', 0, 4)]), ['new']);
	t.deepEqual(
		told([anonymous(1, 8, 0, {perms: '---p'})], [anonymous(1, 2, 0), anonymous(3, 6, 0, {perms: '---p'})]),
		['new', 'shrunk'],
	);
});

test('of another process nothing is told', t => {
	const a = viewOf([program]);
	const b = viewOf([program, anonymous(0, 4)], {startTicks: 2000});
	t.is(changedSince(a, b, 1), undefined);
	t.is(changedSince(b, b, 99), undefined);
});
