import type {Pressure, PressureLine} from '../platform/platform.js';
import {asciiText, isDigit, lineEnd, skipBlanks, startsWith, trimmedEnd, wordEnd} from './ascii.js';

const point = 0x2e;

/**
 * /proc/pressure/* and a cgroup's memory.pressure: percent of wall time in which some, or all, tasks waited,
 * and their sum in microseconds. A line that isn't whole is absent (`irq` has no `some`); `undefined` where
 * no line is left. Source: Documentation/accounting/psi.rst.
 */
export function parsePressure(text: Uint8Array): Pressure | undefined {
	let some: PressureLine | undefined;
	let full: PressureLine | undefined;
	let end = 0;
	for (let at = 0; at < text.length; at = end + 1) {
		end = lineEnd(text, at);
		// Without the newline the total may be cut.
		if (end === text.length) break;
		if (startsWith(text, 'some ', at, end)) some ??= parseLine(text, at + 5, end);
		if (startsWith(text, 'full ', at, end)) full ??= parseLine(text, at + 5, end);
	}
	if (!some && !full) return undefined;
	return {...(some && {some}), ...(full && {full})};
}

function parseLine(text: Uint8Array, from: number, end: number): PressureLine | undefined {
	const avg10 = figure(text, 'avg10=', from, end);
	const avg60 = figure(text, 'avg60=', from, end);
	const avg300 = figure(text, 'avg300=', from, end);
	const total = figure(text, 'total=', from, end);
	if (avg10 === undefined || avg60 === undefined || avg300 === undefined || total === undefined)
		return undefined;
	return {avg10, avg60, avg300, total};
}

/** Digits with at most one point among them. A total past 2^53 (285 years) is rounded. */
function figure(text: Uint8Array, key: string, from: number, end: number): number | undefined {
	let at = skipBlanks(text, from, end);
	while (at < end && !startsWith(text, key, at, end)) at = skipBlanks(text, wordEnd(text, at, end), end);
	if (at === end) return undefined;
	const start = at + key.length;
	const stop = trimmedEnd(text, start, wordEnd(text, start, end));
	let points = 0;
	for (let i = start; i < stop; i++) {
		if (text[i] === point) points++;
		else if (!isDigit(text[i])) return undefined;
	}
	if (points > 1 || !isDigit(text[start]) || !isDigit(text[stop - 1])) return undefined;
	return Number(asciiText(text, start, stop));
}
