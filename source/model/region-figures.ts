import type {RegionMap} from '../platform/region-reading.js';
import {column, sizeOf} from './regions.js';

/** The figures of a region that are compared, beside its being there. */
export const figureNames = ['size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const;

export type FigureName = (typeof figureNames)[number];

/** One figure of every region in bytes, NaN where a row lacks it; `undefined` where the map has no such field. */
export function figureColumn(map: RegionMap, name: FigureName): Float64Array | undefined {
	switch (name) {
		case 'size':
			return sizes(map);
		case 'rss':
			return column(map, 'Rss');
		case 'pss':
			return column(map, 'Pss');
		case 'uss':
			return sum(map, ['Private_Clean', 'Private_Dirty'], column(map, 'Private_Hugetlb'));
		case 'dirty':
			return sum(map, ['Shared_Dirty', 'Private_Dirty']);
		case 'swap':
			return column(map, 'Swap');
	}
}

/**
 * Addresses or offsets as numbers, without a BigInt a row. Exact below 2^53, and for whole pages to 2^64:
 * their last twelve bits are 0.
 */
export function numbersOf(values: BigUint64Array): Float64Array {
	const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
	const low = isLittleEndian ? 0 : 1;
	const numbers = new Float64Array(values.length);
	for (let i = 0; i < numbers.length; i++) {
		numbers[i] = (halves[2 * i + 1 - low] ?? 0) * 2 ** 32 + (halves[2 * i + low] ?? 0);
	}

	return numbers;
}

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function sizes(map: RegionMap): Float64Array {
	const told = column(map, 'Size');
	if (told && !told.some(Number.isNaN)) return told;
	return Float64Array.from({length: map.count}, (_, row) => sizeOf(map, row));
}

function sum(
	map: RegionMap,
	names: readonly [string, string],
	extra?: Float64Array,
): Float64Array | undefined {
	const [first, second] = names.map(name => column(map, name));
	if (!first || !second) return undefined;
	const sums = new Float64Array(map.count);
	for (let row = 0; row < sums.length; row++) {
		sums[row] = (first[row] ?? Number.NaN) + (second[row] ?? Number.NaN) + (extra?.[row] || 0);
	}

	return sums;
}
