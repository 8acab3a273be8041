import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import {startChild} from '../platform/linux/children.js';
import {isStopped} from '../support/process-state.js';
import {waitFor} from '../support/wait-for.js';

export type Kind = {
	/** An address within it. */
	readonly address: bigint;
	/** The types that it may have, which is one for all but what hangs on the kernel's age. */
	readonly types: readonly string[];
	readonly name: string;
};

type Program = {
	readonly pid: number;
	readonly kinds: readonly Kind[];
	/** What it runs from and maps of its own. */
	readonly folder: string;
};

/**
 * A stopped program with at least twenty kinds of mapping, and where each is: kinds.c, or where there is no
 * compiler the same in Python. `undefined` where there is neither.
 */
export async function startKinds(t: ExecutionContext): Promise<Program | undefined> {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-kinds-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const files = join(folder, 'files');
	mkdirSync(files);
	const command = compiled(folder) ?? interpreted();
	if (!command) {
		t.log('skipped: there is neither a C compiler nor Python');
		t.pass();
		return undefined;
	}

	const child = await startChild(t, ...command, files);
	await child.said('ready');
	await child.stop();
	await waitFor(() => threadsOf(child.pid).every(isStopped), 'every thread to stand still');
	const seesStacks = mayReadStacks(child.pid);
	if (!seesStacks) t.log('skipped in part: where the stacks of threads are may not be read here');
	const kinds = readFileSync(join(files, 'kinds.txt'), 'utf8')
		.trimEnd()
		.split('\n')
		.map(line => {
			const [address, types = '', name = ''] = line.split('\t');
			const isHidden = name === 'stack of a thread' && !seesStacks;
			return {
				address: BigInt(`0x${address}`),
				types: isHidden ? ['anonymous'] : types.split('|'),
				name,
			};
		});
	return {pid: child.pid, kinds, folder};
}

function threadsOf(pid: number): readonly number[] {
	return readdirSync(`/proc/${pid}/task`).map(Number);
}

function mayReadStacks(pid: number): boolean {
	return threadsOf(pid).every(thread => {
		try {
			return readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1').split(' ').length > 2;
		} catch {
			return false;
		}
	});
}

function compiled(folder: string): readonly [string, ...string[]] | undefined {
	const program = join(folder, 'kinds');
	const source = fileURLToPath(new URL('kinds.c', import.meta.url));
	try {
		execFileSync('cc', ['-O1', '-pthread', '-o', program, source], {stdio: 'ignore'});
		return [program];
	} catch {
		return undefined;
	}
}

function interpreted(): readonly [string, ...string[]] | undefined {
	try {
		execFileSync('python3', ['--version'], {stdio: 'ignore'});
		return ['python3', fileURLToPath(new URL('kinds.py', import.meta.url))];
	} catch {
		return undefined;
	}
}
