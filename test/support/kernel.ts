/** The kernel's own figures, read aside from memtui, to hold against what memtui shows. Linux. */
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {hasEnded} from './process-state.js';

/** Bytes of a `Name:  N kB` line (proc_pid_status(5), proc_meminfo(5)). */
function kilobytesIn(path: string, name: string): number {
	const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(path, 'utf8'));
	if (!found) throw new Error(`${path} has no ${name}`);
	return Number(found[1]) * 1024;
}

/** Resident bytes of a process. */
export function rssOf(pid: number): number {
	return kilobytesIn(`/proc/${pid}/status`, 'VmRSS');
}

/** Resident bytes of the region of a process that has most of them. The kernel may have joined it to a small neighbour. */
export function largestRegion(pid: number): number {
	const smaps = readFileSync(`/proc/${pid}/smaps`, 'latin1');
	return Math.max(...[...smaps.matchAll(/^Rss: +(\d+) kB$/gm)].map(match => Number(match[1]) * 1024));
}

/** Bytes of the machine that a new program could have. */
export function availableMemory(): number {
	return kilobytesIn('/proc/meminfo', 'MemAvailable');
}

/** What `free` of procps 4 calls used: bytes that a new program could not have. */
export function usedMemory(): number {
	return kilobytesIn('/proc/meminfo', 'MemTotal') - availableMemory();
}

/**
 * Free bytes that each CPU keeps for its next allocations. They are not in MemFree, so that what a process gives
 * back may count as used for some seconds more (from kernel 6.7 on hundreds of MB; proc(5), zoneinfo).
 */
export function freeInCpuLists(): number {
	const counts = [...readFileSync('/proc/zoneinfo', 'utf8').matchAll(/^ +count: +(\d+)$/gm)];
	return counts.reduce((sum, count) => sum + Number(count[1]), 0) * pageSize;
}

const pageSize = Number(execFileSync('getconf', ['PAGESIZE'], {encoding: 'utf8'}));

/** The command name of a process; `undefined` when it is gone. */
export function commOf(pid: number): string | undefined {
	try {
		return readFileSync(`/proc/${pid}/comm`, 'utf8').replace(/\n$/, '');
	} catch {
		return undefined;
	}
}

/** Pids of the processes that a process has started and not yet waited for. */
export function childrenOf(parent: number): readonly number[] {
	return pidsWith('ppid', parent);
}

/** Pids of all processes of a terminal session, zombies left out. */
export function membersOf(session: number): readonly number[] {
	return pidsWith('session', session).filter(pid => !hasEnded(pid));
}

/** Pids of the memory-users of a memtui. */
export function workersOf(memtui: number): readonly number[] {
	return childrenOf(memtui).filter(pid => commOf(pid) === 'memtui-worker');
}

/** Places in /proc/PID/stat (proc_pid_stat(5)) after the name, which may hold anything. */
const fields = {ppid: 1, session: 3};

function pidsWith(field: keyof typeof fields, value: number): readonly number[] {
	return readdirSync('/proc').flatMap(name => {
		try {
			const stat = readFileSync(`/proc/${Number(name)}/stat`, 'latin1');
			const found = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[fields[field]]);
			return found === value ? [Number(name)] : [];
		} catch {
			// No process, or one that ended between the listing and this reading.
			return [];
		}
	});
}
