import {
	asciiText,
	colon as colonByte,
	decimal,
	findByte,
	isCounterName,
	kibibytes,
	skipBlanks,
	trimmedEnd,
	wordEnd,
} from './ascii.js';

/** One line of an entry, `Key:  N kB`. */
export type FieldLine = {
	readonly key: string;
	/** Where the colon is. */
	readonly colon: number;
	/** Where the value begins and ends, without blanks. */
	readonly from: number;
	readonly to: number;
	/** Where the digits end, when the value is a number. */
	readonly digitsEnd: number;
	/** Bytes per unit: 1 for a bare number. */
	readonly unit: 1 | 1024;
	/** Bytes, or a bare number; `undefined` when the value is none, impossible or lacks its unit. */
	readonly value: number | undefined;
};

// Fields whose unit is part of the figure: without it (the text was cut or edited) there is no figure.
const sizes = new Set([
	...[
		'Size',
		'KernelPageSize',
		'MMUPageSize',
		'Rss',
		'Pss',
		'Pss_Dirty',
		'Pss_Anon',
		'Pss_File',
		'Pss_Shmem',
	],
	...['Shared_Clean', 'Shared_Dirty', 'Private_Clean', 'Private_Dirty', 'Referenced', 'Anonymous', 'KSM'],
	...['LazyFree', 'AnonHugePages', 'ShmemPmdMapped', 'FilePmdMapped', 'Shared_Hugetlb', 'Private_Hugetlb'],
	...['Swap', 'SwapPss', 'Locked'],
]);

/** Takes a line apart; `undefined` when it doesn't begin with a word and a colon. */
export function parseFieldLine(bytes: Uint8Array, at: number, end: number): FieldLine | undefined {
	const colon = findByte(bytes, colonByte, at, end);
	if (colon === end || !isCounterName(bytes, at, colon)) return undefined;
	const key = asciiText(bytes, at, colon);
	const from = skipBlanks(bytes, colon + 1, end);
	const to = trimmedEnd(bytes, from, end);
	const digitsEnd = wordEnd(bytes, from, to);
	const isBare = digitsEnd === to;
	const value = isBare && !sizes.has(key) ? decimal(bytes, from, to) : kibibytes(bytes, from, to);
	return {key, colon, from, to, digitsEnd, unit: isBare ? 1 : 1024, value};
}
