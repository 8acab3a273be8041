import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import type {ExecutionContext} from 'ava';

const run = promisify(execFile);
const environment = {...process.env, LC_ALL: 'C', PROCPS_USERLEN: '32'};

/**
 * What a tool of procps prints. Where it isn't installed the test says so, passes, and should return:
 * `const text = await procps(t, 'free', '-b'); if (text === undefined) return;`
 */
export async function procps(
	t: ExecutionContext,
	tool: 'free' | 'ps' | 'pmap',
	...args: readonly string[]
): Promise<string | undefined> {
	try {
		return (await run(tool, args, {env: environment, maxBuffer: 64 * 1024 * 1024})).stdout;
	} catch (error) {
		if ((error as {code?: unknown}).code !== 'ENOENT') throw error;
		t.log('skipped: procps is not installed');
		t.pass();
		return undefined;
	}
}

/** Its release as a number that can be compared: 4.0.2 is 40002. */
export function procpsRelease(version: string): number {
	const [, major = 0, minor = 0, patch = 0] = /(\d+)\.(\d+)\.?(\d+)?/.exec(version) ?? [];
	return Number(major) * 10_000 + Number(minor) * 100 + Number(patch);
}
