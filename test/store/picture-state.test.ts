import test from 'ava';
import fc from 'fast-check';
import {regionView} from '../../source/model/region-view.js';
import {shownPicture} from '../../source/model/shown-picture.js';
import type {PageReading} from '../../source/platform/region-reading.js';
import {
	applyPages,
	movePicture,
	noPicture,
	type PictureMove,
	pagesWanted,
	pictureOf,
	zoomIn,
	zoomOut,
} from '../../source/store/picture-state.js';
import {readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const K = 1024;
const size = {columns: 60, rows: 10};

function region(start: number, kib: number, rss = 0, more: Partial<MadeRegion> = {}): MadeRegion {
	return {
		start,
		end: start + kib * K,
		fields: {Size: kib, KernelPageSize: 4, Rss: rss},
		vmFlags: 'rd',
		...more,
	};
}

const viewOf = (...regions: readonly MadeRegion[]) => regionView(readingOf(regions));
const view = viewOf(region(0x10_0000, 64), region(0x40_0000, 1024, 1024), region(0x80_0000, 512, 4));
const opened = pictureOf(noPicture, view);
const move = (state: typeof opened, ...moves: readonly PictureMove[]) =>
	moves.reduce((before, each) => movePicture(before, view, size, each), state);

test('the cursor begins on the region that has most memory', t => {
	t.is(opened.cursor, 0x40_0000n);
	t.is(opened.zoom, undefined);
});

test('the cursor stays on its address when the map is read anew, also in the middle of a region', t => {
	const inside = {...opened, cursor: 0x48_0000n};
	t.is(pictureOf(inside, viewOf(region(0x40_0000, 2048, 5000))).cursor, 0x48_0000n);
});

test('the cursor goes to the nearest region when its own is gone', t => {
	const there = {...opened, cursor: 0x48_0000n};
	t.is(pictureOf(there, viewOf(region(0x10_0000, 64), region(0x4a_0000, 64))).cursor, 0x4a_0000n);
	t.is(pictureOf(there, viewOf(region(0x47_0000, 60), region(0x80_0000, 64))).cursor, 0x47_efffn);
	t.is(pictureOf(there, viewOf()).cursor, there.cursor);
});

test('keys move by cell and by line, and stop at the ends', t => {
	const first = move(opened, 'first');
	t.is(first.cursor, 0x10_0000n);
	t.is(move(first, 'left').cursor, first.cursor);
	t.is(move(first, 'up').cursor, first.cursor);
	const {cells, cellBytes, columns} = shownPicture(view, opened, size);
	t.is(move(first, 'right').cursor, 0x10_0000n + BigInt(cellBytes));
	t.is(move(first, 'right', 'right', 'left').cursor, 0x10_0000n + BigInt(cellBytes));
	const last = move(opened, 'last');
	t.is(last.cursor, BigInt(cells.start[cells.count - 1] ?? 0));
	t.is(move(last, 'right').cursor, last.cursor);
	t.is(move(last, 'down').cursor, last.cursor);
	const inBlock = {...opened, cursor: BigInt(cells.start[(cells.line as number[]).indexOf(1)] ?? 0)};
	t.is(move(inBlock, 'down').cursor, inBlock.cursor + BigInt(columns * cellBytes));
	t.is(move(inBlock, 'down', 'up').cursor, inBlock.cursor);
	t.true(move(first, 'pageDown').cursor > move(first, 'down').cursor);
	t.is(move(last, 'pageUp', 'pageUp', 'pageUp', 'pageUp', 'pageUp', 'left').cursor > 0n, true);
});

const anyRegions = fc
	.array(
		fc.record({
			gap: fc.nat(3000),
			pages: fc.oneof(fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 9000})),
		}),
		{
			minLength: 1,
			maxLength: 60,
		},
	)
	.map(made => {
		let end = 0x10_0000;
		return made.map(({gap, pages}) => {
			const start = end + gap * 4096;
			end = start + pages * 4096;
			return region(start, pages * 4, 0, gap % 2 === 0 ? {perms: '---p'} : {});
		});
	});

test('every region is reached by moving right from the first cell to the last, and by moving back', t => {
	fc.assert(
		fc.property(
			anyRegions,
			fc.integer({min: 30, max: 120}),
			fc.integer({min: 4, max: 30}),
			(made, columns, rows) => {
				const any = viewOf(...made);
				const inside = {columns, rows};
				const walk = (from: PictureMove, step: PictureMove) => {
					const seen = new Set<number>();
					let state = movePicture(pictureOf(noPicture, any), any, inside, from);
					for (;;) {
						const {cursor} = state;
						seen.add(made.findIndex(({start, end}) => cursor >= BigInt(start) && cursor < BigInt(end)));
						state = movePicture(state, any, inside, step);
						if (state.cursor === cursor) return seen;
						t.true(step === 'right' ? state.cursor > cursor : state.cursor < cursor);
					}
				};
				t.is(walk('first', 'right').size, made.length);
				t.is(walk('last', 'left').size, made.length);
			},
		),
		{numRuns: 60},
	);
});

