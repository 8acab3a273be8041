/**
 * A program in a real terminal: a pty of the kernel on one side, a model of the screen on the other. Tests
 * and the pictures see what a person would see, and nothing waits by the clock.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {constants, tmpdir} from 'node:os';
import {join} from 'node:path';
import {spawn} from '@lydell/node-pty';
import {cleanEnvironment} from './environment.js';
import {type Key, keySequence} from './keys.js';
import {holdLine} from './line.js';
import {type Cell, createScreen, type Modes, type Place} from './screen.js';
import {endSession} from './session.js';

export type TerminalOptions = {
	/** Program and arguments; the program `node` is the Node of `node`, else the one that runs this. */
	readonly command: readonly [string, ...string[]];
	readonly columns: number;
	readonly rows: number;
	/** Put on top of the clean environment. */
	readonly env?: {readonly [name: string]: string} | undefined;
	readonly cwd?: string | undefined;
	readonly node?: string | undefined;
};

/** How a program ended: a code, or the signal that ended it. */
export type Exit = {readonly code: number | undefined; readonly signal: NodeJS.Signals | undefined};

/** What of a test is needed here (ava's `t` is one), so that a terminal is closed however the test ends. */
export type Owner = {readonly teardown: (close: () => Promise<void>) => void};

export type Terminal = {
	readonly pid: number;
	readonly columns: number;
	readonly rows: number;
	/** The folder that is HOME, empty at first and removed in the end. */
	readonly home: string;
	/** The end of the program, after all that it wrote is on the screen. */
	readonly exit: Promise<Exit>;
	/** Bytes that the program wrote and that are on the screen by now. */
	readonly bytes: number;
	/** The rows as seen, without the blanks at their ends. */
	screen(): string[];
	/** The whole screen as one text. */
	text(): string;
	/** The text of one row; a negative number counts from the bottom. */
	row(index: number): string;
	cell(row: number, column: number): Cell;
	/** Row and column of the first place that matches. */
	find(pattern: string | RegExp): Place | undefined;
	cursor(): Place;
	modes(): Modes;
	/** All that the program wrote since it was started and that is on the screen by now, as bytes. */
	rawBytes(): Buffer;
	/** The same as UTF-8 text. */
	raw(): string;
	type(text: string): void;
	press(...keys: readonly Key[]): void;
	/** Changes the size of model and pty; the kernel sends SIGWINCH to the program. */
	resize(columns: number, rows: number): void;
	/**
	 * Waits until `condition` gives something that holds, and gives that. It is asked now and after every
	 * piece of output, though not within a frame that the program has begun and not ended.
	 * @throws with `what` and the screen when the time is over, or when the program ends before.
	 */
	waitFor<T>(
		what: string,
		condition: (terminal: Terminal) => T | false | undefined,
		milliseconds?: number,
	): Promise<T>;
	kill(signal: NodeJS.Signals): void;
	/** Ends the program and whatever it left in its terminal session. May be called again. */
	close(): Promise<void>;
};

function signalName(number: number): NodeJS.Signals | undefined {
	const found = Object.entries(constants.signals).find(([, value]) => value === number);
	return found?.[0] as NodeJS.Signals | undefined;
}

/** Starts a program in a terminal of its own. With an owner (a test) it is closed at the owner's end. */
export async function openTerminal(options: TerminalOptions, owner?: Owner): Promise<Terminal> {
	const [program, ...programArguments] = options.command;
	const home = await mkdtemp(join(tmpdir(), 'memtui-home-'));
	const pty = spawn(program === 'node' ? (options.node ?? process.execPath) : program, programArguments, {
		name: 'xterm-256color',
		cols: options.columns,
		rows: options.rows,
		cwd: options.cwd ?? process.cwd(),
		env: {...cleanEnvironment(home), ...options.env},
		encoding: null,
	});
	const screen = createScreen({
		columns: options.columns,
		rows: options.rows,
		answer: text => send(text),
	});
	const send = (text: string) => {
		if (!ended) pty.write(text);
	};
	const pieces: Uint8Array[] = [];
	const waiting = new Set<() => void>();
	let arrived = 0;
	let bytes = 0;
	let ended: Exit | undefined;
	let isClosed = false;
	let drawn = Promise.resolve();

	const look = () => {
		for (const check of [...waiting]) check();
	};
	pty.onData(data => {
		// Typed as text; with `encoding: null` it is bytes, cut anywhere.
		const piece = Buffer.from(data as string | Uint8Array);
		arrived += piece.length;
		// One after the other: whoever waits goes on before the next piece changes what they have seen.
		drawn = drawn.then(() => draw(piece)).then(look);
	});
	const draw = (piece: Buffer) => {
		pieces.push(piece);
		bytes += piece.length;
		return screen.write(piece);
	};
	holdLine(pty, pty.pid, () => arrived);
	const exit = new Promise<Exit>(resolve => {
		pty.onExit(async ({exitCode, signal}) => {
			await drawn;
			ended = signal ? {code: undefined, signal: signalName(signal)} : {code: exitCode, signal: undefined};
			resolve(ended);
			look();
		});
	});

	const terminal: Terminal = {
		pid: pty.pid,
		home,
		exit,
		get columns() {
			return screen.columns;
		},
		get rows() {
			return screen.rows;
		},
		get bytes() {
			return bytes;
		},
		screen: screen.text,
		text: () => screen.text().join('\n'),
		row: screen.row,
		cell: screen.cell,
		find: screen.find,
		cursor: screen.cursor,
		modes: screen.modes,
		rawBytes: () => Buffer.concat(pieces),
		raw: () => Buffer.concat(pieces).toString('utf8'),
		type: send,
		press(...keys) {
			for (const key of keys) send(keySequence(key, screen.modes().applicationCursorKeys));
		},
		resize(columns, rows) {
			screen.resize(columns, rows);
			if (!ended) pty.resize(columns, rows);
		},
		waitFor: (what, condition, milliseconds = 10_000) =>
			new Promise((resolve, reject) => {
				const settle = (finish: () => void) => {
					waiting.delete(check);
					clearTimeout(timer);
					finish();
				};
				const fail = (why: string) => settle(() => reject(new Error(`${why}: ${what}\n${framed(terminal)}`)));
				const check = () => {
					if (screen.modes().synchronizedOutput && !ended) return;
					try {
						const value = condition(terminal);
						if (value !== false && value !== undefined) {
							settle(() => resolve(value));
						} else if (ended) {
							fail(`the program ended (${ended.signal ?? `code ${ended.code}`}) before`);
						}
					} catch (error) {
						settle(() => reject(error));
					}
				};
				const timer = setTimeout(() => fail(`not seen within ${milliseconds} ms`), milliseconds);
				waiting.add(check);
				check();
			}),
		kill(signal) {
			if (!ended) process.kill(pty.pid, signal);
		},
		async close() {
			if (isClosed) return;
			isClosed = true;
			await endSession(pty.pid, ended ? undefined : exit);
			await exit;
			screen.dispose();
			await rm(home, {recursive: true, force: true});
		},
	};
	owner?.teardown(() => terminal.close());
	return terminal;
}

function framed(terminal: Terminal): string {
	const edge = '─'.repeat(terminal.columns);
	return [edge, ...terminal.screen(), edge].join('\n');
}
