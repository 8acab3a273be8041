import test from 'ava';
import fc from 'fast-check';
import {addressSpace, fitScale} from '../../source/model/address-space.js';
import type {Picture} from '../../source/model/picture.js';
import {foldWidth, gapWidth, layOut} from '../../source/model/picture-layout.js';
import {pictureRegions} from '../../source/model/picture-regions.js';
import {regionView} from '../../source/model/region-view.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const K = 1024;
const M = K * K;
const G = K * M;
const T = K * G;

/** A region of so many bytes; figures in bytes too. */
function region(
	start: number | bigint,
	size: number,
	more: Partial<MadeRegion> & {rss?: number} = {},
): MadeRegion {
	const {rss = 0, ...rest} = more;
	const fields = {
		Size: size / K,
		KernelPageSize: 4,
		Rss: rss / K,
		Shared_Dirty: 0,
		Private_Dirty: rss / K,
		Swap: 0,
	};
	return {start, end: BigInt(start) + BigInt(size), fields, vmFlags: 'rd wr', ...rest};
}

const viewOf = (...regions: readonly MadeRegion[]) => regionView(readingOf(regions));
const pictureOf = (columns: number, rows: number, ...regions: readonly MadeRegion[]) =>
	addressSpace(viewOf(...regions), columns, rows);

/** Which rows stand where: a digit a cell, `.` for what is folded, `|` and `<size>` for gaps, names as they are. */
function drawing({cells, gaps, labels, lines, columns}: Picture): string[] {
	const canvas = Array.from({length: lines}, () => new Array<string>(columns).fill(' '));
	const put = (line: number, x: number, text: string) => {
		for (const [i, each] of [...text].entries()) (canvas[line] ?? [])[x + i] = each;
	};
	for (let cell = 0; cell < cells.count; cell++) {
		const [first = 0, last = 0, width = 1] = [cells.firstRow[cell], cells.lastRow[cell], cells.width[cell]];
		const mark = last > first ? '+' : String(first % 10);
		put(
			cells.line[cell] ?? 0,
			cells.x[cell] ?? 0,
			width > 1 ? `.${mark}`.repeat(width).slice(0, width) : mark,
		);
	}
	for (const {line, x, bytes, isSized} of gaps)
		put(line, x, isSized ? `<${String(bytes / M).padEnd(gapWidth - 2)}>` : '|');
	for (const {line, x, text} of labels) put(line, x, text);
	return canvas.map(line => line.join('').trimEnd());
}

const code = {perms: 'r-xp', device: '08:01', inode: 7, path: '/usr/lib/libm.so'};

test('regions become cells low to high, a gap one mark with its size, and what has a name its label', t => {
	const picture = pictureOf(
		80,
		2,
		region(0x40_0000, 8 * M, {...code, rss: 4 * M}),
		region(0x40_0000 + 8 * M, 4 * M, {rss: 4 * M}),
		region(T, 20 * M, {rss: 20 * M}),
	);
	t.is(picture.cellBytes, 512 * K);
	t.deepEqual(drawing(picture), [
		`${'0'.repeat(16)} libm.so ${'1'.repeat(8)} <1048560> ${'2'.repeat(28)}`,
		'2'.repeat(12),
	]);
});

test('a region of less than a cell has one, and small neighbours share one', t => {
	const picture = pictureOf(
		30,
		1,
		region(0x10_0000, 4 * K),
		region(0x10_0000 + 4 * K, 4 * K, {perms: 'r--p'}),
		region(0x10_0000 + 12 * K, 8 * K),
		region(0x20_0000, 16 * M, {rss: 16 * M}),
		region(0x200_0000, 4 * K),
	);
	t.is(picture.cellBytes, M);
	t.deepEqual(drawing(picture), [`+ ${'3'.repeat(16)}|4`]);
	t.deepEqual([picture.cells.firstRow[0], picture.cells.lastRow[0]], [0, 2]);
	t.is(picture.cells.bytes[0], 16 * K);
});

test('neighbours that lie together in more than a cell share none', t => {
	const small = (i: number) => region(0x10_0000 + i * 600 * K, 600 * K, {perms: i % 2 ? 'r--p' : 'rw-p'});
	const picture = pictureOf(30, 1, small(0), small(1), small(2), region(0x200_0000, 14 * M));
	t.is(picture.cellBytes, M);
	t.deepEqual(drawing(picture), [`012|${'3'.repeat(14)}`]);
});

