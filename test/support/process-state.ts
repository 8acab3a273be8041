import {readFileSync} from 'node:fs';

/** The kernel's letter (proc_pid_stat(5), field 3: after the last parenthesis of the name). */
function stateOf(pid: number | undefined): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return stat[stat.lastIndexOf(')') + 2];
	} catch {
		return undefined;
	}
}

/** True when the process has ended; one that nobody has reaped yet (a zombie) has. */
export function hasEnded(pid: number): boolean {
	return ['Z', 'X', undefined].includes(stateOf(pid));
}

/** True while it stands still after SIGSTOP. */
export function isStopped(pid: number | undefined): boolean {
	return stateOf(pid) === 'T';
}
