import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

// What a process and all its children cost, read from outside: the program that is measured need not help.
// See proc(5) and Documentation/scheduler/sched-stats.rst.

/** USER_HZ: the unit of times in /proc/PID/stat, 100 on every machine one meets. */
const ticksPerSecond = 100;

/** The pid and everything below it. Needs CONFIG_PROC_CHILDREN, which distributions switch on. */
export function treeOf(root: number, procfs = '/proc'): readonly number[] {
	const tree = [root];
	// The list grows while it is walked: children of children are found in the same pass.
	for (const pid of tree) {
		for (const task of namesIn(join(procfs, String(pid), 'task'))) {
			const children = read(join(procfs, String(pid), 'task', task, 'children'));
			tree.push(...numbersIn(children ?? ''));
		}
	}
	return tree;
}

/**
 * CPU time of the tree so far, user and system, in milliseconds: nanoseconds of every living thread
 * (schedstat), and of children that ended and were waited for (stat). A thread that ended is only in the
 * process's own stat, which counts in ticks of 10 ms: where that says more, it is taken.
 */
export function treeCpu(root: number, procfs = '/proc'): number {
	let sum = 0;
	for (const pid of treeOf(root, procfs)) {
		const stat = read(join(procfs, String(pid), 'stat'));
		if (stat === undefined) continue;
		const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = numbersIn(
			// Fields 14 to 17; the name before them may hold blanks and brackets.
			stat
				.slice(stat.lastIndexOf(')') + 2)
				.split(' ')
				.slice(11, 15)
				.join(' '),
		);
		let threads = 0;
		for (const task of namesIn(join(procfs, String(pid), 'task'))) {
			const schedstat = read(join(procfs, String(pid), 'task', task, 'schedstat'));
			threads += (numbersIn(schedstat ?? '')[0] ?? 0) / 1e6;
		}
		sum += Math.max(threads, milliseconds(user + system)) + milliseconds(endedUser + endedSystem);
	}
	return sum;
}

/** PSS of the tree in bytes; `undefined` when a process of it may not be read. */
export function treePss(root: number, procfs = '/proc'): number | undefined {
	let sum = 0;
	for (const pid of treeOf(root, procfs)) {
		let rollup: string;
		try {
			rollup = readFileSync(join(procfs, String(pid), 'smaps_rollup'), 'utf8');
		} catch (error) {
			if (isGone(error)) continue;
			return undefined;
		}
		const pss = /^Pss: +(\d+) kB$/m.exec(rollup)?.[1];
		if (pss === undefined) return undefined;
		sum += Number(pss) * 1024;
	}
	return sum;
}

function milliseconds(ticks: number): number {
	return (ticks * 1000) / ticksPerSecond;
}

function numbersIn(text: string): readonly number[] {
	return text.split(/\s+/).filter(Boolean).map(Number);
}

// A process may end between two reads: what is gone costs nothing any more.
function read(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function isGone(error: unknown): boolean {
	const code = (error as NodeJS.ErrnoException).code;
	return code === 'ENOENT' || code === 'ESRCH';
}
