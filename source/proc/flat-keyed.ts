import type {Counters} from '../platform/platform.js';
import {asciiText, decimal, isCounterName, lineEnd, skipBlanks, trimmedEnd, wordEnd} from './ascii.js';

/**
 * Lines of `name value`, which cgroup-v2.rst calls flat keyed: memory.stat, memory.events, and /proc/vmstat
 * too. Values as the kernel gives them, without a change of unit. Absent is what is no whole number below
 * 2^53 and a last line without its newline, whose number may be cut. The first of two lines counts.
 */
export function parseFlatKeyed(text: Uint8Array): Counters {
	const counters: {[name: string]: number} = {};
	let end = 0;
	for (let at = 0; at < text.length; at = end + 1) {
		end = lineEnd(text, at);
		if (end === text.length) break;
		const nameEnd = wordEnd(text, at, end);
		const from = skipBlanks(text, nameEnd, end);
		const value = decimal(text, from, trimmedEnd(text, from, end));
		if (value === undefined || !isCounterName(text, at, nameEnd)) continue;
		const name = asciiText(text, at, nameEnd);
		if (!Object.hasOwn(counters, name)) counters[name] = value;
	}
	return counters;
}
