import {outsideText, safeText} from '../safe-text.js';

/** What ends a command: one line on standard error and an exit code. One function an error, naming what to do. */

export class CommandError extends Error {
	/** There is a class of this name in each file of the bundle that throws it. */
	readonly isCommandError = true;
	readonly exitCode: number;

	/** 1: it could not be done. 2: the command line is wrong. */
	constructor(message: string, exitCode: 1 | 2) {
		super(message);
		this.exitCode = exitCode;
	}
}

export function noSuchProcess(pid: number): CommandError {
	return new CommandError(`there is no process ${pid}; memtui ps lists them`, 1);
}

export function notReadable(message: string): CommandError {
	return new CommandError(`${message}; sudo memtui may read it`, 1);
}

export function cannotRead(what: string): CommandError {
	return new CommandError(what, 1);
}

export function noSuchFile(path: string): CommandError {
	return new CommandError(`there is no file ${path}`, 1);
}

export function cannotWrite(what: string): CommandError {
	return new CommandError(what, 1);
}

/** A file that holds something else: `what` follows "is". */
export function noMap(name: string, what: string): CommandError {
	return new CommandError(
		`${name} is ${what}; looked for a saved /proc/PID/smaps or maps, or a snapshot of map --save`,
		1,
	);
}

export function manyFormats(given: readonly string[]): CommandError {
	return new CommandError(`only one of ${given.join(' ')} at a time; memtui map --help`, 2);
}

export function noMapNamed(): CommandError {
	return new CommandError('no pid given: map takes a PID or --file FILE; memtui ps lists the PIDs', 2);
}

export function pidAndFile(): CommandError {
	return new CommandError('map takes a PID or --file FILE, not both; memtui map --help', 2);
}

export function twoOutputs(): CommandError {
	return new CommandError('--save - takes standard output for itself: no format beside it', 2);
}

export function standardInputTwice(): CommandError {
	return new CommandError('standard input can be one of A and B, not both', 2);
}

export function noKeyboard(): CommandError {
	return new CommandError(
		'the full screen takes keys from standard input, which is no terminal; try memtui free, ps or map',
		1,
	);
}

export function wrongPid(given: string): CommandError {
	return new CommandError(`PID is a whole number from 1, not ${JSON.stringify(given)}; memtui --help`, 2);
}

export function wrongInterval(given: string): CommandError {
	return new CommandError(`--interval is 0.1 to 3600 seconds, not ${JSON.stringify(given)}`, 2);
}

export function wrongPlatform(given: string): CommandError {
	return new CommandError(`--platform is linux, not ${JSON.stringify(given)}`, 2);
}

export function unknownCommand(given: string): CommandError {
	return new CommandError(`no command or PID ${JSON.stringify(given)}; memtui --help lists the commands`, 2);
}

/** `rule` says what is right: "MB is a whole number from 1". */
export function wrongOrder(rule: string, given: string): CommandError {
	return new CommandError(`${rule}, not ${JSON.stringify(given)}; memtui use --help`, 2);
}

/** `refusal` has the figures. */
export function notAvailable(refusal: string): CommandError {
	return new CommandError(`${refusal}; --force tries anyway`, 1);
}

export function workerFailed(message: string): CommandError {
	return new CommandError(message, 1);
}

export function anotherMachine(): CommandError {
	return new CommandError('a memory-user runs on this machine: no --proc with it', 2);
}

/**
 * The line for standard error and the exit code. Errors of the command line (commander's) are 2, help and
 * version are none. What nobody foresaw is told with its place, to be reported.
 */
export function errorLine(error: unknown): {readonly text: string; readonly exitCode: number} {
	if (isCommandError(error)) return {text: oneLine(error.message), exitCode: error.exitCode};
	if (isCommanderError(error)) {
		if (error.exitCode === 0) return {text: '', exitCode: 0};
		return {text: oneLine(`${error.message.replace(/^error: |\.$/g, '')}; memtui --help`), exitCode: 2};
	}
	const {message, stack} = error instanceof Error ? error : {message: String(error), stack: undefined};
	const place = stack
		?.split('\n')
		.find(line => line.trim().startsWith('at '))
		?.trim();
	return {text: oneLine(`${message}${place ? ` (${place}; please report this)` : ''}`), exitCode: 1};
}

/** What a person gave may hold anything, and comes back in the message. */
function oneLine(message: string): string {
	return `memtui: ${safeText(outsideText(message.replace(/\s*\n\s*/g, ' ')))}\n`;
}

function isCommandError(error: unknown): error is CommandError {
	return error instanceof Error && 'isCommandError' in error;
}

function isCommanderError(error: unknown): error is Error & {readonly exitCode: number} {
	return (
		error instanceof Error &&
		'code' in error &&
		String(error.code).startsWith('commander.') &&
		'exitCode' in error
	);
}
