/** The built `memtui use` while it runs, without a terminal. Linux. */
import {spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {cleanEnvironment} from './environment.js';
import {cliPath, nodePath} from './memtui.js';
import {hasEnded} from './process-state.js';
import {waitFor} from './wait-for.js';

export type RunningUse = {
	readonly pid: number;
	/** All that it wrote by now. */
	stdout(): string;
	stderr(): string;
	lines(): readonly string[];
	/** The pid of the worker as it printed it; waits for it. */
	worker(): Promise<number>;
	/** Waits until a line of standard output matches. */
	says(pattern: RegExp): Promise<string>;
	kill(signal: NodeJS.Signals): void;
	/** Closes the reading side of its standard output. */
	closeOutput(): void;
	/** Its exit code, or the signal that ended it, after all it wrote was read. */
	readonly exit: Promise<number | NodeJS.Signals>;
	/** Pids of it and all it started that run now, whoever is their parent. */
	alive(): readonly number[];
};

type Owner = {readonly teardown: (close: () => void) => void};

let runs = 0;

/** Starts `memtui use` with these arguments; whatever is left of it at the end of the test is killed. */
export function startUse(owner: Owner, args: readonly string[]): RunningUse {
	const home = mkdtempSync(join(tmpdir(), 'memtui-home-'));
	// What it starts inherits this word, by which it is found when its parent is gone.
	const mark = `MEMTUI_TEST_RUN=${process.pid}-${++runs}`;
	const [name = '', value] = mark.split('=');
	const child = spawn(nodePath, [cliPath, 'use', ...args], {
		env: {...cleanEnvironment(home), [name]: value},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const {pid} = child;
	if (pid === undefined) throw new Error('memtui use did not start');
	const written = {stdout: '', stderr: ''};
	child.stdout.on('data', piece => {
		written.stdout += piece;
	});
	child.stderr.on('data', piece => {
		written.stderr += piece;
	});
	const exit = new Promise<number | NodeJS.Signals>(resolve => {
		child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
	});
	const lines = () => written.stdout.split('\n').slice(0, -1);
	const alive = () => marked(mark);
	owner.teardown(() => {
		for (const left of alive()) process.kill(left, 'SIGKILL');
		rmSync(home, {recursive: true, force: true});
	});
	return {
		pid,
		stdout: () => written.stdout,
		stderr: () => written.stderr,
		lines,
		async worker() {
			const first = await waitFor(() => lines()[0], `the pid from memtui use ${args.join(' ')}`);
			return Number(first.startsWith('{') ? JSON.parse(first).pid : first);
		},
		says: pattern =>
			waitFor(
				() => lines().find(line => pattern.test(line)),
				`${pattern} in ${written.stdout}${written.stderr}`,
			),
		kill: signal => process.kill(pid, signal),
		closeOutput: () => child.stdout.destroy(),
		exit,
		alive,
	};
}

/** Pids of the processes with this word in their environment that have not ended. */
function marked(mark: string): readonly number[] {
	return readdirSync('/proc')
		.map(Number)
		.filter(pid => {
			if (!Number.isInteger(pid) || pid === process.pid) return false;
			try {
				return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark) && !hasEnded(pid);
			} catch {
				return false;
			}
		});
}

/** Files in the folders where a worker may put one, by the name that it would have (`temporary-file.ts`). */
export function workerFiles(): readonly string[] {
	return ['/dev/shm', '/tmp', '/var/tmp'].flatMap(folder => {
		try {
			const names = readdirSync(folder).filter(name => /^memtui-worker-\d+$/.test(name));
			return names.map(name => join(folder, name));
		} catch {
			// There is no such folder here.
			return [];
		}
	});
}
