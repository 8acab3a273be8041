import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import loadWabt from 'wabt';

const pageBytes = 65_536;
const entryBytes = 8;

const wabt = await loadWabt();
const path = new URL('../../source/worker/stream.wat', import.meta.url);
const parsed = wabt.parseWat('stream.wat', readFileSync(path, 'utf8'), {simd: true});
const stream = new WebAssembly.Module(parsed.toBinary({}).buffer);

function loopOver(pages: number) {
	const memory = new WebAssembly.Memory({initial: pages, maximum: pages});
	const {rmw} = new WebAssembly.Instance(stream, {worker: {memory}}).exports;
	return {memory, rmw: rmw as (from: number, entries: number) => void};
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
