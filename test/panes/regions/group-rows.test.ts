import test from 'ava';
import fc from 'fast-check';
import {type Group, groupRegions} from '../../../source/model/region-groups.js';
import {orderRegions, type RegionSort, regionSortKeys} from '../../../source/model/region-order.js';
import type {RegionView} from '../../../source/model/region-view.js';
import {
	barFigure,
	type GroupLook,
	groupHead,
	groupLine,
	groupTotal,
	nestedLine,
	perMinute,
} from '../../../source/panes/regions/group-rows.js';
import type {RegionLook} from '../../../source/panes/regions/look.js';
import {hostileText} from '../../support/arbitrary.js';
import {
	anonymous,
	anyLook,
	anyRecorded,
	ascii,
	isLine,
	library,
	lookOf,
	madeLook,
	painted,
	recorded,
	viewOf,
} from './looks.js';

const M = 1024 ** 2;
const byRss: RegionSort = {key: 'rss', reverse: false};
const view = viewOf(anonymous, library);

const groupsOf = (whole: RegionView, by: 'type' | 'file' = 'type') =>
	groupRegions(whole, orderRegions(whole, byRss), by, byRss).groups;

const groupLook = (look: RegionLook, more: Partial<GroupLook> = {}): GroupLook => ({
	...look,
	by: 'type',
	sort: byRss,
	most: 512 * 1024,
	growth: new Map(),
	...more,
});

/** A made-up type of so many bytes. */
const groupOf = (more: Partial<Group>): Group => ({
	...{key: 'anonymous', type: 'anonymous', file: undefined, count: 1, uss: 0},
	...{size: 100 * M, rss: 50 * M, pss: 50 * M, dirty: 50 * M, swap: 0},
	...more,
});

function linesOf(whole: RegionView, columns: number, by: 'type' | 'file' = 'type'): string[] {
	const look = groupLook(lookOf(columns), {by});
	return [
		groupHead(look),
		...groupsOf(whole, by).map(group => groupLine(group, false, false, look)),
		groupTotal(whole.totals, look),
	].map(line => line.trimEnd());
}

test('by type there is a line for each with its count, its figures, its growth and its bars', t => {
	t.deepEqual(linesOf(view, 101), [
		'  TYPE             COUNT   SIZE    RSS    PSS  DIRTY   SWAP     GROWTH RSS SHARE      DIRTY CLEAN SW…',
		`  anonymous            1  1.00M   512K   400K   500K      0          - ${'▇'.repeat(14)} ███████▁▁▁▁▁▁▁▁`,
		`  code                 1  1.00M   256K   400K   500K      0          - ${'▇'.repeat(7)}${'▁'.repeat(7)} ██████▁▁▁▁▁▁▁▁▁`,
		'  total                2  2.00M   768K   800K  0.98M      0',
	]);
});

test('by file a line has the name of its file without the folder, or of a type', t => {
	const [head, first, second] = linesOf(view, 100, 'file');
	t.regex(head ?? '', /^ {2}FILE OR TYPE /);
	t.regex(first ?? '', /^ {2}anonymous /);
	t.regex(second ?? '', /^ {2}libc\.so\.6 /);
});