test('up and down come to every line that has cells', t => {
	fc.assert(
		fc.property(anyRegions, made => {
			const any = viewOf(...made);
			const inside = {columns: 50, rows: 14};
			const {cells} = shownPicture(any, noPicture, inside);
			const lineOf = (cursor: bigint) =>
				cells.line[cells.start.findLastIndex(start => BigInt(start) <= cursor)] ?? -1;
			let state = movePicture(pictureOf(noPicture, any), any, inside, 'first');
			const seen = new Set([lineOf(state.cursor)]);
			for (let i = 0; i < 14; i++) {
				state = movePicture(state, any, inside, 'down');
				seen.add(lineOf(state.cursor));
			}
			t.deepEqual([...seen], [...new Set(cells.line)]);
		}),
		{numRuns: 40},
	);
});

const zoomed = zoomIn({...opened, cursor: 0x41_0000n}, view);
const pages: PageReading = {
	from: 0x40_0000n,
	pageSize: 4096,
	pages: new Uint8Array(256),
	tellsHuge: false,
	at: 0,
};

test('zooming goes into the region under the cursor and comes back to the same place', t => {
	t.deepEqual(zoomed.zoom, {start: 0x40_0000n, end: 0x50_0000n});
	t.is(zoomed.cursor, 0x41_0000n);
	t.is(zoomIn(zoomed, view), zoomed);
	const moved = movePicture(applyPages(zoomed, pages), view, size, 'last');
	t.true(moved.cursor >= 0x40_0000n && moved.cursor < 0x50_0000n);
	t.deepEqual(zoomOut(moved), {cursor: moved.cursor, zoom: undefined, pages: undefined});
});

test('a zoomed region that grew is followed, one that is gone or another closes the zoom', t => {
	const grown = pictureOf(applyPages(zoomed, pages), viewOf(region(0x40_0000, 2048)));
	t.deepEqual(grown.zoom, {start: 0x40_0000n, end: 0x60_0000n});
	t.is(grown.pages, pages);
	t.is(pictureOf(zoomed, viewOf(region(0x10_0000, 64))).zoom, undefined);
	t.is(pictureOf(zoomed, viewOf(region(0x40_8000, 1024))).zoom, undefined);
});

test('pages of another region and of no zoom are dropped, a failure is kept, and nothing read changes nothing', t => {
	t.is(applyPages(opened, pages), opened);
	t.is(applyPages(zoomed, {...pages, from: 0x80_0000n}), zoomed);
	const denied = {failure: 'denied', message: 'no'} as const;
	t.is(applyPages(zoomed, denied).pages, denied);
	t.is(applyPages(zoomed, {failure: 'not read', message: ''}), zoomed);
});

test('of a region with too many pages the part around the cursor is wanted, and the same one while the cursor is in it', t => {
	t.is(pagesWanted(opened, 4096, 100), undefined);
	t.deepEqual(pagesWanted(zoomed, 4096, 256), {from: 0x40_0000n, to: 0x50_0000n});
	const far = {...zoomed, cursor: 0x48_0000n};
	const around = pagesWanted(far, 4096, 64);
	t.deepEqual(around, {from: 0x46_0000n, to: 0x4a_0000n});
	t.deepEqual(pagesWanted({...zoomed, cursor: 0x40_1000n}, 4096, 64), {from: 0x40_0000n, to: 0x44_0000n});
	t.deepEqual(pagesWanted({...zoomed, cursor: 0x4f_f000n}, 4096, 64), {from: 0x4c_0000n, to: 0x50_0000n});
	const part = {...pages, from: 0x46_0000n, pages: new Uint8Array(64)};
	t.deepEqual(pagesWanted({...far, cursor: 0x46_0000n, pages: part}, 4096, 64), around);
});

test('moving on from the last cell of a part goes to what follows it, and back', t => {
	const part = {...pages, from: 0x46_0000n, pages: new Uint8Array(64)};
	const state = applyPages({...zoomed, cursor: 0x47_0000n}, part);
	const last = movePicture(state, view, size, 'last');
	t.is(movePicture(last, view, size, 'right').cursor, 0x4a_0000n);
	const first = movePicture(state, view, size, 'first');
	t.is(movePicture(first, view, size, 'left').cursor, 0x45_ffffn);
});
