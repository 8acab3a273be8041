/** The kernel's own figures, read aside from memtui, to hold against what memtui shows. Linux. */
import {readdirSync, readFileSync} from 'node:fs';

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

/** Bytes of the machine that a new program could have. */
export function availableMemory(): number {
	return kilobytesIn('/proc/meminfo', 'MemAvailable');
}

/** What `free` of procps 4 calls used: bytes that a new program could not have. */
export function usedMemory(): number {
	return kilobytesIn('/proc/meminfo', 'MemTotal') - availableMemory();
}

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
	return readdirSync('/proc')
		.map(Number)
		.filter(pid => Number.isInteger(pid) && parentOf(pid) === parent);
}

/** Pids of the memory-users of a memtui. */
export function workersOf(memtui: number): readonly number[] {
	return childrenOf(memtui).filter(pid => commOf(pid) === 'memtui-worker');
}

function parentOf(pid: number): number | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
	} catch {
		return undefined;
	}
}