test('a reserve that nobody may touch takes one mark however large it is, and the rest keeps its cells', t => {
	const around = [region(0x10_0000, M, {rss: M}), region(200 * G, M, {rss: M})];
	const picture = pictureOf(60, 4, ...around, region(G, 64 * G, {perms: '---p'}));
	t.true(picture.cellBytes <= 64 * K);
	t.is(picture.cells.width[[...picture.cells.firstRow].indexOf(1)], foldWidth);
	t.is(picture.cells.firstRow.filter(row => row === 0).length, M / picture.cellBytes);
});

test('300 MB that were never touched are a block as large as 300 MB that were, and 16 TB are not', t => {
	const untouched = pictureOf(
		90,
		20,
		region(0x1000_0000, 300 * M, {rss: 300 * M}),
		region(0x7000_0000, 300 * M),
		region(16 * T, 16 * T, {rss: M}),
	);
	const cellsOf = (row: number) => untouched.cells.firstRow.filter(each => each === row).length;
	t.is(cellsOf(0), (300 * M) / untouched.cellBytes);
	t.is(cellsOf(1), cellsOf(0));
	t.is(cellsOf(2), 1);
	const share = (row: number) => {
		const cell = untouched.cells.firstRow.indexOf(row);
		return (untouched.cells.resident[cell] ?? 0) / (untouched.cells.bytes[cell] ?? 1);
	};
	t.is(share(0), 1);
	t.is(share(1), 0);
});

test('the page of 16 hex digits at the very end is a cell of its own, and costs other lines no digits', t => {
	const regions = [region(0x7f00_0000_0000n, M, {rss: M}), region(0xffff_ffff_ff60_0000n, 4 * K)];
	const picture = pictureOf(40, 8, ...regions);
	t.deepEqual(picture.digits.shown + picture.digits.dropped, 12);
	const last = picture.cells.count - 1;
	t.is(picture.cells.start[last], Number(0xffff_ffff_ff60_0000n));
	t.is(picture.cells.firstRow[last], 1);
});

test('an empty map has no cells, and one region fills what there is', t => {
	t.is(pictureOf(80, 10).cells.count, 0);
	const one = pictureOf(80, 10, region(0x1000, 4 * K));
	t.is(one.cells.count, 1);
	t.is(one.cellBytes, 4 * K);
});

test('many small stretches far apart get marks without sizes, long ones are still told', t => {
	const chunks = Array.from({length: 30}, (_, i) => region((i + 1) * T, 256 * K, {rss: 256 * K}));
	const picture = pictureOf(90, 6, ...chunks, region(90 * T, 8 * M, {rss: 8 * M}));
	const sized = picture.gaps.filter(({isSized}) => isSized);
	t.deepEqual(
		sized.map(({bytes}) => bytes),
		[60 * T - 256 * K],
	);
	t.true(picture.gaps.length > 20);
});

test('the figures of a region are shared out over its cells, and those of a shared cell are sums', t => {
	const {cells} = pictureOf(
		40,
		2,
		region(0x10_0000, 16 * K, {rss: 4 * K}),
		region(0x10_0000 + 16 * K, 16 * K, {perms: 'r--p', rss: 8 * K}),
		region(0x1000_0000, 64 * M, {rss: 16 * M}),
	);
	t.is(cells.resident[0], 12 * K);
	t.is(cells.dirty[0], 12 * K);
	const large = cells.firstRow.indexOf(2);
	t.is((cells.resident[large] ?? 0) / (cells.bytes[large] ?? 1), 0.25);
});

test('without smaps it is not known what is resident, and the cells say so', t => {
	const {cells} = pictureOf(40, 4, {start: 0x1000, end: 0x9000});
	t.true(cells.count > 0);
	t.true(cells.resident.every(Number.isNaN));
});

