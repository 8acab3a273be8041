import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Environment, findCommand} from './environment.js';
import type {Measured} from './statistics.js';

/** One command from start to end, its output thrown away. Times are milliseconds. */
export type Run = {
	readonly wall: number;
	/** User and system time; `undefined` where there is no bash to tell. */
	readonly cpu: Measured;
	readonly code: number | undefined;
	/** The most memory that it had at a time, bytes: of a Node program that was asked to tell it. */
	readonly peak: Measured;
	/** What it wrote to standard error. */
	readonly errors: string;
};

// Node doesn't tell what one child used, and /proc counts ended children in ticks of 10 ms. Bash's `time`
// asks the kernel (getrusage) and gives milliseconds.
const script = `TIMEFORMAT=$'\\n%3R %3U %3S'; time "$@" >/dev/null </dev/null`;

/** The environment in which a Node program tells its peak memory when it ends (getrusage, KiB). */
export function tellingPeak({folder, variables}: Environment): Readonly<Record<string, string>> {
	const file = join(folder, 'peak.cjs');
	const tell = "require('node:fs').writeSync(2, 'peak ' + process.resourceUsage().maxRSS + '\\n')";
	writeFileSync(file, `process.on('exit', () => ${tell});\n`);
	return {...variables, NODE_OPTIONS: `--require=${file}`};
}

/** Runs a command and waits for it. */
export function timeCommand(
	command: string,
	args: readonly string[],
	variables: Readonly<Record<string, string>>,
): Run {
	const bash = findCommand('bash');
	const env = {...variables, LC_ALL: 'C.UTF-8'};
	const start = performance.now();
	const {status, stderr} =
		bash === undefined
			? spawnSync(command, args, {env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8'})
			: spawnSync(bash, ['-c', script, 'bash', command, ...args], {env, encoding: 'utf8'});
	const wall = performance.now() - start;
	const peak = /^peak (\d+)$/m.exec(stderr);
	const times = /\n(\S+) (\S+) (\S+)\n$/.exec(stderr);
	return {
		wall: times === null ? wall : Number(times[1]) * 1000,
		cpu: times === null ? undefined : (Number(times[2]) + Number(times[3])) * 1000,
		peak: peak === null ? undefined : Number(peak[1]) * 1024,
		code: status ?? undefined,
		errors: stderr.slice(0, times?.index ?? stderr.length).trim(),
	};
}
