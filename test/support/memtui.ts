/** The built memtui: in a terminal, and as a plain command. */
import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {cleanEnvironment} from './environment.js';
import {type Owner, openTerminal, type Terminal} from './terminal.js';

/** The built command line program. */
export const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The Node that runs it: that of the environment's MEMTUI_NODE, so that one suite serves several releases. */
export const nodePath = process.env.MEMTUI_NODE || process.execPath;

/** The command line that a person would type for it, for a shell. */
export function memtuiCommand(args: readonly string[] = []): string {
	return [nodePath, cliPath, ...args].map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

type Environment = {readonly [name: string]: string};

type MemtuiOptions = {
	readonly args?: readonly string[] | undefined;
	readonly columns?: number | undefined;
	readonly rows?: number | undefined;
	readonly env?: Environment | undefined;
	readonly node?: string | undefined;
	/** What the first whole frame shows, where it is not the usual one (a screen too small for the panes). */
	readonly firstFrame?: string | RegExp | undefined;
};

/** Starts the monitor in a terminal of 160 by 45 and waits for its first whole frame. */
export async function startMemtui(owner: Owner, options: MemtuiOptions = {}): Promise<Terminal> {
	const {args = [], columns = 160, rows = 45, env, node = nodePath, firstFrame} = options;
	const terminal = await openTerminal({command: ['node', cliPath, ...args], columns, rows, env, node}, owner);
	await terminal.waitFor('the first frame of memtui', () =>
		firstFrame === undefined
			? terminal.find('Processes') !== undefined && terminal.row(-1).includes('quit')
			: terminal.find(firstFrame) !== undefined,
	);
	return terminal;
}

type RunOptions = {
	/** What it reads from standard input, which is empty else. */
	readonly stdin?: string | Uint8Array | undefined;
	readonly env?: Environment | undefined;
	readonly node?: string | undefined;
	readonly cwd?: string | undefined;
	/** Milliseconds. */
	readonly timeout?: number | undefined;
};

export type RunResult = {
	readonly stdout: string;
	readonly stderr: string;
	/** `undefined` when a signal ended it. */
	readonly code: number | undefined;
};

/** Runs a plain command to its end, without a terminal; after `timeout`, or half a minute, it is killed. */
export async function runMemtui(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
	const home = await mkdtemp(join(tmpdir(), 'memtui-home-'));
	try {
		const child = spawn(options.node ?? nodePath, [cliPath, ...args], {
			cwd: options.cwd,
			env: {...cleanEnvironment(home), ...options.env},
			stdio: 'pipe',
			timeout: options.timeout ?? 30_000,
			killSignal: 'SIGKILL',
		});
		// A command that does not read all of its input closes the pipe, which is no error of the test's.
		child.stdin.on('error', () => {});
		child.stdin.end(options.stdin ?? '');
		const code = new Promise<number | undefined>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', exitCode => resolve(exitCode ?? undefined));
		});
		const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), code]);
		return {stdout, stderr, code: await code};
	} finally {
		await rm(home, {recursive: true, force: true});
	}
}