/** Regions with gaps from none to terabytes and sizes from a page to a hundred gigabytes. */
const anyMap = fc
	.array(
		fc.record({
			gap: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 64}), fc.integer({min: 0, max: 2 ** 26})),
			pages: fc.oneof(fc.integer({min: 1, max: 64}), fc.integer({min: 1, max: 2 ** 24})),
			touched: fc.constantFrom(0, 0.1, 1),
			kind: fc.constantFrom<Partial<MadeRegion>>({}, {perms: '---p'}, code, {path: '[heap]'}),
		}),
		{minLength: 1, maxLength: 120},
	)
	.map(made => {
		let end = 0x10_0000;
		return made.map(({gap, pages, touched, kind}) => {
			const start = end + gap * 4096;
			end = start + pages * 4096;
			return region(start, pages * 4096, {...kind, rss: Math.floor(pages * touched) * 4096});
		});
	});

test('a picture fits, nothing covers anything, cells grow with addresses and add up to what is mapped', t => {
	fc.assert(
		fc.property(
			anyMap,
			fc.integer({min: 24, max: 200}),
			fc.integer({min: 1, max: 40}),
			(made, columns, rows) => {
				const picture = pictureOf(columns, rows, ...made);
				const {cells, gaps, labels} = picture;
				const mapped = made.reduce((sum, {start, end}) => sum + Number(end) - Number(start), 0);
				t.is(
					cells.bytes.reduce((sum, bytes) => sum + bytes, 0),
					mapped,
				);
				t.true(picture.lines <= rows, `${picture.lines} of ${rows} lines`);
				const taken = new Set<number>();
				const take = (line: number, x: number, width: number) => {
					t.true(x >= 0 && x + width <= picture.columns && line < picture.lines, `${line} ${x} ${width}`);
					for (let i = x; i < x + width; i++) {
						t.false(taken.has(line * 1000 + i));
						taken.add(line * 1000 + i);
					}
				};
				for (let cell = 0; cell < cells.count; cell++) {
					take(cells.line[cell] ?? 0, cells.x[cell] ?? 0, cells.width[cell] ?? 1);
					const span = (cells.end[cell] ?? 0) - (cells.start[cell] ?? 0);
					t.true(cells.width[cell] !== 1 || span <= picture.cellBytes);
					if (cell > 0) t.true((cells.start[cell] ?? 0) >= (cells.end[cell - 1] ?? 0));
				}
				for (const {line, x, isSized} of gaps) take(line, x, isSized ? gapWidth : 1);
				for (const {line, x, text} of labels) take(line, x, text.length);
				const rowsSeen = new Set<number>();
				for (let cell = 0; cell < cells.count; cell++) {
					for (let row = cells.firstRow[cell] ?? 0; row <= (cells.lastRow[cell] ?? -1); row++)
						rowsSeen.add(row);
				}
				t.is(rowsSeen.size, made.length);
			},
		),
		{numRuns: 150},
	);
});

test('a cell half as large would not fit the lines that cells may take', t => {
	fc.assert(
		fc.property(anyMap, fc.integer({min: 3, max: 30}), (made, rows) => {
			const regions = pictureRegions(viewOf(...made));
			const scale = fitScale(regions, 90, rows);
			const finer = {...scale, cellBytes: scale.cellBytes / 2, sizedGap: Infinity, labelled: Infinity};
			// One column more for the digit that a finer cell may need is no room that would help.
			const least = {...finer, columns: finer.columns - 1};
			const may = Math.max(1, Math.floor(rows * 0.8));
			t.true(scale.cellBytes === regions.pageBytes || layOut(regions, least, may) > may);
		}),
		{numRuns: 60},
	);
});

test('60,000 regions are looked at a few times each, not once for every scale', t => {
	const made = Array.from({length: 60_000}, (_, i) =>
		region(0x7f00_0000_0000 + i * 3 * 4096, (1 + (i % 2)) * 4096, {
			perms: i % 3 === 0 ? 'r--p' : 'rw-p',
			rss: 4096,
		}),
	);
	const regions = pictureRegions(viewOf(...made));
	let looks = 0;
	const counted = new Proxy(regions.start, {
		get(target, key) {
			looks++;
			return Reflect.get(target, key);
		},
	});
	const scale = fitScale({...regions, start: counted}, 100, 20);
	t.true(looks > 0);
	t.true(looks < 16 * made.length, `${looks / made.length} looks a region`);
	t.true(layOut(regions, scale, 20) <= 20);
});