test('an opened line is marked, and a selected one pointed at', t => {
	const [group = groupOf({})] = groupsOf(view);
	const of = (opened: boolean, isSelected: boolean, theme = lookOf(0).theme) =>
		groupLine(group, opened, isSelected, groupLook(lookOf(90, {theme, isFocused: false})));
	t.regex(of(true, false), /^ {2}▾ anonymous /);
	t.regex(of(false, true), /^▸ anonymous /);
	t.regex(of(true, false, ascii), /^ {2}v anonymous /);
	t.regex(groupLine(group, false, true, groupLook(lookOf(90))), /^\u001B\[7m▸ anonymous .*\u001B\[27m▇+▁*/);
});

test('a region of an opened type stands under the same columns, with its address and mapping', t => {
	const [, code] = linesOf(view, 100);
	const nested = nestedLine(view, 1, false, groupLook(lookOf(100)), undefined);
	t.regex(nested, /^ {4}7f0000200000 +r-xp +1\.00M +256K +400K +500K +0 +\S*libc\.so\.6 *$/);
	t.is(nested.indexOf('1.00M'), (code ?? '').indexOf('1.00M'));
	t.regex(nestedLine(view, 1, false, groupLook(lookOf(100)), 'grown'), /^ ▲ {2}7f0000200000/);
	t.regex(
		nestedLine(view, 1, false, groupLook(lookOf(100, {theme: painted})), 'new'),
		/^\u001B\[32m \+ {2}7f.*\u001B\[39m$/,
	);
});

test('of a nested address of 16 digits both ends are seen', t => {
	const high = viewOf({
		...anonymous,
		start: 0xffff_ffff_ff60_0000n,
		end: 0xffff_ffff_ff60_1000n,
		path: '[vsyscall]',
	});
	for (let columns = 40; columns <= 200; columns++) {
		const line = nestedLine(high, 0, false, groupLook(lookOf(columns)), undefined);
		t.regex(line, /^ {4}f{4}[\da-f]*…?[\da-f]*0000 /, `${columns}: ${line}`);
	}
});

test('a nested region that is writable and executable is marked', t => {
	t.regex(
		nestedLine(viewOf({...anonymous, perms: 'rwxp'}), 0, false, groupLook(lookOf(100)), undefined),
		/! writ/,
	);
});

test('growth is told with its sign and unit, 0 where it stands still, a dash where it is not known', t => {
	t.is(perMinute(undefined), '-');
	t.is(perMinute(0), '0');
	t.is(perMinute(38 * M), '+38.0M/min');
	t.is(perMinute(-1.5 * M), '-1.50M/min');
	const line = (growth?: number) =>
		groupLine(
			groupOf({}),
			false,
			false,
			groupLook(lookOf(100), {growth: new Map(growth === undefined ? [] : [['anonymous', growth]])}),
		);
	t.regex(line(38 * M), / \+38\.0M\/min /);
	t.regex(line(-512), / -512B\/min /);
	t.regex(line(0), / 0 {9,10}0 /);
	t.regex(line(), / 0 {9,10}- /);
	for (const growth of [999 * M, -999 * M, 9.99 * M, 99.9 * M * 1024, 1]) {
		t.true(line(growth).includes(`${perMinute(growth)} `), `whole: ${perMinute(growth)} in ${line(growth)}`);
	}
});

test('of a file no growth is told: the figures are of types', t => {
	const files = groupsOf(view, 'file');
	const file = files.find(group => group.file !== undefined) ?? groupOf({});
	const growth = new Map([[file.type as string, 5 * M]]);
	t.notRegex(groupLine(file, false, false, groupLook(lookOf(100), {growth})), /min/);
});

/** The two bars of a line, in ASCII, where a cell is a sign. */
function barsOf(group: Group, most: number | undefined, sort = byRss, columns = 110): string[] {
	const look = groupLook(lookOf(columns, {theme: ascii}), {most, sort});
	const head = groupHead(look);
	const from = head.search(/\w+ SHARE/);
	const to = head.indexOf('DIRTY', from + 8);
	const line = groupLine(group, false, false, look);
	return [line.slice(from, to - 1), line.slice(to).trimEnd()];
}

test('the first bar compares to the largest: whole for that, half for half, one cell for next to nothing', t => {
	const filled = (rss: number) => {
		const [first = ''] = barsOf(groupOf({rss}), 100 * M);
		return [first.replaceAll('.', '').length, first.length];
	};
	const [whole = 0, width = 0] = filled(100 * M);
	t.true(width >= 10);
	t.is(whole, width);
	t.deepEqual(filled(50 * M), [Math.round(width / 2), width]);
	t.deepEqual(filled(1), [1, width]);
	t.deepEqual(filled(0), [0, width]);
});

test('the first bar is of the figure that sorts, where a bar can show it', t => {
	const bars = regionSortKeys.map(key => [key, barFigure({key, reverse: false})]);
	t.deepEqual(Object.fromEntries(bars), {
		...{address: 'rss', size: 'size', rss: 'rss', pss: 'pss', uss: 'rss', dirty: 'dirty', swap: 'swap'},
		...{perms: 'rss', type: 'rss', mapping: 'rss'},
	});
	t.regex(groupHead(groupLook(lookOf(110), {sort: {key: 'swap', reverse: false}})), / SWAP SHARE /);
	const [first = ''] = barsOf(groupOf({size: 40 * M}), 40 * M, {key: 'size', reverse: false});
	t.false(first.includes('.'));
});

test('the second bar is what the size is made of: dirty, clean, in swap, never touched, each in its share', t => {
	const [, second = ''] = barsOf(groupOf({size: 80 * M, rss: 40 * M, dirty: 20 * M, swap: 20 * M}), 100 * M);
	const cells = (sign: string) => [...second].filter(each => each === sign).length;
	t.regex(second, /^#+=+s+_+$/);
	t.is(cells('#') + cells('=') + cells('s') + cells('_'), second.length);
	const quarter = second.length / 4;
	for (const sign of '#=s_') t.true(Math.abs(cells(sign) - quarter) <= 1, `${sign} in ${second}`);
});

test('the second bar of what was only reserved is never touched, of what is all dirty is dirty', t => {
	t.regex(barsOf(groupOf({rss: 0, dirty: 0}), 100 * M)[1] ?? '', /^_+$/);
	t.regex(barsOf(groupOf({size: M, rss: M, dirty: M}), 100 * M)[1] ?? '', /^#+$/);
	t.regex(barsOf(groupOf({size: M, rss: M, dirty: 0}), 100 * M)[1] ?? '', /^=+$/);
	t.regex(barsOf(groupOf({size: M, rss: 0, dirty: 0, swap: M}), 100 * M)[1] ?? '', /^s+$/);
});

test('where nothing is known there is no bar', t => {
	const [first, second] = barsOf(groupOf({rss: undefined, dirty: undefined}), undefined);
	t.regex(first ?? '-', /^ +$/);
	t.is(second, '');
	t.regex(
		groupLine(
			groupOf({rss: undefined, dirty: undefined, pss: undefined}),
			false,
			false,
			groupLook(lookOf(100)),
		),
		/100M {6}- {6}- {6}- {6}0 /,
	);
});

test('columns go as the pane becomes narrow: PSS, swap, growth, dirty; type, count, size and RSS stay', t => {
	const words = (columns: number) =>
		groupHead(groupLook(lookOf(columns)))
			.replace(/RSS SHARE.*/, '')
			.trim()
			.split(/ +/);
	t.deepEqual(words(110), ['TYPE', 'COUNT', 'SIZE', 'RSS', 'PSS', 'DIRTY', 'SWAP', 'GROWTH']);
	const gone = new Map<string, number>();
	for (let columns = 110; columns >= 36; columns--) {
		for (const word of ['PSS', 'SWAP', 'GROWTH', 'DIRTY'])
			if (!words(columns).includes(word) && !gone.has(word)) gone.set(word, columns);
		for (const word of ['TYPE', 'COUNT', 'SIZE', 'RSS']) t.true(words(columns).includes(word), `${columns}`);
	}
	t.is([...gone.keys()][0], 'PSS');
	t.is([...gone.keys()].at(-1), 'DIRTY');
	t.is(gone.size, 4);
});

test('every line of recorded maps is exactly as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(
			anyRecorded,
			anyLook,
			fc.constantFrom('type' as const, 'file' as const),
			fc.constantFrom(...regionSortKeys),
			fc.oneof(fc.constant(undefined), fc.double({min: -1e13, max: 1e13, noNaN: true})),
			(pid, given, by, key, growth) => {
				const whole = recorded(pid);
				const known = growth === undefined ? [] : whole.types.list.map(type => [type, growth] as const);
				const look = groupLook(madeLook(given), {by, sort: {key, reverse: false}, growth: new Map(known)});
				isLine(t, groupHead(look), look.columns);
				isLine(t, groupTotal(whole.totals, look), look.columns);
				for (const [i, group] of groupsOf(whole, by).entries())
					isLine(t, groupLine(group, i % 3 === 0, i === 1, look), look.columns);
				for (let i = 0; i < Math.min(whole.totals.count, 40); i++)
					isLine(t, nestedLine(whole, i, i === 1, look, i % 2 === 0 ? 'grown' : undefined), look.columns);
			},
		),
		{numRuns: 60},
	);
});

test('whatever a path holds, its lines are as wide as the pane and hold no control character', t => {
	fc.assert(
		fc.property(hostileText, anyLook, (text, given) => {
			const look = groupLook(madeLook(given), {by: 'file'});
			// The kernel itself escapes newlines.
			const path = `/${text.replaceAll('\n', '\\012')}`;
			const hostile = viewOf({...library, path});
			const [group = groupOf({})] = groupsOf(hostile, 'file');
			isLine(t, groupLine(group, true, false, look), look.columns);
			isLine(t, nestedLine(hostile, 0, false, look, undefined), look.columns);
		}),
	);
});

test('the ASCII look puts no character beyond ASCII that the paths did not bring', t => {
	for (let columns = 36; columns <= 200; columns++) {
		const look = groupLook(lookOf(columns, {theme: ascii, isFocused: false}));
		for (const each of [
			groupHead(look),
			groupHead({...look, by: 'file'}),
			...groupsOf(view).map(group => groupLine(group, true, true, look)),
			nestedLine(view, 1, true, look, 'shrunk'),
			groupTotal(view.totals, look),
		])
			t.regex(each, /^[\x20-\x7E]*$/);
	}
});
