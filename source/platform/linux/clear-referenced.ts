import {constants, statfsSync} from 'node:fs';
import {open} from 'node:fs/promises';
import type {Process} from '../platform.js';
import type {RegionFailure} from '../region-reading.js';
import {codeOf, reasonOf} from './failure.js';

/** PROC_SUPER_MAGIC of linux/magic.h: what statfs says of a procfs. */
const procfs = 0x9fa0;

/**
 * Writes 1 to /proc/PID/clear_refs (proc_pid_clear_refs(5)): clears the referenced bits of all pages of a process,
 * about 10 ms a GiB, off the main thread. `find` gives the process as it is now: another one that has got the same
 * pid is left alone. A recorded tree is not written to. Returns the failure in words, `undefined` when it is done.
 */
export async function clearReferenced(
	proc: string,
	process: Process,
	find: (pid: number) => Process | undefined,
): Promise<RegionFailure | undefined> {
	const {pid} = process;
	const isHere = () => {
		const now = find(pid);
		return now !== undefined && now.startTicks === process.startTicks && now.state !== 'Z';
	};
	const gone: RegionFailure = {failure: 'gone', message: `process ${pid} ended`};
	if (process.isKernelThread) {
		return {failure: 'unsupported', message: 'kernel thread: it has no address space of its own'};
	}
	try {
		if (statfsSync(proc).type !== procfs) {
			return {failure: 'unsupported', message: `${proc} is no procfs of a running kernel`};
		}
		const file = await open(`${proc}/${pid}/clear_refs`, constants.O_WRONLY | constants.O_NONBLOCK);
		try {
			// The open file belongs to whoever had the pid: if that is ours now, it was ours then.
			if (!isHere()) return gone;
			await file.write('1\n', null, 'latin1');
		} finally {
			await file.close();
		}
		// Of a process that gave up its memory meanwhile the kernel takes the order and does nothing.
		return isHere() ? undefined : gone;
	} catch (error) {
		return failure(process, error, isHere());
	}
}

function failure({pid}: Process, error: unknown, isHere: boolean): RegionFailure {
	const code = codeOf(error);
	if (code === 'ENOENT' && isHere) {
		return {failure: 'unsupported', message: 'this kernel has no clear_refs'};
	}
	if (code === 'EROFS') {
		return {failure: 'unsupported', message: `/proc is mounted read-only: nothing of ${pid} can be cleared`};
	}
	const reason = reasonOf(error);
	switch (reason) {
		case 'denied':
			return {
				failure: reason,
				message: `the referenced bits of ${pid} may be cleared by its own user or root only`,
			};
		case 'gone':
			return {failure: reason, message: `process ${pid} ended`};
		default:
			return {
				failure: reason,
				message: `the referenced bits of ${pid} can't be cleared: ${code ?? String(error)}`,
			};
	}
}
