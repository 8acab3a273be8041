import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {regionView} from '../../source/model/region-view.js';
import {column} from '../../source/model/regions.js';
import {workingSet, workingSetNotes, workingSetQuestion} from '../../source/model/working-set.js';
import {ownFixture} from '../support/fixtures.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const at = 1_795_435_200_000;
const KiB = 1024;
const measured = (regions: readonly MadeRegion[] | Uint8Array) =>
	workingSet(regionView(readingOf(regions, {at})), at - 5000);

const page = {start: 0x1000, end: 0x19000};

test('what is resident is hot or cold, and the rest that is not in swap was never there', t => {
	const set = measured([{...page, fields: {Size: 96, Rss: 64, Referenced: 24, Swap: 8}, vmFlags: 'rd'}]);
	t.deepEqual(set.row(0), {hot: 24 * KiB, cold: 40 * KiB, never: 24 * KiB});
	t.deepEqual(set.totals, set.row(0));
	t.like(set, {seconds: 5, at, clearedAt: at - 5000});
});

test('pages that count twice make no figure negative', t => {
	const set = measured([
		{...page, fields: {Size: 96, Rss: 96, Referenced: 96, Swap: 16}},
		{start: 0x20000, end: 0x21000, fields: {Size: 4, Rss: 4, Referenced: 8, Swap: 0}},
	]);
	t.deepEqual(set.row(0), {hot: 96 * KiB, cold: 0, never: 0});
	t.deepEqual(set.row(1), {hot: 4 * KiB, cold: 0, never: 0});
});

test('what has no referenced bits is not told, and no sum has it', t => {
	const huge = {Size: 4096, Rss: 0, Referenced: 0, Shared_Hugetlb: 0, Private_Hugetlb: 2048, Swap: 0};
	const set = measured([
		{...page, fields: {Size: 96, Rss: 64, Referenced: 24, Swap: 8}, vmFlags: 'rd'},
		{start: 0x200000, end: 0x600000, fields: huge, vmFlags: 'rd wr ht'},
		{start: 0x700000, end: 0x701000, fields: {Size: 4, Rss: 0, Referenced: 0, Swap: 0}, vmFlags: 'rd pf'},
		{start: 0x800000, end: 0x801000, fields: {Size: 4, Rss: 0, Referenced: 0, Swap: 0}, vmFlags: 'io'},
	]);
	t.deepEqual(set.row(1), {hot: undefined, cold: undefined, never: 2048 * KiB});
	for (const row of [2, 3]) t.deepEqual(set.row(row), {hot: undefined, cold: undefined, never: undefined});
	t.deepEqual(set.totals, {hot: 24 * KiB, cold: 40 * KiB, never: (2048 + 24) * KiB});
});

test('where no figures were read nothing is told', t => {
	const set = measured([page]);
	t.deepEqual(set.totals, {hot: undefined, cold: undefined, never: undefined});
	t.deepEqual(set.row(0), set.totals);
	t.deepEqual(set.row(99), set.totals);
	t.deepEqual(measured([]).byType, []);
});

test('a kernel that tells no referenced pages still tells what was never there', t => {
	const set = measured([{...page, fields: {Size: 96, Rss: 64}, vmFlags: 'rd'}]);
	t.deepEqual(set.totals, {hot: undefined, cold: undefined, never: 32 * KiB});
});

test('the hottest type stands first', t => {
	const set = measured([
		{...page, fields: {Size: 96, Rss: 64, Referenced: 8, Swap: 0}},
		{start: 0x20000, end: 0x40000, path: '[heap]', fields: {Size: 128, Rss: 64, Referenced: 64, Swap: 0}},
		{start: 0x50000, end: 0x60000, path: '[stack]', fields: {Size: 64, Rss: 64, Referenced: 8, Swap: 0}},
	]);
	t.deepEqual(
		set.byType.map(({type, count}) => [type, count]),
		[
			['heap', 1],
			['anonymous', 1],
			['stack', 1],
		],
	);
});

test('types add up to the totals, and hot and cold to what is resident, in a recording', t => {
	const bytes = readFileSync(ownFixture('linux/debian12-6.18/proc/16205/smaps'));
	const set = measured(bytes);
	const {map} = readingOf(bytes);
	for (const figure of ['hot', 'cold', 'never'] as const) {
		t.is(
			set.byType.reduce((sum, type) => sum + (type[figure] ?? 0), 0),
			set.totals[figure] ?? -1,
		);
		t.is(
			Array.from({length: map.count}, (_, row) => set.row(row)[figure] ?? 0).reduce(
				(sum, each) => sum + each,
				0,
			),
			set.totals[figure] ?? -1,
		);
	}
	const sum = (name: string) => column(map, name)?.reduce((all, each) => all + each, 0) ?? 0;
	t.is(set.totals.hot, sum('Referenced'));
	// But for the pages of the kernel's that are no memory of the process.
	t.true(Math.abs((set.totals.hot ?? 0) + (set.totals.cold ?? 0) - sum('Rss')) <= 16 * KiB);
	t.true((set.totals.hot ?? 0) > 0 && (set.totals.never ?? 0) > 0);
});

test('no figures make a sum that no figures could have', t => {
	const kilobytes = fc.nat(4096);
	fc.assert(
		fc.property(
			fc.array(fc.record({Size: kilobytes, Rss: kilobytes, Referenced: kilobytes, Swap: kilobytes}), {
				maxLength: 8,
			}),
			rows => {
				const set = measured(
					rows.map((fields, i) => ({
						start: (i + 1) << 24,
						end: ((i + 1) << 24) + 4096,
						fields,
						vmFlags: 'rd',
					})),
				);
				return rows.every((fields, i) => {
					const {hot = -1, cold = -1, never = -1} = set.row(i);
					return hot >= 0 && cold >= 0 && never >= 0 && hot + cold === fields.Rss * KiB;
				});
			},
		),
	);
	t.pass();
});

test('before it is done the cost and the side effect are told', t => {
	const [question = '', cost = ''] = workingSetQuestion('4242 java', 3 * 1024 ** 3);
	t.regex(question, /4242 java.*clears the referenced bits/);
	t.regex(cost, /10 ms a GiB of RSS, here about 30 ms.*which pages it should take.*No page is lost/);
	t.regex(workingSetQuestion('x', 4096)[1] ?? '', /here about 1 ms/);
	t.notRegex(workingSetQuestion('x', undefined)[1] ?? '', /here/);
	t.true(workingSetNotes.some(note => /huge page counts whole/.test(note)));
});
