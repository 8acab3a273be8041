import test from 'ava';
import fc from 'fast-check';
import type {Loops} from '../../source/worker/loops.js';
import {strideOf} from '../../source/worker/stride.js';
import {streamBytes} from '../support/memory-user.js';

const pageBytes = 65_536;
const entryBytes = 8;

const stream = new WebAssembly.Module(await streamBytes());

function loopOver(pages: number) {
	const memory = new WebAssembly.Memory({initial: pages, maximum: pages});
	const {exports} = new WebAssembly.Instance(stream, {worker: {memory}});
	return {memory, ...(exports as Loops)};
}

/** Fills two pages with values of their own, runs the loop over the range, and compares every entry. */
function addsOneInRange(from: number, entries: number): boolean {
	const {memory, rmw} = loopOver(2);
	const values = new BigInt64Array(memory.buffer);
	// Half of them end in FFFFFFFF: an addition of 32 bits would lose the carry.
	const before = values.map((_, i) => BigInt(i) * 0x1_0000_0001n + (i % 2 ? 0xffff_ffffn : -1n));
	values.set(before);
	rmw(from * entryBytes, entries);
	return values.every((value, i) => {
		const expected = (before[i] ?? 0n) + (i >= from && i < from + entries ? 1n : 0n);
		return value === BigInt.asIntN(64, expected);
	});
}

for (const entries of [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 1001, 16_384 - 3]) {
	test(`a range of ${entries} entries gets one added to each entry, once, and nothing else changes`, t => {
		t.true(addsOneInRange(3, entries));
	});
}

test('any range inside the memory gets one added to each entry, once, and nothing else changes', t => {
	const total = (2 * pageBytes) / entryBytes;
	const range = fc
		.integer({min: 0, max: total})
		.chain(from => fc.tuple(fc.constant(from), fc.integer({min: 0, max: total - from})));
	t.notThrows(() => fc.assert(fc.property(range, ([from, entries]) => addsOneInRange(from, entries))));
});

test('a range past the end of the memory traps instead of wrapping round', t => {
	const {rmw} = loopOver(1);
	t.throws(() => rmw(pageBytes - entryBytes, 2), {instanceOf: WebAssembly.RuntimeError});
});

test('the last entries of a memory of 4 GiB are reached', t => {
	const {memory, rmw} = loopOver(65_536);
	const from = 65_536 * pageBytes - pageBytes;
	const inside = new BigInt64Array(memory.buffer, from);
	const before = new BigInt64Array(memory.buffer, from - pageBytes, inside.length);
	rmw(from, inside.length);
	t.true(inside.every(value => value === 1n));
	t.true(before.every(value => value === 0n));
});

/** Whole rounds of 16 entries in one page. */
const range = fc.integer({min: 0, max: 512}).chain(from =>
	fc.tuple(
		fc.constant(16 * from),
		fc.integer({min: 0, max: 512 - from}).map(n => 16 * n),
	),
);

test('write puts its value into every entry of the range and nowhere else', t => {
	const {memory, write} = loopOver(1);
	const entries = new BigInt64Array(memory.buffer);
	const holds = fc.property(range, fc.integer({min: 0, max: 0xffff_ffff}), ([from, count], value) => {
		entries.fill(-7n);
		write(from * entryBytes, count, value);
		return entries.every((entry, i) => entry === (i >= from && i < from + count ? BigInt(value) : -7n));
	});
	t.notThrows(() => fc.assert(holds));
});

test('read returns the sum of the range and changes nothing', t => {
	const {memory, read} = loopOver(1);
	const entries = new BigInt64Array(memory.buffer).map((_, i) => BigInt(i) * 0x1_2345_6789n);
	new BigInt64Array(memory.buffer).set(entries);
	const holds = fc.property(range, ([from, count]) => {
		const sum = entries.subarray(from, from + count).reduce((total, entry) => total + entry, 0n);
		return read(from * entryBytes, count) === sum;
	});
	t.notThrows(() => fc.assert(holds));
	t.deepEqual(new BigInt64Array(memory.buffer), entries);
});

for (const pages of [1, 2, 3, 7, 16, 33]) {
	test(`a pass of random adds one to each entry of ${pages} pages once, in whatever pieces it comes`, t => {
		const {memory, random} = loopOver(pages);
		const total = (pages * pageBytes) / entryBytes;
		const stride = strideOf(pages);
		for (let from = 0, piece = 1; from < total; from += piece, piece = (piece * 7 + 5) % 9973) {
			random(from, Math.min(piece, total - from), pages, stride);
		}
		t.true(new BigInt64Array(memory.buffer).every(entry => entry === 1n));
	});
}

test('random goes to another page at nearly every step', t => {
	const pages = 64;
	const {memory, random} = loopOver(pages);
	const entries = new BigInt64Array(memory.buffer);
	random(1000, pages, pages, strideOf(pages));
	const touched = Array.from({length: pages}, (_, page) =>
		entries.subarray((page * pageBytes) / entryBytes, ((page + 1) * pageBytes) / entryBytes),
	).map(page => page.reduce((count, entry) => count + Number(entry), 0));
	t.deepEqual(touched, Array(pages).fill(1));
});
