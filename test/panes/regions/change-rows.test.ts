import test from 'ava';
import fc from 'fast-check';
import {mapChange} from '../../../source/model/region-change.js';
import {changeRows} from '../../../source/model/region-lines.js';
import type {RegionView} from '../../../source/model/region-view.js';
import {
	type ChangeLook,
	changeHead,
	changeTotal,
	regionChangeLine,
	typeChangeLine,
} from '../../../source/panes/regions/change-rows.js';
import type {RegionLook} from '../../../source/panes/regions/look.js';
import {anonymous, mapped, viewOf} from '../../model/map-pairs.js';
import {hostileText} from '../../support/arbitrary.js';
import type {MadeRegion} from '../../support/smaps-text.js';
import {anyLook, anyRecorded, ascii, isLine, lookOf, madeLook, painted, recorded} from './looks.js';

const minute = 60_000;
/** An entry that ends in VmFlags is whole, also at the end of a map. */
const pages = (at: number, count: number, rss = count, more: Partial<MadeRegion> = {}) =>
	anonymous(at, count, rss, {vmFlags: 'rd wr', ...more});
const program = {...mapped('/bin/a', 'r-xp', -1000, 2), vmFlags: 'rd ex'};
/** Four MiB in pages. */
const large = 1024;

/** What each kind of change needs: a heap that grew, memory that shrank, that is new, and that is gone. */
const heap = {path: '[heap]'};
const since = viewOf([
	program,
	pages(0, large, large, heap),
	pages(4000, large, large),
	pages(8000, large, 512),
]);
const now = viewOf([
	program,
	pages(0, 2 * large, 2 * large, heap),
	pages(4000, large, 256),
	pages(12_000, large, 128),
]);

const changeLook = (look: RegionLook, more: Partial<ChangeLook> = {}): ChangeLook => ({
	...look,
	now,
	since,
	milliseconds: 4 * minute,
	...more,
});

/** The lines from a map to another, with one type opened. */
function linesOf(
	a: RegionView,
	b: RegionView,
	openKey: string | undefined,
	look: RegionLook,
	isSelected = -1,
) {
	const change = mapChange(a, b);
	const rows = changeRows(change, openKey);
	const with_ = changeLook(look, {since: a, now: b});
	const lines = Array.from({length: rows.count}, (_, i) => {
		const row = rows.at(i);
		if (row?.kind === 'typeChange') return typeChangeLine(row.change, row.opened, i === isSelected, with_);
		return row?.kind === 'regionChange' ? regionChangeLine(row.change, i === isSelected, with_) : '';
	});
	return [changeHead(look), ...lines, changeTotal(change, with_)];
}

const shown = (openKey: string | undefined, columns: number, more: Partial<RegionLook> = {}) =>
	linesOf(since, now, openKey, lookOf(columns, more)).map(line => line.trimEnd());

test('a line a type with how many, how much more or less, what is there now, and how fast', t => {
	t.deepEqual(shown(undefined, 120), [
		'  TYPE, MAPPING                 COUNT           SIZE            RSS          DIRTY           SWAP    PER MIN',
		'  ▸ anonymous                               0  8.00M  -4.50M  1.50M  -4.50M  1.50M       0      0 -1.13M/min',
		'  ▸ heap                               +4.00M  8.00M  +4.00M  8.00M  +4.00M  8.00M       0      0 +1.00M/min',
		'  total (1 type unchanged)             +4.00M  16.0M   -512K  9.51M   -512K  9.51M       0      0  -128K/min',
	]);
});

test('the opened type is followed by its regions: new, gone, grown and shrunk, each with its sign', t => {
	for (const columns of [38, 60, 72, 100, 120]) {
		const [, opened, ...rest] = shown('anonymous', columns);
		t.regex(opened ?? '', /^ {2}▾ anonymous /);
		t.deepEqual(
			rest.slice(0, 3).map(line => line.slice(0, 23).trimEnd()),
			[' ▼    7f0000fa0000', ' ▼    7f0001f40000 gone', ' +    7f0002ee0000 new'],
			`${columns}`,
		);
	}
	t.regex(shown('heap', 120)[3] ?? '', /^ ▲ {4}7f0000000000 \[heap\] /);
});

test('the figures of a region are its differences and what it has now', t => {
	const lines = shown('anonymous', 120);
	t.regex(lines[2] ?? '', / 0 +4\.00M +-3\.00M +1\.00M +-3\.00M +1\.00M +0 +0 +-768K\/min$/);
	t.regex(lines[3] ?? '', / -4\.00M +0 +-2\.00M +0 +-2\.00M +0 +0 +0 +-512K\/min$/);
	t.regex(lines[4] ?? '', / \+4\.00M +4\.00M +\+512K +512K +\+512K +512K +0 +0 +\+128K\/min$/);
});

