/** Real processes to look at. Each is ended with its test. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {isStopped} from '../../support/process-state.js';
import {waitFor} from '../../support/wait-for.js';

type Owner = {teardown(end: () => void): void};

export type Child = {
	readonly pid: number;
	/** Ends it and waits until its pid is free. */
	end(): Promise<void>;
	/** Stops it and waits until it stands still. */
	stop(): Promise<void>;
	/** Writes a line to its standard input. */
	tell(line: string): void;
	/** Waits until its comm is this. */
	named(comm: string): Promise<void>;
	/** Waits for a line of its standard output. */
	said(line: string): Promise<void>;
};

/** Starts a program; after it was waited for with `named`, it has run execve. */
export async function startChild(owner: Owner, command: string, ...args: readonly string[]): Promise<Child> {
	const child: ChildProcess = spawn(command, args, {stdio: ['pipe', 'pipe', 'ignore']});
	owner.teardown(() => child.kill('SIGKILL'));
	let output = '';
	child.stdout?.on('data', (text: Buffer) => {
		output += text.toString();
	});
	await once(child, 'spawn');
	const {pid} = child;
	if (pid === undefined) throw new Error(`${command} has no pid`);
	return {
		pid,
		async end() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		},
		async stop() {
			child.kill('SIGSTOP');
			await waitFor(() => isStopped(pid), `process ${pid} to stand still`);
		},
		tell(line) {
			child.stdin?.write(`${line}\n`);
		},
		async named(comm) {
			await waitFor(() => readFileSync(`/proc/${pid}/comm`, 'utf8') === `${comm}\n`, `${pid} to be ${comm}`);
		},
		async said(line) {
			await waitFor(() => output.split('\n').includes(line), `${pid} to say ${line}`);
		},
	};
}
