import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {dirtyOf, sizeOf, ussOf} from '../../source/model/regions.js';
import type {RegionMap} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {rawText} from '../../source/safe-text.js';
import {sharedFixtures} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

type ExpectedSmaps = {
	readonly mappings: number;
	readonly sums: Readonly<Record<string, number>>;
	readonly uss: number;
	readonly address_span_total: number;
	readonly writable_private_rss: number;
	readonly no_name: number;
	readonly names_distinct: number;
	readonly non_utf8_names: number;
	readonly kernel_page_sizes: readonly number[];
	readonly largest_rss: {readonly address: string; readonly rss: number; readonly name: string};
};

type ExpectedMaps = {readonly lines: number; readonly size: number};

const rowsOf = (map: RegionMap) => [...Array(map.count).keys()];
const figure = (map: RegionMap, name: string, row: number) => map.fields.get(name)?.[row] ?? Number.NaN;
const sum = (figures: readonly (number | undefined)[]) =>
	figures.reduce<number>((all, one) => all + (one ?? 0), 0);
const pathOf = (map: RegionMap, row: number) => {
	const path = map.path.list[map.path.index[row] ?? -1];
	return path === undefined ? '' : rawText(path);
};
const permsOf = (map: RegionMap, row: number) => map.perms.list[map.perms.index[row] ?? -1] ?? '';

/** Everything that a map tells, so that two can be compared. */
function told(map: RegionMap) {
	return rowsOf(map).map(row => ({
		start: map.start[row],
		end: map.end[row],
		offset: map.offset[row],
		inode: map.inode[row],
		perms: permsOf(map, row),
		device: map.device.list[map.device.index[row] ?? -1],
		path: pathOf(map, row),
	}));
}

test('the figures of every recorded smaps are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 890, all: 1000});
	for (const tree of recordedTrees(t)) {
		for (const [folder, process] of recordedProcesses(tree)) {
			const {smaps: expected} = process as {readonly smaps?: ExpectedSmaps};
			if (!expected) continue;
			const map = parseSmaps(recordedFile(folder, 'smaps') ?? new Uint8Array());
			const rows = rowsOf(map);
			const name = (what: string) => `${folder}/smaps: ${what}`;
			t.true(map.complete, name('complete'));
			t.is(map.count, expected.mappings, name('mappings'));
			compared.count(tree);
			if (map.count === 0) continue;
			for (const [field, bytes] of Object.entries(expected.sums)) {
				t.is(sum(rows.map(row => figure(map, field, row))), bytes, name(field));
				compared.count(tree);
			}
			// Theirs is without hugetlb pages.
			const uss = expected.uss + (expected.sums.Private_Hugetlb ?? 0);
			t.is(sum(rows.map(row => ussOf(map, row))), uss, name('uss'));
			t.is(
				sum(rows.map(row => Number((map.end[row] ?? 0n) - (map.start[row] ?? 0n)))),
				expected.address_span_total,
			);
			const writable = rows.filter(row => /^.w.p$/.test(permsOf(map, row)));
			t.is(sum(writable.map(row => figure(map, 'Rss', row))), expected.writable_private_rss, name('rw-p'));
			const names = rows.map(row => pathOf(map, row));
			t.is(names.filter(text => text === '').length, expected.no_name, name('no name'));
			t.is(new Set(names.filter(text => text !== '')).size, expected.names_distinct, name('names'));
			t.is(
				new Set(names.filter(text => text.includes('\ufffd'))).size,
				expected.non_utf8_names,
				name('not UTF-8'),
			);
			const pageSizes = new Set(rows.map(row => figure(map, 'KernelPageSize', row)));
			t.deepEqual(
				[...pageSizes].sort((a, b) => a - b),
				[...expected.kernel_page_sizes],
				name('page sizes'),
			);
			const largest = rows.reduce((a, b) => (figure(map, 'Rss', b) > figure(map, 'Rss', a) ? b : a));
			t.is(map.start[largest]?.toString(16).padStart(8, '0'), expected.largest_rss.address, name('largest'));
			t.is(figure(map, 'Rss', largest), expected.largest_rss.rss, name('largest'));
			t.is(pathOf(map, largest), expected.largest_rss.name, name('largest'));
			compared.count(tree, 6);
		}
	}
	compared.finish();
});

