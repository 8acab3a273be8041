import test from 'ava';
import {pagePicture} from '../../source/model/page-picture.js';
import {regionView} from '../../source/model/region-view.js';
import type {PageReading} from '../../source/platform/region-reading.js';
import {pageBits} from '../../source/proc/page-bits.js';
import {readingOf} from '../support/samples.js';

const K = 1024;
const {present, swapped, exclusive, huge} = pageBits;

const start = 0x7f00_0000_0000n;
const pages = 1000;
const end = start + BigInt(pages * 4 * K);
const view = regionView(
	readingOf([
		{start: 0x40_0000, end: 0x40_1000},
		{start, end, fields: {Size: pages * 4, KernelPageSize: 4, Rss: pages, Swap: pages * 2}, vmFlags: 'rd wr'},
	]),
);

function reading(bits: (page: number) => number, more: Partial<PageReading> = {}): PageReading {
	return {
		from: start,
		pageSize: 4 * K,
		pages: Uint8Array.from({length: pages}, (_, i) => bits(i)),
		tellsHuge: true,
		at: 0,
		...more,
	};
}

test('each cell stands for a power of two of pages, so that they fit, in order', t => {
	const {cells, cellBytes, columns, lines} = pagePicture(
		view,
		1,
		reading(() => 0),
		60,
		6,
	);
	t.is(cellBytes, 16 * K);
	t.is(cells.count, 250);
	t.true(lines <= 6 && columns * lines >= 250);
	t.is(cells.start[0], Number(start));
	t.is(cells.end[249], Number(end));
	t.is(cells.line[columns], 1);
	t.is(cells.x[columns], 0);
	t.is(
		cells.bytes.reduce((sum, bytes) => sum + bytes, 0),
		pages * 4 * K,
	);
});

test('present, swapped, shared and huge pages are counted by cell and in all', t => {
	const bits = (page: number) =>
		page < 4
			? present | exclusive
			: page < 6
				? present
				: page < 7
					? swapped
					: page === 999
						? present | exclusive | huge
						: 0;
	const picture = pagePicture(view, 1, reading(bits), 60, 6);
	t.deepEqual(picture.pages, {
		pageSize: 4 * K,
		all: 1000,
		read: 1000,
		present: 7,
		swapped: 1,
		shared: 2,
		huge: 1,
	});
	t.is(picture.cells.resident[0], 16 * K);
	t.is(picture.shared[0], 0);
	t.is(picture.cells.resident[1], 8 * K);
	t.is(picture.shared[1], 8 * K);
	t.is(picture.cells.swapped[1], 4 * K);
	t.is(picture.huge[249], 4 * K);
});

test('where it is not known which pages are huge there is no number of them', t => {
	const picture = pagePicture(
		view,
		1,
		reading(() => present, {tellsHuge: false}),
		60,
		6,
	);
	t.is(picture.pages?.huge, undefined);
});

test('without its pages a region is one shade, by what smaps tells of it', t => {
	const {cells, pages: told} = pagePicture(view, 1, undefined, 60, 6);
	t.is(told, undefined);
	for (let cell = 0; cell < cells.count; cell++) {
		t.is((cells.resident[cell] ?? 0) / (cells.bytes[cell] ?? 1), 0.25);
		t.is((cells.swapped[cell] ?? 0) / (cells.bytes[cell] ?? 1), 0.5);
	}
});

test('of a part that was read the cells are of that part, and its place is told', t => {
	const from = start + BigInt(400 * 4 * K);
	const part = {from, pages: new Uint8Array(100).fill(present | exclusive)};
	const {cells, pages: told} = pagePicture(
		view,
		1,
		reading(() => 0, part),
		60,
		6,
	);
	t.is(cells.start[0], Number(from));
	t.is(cells.count, 100);
	t.like(told, {all: 1000, read: 100, present: 100, shared: 0});
});

test('pages beyond the end of a region that shrank meanwhile are not drawn', t => {
	const longer = new Uint8Array(pages + 50).fill(present);
	const {cells} = pagePicture(
		view,
		1,
		reading(() => 0, {pages: longer}),
		60,
		6,
	);
	t.is(cells.end[cells.count - 1], Number(end));
});
