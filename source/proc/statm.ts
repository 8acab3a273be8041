import {decimal, skipBlanks, wordEnd} from './ascii.js';

/**
 * The fields of /proc/PID/statm that mean something on every kernel, in pages. One that can't be is `undefined`:
 * `shared` was recorded as 2^64 - 1 beside a good RSS.
 */
export type Statm = {
	/** All address space. */
	readonly sizePages: number | undefined;
	/** RSS. */
	readonly residentPages: number | undefined;
	/** The part of RSS that files and shared memory back. */
	readonly sharedPages: number | undefined;
};

/**
 * /proc/PID/statm, from the first `length` bytes (one buffer is used again and again). `undefined` for a text
 * that was cut and for one without a figure. Source: proc_pid_statm(5).
 */
export function parseStatm(bytes: Uint8Array, length: number = bytes.length): Statm | undefined {
	const end = Math.min(length, bytes.length);
	const sizeEnd = wordEnd(bytes, 0, end);
	const residentStart = skipBlanks(bytes, sizeEnd, end);
	const residentEnd = wordEnd(bytes, residentStart, end);
	const sharedStart = skipBlanks(bytes, residentEnd, end);
	const sharedEnd = wordEnd(bytes, sharedStart, end);
	// More fields follow; where they don't, the third one may be cut.
	if (sharedEnd === end) return undefined;
	const sizePages = decimal(bytes, 0, sizeEnd);
	const residentPages = decimal(bytes, residentStart, residentEnd);
	const sharedPages = decimal(bytes, sharedStart, sharedEnd);
	if (sizePages === undefined && residentPages === undefined && sharedPages === undefined) return undefined;
	return {sizePages, residentPages, sharedPages};
}
