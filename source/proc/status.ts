import {type OutsideText, outsideText} from '../safe-text.js';
import {decimal, kibibytes, lineEnd, skipBlanks, startsWith, tab, trimmedEnd, wordEnd} from './ascii.js';

/** What of /proc/PID/status is used here; sizes in bytes. A kernel thread has none of the sizes. */
export type Status = {
	/** The kernel's comm, with the escapes of this file undone: the same as in stat. */
	readonly name?: OutsideText;
	/** Effective user id. */
	readonly uid?: number;
	readonly ppid?: number;
	readonly threads?: number;
	readonly vmSize?: number;
	readonly vmRss?: number;
	readonly rssAnon?: number;
	readonly rssFile?: number;
	readonly rssShmem?: number;
	readonly vmSwap?: number;
	readonly vmPte?: number;
	readonly vmLck?: number;
};

type Mutable = {-readonly [Key in keyof Status]: Status[Key]};
type Size = Exclude<keyof Status, 'name' | 'uid' | 'ppid' | 'threads'>;

const sizes: ReadonlyArray<readonly [line: string, key: Size]> = [
	['VmLck:', 'vmLck'],
	['VmSize:', 'vmSize'],
	['VmRSS:', 'vmRss'],
	['VmPTE:', 'vmPte'],
	['VmSwap:', 'vmSwap'],
	['RssAnon:', 'rssAnon'],
	['RssFile:', 'rssFile'],
	['RssShmem:', 'rssShmem'],
];

/**
 * /proc/PID/status. A field that this kernel lacks, that is cut or that can't be is absent; of two lines of
 * one name the first counts. Source: proc_pid_status(5).
 */
export function parseStatus(bytes: Uint8Array): Status {
	const status: Mutable = {};
	let end = 0;
	for (let at = 0; at < bytes.length; at = end + 1) {
		end = lineEnd(bytes, at);
		const isWhole = end < bytes.length;
		if (startsWith(bytes, 'Vm', at, end) || startsWith(bytes, 'Rss', at, end)) {
			readSize(bytes, at, end, status);
		} else if (startsWith(bytes, 'Name:', at, end) && isWhole) {
			status.name ??= readName(bytes, at + 5, end);
		} else if (startsWith(bytes, 'Uid:', at, end)) {
			const real = wordEnd(bytes, skipBlanks(bytes, at + 4, end), end);
			set(status, 'uid', number(bytes, real, end));
		} else if (startsWith(bytes, 'PPid:', at, end)) {
			set(status, 'ppid', number(bytes, at + 5, end));
		} else if (startsWith(bytes, 'Threads:', at, end)) {
			set(status, 'threads', number(bytes, at + 8, end));
		}
	}
	return status;
}

function set(status: Mutable, key: Exclude<keyof Status, 'name'>, value: number | undefined): void {
	if (value !== undefined) status[key] ??= value;
}

function readSize(bytes: Uint8Array, at: number, end: number, status: Mutable): void {
	for (const [line, key] of sizes) {
		if (!startsWith(bytes, line, at, end)) continue;
		set(status, key, kibibytes(bytes, at + line.length, end));
		return;
	}
}

/** The next word as a number, unless the text ends right behind it: then it may be cut. */
function number(bytes: Uint8Array, from: number, end: number): number | undefined {
	const start = skipBlanks(bytes, from, end);
	const stop = wordEnd(bytes, start, end);
	return stop === bytes.length ? undefined : decimal(bytes, start, trimmedEnd(bytes, start, stop));
}

const backslash = 0x5c;
const letterN = 0x6e;

/** The kernel writes newline as `\n` and backslash as `\\`, and nothing else differently. */
function readName(bytes: Uint8Array, from: number, end: number): OutsideText {
	// One tab leads to the name, which may itself start with a blank. Copies of the file have blanks instead.
	const start = bytes[from] === tab ? from + 1 : skipBlanks(bytes, from, end);
	const name = new Uint8Array(end - start);
	let length = 0;
	for (let at = start; at < end; at++) {
		let byte = bytes[at] ?? 0;
		const next = bytes[at + 1];
		if (byte === backslash && at + 1 < end && (next === letterN || next === backslash)) {
			byte = next === letterN ? 0x0a : backslash;
			at++;
		}
		name[length++] = byte;
	}
	return outsideText(name.subarray(0, length));
}
