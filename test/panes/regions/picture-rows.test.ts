import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {type RegionView, regionView} from '../../../source/model/region-view.js';
import {pictureLines} from '../../../source/panes/regions/picture-rows.js';
import type {PageReading} from '../../../source/platform/region-reading.js';
import {pageBits} from '../../../source/proc/page-bits.js';
import {
	applyPages,
	noPicture,
	type PictureState,
	pictureOf,
	zoomIn,
} from '../../../source/store/picture-state.js';
import {createTheme} from '../../../source/theme.js';
import {hostileText} from '../../support/arbitrary.js';
import {controlsIn, paintedWidth} from '../../support/columns.js';
import {ownFixture} from '../../support/fixtures.js';
import {readingOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

const colours = createTheme({color: true, ascii: false});
const colourless = createTheme({color: false, ascii: false});
const ascii = createTheme({color: false, ascii: true});

const K = 1024;
const M = K * K;

function region(
	start: number | bigint,
	size: number,
	more: Partial<MadeRegion> & {rss?: number; swap?: number; dirty?: number} = {},
): MadeRegion {
	const {rss = 0, swap = 0, dirty = rss, ...rest} = more;
	const fields = {
		Size: size / K,
		KernelPageSize: 4,
		Rss: rss / K,
		Shared_Dirty: 0,
		Private_Dirty: dirty / K,
		Swap: swap / K,
	};
	return {start, end: BigInt(start) + BigInt(size), fields, vmFlags: 'rd wr', ...rest};
}

const viewOf = (...regions: readonly MadeRegion[]) => regionView(readingOf(regions));
const libm = {perms: 'r-xp', device: '08:01', inode: 7, path: '/usr/lib/libm.so', dirty: 0};

function drawn(
	view: RegionView,
	columns: number,
	rows: number,
	theme = colourless,
	more: Partial<PictureState> = {},
) {
	const state = {...pictureOf(noPicture, view), ...more};
	return pictureLines(view, state, {columns, rows}, {theme, columns, isFocused: true});
}

const trimmed = (lines: readonly string[]) => lines.map(line => stripVTControlCharacters(line).trimEnd());

const shop = viewOf(
	region(0x5582_b400_0000, 4 * M, {...libm, rss: 3 * M}),
	region(0x5582_b440_0000, 4 * M, {path: '[heap]', rss: 4 * M}),
	region(0x7f2a_4c00_0000, 8 * M, {rss: 8 * M, swap: 0}),
	region(0x7f2a_4d00_0000, 6 * M),
	region(0x7f2a_4d60_0000, 512 * M, {perms: '---p'}),
	region(0x7f2a_7000_0000, 4 * M, {rss: 2 * M, swap: 2 * M}),
	region(0x7ffd_0000_0000n, 132 * K, {path: '[stack]', rss: 12 * K}),
	region(0xffff_ffff_ff60_0000n, 4 * K, {path: '[vsyscall]', perms: '--xp'}),
);

const there = {cursor: 0x7f2a_4c00_0000n};

test('the address space is drawn low to high with gaps, reserves, names, shades and swap', t => {
	const {title, scale, lines} = drawn(shop, 72, 7, colourless, there);
	t.is(scale, 'a cell is 128K');
	t.is(title, '7f2a4c000000 rw-p 8.00M anonymous, 8.00M resident, 8.00M dirty');
	t.deepEqual(trimmed(lines), [
		' 5582b400 c▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓ libm.so H███████████████████',
		' 5582b468 ████████████ heap ⋯ 41.7T ⋯ ┼████████████████████████████████',
		' 7f2a4c42 ███████████████████████████████ ⋯ 8.00M ⋯ a▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁',
		' 7f2a4d26 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ ▁▁▁ 512M ▁▁▁▁ ⋯ 42.0M ⋯ s█s█s█s',
		' 7f2a700e █s█s█s█s█s█s█s█s█s█s█s█s█ ⋯  842G ⋯ T░ stack ⋯▁ vsyscall',
		'',
		' █ touched  ▓▒░ partly  ▁ untouched  s swapped  a anonymous  h heap',
	]);
});

test('in ASCII the same is told by other characters, none beyond it', t => {
	const {lines} = drawn(shop, 72, 12, ascii, there);
	t.deepEqual(trimmed(lines), [
		' 5582b400 c============================================================',
		' 5582b43d === libm.so H################################################',
		' 5582b471 ############### heap ..41.7T.. @#############################',
		' 7f2a4c1e #############################################################',
		' 7f2a4c5b ##################################### ..8.00M.. a____________',
		' 7f2a4d0d _____________________________________________________________',
		' 7f2a4d4a ______________________ ___ 512M ____ ..42.0M.. s#s#s#s#s#s#s#',
		' 7f2a700e s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s#s# .. 842G..',
		' 7ffd0000 T-- stack :_ vsyscall',
		'',
		' # touched  =+- partly  _ untouched  s swapped  : nothing mapped',
		' a anonymous  h heap  c code  t stack  g guard  v vdso',
	]);
	for (const line of lines) t.regex(line, /^[ -~\u001B]*$/);
});

test('colours tell types and brightness what is dirty, and neighbours of one look are painted at once', t => {
	const {lines} = drawn(shop, 100, 8, colours, {cursor: 0xffff_ffff_ff60_0000n});
	const green = '\u001B[92m';
	const blue = '\u001B[34m';
	t.is(lines.join('').split(`${green}█`).length - 1, lines.filter(line => line.includes(`${green}█`)).length);
	t.true(lines.some(line => line.includes(`${blue}${'▓'.repeat(10)}`)));
	t.true(lines.some(line => line.includes('\u001B[7m┼\u001B[27m')));
});

test('a 300 MB worker is one full block, and 300 MB that were asked for and hardly touched an unshaded one', t => {
	const worker = viewOf(
		region(0x40_0000, 60 * K, {rss: 40 * K}),
		region(0x7f00_0000_0000, 300 * M, {rss: 300 * M}),
	);
	const asked = viewOf(
		region(0x40_0000, 60 * K, {rss: 40 * K}),
		region(0x7f00_0000_0000, 300 * M, {rss: 4 * K}),
	);
	const cursor = {cursor: 0x40_0000n};
	const full = trimmed(drawn(worker, 100, 20, colours, cursor).lines)
		.slice(0, -2)
		.join('');
	const empty = trimmed(drawn(asked, 100, 20, colours, cursor).lines)
		.slice(0, -2)
		.join('');
	t.is(full.split('█').length - 1, 1200);
	t.false(/[▁░▒▓]/.test(full));
	t.is(empty.split('▁').length - 1, 1200);
	t.false(/[░▒▓█]/.test(empty));
});

test('regions that share a cell are each named, and what is swapped is told', t => {
	const small = viewOf(
		region(0x10_0000, 4 * K),
		region(0x10_1000, 4 * K, {perms: 'r--p', rss: 4 * K, dirty: 0}),
		region(0x4000_0000, 64 * M, {rss: 64 * M}),
		region(0x5000_0000, 4 * M, {rss: M, swap: 3 * M}),
	);
	t.is(
		drawn(small, 60, 4, colourless, {cursor: 0x10_1000n}).title,
		'00101000 r--p 4.00K anonymous, 4.00K resident, 0 dirty, 2 of 2 in this cell',
	);
	t.regex(
		drawn(small, 60, 4, colourless, {cursor: 0x5000_0000n}).title,
		/1\.00M resident, 1\.00M dirty, 3\.00M swapped$/,
	);
});

const {present, swapped, exclusive, huge} = pageBits;
const block = 0x7f2a_4c00_0000n;
const bitsOf = (page: number) =>
	page < 512
		? present | exclusive | huge
		: page < 1024
			? present | exclusive
			: page < 1100
				? present
				: page < 1200
					? swapped
					: 0;
const reading: PageReading = {
	from: block,
	pageSize: 4096,
	pages: Uint8Array.from({length: 2048}, (_, page) => bitsOf(page)),
	tellsHuge: true,
	at: 0,
};
const inside = zoomIn({...pictureOf(noPicture, shop), ...there}, shop);

test('the pages of a region are drawn with what is present, huge, shared and swapped, and counted', t => {
	const {title, lines} = drawn(shop, 72, 14, colourless, applyPages(inside, reading));
	t.is(
		title,
		'7f2a4c000000 rw-p 8.00M anonymous, 2,048 pages: 1,100 present, 100 swapped, 76 shared, 512 huge',
	);
	t.deepEqual(trimmed(lines), [
		' 7f2a4c000 ┼HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH',
		' 7f2a4c0f0 HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH',
		' 7f2a4c1e0 HHHHHHHH████████████████████████████████████████████████████',
		' 7f2a4c2d0 ████████████████████████████████████████████████████████████',
		' 7f2a4c3c0 ████████████████ooooooooooooooooooosssssssssssssssssssssssss',
		' 7f2a4c4b0 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁',
		' 7f2a4c5a0 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁',
		' 7f2a4c690 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁',
		' 7f2a4c780 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁',
		'',
		'',
		'',
		' █ present  ▓▒░ partly  ▁ absent  s swapped  o shared  H huge',
		' a cell is 4 pages (16K)  here 7f2a4c000000  4 present  0 swapped',
	]);
});

test('pages that may not be read, are being read, and are a part are said to be', t => {
	const denied = applyPages(inside, {failure: 'denied', message: 'no'});
	t.regex(
		drawn(shop, 72, 14, colourless, denied).title,
		/^7f2a4c000000 rw-p 8\.00M anonymous, pages: denied$/,
	);
	t.true(
		trimmed(drawn(shop, 72, 14, colourless, denied).lines)
			.join('')
			.includes('█'.repeat(50)),
	);
	t.regex(drawn(shop, 72, 14, colourless, inside).title, /, reading its pages$/);
	const part = {...reading, from: block + 4096n, pages: reading.pages.subarray(1, 11), tellsHuge: false};
	t.regex(
		drawn(shop, 72, 14, colourless, applyPages(inside, part)).title,
		/, 10 of 2,048 pages from 7f2a4c001000: 10 present, 0 swapped, 0 shared, - huge$/,
	);
});

test('a map without figures shows regions whose state is not known', t => {
	const maps = regionView(readingOf(Buffer.from('00400000-00500000 rw-p 00000000 00:00 0 \n')));
	const {title, lines} = drawn(maps, 60, 6, colourless, {cursor: 0n});
	t.true(title.includes('1.00M anonymous, - resident, - dirty'));
	t.true(lines.join('').includes('?'.repeat(20)));
});

test('an empty map has no cells and makes no trouble', t => {
	const {title, lines} = drawn(viewOf(), 40, 8);
	t.is(title, 'no regions');
	t.is(lines.length, 8);
});

const recorded = ['debian12-6.18', 'arm64-16k-6.12', 'ppc64le-64k-6.1', 's390x-6.1'] as const;

test('every line is as wide as the pane, of recorded maps in every size and look', t => {
	const folder = (name: string) => ownFixture(`linux/${name}/proc`);
	for (const name of recorded) {
		for (const pid of readdirSync(folder(name)).filter(each => /^\d+$/.test(each))) {
			const file = `${folder(name)}/${pid}/smaps`;
			if (!existsSync(file)) continue;
			const view = regionView(readingOf(readFileSync(file)));
			for (const [columns, rows] of [
				[38, 6],
				[78, 20],
				[158, 40],
				[20, 2],
				[5, 1],
				[1, 1],
			] as const) {
				for (const theme of [colours, colourless, ascii]) {
					const {lines} = drawn(view, columns, rows, theme);
					t.is(lines.length, rows);
					for (const line of lines) t.is(paintedWidth(line), columns, `${name} ${pid} ${columns}x${rows}`);
				}
			}
		}
	}
});

test('whatever a region is called, title and lines hold nothing but plain characters', t => {
	fc.assert(
		fc.property(hostileText, fc.integer({min: 10, max: 120}), (name, columns) => {
			const path = `/tmp/${name.replaceAll('\n', '\\012')}`;
			const view = viewOf(
				region(0x10_0000, M, {...libm, path, rss: M}),
				region(0x4000_0000, M, {path: `[anon:${name.replaceAll('\n', ' ')}]`}),
			);
			for (const cursor of [0x10_0000n, 0x4000_0000n]) {
				const {title, lines} = drawn(view, columns, 10, colours, {cursor});
				t.deepEqual(controlsIn(title), []);
				for (const line of lines) {
					t.deepEqual(controlsIn(line), []);
					t.is(paintedWidth(line), columns);
				}
			}
		}),
		{numRuns: 100},
	);
});
