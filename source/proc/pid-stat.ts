import {type OutsideText, outsideText} from '../safe-text.js';
import {blank, newline} from './ascii.js';

/** One process as /proc/PID/stat tells it. Times are in ticks of 1/100 s, faults and ticks count from its start. */
export type PidStat = {
	readonly pid: number;
	/** The kernel's comm, raw: it may hold parentheses, newlines and half a character. */
	readonly name: OutsideText;
	readonly state: string;
	readonly ppid: number;
	/** PF_* of include/linux/sched.h. */
	readonly flags: number;
	readonly minorFaults: number;
	readonly majorFaults: number;
	readonly userTicks: number;
	readonly systemTicks: number;
	readonly threads: number;
	readonly nice: number;
	/** Ticks since boot at which it started. */
	readonly startTicks: number;
	/** Address space in bytes. */
	readonly vsz: number;
	/** Resident pages, which lag behind on new kernels; `undefined` where an old kernel wrote less than 0. */
	readonly rssPages: number | undefined;
	/** Where the program's code starts (0 or 1 where one may not know it): another one after execve. */
	readonly startCode: number | undefined;
};

const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const minus = 0x2d;

const lastNeeded = 24;
const lastWanted = 26;
/** The fields that are read, a bit for each: making numbers of the others too would cost as much again. */
const wanted = [4, 9, 10, 12, 14, 15, 19, 20, 22, 23, 24, 26].reduce((bits, field) => bits | (1 << field), 0);

/**
 * /proc/PID/stat, from the first `length` bytes (one buffer is used again and again). `undefined` where there
 * is no whole text up to field 24, rss. Numbers past 2^53 are rounded to the next double.
 * Source: proc_pid_stat(5); the field numbers below are its own.
 */
export function parsePidStat(bytes: Uint8Array, length: number = bytes.length): PidStat | undefined {
	const end = Math.min(length, bytes.length);
	let pid = 0;
	let at = 0;
	for (; at < end; at++) {
		const digit = (bytes[at] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) break;
		pid = pid * 10 + digit;
	}
	if (at === 0 || bytes[at] !== blank || bytes[at + 1] !== openParenthesis) return undefined;
	const nameStart = at + 2;
	// Whatever follows the name holds no parenthesis, so the last one ends it.
	const nameEnd = bytes.lastIndexOf(closeParenthesis, end - 1);
	if (nameEnd < nameStart || nameEnd + 3 >= end) return undefined;
	if (bytes[nameEnd + 1] !== blank || bytes[nameEnd + 3] !== blank) return undefined;
	const state = bytes[nameEnd + 2] ?? 0;

	let ppid = 0;
	let flags = 0;
	let minorFaults = 0;
	let majorFaults = 0;
	let userTicks = 0;
	let systemTicks = 0;
	let nice = 0;
	let threads = 0;
	let startTicks = 0;
	let vsz = 0;
	let rssPages: number | undefined;
	let startCode: number | undefined;
	let field = 4;
	at = nameEnd + 4;
	for (; field <= lastWanted; field++) {
		const isNegative = bytes[at] === minus;
		if (isNegative) at++;
		const start = at;
		let value = 0;
		if ((wanted & (1 << field)) === 0) {
			while (at < end && bytes[at] !== blank) at++;
		}
		for (; at < end; at++) {
			const digit = (bytes[at] ?? 0) - 0x30;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
		}
		// A number that nothing follows may be cut.
		if (at === start || at >= end || (bytes[at] !== blank && bytes[at] !== newline)) break;
		at++;
		if (isNegative) value = -value;
		switch (field) {
			case 4:
				ppid = value;
				break;
			case 9:
				flags = value;
				break;
			case 10:
				minorFaults = value;
				break;
			case 12:
				majorFaults = value;
				break;
			case 14:
				userTicks = value;
				break;
			case 15:
				systemTicks = value;
				break;
			case 19:
				nice = value;
				break;
			case 20:
				threads = value;
				break;
			case 22:
				startTicks = value;
				break;
			case 23:
				vsz = value;
				break;
			case 24:
				rssPages = isNegative ? undefined : value;
				break;
			case 26:
				startCode = isNegative ? undefined : value;
				break;
		}
	}
	if (field <= lastNeeded) return undefined;
	// Only nice, RSS and fields that are not read here may be below 0.
	if (Math.min(ppid, flags, minorFaults, majorFaults, userTicks, systemTicks, threads, startTicks, vsz) < 0) {
		return undefined;
	}
	return {
		pid,
		name: outsideText(bytes.subarray(nameStart, nameEnd)),
		state: String.fromCharCode(state),
		ppid,
		flags,
		minorFaults,
		majorFaults,
		userTicks,
		systemTicks,
		threads,
		nice,
		startTicks,
		vsz,
		rssPages,
		startCode,
	};
}

/** Whether `flags` of stat say that it is a thread of the kernel (PF_KTHREAD), which has no memory of its own. */
export function isKernelThread(flags: number): boolean {
	return (flags & 0x00200000) !== 0;
}
