/** Ending what runs in a terminal session, so that no test leaves a process behind. */
import {readdirSync, readFileSync} from 'node:fs';

// Field 6 of /proc/PID/stat (proc_pid_stat(5)): the session; the name before it may hold anything.
function sessionOf(pid: number): number | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
	} catch {
		// It ended between the listing and this reading.
		return undefined;
	}
}

// Where there is no /proc, the first process is all that is known.
function members(session: number): number[] {
	try {
		const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
		return pids.filter(pid => sessionOf(pid) === session);
	} catch {
		return [session];
	}
}

function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It ended by itself.
	}
}

/**
 * Hangs up the session's first process as a closed terminal would, and after a second kills whatever is
 * left of the session. `exit` is the end of the first process; absent when that was long ago.
 */
export async function endSession(session: number, exit: Promise<unknown> | undefined): Promise<void> {
	if (exit) {
		send(session, 'SIGHUP');
		let timer: NodeJS.Timeout | undefined;
		await Promise.race([
			exit,
			new Promise(resolve => {
				timer = setTimeout(resolve, 1000);
			}),
		]);
		clearTimeout(timer);
	}
	for (const pid of members(session)) send(pid, 'SIGKILL');
}
