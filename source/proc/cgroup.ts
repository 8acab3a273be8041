import {type OutsideText, outsideText} from '../safe-text.js';
import {colon, decimal, findByte, lineEnd, skipBlanks, startsWith, trimmedEnd} from './ascii.js';
import {parseFlatKeyed} from './flat-keyed.js';

/** Where a process stands, as paths below the mount points (they may start with `/..`: outside of ours). */
export type Cgroup = {
	/** In the unified hierarchy. */
	readonly v2?: OutsideText;
	/** In version 1's hierarchy of the memory controller. */
	readonly v1Memory?: OutsideText;
};

/**
 * /proc/PID/cgroup: lines `hierarchy:controllers:path`, of both versions at once on a hybrid system. The path
 * of a removed cgroup ends in ` (deleted)`. Lines of another form and a cut last line are ignored.
 * Source: cgroups(7).
 */
export function parseCgroup(bytes: Uint8Array): Cgroup {
	let v2: OutsideText | undefined;
	let v1Memory: OutsideText | undefined;
	let end = 0;
	for (let at = 0; at < bytes.length; at = end + 1) {
		end = lineEnd(bytes, at);
		if (end === bytes.length) break;
		const controllers = findByte(bytes, colon, at, end) + 1;
		const path = findByte(bytes, colon, controllers, end) + 1;
		if (path > end) continue;
		if (startsWith(bytes, '0::', at, end)) v2 ??= outsideText(bytes.subarray(path, end));
		else if (hasMemory(bytes, controllers, path - 1)) v1Memory ??= outsideText(bytes.subarray(path, end));
	}
	return {...(v2 !== undefined && {v2}), ...(v1Memory !== undefined && {v1Memory})};
}

/** Whether `memory` is among names that commas separate. */
function hasMemory(bytes: Uint8Array, from: number, end: number): boolean {
	for (let at = from; at < end; ) {
		const nameEnd = findByte(bytes, 0x2c, at, end);
		if (nameEnd - at === 6 && startsWith(bytes, 'memory', at, end)) return true;
		at = nameEnd + 1;
	}
	return false;
}

/**
 * A file of one number of bytes (memory.max, memory.limit_in_bytes, memory.current and the like).
 * `undefined` where there is no limit (`max`; version 1 writes about 2^63, by page size, or 2^64 - 1) and
 * where there is no number.
 */
export function parseLimit(bytes: Uint8Array): number | undefined {
	const end = lineEnd(bytes, 0);
	const from = skipBlanks(bytes, 0, end);
	return decimal(bytes, from, trimmedEnd(bytes, from, end));
}

/** How often a cgroup met its limits. */
export type MemoryEvents = {
	readonly low?: number | undefined;
	readonly high?: number | undefined;
	readonly max?: number | undefined;
	readonly oom?: number | undefined;
	readonly oomKill?: number | undefined;
	readonly oomGroupKill?: number | undefined;
};

/** memory.events of version 2: times since the cgroup was made. Source: cgroup-v2.rst. */
export function parseMemoryEvents(bytes: Uint8Array): MemoryEvents {
	const {low, high, max, oom, oom_kill, oom_group_kill} = parseFlatKeyed(bytes);
	return {low, high, max, oom, oomKill: oom_kill, oomGroupKill: oom_group_kill};
}

/** memory.oom_control of version 1; kernels before 4.13 don't count the kills. Source: cgroup-v1/memory.rst. */
export function parseOomControl(bytes: Uint8Array): Pick<MemoryEvents, 'oomKill'> {
	return {oomKill: parseFlatKeyed(bytes).oom_kill};
}
