import test from 'ava';
import {diffJson} from '../../source/commands/diff-json.js';
import {diffText} from '../../source/commands/diff-text.js';
import type {MapSource} from '../../source/commands/map-source.js';
import {processMap} from '../../source/commands/map-source.js';
import {mapChange} from '../../source/model/region-change.js';
import {regionView} from '../../source/model/region-view.js';
import {safeJson} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {processOf, readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const figures = (size: number, rss: number, swap = 0) => ({
	...{Size: size, Rss: rss, Pss: rss, Shared_Clean: 0, Shared_Dirty: 0, Private_Clean: 0, Private_Dirty: rss},
	Swap: swap,
});

const code: MadeRegion = {
	...{start: 0x1000, end: 0x3000, perms: 'r-xp', inode: 7, device: '08:01', path: '/bin/java'},
	fields: figures(8, 8),
};
const stack: MadeRegion = {start: 0x7000_0000, end: 0x7001_0000, path: '[stack]', fields: figures(64, 8)};
const heap = (kilobytes: number, rss: number): MadeRegion => ({
	...{start: 0x10_0000, end: 0x10_0000 + kilobytes * 1024, path: '[heap]'},
	fields: figures(kilobytes, rss),
});
const block = (start: number, swap = 0): MadeRegion => ({
	start,
	end: start + 0x10_0000,
	fields: figures(1024, 512, swap),
});

const sourceOf = (regions: readonly MadeRegion[], file?: string, pid = 4242): MapSource => ({
	view: regionView(
		readingOf(regions, {process: processOf({pid, name: 'java', command: 'java -jar \u001B[2Jshop.jar'})}),
	),
	file,
	isOwnMachine: true,
});

const before = sourceOf([code, heap(1024, 1000), block(0x2000_0000), stack], 'before.map');
const after = sourceOf([code, heap(2048, 1800), block(0x3000_0000, 4), stack]);
const json = (a: MapSource, b: MapSource) => JSON.parse(safeJson(diffJson(a, b, mapChange(a.view, b.view))));
const text = (a: MapSource, b: MapSource) => diffText(a, b, mapChange(a.view, b.view));

test('the JSON has the fields of the contract, bytes of B less bytes of A', t => {
	const diff = json(before, after);
	t.deepEqual(Object.keys(diff), ['a', 'b', 'types', 'regions', 'totals']);
	t.like(diff.a, {file: 'before.map', pid: 4242, name: 'java', complete: true});
	t.like(diff.b, {file: null, pid: 4242});
	t.deepEqual(diff.types, [
		{
			type: 'heap',
			count: 0,
			...{size: 1_048_576, rss: 819_200, pss: 819_200, uss: 819_200, dirty: 819_200, swap: 0},
		},
		{type: 'anonymous', count: 0, ...{size: 0, rss: 0, pss: 0, uss: 0, dirty: 0, swap: 4096}},
	]);
	t.deepEqual(diff.totals, {
		...{count: 0, size: 1_048_576, rss: 819_200, pss: 819_200, uss: 819_200, dirty: 819_200, swap: 4096},
	});
	t.deepEqual(Object.keys(diff.regions), ['added', 'removed', 'changed']);
	t.like(diff.regions.added, [
		{start: '30000000', end: '30100000', type: 'anonymous', rss: 524_288, swap: 4096},
	]);
	t.like(diff.regions.removed, [{start: '20000000', type: 'anonymous', rss: 524_288, swap: 0}]);
	t.deepEqual(diff.regions.changed, [
		{
			...{start: '00100000', end: '00300000', type: 'heap', name: '[heap]'},
			before: {
				count: 1,
				size: 1_048_576,
				rss: 1_024_000,
				pss: 1_024_000,
				uss: 1_024_000,
				dirty: 1_024_000,
				swap: 0,
			},
			after: {
				count: 1,
				size: 2_097_152,
				rss: 1_843_200,
				pss: 1_843_200,
				uss: 1_843_200,
				dirty: 1_843_200,
				swap: 0,
			},
		},
	]);
});

test('the text tells what was compared, the types, and the regions, the largest change first', t => {
	const lines = text(before, after).split('\n');
	t.regex(lines[0] ?? '', /^A {2}4242: java -jar \?\[2Jshop\.jar, saved \(2026-/);
	t.regex(lines[1] ?? '', /^B {2}4242: java -jar \?\[2Jshop\.jar \(2026-/);
	t.regex(lines[3] ?? '', /^TYPE +COUNT +SIZE +RSS +PSS +DIRTY +SWAP$/);
	t.regex(lines[4] ?? '', /^heap +0 +\+1\.00M +\+800K +\+800K +\+800K +0$/);
	t.regex(lines[5] ?? '', /^anonymous +0 +0 +0 +0 +0 +\+4\.00K$/);
	t.regex(lines[6] ?? '', /^total +0 +\+1\.00M +\+800K/);
	t.is(lines[7], '2 types unchanged');
	t.regex(lines[9] ?? '', /^REGION +ADDRESS +SIZE +RSS +PSS +DIRTY +SWAP +TYPE +MAPPING$/);
	t.regex(lines[10] ?? '', /^changed +00100000 +\+1\.00M +\+800K .* heap +\[heap\]$/);
	t.is(lines.filter(line => /^new +30000000 +\+1\.00M +\+512K/.test(line)).length, 1);
	t.is(lines.filter(line => /^gone +20000000 +-1\.00M +-512K/.test(line)).length, 1);
	t.is(lines.at(-2), 'matched by address: one process');
	t.notRegex(text(before, after), /[\0-\x09\x0B-\x1F]/);
});

test('a map held against itself has nothing to tell, in words and in JSON', t => {
	t.regex(text(before, before), /^A .*\nB .*\n\nnothing changed\n$/);
	t.like(json(before, before), {
		types: [],
		regions: {added: [], removed: [], changed: []},
		totals: {count: 0, rss: 0},
	});
});

test('programs that have nothing in common are compared by type alone', t => {
	const other = sourceOf([{...code, path: '/bin/cat', inode: 8}, stack], undefined, 9);
	t.is(json(before, other).regions, null);
	t.deepEqual(
		json(before, other).types.map(({type}: {type: string}) => type),
		['heap', 'anonymous'],
	);
	t.regex(text(before, other), /no file in common can't be matched\n$/);
});

test('figures that one of the maps does not tell are null and -', t => {
	const bare = ({start, end, path}: MadeRegion) => ({start, end, ...(path !== undefined && {path})});
	const maps = sourceOf([heap(2048, 0), stack].map(bare), 'x.maps', 0);
	t.like(json(before, maps).totals, {count: -2, rss: null, pss: null, swap: null});
	t.like(json(before, maps).b, {pid: null, name: null, file: 'x.maps'});
	t.regex(text(before, maps), /\nB {2}x\.maps \(/);
	t.regex(text(before, maps), /^heap +0 +\+1\.00M +- +- +- +-$/m);
});

test('the changes of the regions of two recorded processes add up to the totals', async t => {
	const proc = ownFixture('linux/debian12-6.18/proc');
	const [a, b] = [await processMap(16204, {proc}), await processMap(16245, {proc})];
	const {regions, totals, types} = json(a, b);
	type Row = {
		size: number;
		rss: number;
		before: {size: number; rss: number};
		after: {size: number; rss: number};
	};
	for (const figure of ['size', 'rss'] as const) {
		const sum = (rows: Row[], of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);
		const change =
			sum(regions.added, row => row[figure]) -
			sum(regions.removed, row => row[figure]) +
			sum(regions.changed, row => row.after[figure] - row.before[figure]);
		t.is(change, totals[figure]);
		t.is(
			sum(types, row => row[figure]),
			totals[figure],
		);
	}

	t.true(totals.rss < 0);
});
