/**
 * Processes of a test's own on the real machine. Each is a shell that does nothing until it is ended, under
 * any name and from a program file of any name: both may hold bytes that no argument of Node's could.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {commOf} from './kernel.js';
import {hasEnded} from './process-state.js';
import {waitFor} from './wait-for.js';

type Owner = {readonly teardown: (end: () => void) => void};

type SleeperOptions = {
	/** Its kernel name (comm), of which the kernel keeps 15 bytes; `sh` else. */
	readonly comm?: string | Uint8Array | undefined;
	/** A word that stands in its command line. */
	readonly mark?: string | undefined;
	/** Name of the file that it is run from and that its map shows: a copy of the shell. */
	readonly file?: string | Uint8Array | undefined;
};

export type Sleeper = {
	readonly pid: number;
	/** Ends it and waits until it is gone. */
	end(): Promise<void>;
};

const shell = '/bin/sh';
// Reading a pipe that nobody writes to: it ends with the test's process, whatever becomes of that.
const sleep = 'if [ "$COMM" ]; then printf "$COMM" > /proc/self/comm; fi; echo ready; read _';

/** Starts one and waits until it has its name. */
export async function startSleeper(owner: Owner, options: SleeperOptions = {}): Promise<Sleeper> {
	const {comm = '', mark = 'sleeper', file} = options;
	const start = file === undefined ? [] : ['-c', 'exec "$(printf "$FILE")" -c "$0" "$1"'];
	const child = spawn(shell, [...(start.length > 0 ? start : ['-c']), sleep, mark], {
		stdio: ['pipe', 'pipe', 'pipe'],
		env: {
			PATH: process.env.PATH,
			COMM: octal(comm),
			FILE: file === undefined ? '' : octal(copyOfShell(owner, file)),
		},
	});
	owner.teardown(() => child.kill('SIGKILL'));
	const errors = text(child.stderr);
	const began = await Promise.race([
		once(child.stdout, 'data').then(() => true),
		once(child, 'close').then(() => false),
	]);
	const {pid} = child;
	if (!began || pid === undefined) throw new Error(`the sleeper did not begin: ${await errors}`);
	return {
		pid,
		async end() {
			child.kill('SIGKILL');
			await waitFor(() => hasEnded(pid), `the end of the sleeper ${pid}`);
		},
	};
}

/** One whose parent takes no note of its end: after `end` it is a zombie. */
export async function startNeglected(owner: Owner): Promise<Sleeper> {
	// cat, which takes the shell's place, knows nothing of the child that the shell has started; that child waits
	// for the end of a pipe, so that the shell itself never sees it end.
	const parent = spawn(shell, ['-c', '(read _ <&3) & echo $!; exec 3<&-; exec cat'], {
		stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
	});
	owner.teardown(() => parent.kill('SIGKILL'));
	const [told] = await once(parent.stdout as Readable, 'data');
	const pid = Number(String(told));
	await waitFor(() => commOf(parent.pid ?? 0) === 'cat', 'cat in the place of the shell');
	return {
		pid,
		async end() {
			(parent.stdio[3] as Writable).end();
			await waitFor(() => hasEnded(pid), `the end of the child ${pid}`);
		},
	};
}

/** A copy of the shell's program file in a folder of its own. */
function copyOfShell(owner: Owner, name: string | Uint8Array): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-sleeper-'));
	owner.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]);
	copyFileSync(realpathSync(shell), path);
	return path;
}

/** For printf(1): every byte as its octal escape. */
function octal(bytes: string | Uint8Array): string {
	return [...Buffer.from(bytes)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
