import type {NumaPlacement} from '../platform/region-reading.js';
import {asciiText, blank, decimal, findByte, isDigit, skipBlanks, startsWith, wordEnd} from './ascii.js';

const equals = 0x3d;
const letterN = 0x4e;
const pageSizeKey = 'kernelpagesize_kB=';
/** Words without a figure that say what a region is. */
const kinds = new Set(['heap', 'stack', 'huge']);

/**
 * One line of /proc/PID/numa_maps without its newline (numa(7)): where the pages of a region are, in bytes, the
 * nodes in the kernel's order. A region without pages has no nodes, and so has one whose page size the kernel
 * does not tell (older ones). `undefined` when there is no policy.
 */
export function parseNumaPlacement(line: Uint8Array): NumaPlacement | undefined {
	const end = line.length;
	const address = wordEnd(line, skipBlanks(line, 0, end), end);
	const policyFrom = skipBlanks(line, address, end);
	let policyTo = policyFrom;
	let isPolicy = true;
	let pageSize: number | undefined;
	const pages: Array<{readonly node: number; readonly count: number}> = [];
	for (let from = policyFrom; from < end; ) {
		const to = wordEnd(line, from, end);
		// Some policies are two words (`weighted interleave:0-1`): they last until the first detail.
		isPolicy &&= from === policyFrom || !isDetail(line, from, to);
		if (isPolicy) {
			policyTo = to;
		} else if (startsWith(line, pageSizeKey, from, to)) {
			pageSize = decimal(line, from + pageSizeKey.length, to);
		} else if (line[from] === letterN) {
			const sign = findByte(line, equals, from, to);
			const node = decimal(line, from + 1, sign);
			const count = decimal(line, sign + 1, to);
			if (node !== undefined && count !== undefined) pages.push({node, count});
		}
		from = skipBlanks(line, to, end);
	}
	if (policyTo === policyFrom) return undefined;
	const bytes = pageSize === undefined ? undefined : pageSize * 1024;
	return {
		policy: asciiText(line, policyFrom, policyTo).replaceAll(/[^ -~]/g, '?'),
		nodes: bytes === undefined ? [] : pages.map(({node, count}) => ({node, bytes: count * bytes})),
	};
}

/** `file=…`, `N0=2`, `heap`: all that follows the policy. In file names blanks are escaped. */
function isDetail(line: Uint8Array, from: number, to: number): boolean {
	if (startsWith(line, 'file=', from, to)) return true;
	const sign = findByte(line, equals, from, to);
	// `bind=static:0` is a policy: its flag is no number.
	return sign < to ? isDigit(line[sign + 1]) && line[from] !== blank : kinds.has(asciiText(line, from, to));
}
