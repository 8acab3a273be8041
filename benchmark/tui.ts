import {setTimeout as sleep} from 'node:timers/promises';
import {type IPty, spawn} from '@lydell/node-pty';
import {treeCpu, treePss} from './cost.js';
import type {Environment} from './environment.js';
import type {Options} from './options.js';
import type {Program} from './programs.js';
import {type Measured, type Spread, spreadOf} from './statistics.js';

/** What one run of a program in a terminal cost. A figure that could not be had is `undefined`. */
export type Screen = {
	/** Milliseconds from its start to the end of its first whole frame. */
	readonly first: Measured;
	/** Milliseconds of CPU per second, of all its processes. */
	readonly cpu: Measured;
	/** Bytes, of all its processes, when the window ended; and by how much it grew in the window. */
	readonly pss: Measured;
	readonly growth: Measured;
	/** Bytes to the terminal per second. */
	readonly output: Measured;
	/** Milliseconds from a Down key to the first byte of output: the middle of twelve, and the longest. */
	readonly key: Measured;
	readonly longestKey: Measured;
};

const size = {cols: 160, rows: 45};
/** A frame is whole when this much came and then nothing for this long. */
const frame = {bytes: 400, quiet: 120};
const presses = {count: 12, apart: 130, patience: 1000};
/** What a terminal sends for Down: curses programs ask for the other form, and may quit on this one's ESC. */
const down = {normal: '\u001B[B', application: '\u001BOB'};

/** Runs the program once and ends it. Throws when it ended by itself, with its last words. */
export async function runScreen(
	program: Program,
	environment: Environment,
	{warm, window}: Pick<Options, 'warm' | 'window'>,
): Promise<Screen> {
	const terminal = openTerminal(program, environment);
	try {
		await sleep((warm * 1000) / 2);
		if (program.typed !== undefined) terminal.type(program.typed);
		await sleep((warm * 1000) / 2);
		terminal.mustLive();
		const pssBefore = treePss(terminal.pid);
		const before = {cpu: treeCpu(terminal.pid), bytes: terminal.bytes(), at: performance.now()};
		await sleep(window * 1000);
		terminal.mustLive();
		const seconds = (performance.now() - before.at) / 1000;
		const cpu = treeCpu(terminal.pid) - before.cpu;
		const bytes = terminal.bytes() - before.bytes;
		const pss = treePss(terminal.pid);
		const first = terminal.firstFrame();
		const keys = program.draws ? await pressKeys(terminal, program.presses ?? presses.count) : undefined;
		return {
			first: program.draws ? first : undefined,
			cpu: cpu / seconds,
			pss,
			growth: pss === undefined || pssBefore === undefined ? undefined : pss - pssBefore,
			output: bytes / seconds,
			key: keys?.median,
			longestKey: keys?.max,
		};
	} finally {
		await terminal.close();
	}
}

async function pressKeys(terminal: Terminal, count: number): Promise<Spread | undefined> {
	const times: Measured[] = [];
	for (let press = 0; press < count; press++) {
		await sleep(presses.apart);
		terminal.mustLive();
		times.push(await terminal.answerToDown(presses.patience));
	}
	return spreadOf(times);
}

type Terminal = ReturnType<typeof openTerminal>;

function openTerminal(program: Program, environment: Environment) {
	const start = performance.now();
	const pty: IPty = spawn(program.command, [...program.args], {
		...size,
		name: 'xterm-256color',
		cwd: environment.folder,
		env: {...environment.variables},
		encoding: null,
	});
	let bytes = 0;
	let last = start;
	let first: Measured;
	let lastWords = '';
	let onOutput: (() => void) | undefined;
	let isApplication = false;
	let isAlive = true;
	const noteFrame = () => {
		const isWhole = bytes >= frame.bytes && performance.now() - last > frame.quiet;
		if (first === undefined && isWhole) first = last - start;
	};
	// With no encoding what comes are buffers, whatever the types say.
	pty.onData((data: string | Uint8Array) => {
		noteFrame();
		bytes += data.length;
		last = performance.now();
		const text = `${lastWords}${Buffer.from(data)}`;
		const [asked, unasked] = [text.lastIndexOf('\u001B[?1h'), text.lastIndexOf('\u001B[?1l')];
		if (asked !== unasked) isApplication = asked > unasked;
		lastWords = text.slice(-400);
		onOutput?.();
	});
	const ended = new Promise<void>(resolve => {
		pty.onExit(() => {
			isAlive = false;
			resolve();
		});
	});
	return {
		pid: pty.pid,
		bytes: () => bytes,
		firstFrame() {
			noteFrame();
			return first;
		},
		mustLive() {
			if (!isAlive) throw new Error(`${program.name} ended by itself: ${plain(lastWords)}`);
		},
		type: (text: string) => pty.write(text),
		/** Types a Down key and waits for output: milliseconds, or `undefined` when none came in time. */
		async answerToDown(patience: number): Promise<Measured> {
			const typed = performance.now();
			let impatience: NodeJS.Timeout | undefined;
			const answered = await new Promise<boolean>(resolve => {
				onOutput = () => resolve(true);
				impatience = setTimeout(resolve, patience, false);
				pty.write(isApplication ? down.application : down.normal);
			});
			clearTimeout(impatience);
			onOutput = undefined;
			return answered ? last - typed : undefined;
		},
		async close() {
			for (const signal of ['SIGTERM', 'SIGKILL']) {
				if (!isAlive) return;
				pty.kill(signal);
				await Promise.race([ended, sleep(2000, undefined, {ref: false})]);
			}
		},
	};
}

/** The readable part of what a program wrote. */
function plain(text: string): string {
	return text
		.replace(/\u001B(\[[0-?]*[ -/]*[@-~]|[()].|[^[])/g, '')
		.replace(/\p{Cc}+/gu, ' ')
		.trim()
		.slice(-160);
}
