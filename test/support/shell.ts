/**
 * A shell in a terminal, for what shows only around a program: how it leaves the terminal behind, and what
 * becomes of its children when it dies (a program that is the terminal's own first process takes the whole
 * session with it: the kernel hangs up, and children end that would have stayed).
 */
import {readFileSync} from 'node:fs';
import {type Owner, openTerminal, type Terminal, type TerminalOptions} from './terminal.js';

export type Shell = {
	readonly terminal: Terminal;
	/** Types a command line, which the shell runs in the foreground, each program in a group of its own. */
	start(line: string): void;
	/** Waits for the end of what was started last: its exit code (128 + the signal's number) and output. */
	ended(): Promise<{readonly code: number; readonly output: string}>;
	/** Pid of the program in the foreground, which is the shell itself when none is. Linux. */
	foreground(): number;
	/** The terminal line's settings, as `stty -a` prints them when started by the shell. */
	settings(): Promise<string>;
};

/** Opens `sh` (without readline, which has terminal settings of its own) and waits until it listens. */
export async function openShell(options: Omit<TerminalOptions, 'command'>, owner?: Owner): Promise<Shell> {
	const terminal = await openTerminal(
		// The prompt itself tells the exit code: a list of commands would be given up at Ctrl-C.
		{...options, command: ['sh', '-i'], env: {PS1: '<ended $?> ', ...options.env}},
		owner,
	);
	let count = 0;
	let startedAt = 0;
	const sinceStart = () => terminal.rawBytes().subarray(startedAt).toString('utf8');
	await terminal.waitFor('the prompt of the shell', () => /<ended 0> $/.test(sinceStart()));

	const shell: Shell = {
		terminal,
		start(line) {
			count++;
			startedAt = terminal.bytes;
			// The shell's echo of this line has `%s` where its output has the number. A line feed ends it
			// even where a program left the terminal raw.
			terminal.type(`printf '<%s began>\\n' ${count}; ${line}\n`);
		},
		async ended() {
			const whole = new RegExp(`<${count} began>\r?\n(.*)<ended (\\d+)> $`, 's');
			return terminal.waitFor(
				`the end of command ${count} in the shell`,
				() => {
					const found = whole.exec(sinceStart());
					return found ? {code: Number(found[2]), output: found[1] ?? ''} : undefined;
				},
				30_000,
			);
		},
		// Field 8 of /proc/PID/stat (proc_pid_stat(5)): the terminal's foreground process group.
		foreground() {
			const stat = readFileSync(`/proc/${terminal.pid}/stat`, 'latin1');
			return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5]);
		},
		async settings() {
			shell.start('stty -a');
			return (await shell.ended()).output;
		},
	};
	return shell;
}