test('the figures of every recorded maps are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 60, all: 64});
	for (const tree of recordedTrees(t)) {
		for (const [folder, process] of recordedProcesses(tree)) {
			const {maps: expected} = process as {readonly maps?: ExpectedMaps};
			if (!expected) continue;
			const map = parseSmaps(recordedFile(folder, 'maps') ?? new Uint8Array());
			t.true(map.complete, folder);
			t.is(map.count, expected.lines, folder);
			t.is(map.fields.size, 0, folder);
			t.is(sum(rowsOf(map).map(row => sizeOf(map, row))), expected.size, folder);
			t.is(dirtyOf(map, 0), undefined, folder);
			compared.count(tree, 2);
		}
	}
	compared.finish();
});

test('maps and smaps of one recorded process tell the same regions', t => {
	const compared = comparisons(t, {own: 25, all: 26});
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const maps = recordedFile(folder, 'maps');
			const smaps = recordedFile(folder, 'smaps');
			if (!maps || !smaps || smaps.length === 0) continue;
			t.deepEqual(told(parseSmaps(smaps)), told(parseSmaps(maps)), folder);
			compared.count(tree);
		}
	}
	compared.finish();
});

test('headers are those of the lines split by hand, for every recorded maps', t => {
	const compared = comparisons(t, {own: 1500, all: 1600});
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const text = recordedFile(folder, 'maps');
			if (!text) continue;
			const map = parseSmaps(text);
			const lines = text.toString('utf8').split('\n').slice(0, -1);
			t.is(map.count, lines.length, folder);
			for (const [row, region] of told(map).entries()) {
				const [, start, end, perms, offset, device, inode, path] =
					/^(\w+)-(\w+) (....) (\w+) (\S+) (\d+) *(.*)$/s.exec(lines[row] ?? '') ?? [];
				t.deepEqual(
					region,
					{
						start: BigInt(`0x${start}`),
						end: BigInt(`0x${end}`),
						offset: BigInt(`0x${offset}`),
						inode: BigInt(inode ?? ''),
						perms: perms ?? '',
						device,
						path: path ?? '',
					},
					`${folder} ${lines[row]}`,
				);
				compared.count(tree);
			}
		}
	}
	compared.finish();
});

test('the figures of every smaps that was recorded by itself are those computed apart from our code', t => {
	const folder = sharedFixtures();
	if (!folder) {
		t.log('skipped: the recordings of ../shared/fixtures are not here');
		t.pass();
		return;
	}
	const files = readdirSync(join(folder, 'linux'), {recursive: true, encoding: 'utf8'}).filter(name =>
		/smaps[^/]*\.expected\.json$/.test(name),
	);
	t.true(files.length >= 14, `only ${files.length} files`);
	let compared = 0;
	for (const name of files) {
		const file = join(folder, 'linux', name);
		const expected = JSON.parse(readFileSync(file, 'utf8')) as Pick<ExpectedSmaps, 'mappings' | 'sums'>;
		const map = parseSmaps(readFileSync(file.replace('.expected.json', '')));
		t.is(map.count, expected.mappings, name);
		for (const [field, bytes] of Object.entries(expected.sums)) {
			t.is(sum(rowsOf(map).map(row => figure(map, field, row) || 0)), bytes, `${name} ${field}`);
			compared++;
		}
	}
	t.true(compared >= 190, `only ${compared} figures were compared`);
});

test('every other smaps and maps of the public recordings gives a row a header', t => {
	const folder = sharedFixtures();
	if (!folder) {
		t.log('skipped: the recordings of ../shared/fixtures are not here');
		t.pass();
		return;
	}
	const files = readdirSync(join(folder, 'linux'), {recursive: true, encoding: 'utf8'}).filter(
		name =>
			/(^|\/)(pid_)?s?maps[^/.]*$/.test(name) && !name.includes('rollup') && !name.startsWith('hostile'),
	);
	t.true(files.length >= 60, `only ${files.length} files`);
	for (const name of files) {
		const text = readFileSync(join(folder, 'linux', name), 'latin1');
		const headers = text.match(/^[\da-f]+-[\da-f]+ [-r][-w][-x][ps] /gm) ?? [];
		const map = parseSmaps(Buffer.from(text, 'latin1'));
		t.is(map.count, headers.length, name);
		t.true(map.complete, name);
	}
});
