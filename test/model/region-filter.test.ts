import test from 'ava';
import fc from 'fast-check';
import {parseRegionFilter} from '../../source/model/region-filter.js';
import {regionView} from '../../source/model/region-view.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const page = 0x1000;
const file = {device: '08:01', inode: 5, path: '/usr/lib/libFoo.so.1'};
const regions: readonly MadeRegion[] = [
	{start: 0x10000, end: 0x20000, perms: 'r-xp', ...file, fields: {Size: 64, Rss: 40, Swap: 0}},
	{start: 0x20000, end: 0x30000, perms: 'rw-p', ...file, fields: {Size: 64, Rss: 64, Swap: 8}},
	{start: 0x40000, end: 0x50000, perms: 'rwxp', fields: {Size: 64, Rss: 2048, Swap: 0}},
	{start: 0x60000, end: 0x70000, perms: 'rw-p', path: '[heap]', fields: {Size: 64, Rss: 4, Swap: 4}},
	{
		start: 0x7f12_ab34_0000,
		end: 0x7f12_ab34_0000 + page,
		perms: 'rw-s',
		path: '/dev/shm/feed',
		device: '00:1a',
		inode: 9,
		fields: {Size: 4, Rss: 4, Swap: 0},
	},
];
const view = regionView(readingOf(regions));

function found(text: string): number[] | string {
	const filter = parseRegionFilter(text);
	if ('error' in filter) return filter.error;
	const passes = filter.over(view);
	return regions.map((_, row) => row).filter(row => passes(row));
}

const cases: ReadonlyArray<readonly [text: string, rows: readonly number[], what: string]> = [
	['', [0, 1, 2, 3, 4], 'nothing lets everything pass'],
	['libfoo', [0, 1], 'a text is found in the path, whatever its case'],
	['heap', [3], 'a text is found in a bracketed name'],
	['jit', [2], 'a text is found in the type'],
	['rwx', [2], 'permissions are what must be there'],
	['r-x', [0], 'a dash is a permission that must not be there'],
	['rw-s', [4], 'shared is the fourth letter'],
	['rw-', [1, 3, 4], 'three letters say nothing of the fourth'],
	['!rw-', [0, 2], 'a mark of exclamation negates'],
	['7f12ab340000', [4], 'an address finds the region that begins there'],
	['0x7f12ab340fff', [4], 'the last byte of a region is in it'],
	['0x7f12ab341000', [], 'the byte after its end is not'],
	['60123', [3], 'an address inside a region finds it'],
	['type=heap', [3], 'a type by its name'],
	['type=shared', [4], 'a type by the beginning of its name'],
	['type=shared-memory', [4], 'a type with a dash for the blank'],
	['rss>1m', [2], 'a figure with a unit'],
	['rss>=64k', [1, 2], 'a figure may be equal'],
	['swap>0', [1, 3], 'swap above nothing'],
	['swap=0', [0, 2, 4], 'a figure may be nothing'],
	['rw- swap>0 !heap', [1], 'all words must hold'],
	['size<60k', [4], 'a size below another'],
];

for (const [text, rows, what] of cases) {
	test(`search: ${what}`, t => {
		t.deepEqual(found(text), [...rows], text);
	});
}

test('what is still being typed is told as a mistake only where it can be none', t => {
	t.is(found('rss>'), 'rss takes a size, as rss>1m');
	t.is(found('type='), 'type takes a name, as type=heap');
	t.deepEqual(found('!'), [0, 1, 2, 3, 4]);
});

test('no text throws, and a negated word finds what the word does not', t => {
	fc.assert(
		fc.property(fc.stringMatching(/^[a-z0-9>=<!.[\]/-]{1,12}$/), word => {
			const plain = found(word.replace(/^!+/, ''));
			const negated = found(`!${word.replace(/^!+/, '')}`);
			if (typeof plain === 'string' || typeof negated === 'string' || /^!*$/.test(word)) return;
			t.is(plain.length + negated.length, regions.length);
		}),
	);
});
