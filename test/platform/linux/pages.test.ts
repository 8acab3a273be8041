import {closeSync, existsSync, openSync, readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {readPages} from '../../../source/platform/linux/pages.js';
import type {PageReading, RegionFailure} from '../../../source/platform/region-reading.js';
import {mostPages, pageBits} from '../../../source/proc/page-bits.js';
import {parseSmaps} from '../../../source/proc/smaps.js';
import {makeProcTree} from '../../support/proc-tree.js';
import {processOf} from '../../support/samples.js';
import {startChild} from './children.js';
import {wanted} from './map-reading.js';

const ten = processOf({pid: 10, startTicks: 100});
const K = 1024;
const at = (page: number) => BigInt(page) * 4096n;
const present = 1n << 63n;
const exclusive = 1n << 56n;

/** 64-bit words as this machine writes them. */
const words = (values: readonly bigint[]) => new Uint8Array(BigUint64Array.from(values).buffer);

/** A tree with process 10, whose pages from address 0 on are these; pages are of 4 KiB. */
function tree(t: ExecutionContext, pages: readonly bigint[], flags?: readonly bigint[]) {
	const {proc, write} = makeProcTree(t, [
		{pid: 10, statm: [16, 4, 1], status: {VmSize: '64 kB'}, files: {pagemap: words(pages)}},
	]);
	if (flags) write('proc/kpageflags', words(flags));
	return proc;
}

const read = (proc: string, from: number, to: number, signal = wanted()) =>
	readPages(proc, ten, () => ten, at(from), at(to), signal);

const told = (t: ExecutionContext, outcome: PageReading | RegionFailure): PageReading =>
	'failure' in outcome ? t.fail(`${outcome.failure}: ${outcome.message}`) : outcome;

const countOf = ({pages}: PageReading, bit: number) => pages.filter(page => page & bit).length;

test('the pages of the part that was asked for are read, each with its bits', async t => {
	const proc = tree(t, [0n, present, present | exclusive, 1n << 62n, present | (1n << 61n)]);
	const reading = told(t, await read(proc, 1, 5));
	t.is(reading.from, 4096n);
	t.is(reading.pageSize, 4096);
	t.deepEqual(
		[...reading.pages],
		[
			pageBits.present,
			pageBits.present | pageBits.exclusive,
			pageBits.swapped,
			pageBits.present | pageBits.file,
		],
	);
});

test('of bounds inside pages the whole pages are read', async t => {
	const proc = tree(t, [present, present, present, present]);
	const reading = told(t, await readPages(proc, ten, () => ten, 4097n, 8193n, wanted()));
	t.is(reading.from, 4096n);
	t.is(reading.pages.length, 2);
});

test('more pages than one slice come out in order', async t => {
	const pages = Array.from({length: 20_000}, (_, i) => (i % 3 === 0 ? present : 0n));
	const reading = told(t, await read(tree(t, pages), 0, 20_000));
	t.is(reading.pages.length, 20_000);
	t.true([...reading.pages].every((bits, i) => bits === (i % 3 === 0 ? pageBits.present : 0)));
});

test('no more than the most pages are read, however much is asked for', async t => {
	const proc = tree(t, new Array<bigint>(mostPages + 10).fill(0n));
	t.is(told(t, await read(proc, 0, mostPages + 10)).pages.length, mostPages);
});

test('huge pages are told by the flags of their frames, page by page', async t => {
	const thp = 1n << 22n;
	const flags = [0n, 0n, thp, 1n << 17n, thp | (1n << 24n), 0n];
	const frames = [2n, 1n, 3n, 4n, 5n].map(frame => present | frame);
	const reading = told(t, await read(tree(t, [...frames, 2n], flags), 0, 6));
	t.true(reading.tellsHuge);
	t.deepEqual(
		[...reading.pages].map(bits => (bits & pageBits.huge) > 0),
		[true, false, true, false, false, false],
	);
});

test('frames far apart are told each by its own flags', async t => {
	const flags = Array.from({length: 3000}, (_, frame) => (frame % 7 === 0 ? 1n << 22n : 0n));
	const frames = Array.from({length: 500}, (_, page) => 1 + ((page * 997) % 2999));
	const pages = frames.map(frame => present | BigInt(frame));
	const reading = told(t, await read(tree(t, pages, flags), 0, 500));
	t.deepEqual(
		[...reading.pages].map(bits => (bits & pageBits.huge) > 0),
		frames.map(frame => frame % 7 === 0),
	);
});

test('where frame numbers are hidden or their flags are not to be read it is not told which pages are huge', async t => {
	const hidden = told(t, await read(tree(t, [present | 1n, present], [0n, 1n << 22n]), 0, 2));
	t.false(hidden.tellsHuge);
	t.is(countOf(hidden, pageBits.huge), 0);
	const flagless = told(t, await read(tree(t, [present | 1n]), 0, 1));
	t.false(flagless.tellsHuge);
});

test('a process that ended or left its pid to another is gone, before and after the reading', async t => {
	const proc = tree(t, [present]);
	const gone = {failure: 'gone', message: 'process 10 ended'} as const;
	const find = [() => undefined, () => ({...ten, startTicks: 101})];
	for (const after of find) {
		t.deepEqual(await readPages(proc, ten, after, 0n, 4096n, wanted()), gone);
		let looks = 0;
		const later = () => (++looks === 1 ? ten : after());
		t.deepEqual(await readPages(proc, ten, later, 0n, 4096n, wanted()), gone);
	}
});

test('an abort gives nothing', async t => {
	const outcome = await read(tree(t, [present]), 0, 1, AbortSignal.abort());
	t.like(outcome, {failure: 'not read'});
});

test('without a pagemap, or with none for these addresses, it is said', async t => {
	const {proc} = makeProcTree(t, [{pid: 10, statm: [16, 4, 1], status: {VmSize: '64 kB'}}]);
	t.like(await read(proc, 0, 1), {failure: 'unsupported'});
	t.like(await read(tree(t, [present]), 5, 6), {failure: 'unsupported'});
});

test('the pages of a process that may not be looked at are denied', async t => {
	if (mayRead('/proc/1/pagemap')) {
		t.log('skipped: process 1 may be looked at');
		return t.pass();
	}
	const one = processOf({pid: 1});
	t.like(await readPages('/proc', one, () => one, 0n, 4096n, wanted()), {failure: 'denied'});
});

function mayRead(path: string): boolean {
	try {
		closeSync(openSync(path, 'r'));
		return true;
	} catch {
		return false;
	}
}

/** How many pages in a row are present, each time that some are. */
function runsOfPresent({pages}: PageReading): number[] {
	const text = Array.from(pages, bits => (bits & pageBits.present ? 'p' : '-')).join('');
	return (text.match(/p+/g) ?? []).map(run => run.length);
}

/** 64 MiB of which every second MiB is touched, and 32 MiB that never are. */
const buffers = `
globalThis.half = Buffer.allocUnsafeSlow(64 << 20);
for (let i = 0; i < 64; i += 2) half.fill(1, i << 20, (i + 1) << 20);
globalThis.none = Buffer.alloc(32 << 20);
console.log('ready');
setInterval(() => half.length + none.length, 1e6);`;

test('the counts of a stopped process are those of its smaps, region by region', async t => {
	if (!existsSync('/proc/self/pagemap')) {
		t.log('skipped: no pagemap here');
		return t.pass();
	}
	const child = await startChild(t, process.execPath, '-e', buffers);
	await child.said('ready');
	await child.stop();
	const map = parseSmaps(readFileSync(`/proc/${child.pid}/smaps`));
	const itself = processOf({pid: child.pid});
	const rss = map.fields.get('Rss') ?? t.fail();
	const swap = map.fields.get('Swap') ?? t.fail();
	let compared = 0;
	const halves: number[] = [];
	for (let row = 0; row < map.count; row++) {
		const [start, end] = [map.start[row] ?? 0n, map.end[row] ?? 0n];
		// The kernel's own pages are no part of Rss, and the last ones not of pagemap.
		const perms = map.perms.list[map.perms.index[row] ?? 0] ?? '';
		const path = map.path.list[map.path.index[row] ?? 0];
		if (perms !== 'rw-p' || path !== undefined || end - start > BigInt(mostPages) * 4096n) continue;
		const outcome = await readPages('/proc', itself, () => itself, start, end, wanted());
		const reading = told(t, outcome);
		const hex = start.toString(16);
		t.is(countOf(reading, pageBits.present) * reading.pageSize, rss[row] ?? Number.NaN, hex);
		t.is(countOf(reading, pageBits.swapped) * reading.pageSize, swap[row] ?? Number.NaN, hex);
		compared++;
		const blocks = runsOfPresent(reading).filter(length => length * reading.pageSize >= 1000 * K);
		if (blocks.length > 0 && end - start >= 64n << 20n) halves.push(blocks.length);
	}
	// Where in it the pages are: every second MiB.
	t.deepEqual(halves, [32]);
	t.true(compared > 5);
});
