import type {Machine} from '../platform/platform.js';
import {type OutsideText, safeText} from '../safe-text.js';

/** Who sent SIGKILL to a process of ours: told by what the kernel counts of its OOM killer. */

export type KillCause =
	/** `limit`: the cgroup whose limit it was; without it the machine itself had no memory left. */
	| {readonly by: 'oom'; readonly limit?: {readonly path: OutsideText; readonly max: number}}
	| {readonly by: 'somebody'}
	/** The kernel doesn't count, or the counts fit no other answer. */
	| {readonly by: 'unknown'};

/**
 * From the machine before the process started and after it was killed. The count of our cgroup (`oom_kill` of v2's
 * memory.events or v1's memory.oom_control) is of processes in it and below, whoever ran out of memory; that of
 * /proc/vmstat is of the whole machine, so that it tells less. Whether it was the cgroup's own limit is told by how
 * often that was hit (v2 `oom`, v1 failcnt). Sources: admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst.
 */
export function killCause(before: Machine, after: Machine): KillCause {
	if (before.kind !== 'linux' || after.kind !== 'linux') return {by: 'unknown'};
	const [first, last] = [before.limit?.events, after.limit?.events];
	const inCgroup = change(first?.oomKill, last?.oomKill);
	const onMachine = change(before.vmstat?.oom_kill, after.vmstat?.oom_kill);
	const took = inCgroup ?? onMachine;
	if (took === undefined) return {by: 'unknown'};
	if (took <= 0) return {by: 'somebody'};
	const hits = change(first?.oom, last?.oom) ?? change(first?.max, last?.max) ?? 0;
	if (!after.limit || inCgroup === undefined || hits <= 0) return {by: 'oom'};
	return {by: 'oom', limit: {path: after.limit.path, max: after.limit.max}};
}

function change(first: number | undefined, last: number | undefined): number | undefined {
	return first === undefined || last === undefined ? undefined : last - first;
}

/** One sentence without a full stop. `size` writes bytes. */
export function killSentence(pid: number, cause: KillCause, size: (bytes: number) => string): string {
	const who = `the memory-user ${pid}`;
	if (cause.by === 'somebody') {
		return `${who} was killed by somebody's SIGKILL: the kernel's OOM killer has taken nothing since it started`;
	}
	if (cause.by === 'unknown') return `${who} was killed by SIGKILL, perhaps by the kernel's OOM killer`;
	const what = cause.limit
		? `its cgroup ${safeText(cause.limit.path)} came to its limit of ${size(cause.limit.max)}`
		: 'the machine had no memory left';
	return `the kernel's OOM killer took the memory-user ${pid}: ${what}; ask for less`;
}
