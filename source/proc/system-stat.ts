import {decimal, lineEnd, skipBlanks, startsWith, trimmedEnd} from './ascii.js';

/**
 * When the machine started, in milliseconds since the epoch: `btime` of /proc/stat, which has whole seconds.
 * `undefined` where there is no such line or it was cut. Source: proc_stat(5).
 */
export function parseBootTime(bytes: Uint8Array): number | undefined {
	let end = 0;
	for (let at = 0; at < bytes.length; at = end + 1) {
		end = lineEnd(bytes, at);
		if (end === bytes.length || !startsWith(bytes, 'btime ', at, end)) continue;
		const from = skipBlanks(bytes, at + 6, end);
		const seconds = decimal(bytes, from, trimmedEnd(bytes, from, end));
		return seconds === undefined ? undefined : seconds * 1000;
	}
	return undefined;
}
