import {EventEmitter} from 'node:events';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {stripVTControlCharacters} from 'node:util';
import {render} from 'ink';
import type {ReactElement} from 'react';

/** Standard output of a terminal of that size, which keeps what is written. */
class Output extends EventEmitter {
	readonly isTTY = true;
	readonly written: string[] = [];

	constructor(
		public columns: number,
		public rows: number,
	) {
		super();
	}

	write(text: string, ...rest: readonly unknown[]): boolean {
		// Ink asks by an empty text whether all before it has been written.
		if (text !== '') this.written.push(text);
		const written = rest.at(-1);
		if (typeof written === 'function') queueMicrotask(() => written());
		return true;
	}
}

/** A keyboard: what is put in is read at once. */
class Input extends EventEmitter {
	readonly isTTY = true;
	isRaw = false;
	private waiting: string[] = [];

	type(text: string): void {
		this.waiting.push(text);
		this.emit('readable');
	}

	read(): string | null {
		return this.waiting.shift() ?? null;
	}

	setRawMode(isRaw: boolean): void {
		this.isRaw = isRaw;
	}

	setEncoding(): void {}
	ref(): void {}
	unref(): void {}
}

export type InkScreen = {
	/** The newest frame as it was painted, line by line. */
	painted(): string[];
	/** The same without colours. */
	lines(): string[];
	/** All that was written so far. */
	written(): string;
	frames(): number;
	/** Types in one go, as a terminal sends it, and lets the screen be drawn. */
	type(text: string): Promise<void>;
	resize(columns: number, rows: number): Promise<void>;
	/** Lets what was changed be drawn. */
	drawn(): Promise<void>;
	readonly input: Input;
	unmount(): void;
};

/** Turns of the event loop without a write after which nothing more is to be drawn. */
const idleTurns = 6;

type Owner = {teardown(end: () => void): void};
type Size = {readonly columns: number; readonly rows: number};

/** Draws by Ink into a terminal of that size, each frame in whole. For tests that run one after the other. */
export async function inkScreen(owner: Owner, element: ReactElement, size: Size): Promise<InkScreen> {
	const screen = start(owner, element, size, {debug: true});
	await screen.drawn();
	return screen;
}

/** Draws by Ink as the monitor does: on the alternate screen, and of each frame only what changed. */
export async function inkTerminal(owner: Owner, element: ReactElement, size: Size): Promise<InkScreen> {
	const screen = start(owner, element, size, {
		interactive: true,
		alternateScreen: true,
		incrementalRendering: true,
	});
	await screen.drawn();
	return screen;
}

function start(owner: Owner, element: ReactElement, {columns, rows}: Size, options: object): InkScreen {
	const output = new Output(columns, rows);
	const input = new Input();
	const app = render(element, {
		stdout: output as unknown as NodeJS.WriteStream,
		stderr: output as unknown as NodeJS.WriteStream,
		stdin: input as unknown as NodeJS.ReadStream,
		exitOnCtrlC: false,
		patchConsole: false,
		...options,
	});
	owner.teardown(() => app.unmount());
	const painted = () => (output.written.at(-1) ?? '').split('\n');
	async function drawn(): Promise<void> {
		// React does its work in turns of the event loop, and an effect may change the store, and that the screen.
		let before = -1;
		for (let idle = 0; idle < idleTurns; idle++) {
			if (output.written.length !== before) idle = 0;
			before = output.written.length;
			await nextTurn();
		}
		await app.waitUntilRenderFlush();
	}
	return {
		painted,
		lines: () => painted().map(line => stripVTControlCharacters(line)),
		written: () => output.written.join(''),
		frames: () => output.written.length,
		async type(text) {
			input.type(text);
			await drawn();
		},
		async resize(newColumns, newRows) {
			output.columns = newColumns;
			output.rows = newRows;
			output.emit('resize');
			await drawn();
		},
		drawn,
		input,
		unmount: () => app.unmount(),
	};
}
