import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';

/** Idle processes that are there until they are ended. */
export type Load = {
	/** Their parent; `undefined` where there are none. */
	readonly pid: number | undefined;
	readonly end: () => Promise<void>;
};

// The shell keeps its children: it ends and reaps them when its standard input is closed, which the kernel
// does for us however the bench ends, and when it can't fork any more. (Ended as orphans, thousands of
// zombies would be left to a pid 1 that in a container may not care for them.) It asks them twice: a child
// that has only just been forked still has the shell's own handler, and may swallow the first signal.
const spawner = `
trap 'trap "" TERM; kill -TERM 0; sleep 1; kill -TERM 0; wait' EXIT
trap exit TERM INT HUP PIPE
i=0
while [ $i -lt "$1" ]; do
	sleep 86400 >/dev/null 2>&1 &
	i=$((i + 1))
done
echo ready
read -r end
`;

/** Starts that many idle processes in a group of their own. Rejects when the machine doesn't allow so many. */
export async function startLoad(count: number): Promise<Load> {
	if (count === 0) return {pid: undefined, end: async () => {}};
	const shell = spawn('sh', ['-c', spawner, 'sh', String(count)], {
		detached: true,
		stdio: ['pipe', 'pipe', 'ignore'],
	});
	const ended = once(shell, 'exit');
	const lines = createInterface(shell.stdout);
	const isReady = await Promise.race([once(lines, 'line').then(() => true), ended.then(() => false)]);
	lines.close();
	if (!isReady) throw new Error(`${count} extra processes could not be started here`);
	return {
		pid: shell.pid,
		async end() {
			shell.stdin.end();
			const isEnded = await Promise.race([ended.then(() => true), sleep(20_000, false, {ref: false})]);
			if (!isEnded && shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
		},
	};
}
