import {largestFirst} from './largest-first.js';
import type {Groups, Side} from './region-match.js';
import type {RegionType} from './region-types.js';

/** Types of memory without a name in which the order of address tells which is which. */
const roles: ReadonlySet<RegionType> = new Set(['stack', 'heap', 'malloc arena']);

/** One number a row; rows of equal numbers are alike. */
type Keys = readonly [Float64Array, Float64Array];

/**
 * Pairs the regions of two processes, whose addresses say nothing: first those that are alike in mapping, perms,
 * offset and size, then those of which size, then those of which offset differs too; each time the first with the
 * first in order of address. Memory without a name is paired so only where its type is a role; else with what
 * is nearest in size. What finds no partner stays alone.
 */
export function matchByMapping(a: Side, b: Side, groups: Groups): void {
	const mappings = numbered([mappingsOf(a), mappingsOf(b)]);
	const offsets = numbered([a.facts.offset, b.facts.offset]);
	const sizes = [sizesOf(a), sizesOf(b)] as const;
	// Each factor is at most the number of rows of both maps: the product stays below 2^53.
	const places = combined(mappings, offsets);
	const exact = combined(places, numbered(sizes));

	const pairs = new Pairs(a.facts.count, b.facts.count, groups);
	pairs.byOrder(exact.keys);
	const isOrdered = [orderedRows(a), orderedRows(b)] as const;
	pairs.byOrder(places.keys, isOrdered);
	pairs.byOrder(mappings.keys, isOrdered);
	pairs.bySize(mappings.keys, sizes);
}

/** Partners found so far, and the ways to find more among the rows that have none. */
class Pairs {
	private readonly isPaired: readonly [Uint8Array, Uint8Array];
	private readonly counts: readonly [number, number];
	private readonly groups: Groups;

	constructor(before: number, after: number, groups: Groups) {
		this.isPaired = [new Uint8Array(before), new Uint8Array(after)];
		this.counts = [before, after];
		this.groups = groups;
	}

	/** The first with the first of the same key, the second with the second, and so on. */
	byOrder(keys: Keys, allowed?: readonly [Uint8Array, Uint8Array]): void {
		const firsts = new Map<number, number>();
		const next = new Int32Array(this.counts[0]);
		for (let row = this.counts[0] - 1; row >= 0; row--) {
			if (this.isPaired[0][row] || (allowed && !allowed[0][row])) continue;
			const key = keys[0][row] ?? 0;
			next[row] = firsts.get(key) ?? -1;
			firsts.set(key, row);
		}

		if (firsts.size === 0) return;
		for (let row = 0; row < this.counts[1]; row++) {
			if (this.isPaired[1][row] || (allowed && !allowed[1][row])) continue;
			const key = keys[1][row] ?? 0;
			const partner = firsts.get(key) ?? -1;
			if (partner < 0) continue;
			firsts.set(key, next[partner] ?? -1);
			this.pair(partner, row);
		}
	}

	/**
	 * The largest first, each with one of the same key that is at most twice as large: a block of 300 MB is a new
	 * one, not another's growth by 299.
	 */
	bySize(keys: Keys, sizes: readonly [Float64Array, Float64Array]): void {
		const before = largestFirst(this.alone(0), keys[0], sizes[0]);
		const after = largestFirst(this.alone(1), keys[1], sizes[1]);
		let i = 0;
		let j = 0;
		while (i < before.length && j < after.length) {
			const one = before[i] ?? 0;
			const two = after[j] ?? 0;
			const byKey = (keys[0][one] ?? 0) - (keys[1][two] ?? 0);
			const sizeOne = sizes[0][one] ?? 0;
			const sizeTwo = sizes[1][two] ?? 0;
			if (byKey > 0 || (byKey === 0 && sizeOne > 2 * sizeTwo)) i++;
			else if (byKey < 0 || sizeTwo > 2 * sizeOne) j++;
			else {
				this.pair(one, two);
				i++;
				j++;
			}
		}
	}

	private alone(side: 0 | 1): Uint32Array {
		const rows = new Uint32Array(this.counts[side]);
		let count = 0;
		for (let row = 0; row < rows.length; row++) if (!this.isPaired[side][row]) rows[count++] = row;
		return rows.subarray(0, count);
	}

	private pair(before: number, after: number): void {
		this.isPaired[0][before] = 1;
		this.isPaired[1][after] = 1;
		this.groups.join(before, this.counts[0] + after);
	}
}

/** Small numbers for many: equal ones get the same, from 0 to less than `count`. */
function numbered(values: Keys): {readonly keys: Keys; readonly count: number} {
	const numbers = new Map<number, number>();
	const keys = values.map(side => {
		let last = Number.NaN;
		let lastNumber = 0;
		return side.map(value => {
			// Neighbours are often alike.
			if (value === last) return lastNumber;
			last = value;
			lastNumber = numbers.get(value) ?? numbers.size;
			numbers.set(value, lastNumber);
			return lastNumber;
		});
	});
	return {keys: keys as unknown as Keys, count: numbers.size};
}

function combined(
	one: {readonly keys: Keys; readonly count: number},
	two: {readonly keys: Keys; readonly count: number},
): {readonly keys: Keys; readonly count: number} {
	const keys = ([0, 1] as const).map(side =>
		one.keys[side].map((key, row) => key * two.count + (two.keys[side][row] ?? 0)),
	);
	return {keys: keys as unknown as Keys, count: one.count * two.count};
}

/** Path (or the kernel's name), perms and type in one number: less than 2^17 paths and perms, 32 types. */
function mappingsOf({facts, types}: Side): Float64Array {
	const keys = new Float64Array(facts.count);
	for (let row = 0; row < keys.length; row++) {
		const mapping = (facts.path[row] ?? 0) * 2 ** 17 + (facts.perms[row] ?? 0);
		keys[row] = mapping * 32 + (types.index[row] ?? 0);
	}

	return keys;
}

function sizesOf({facts}: Side): Float64Array {
	return facts.end.map((end, row) => end - (facts.start[row] ?? 0));
}

function orderedRows({facts, types}: Side): Uint8Array {
	const isRole = types.list.map(type => roles.has(type));
	const isOrdered = new Uint8Array(facts.count);
	for (let row = 0; row < isOrdered.length; row++) {
		if (facts.path[row] !== 0 || isRole[types.index[row] ?? 0]) isOrdered[row] = 1;
	}

	return isOrdered;
}
