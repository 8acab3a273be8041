import test from 'ava';
import {parseRegionFilter} from '../../../source/model/region-filter.js';
import {tableLines} from '../../../source/panes/regions/rows.js';
import {mapDifference} from '../../../source/store/region-marks.js';
import {moveTo, withLines, withRows} from '../../../source/store/region-rows.js';
import {applyReading, openRegions, type RegionState} from '../../../source/store/region-state.js';
import {nextMode, toggleOpen} from '../../../source/store/region-steps.js';
import {processOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';
import {anonymous, figures, isLine, library, lookOf, viewOf} from './looks.js';

const height = 6;
const at = (page: number, rss: number, more: Partial<MadeRegion> = {}): MadeRegion => ({
	...anonymous,
	start: 0x7f0000000000n + BigInt(page) * 0x100000n,
	end: 0x7f0000000000n + BigInt(page + 1) * 0x100000n,
	fields: {...figures, Rss: rss},
	...more,
});
const first = [at(0, 512), at(1, 100), at(2, 50), {...library, start: 0x7f0000300000n, end: 0x7f0000400000n}];

const opened = openRegions(processOf({pid: 4242, name: 'java'}), undefined);
const read = (regions: RegionState, ...made: readonly MadeRegion[]) =>
	applyReading(regions, viewOf(...made), undefined, height);
const mapped = read(opened, ...first);

function linesOf(regions: RegionState, columns = 100, rows = height): readonly string[] {
	return regions.view ? tableLines(regions, regions.view, rows, lookOf(columns)) : [];
}

test('the table is a head, as many lines as there is room for, and a total, each as wide as the pane', t => {
	for (const mode of ['list', 'types', 'files'] as const) {
		let regions = mapped;
		while (regions.mode !== mode) regions = nextMode(regions);
		for (const rows of [0, 1, 3, 20]) {
			const lines = linesOf(regions, 80, rows);
			t.is(lines.length, rows + 2);
			for (const line of lines) isLine(t, line, 80);
			t.regex(lines[0] ?? '', / SIZE +RSS /);
			t.regex(lines.at(-1) ?? '', /^ {2}total /);
		}
	}
});

test('the lines begin where the window is, and the selected one is pointed at', t => {
	const last = moveTo(mapped, 3, 2);
	t.is(last.top, 2);
	const lines = linesOf(last, 80, 2);
	t.regex(lines[1] ?? '', /^ {2}7f0000100000 /);
	t.regex(lines[2] ?? '', /^\u001B\[7m▸ 7f0000200000 /);
});

test('what changed since the reading before has its sign, in the list and in an opened type', t => {
	t.true(
		linesOf(mapped).every(line => !/[+▲▼]7f/.test(line)),
		'of the first reading nothing is known',
	);
	const again = read(mapped, at(0, 600), at(1, 100), at(2, 40), at(9, 10));
	const signs = (lines: readonly string[]) =>
		lines.flatMap(line => /^(?:\u001B\[7m)?.(.) *(7f0\w+)/.exec(line)?.slice(1, 3).join('') ?? []);
	t.deepEqual(signs(linesOf(again)), ['▲7f0000000000', ' 7f0000100000', '▼7f0000200000', '+7f0000900000']);
	const types = toggleOpen(nextMode(again), height);
	t.deepEqual(signs(linesOf(types)), ['▲7f0000000000', ' 7f0000100000', '▼7f0000200000', '+7f0000900000']);
	t.deepEqual(signs(linesOf(read(again, at(0, 600), at(1, 100)))), [' 7f0000000000', ' 7f0000100000']);
});

test('the bar of the largest type is whole, also when it is not in sight', t => {
	const types = nextMode(mapped);
	const bar = (line = '') => [...line].filter(each => each === '▇').length;
	const [, largest, smaller] = linesOf(types);
	t.true(bar(largest) > bar(smaller) && bar(smaller) > 0);
	t.notRegex((largest ?? '').slice(70), /▇▁/);
	const [, below] = linesOf({...types, top: 1});
	t.is(bar(below), bar(smaller));
});

test('the growth of a type stands in its line', t => {
	const types = nextMode(mapped);
	const trend = {...types.trend, growth: new Map([['anonymous', 38 * 1024 ** 2]] as const)};
	const lines = linesOf({...types, trend});
	t.regex(lines[1] ?? '', /anonymous .* \+38\.0M\/min /);
	t.regex(lines[2] ?? '', /code .* - /);
});

test('with a search the total is that of the regions that it finds, in the list, by type and by file', t => {
	const filter = parseRegionFilter('rw-');
	if ('error' in filter) return t.fail();
	let found = withRows({...mapped, filterText: 'rw-', filter});
	t.regex(linesOf(found).at(-1) ?? '', /^ {2}total +3\.00M +662K .* 3 regions *$/);
	for (const _ of ['types', 'files']) {
		found = nextMode(found);
		t.regex(linesOf(found).at(-1) ?? '', /^ {2}total +3 +3\.00M +662K /);
	}
	const all = parseRegionFilter('');
	if ('error' in all) return t.fail();
	t.regex(linesOf(withRows({...mapped, filter: all})).at(-1) ?? '', /^ {2}total +4\.00M .* 4 regions *$/);
});

test('a difference is a table of its own, with the speed since the mark', t => {
	const since = viewOf(...first);
	const now = viewOf(at(0, 1024), ...first.slice(1));
	const later = {...now, reading: {...now.reading, at: since.reading.at + 120_000}};
	const regions = applyReading(mapped, later, undefined, height);
	const change = mapDifference(since, later);
	const lines = linesOf(withLines({...regions, change, openKey: 'anonymous'}));
	t.is(lines.length, height + 2);
	for (const line of lines) isLine(t, line, 100);
	t.regex(lines[0] ?? '', /TYPE, MAPPING .* PER MIN *$/);
	t.regex(lines[1] ?? '', /▾ anonymous .* \+512K .* \+256K\/min/);
	t.regex(lines[2] ?? '', /^ ▲ {4}7f0000000000 .* \+256K\/min *$/);
	t.regex(lines.at(-1) ?? '', /^ {2}total \(1 typ.* \+512K /);
});