test('what is gone counts as less also where nothing of it was resident', t => {
	const before = viewOf([program, pages(0, 8, 0), pages(100, 8, 8)]);
	const after = viewOf([program, pages(100, 8, 8)]);
	const [, , gone] = linesOf(before, after, 'anonymous', lookOf(100));
	t.regex(gone ?? '', /^ ▼ {4}7f0000000000 gone /);
	t.regex(linesOf(before, after, 'anonymous', lookOf(100, {theme: painted}))[2] ?? '', /^\u001B\[36m /);
});

test('what shrank in size alone is no growth', t => {
	const before = viewOf([program, pages(0, 8, 2), pages(100, 8, 8)]);
	const after = viewOf([program, pages(0, 4, 2), pages(100, 8, 8)]);
	const [, , less] = linesOf(before, after, 'anonymous', lookOf(100));
	t.regex(less ?? '', /^ ▼ {4}7f0000000000 /);
	const [, , more] = linesOf(after, before, 'anonymous', lookOf(100));
	t.regex(more ?? '', /^ ▲ {4}7f0000000000 /);
});

test('in colour new, grown and shrunk have one each, and none without', t => {
	const colours = ['anonymous', 'heap'].flatMap(key => shown(key, 120, {theme: painted}));
	const of = (word: RegExp) => /^\u001B\[\d+m/.exec(colours.find(line => word.test(line)) ?? '')?.[0];
	const found = [of(/ new /), of(/ gone /), of(/▲.*\[heap\]/)];
	t.is(new Set(found).size, 3);
	t.false(found.includes(undefined));
	for (const line of shown('anonymous', 100)) t.false(line.includes('\u001B'));
});

test('the selected line is inverse where the focus is, and pointed at everywhere', t => {
	t.regex(linesOf(since, now, undefined, lookOf(100), 0)[1] ?? '', /^\u001B\[7m▸ .*\u001B\[27m$/);
	t.regex(linesOf(since, now, undefined, lookOf(100, {isFocused: false}), 0)[1] ?? '', /^▸ [^\u001B]*$/);
});

test('a type that is there no more has nothing now', t => {
	const before = viewOf([program, pages(0, 8, 8, heap)]);
	const after = viewOf([program]);
	const [, line] = linesOf(before, after, undefined, lookOf(120));
	t.regex(line ?? '', /▸ heap +-1 +-32\.0K +0 +-32\.0K +0 /);
});

test('figures that were not told are dashes, of a type, of a region and in the total', t => {
	const bare = (count: number) =>
		viewOf(
			Array.from({length: count}, (_, i) => ({start: 0x10000 * (i + 1), end: 0x10000 * (i + 1) + 0x1000})),
		);
	const lines = linesOf(bare(2), bare(3), 'anonymous', lookOf(120));
	for (const line of lines.slice(1)) {
		// Change and now of RSS, dirty and swap, and with RSS how fast.
		t.regex(line, /(?:\+?\d[\d.]*[KMG]? +){2}(?:- +){6}- *$/, line);
	}
});

test('without any time between there is no speed', t => {
	const look = changeLook(lookOf(120), {milliseconds: 0});
	const [change] = mapChange(since, now).types;
	if (!change) return t.fail();
	t.regex(typeChangeLine(change, false, false, look), / - *$/);
});

test('how many types did not change is said in the total, not that none is left', t => {
	const line = (a: RegionView, b: RegionView) => linesOf(a, b, undefined, lookOf(120)).at(-1) ?? '';
	t.regex(line(since, now), /^ {2}total \(1 type unchanged\) /);
	t.regex(line(now, now), /^ {2}total \(3 types unchanged\) /);
	t.regex(line(viewOf([]), viewOf([pages(0, 2, 2, {vmFlags: 'rd'})])), /^ {2}total {4}/);
});

test('columns go as the pane becomes narrow: swap, what is there now, dirty, speed and size; RSS stays', t => {
	const words = (columns: number) => changeHead(lookOf(columns)).trim().split(/ {2,}/);
	t.deepEqual(words(120), ['TYPE, MAPPING', 'COUNT', 'SIZE', 'RSS', 'DIRTY', 'SWAP', 'PER MIN']);
	for (let columns = 36; columns <= 200; columns++) {
		t.true(words(columns).includes('RSS'), `${columns}`);
		for (const line of shown('anonymous', columns).slice(1, -1)) t.regex(line, /-|\+/, `${columns}`);
	}
	t.deepEqual(words(38), ['TYPE, MAPPING', 'COUNT', 'RSS']);
});

test('every line between recorded maps is exactly as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(anyRecorded, anyRecorded, anyLook, fc.nat(20), (a, b, given, nth) => {
			const look = madeLook(given);
			const [before, after] = [recorded(a), recorded(b)];
			const {types} = mapChange(before, after);
			const openKey = types[nth % Math.max(1, types.length)]?.type;
			for (const line of linesOf(before, after, openKey, look, nth)) isLine(t, line, look.columns);
		}),
		{numRuns: 40},
	);
});

test('whatever a path holds, its line is as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(hostileText, anyLook, (text, given) => {
			const look = madeLook(given);
			// The kernel itself escapes newlines.
			const path = `/${text.replaceAll('\n', '\\012')}`;
			const hostile = viewOf([program, {...mapped(path, 'r-xp', 10, 4), vmFlags: 'rd ex'}]);
			for (const [a, b] of [
				[viewOf([program]), hostile],
				[hostile, viewOf([program])],
			] as const) {
				const lines = linesOf(a, b, 'code', look);
				t.is(lines.length, 4);
				for (const line of lines) isLine(t, line, look.columns);
			}
		}),
	);
});

test('the ASCII look puts no character beyond ASCII that the paths did not bring', t => {
	for (let columns = 36; columns <= 200; columns++) {
		for (const line of [
			...shown('anonymous', columns, {theme: ascii}),
			...shown('heap', columns, {theme: ascii}),
		])
			t.regex(line, /^[\x20-\x7E]*$/);
	}
});
