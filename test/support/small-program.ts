/** Small programs in a terminal, to prove the terminal itself. */
import {type Owner, openTerminal, type TerminalOptions} from './terminal.js';

/** A program of a few lines, run by Node in a terminal of 40 columns by 10 rows. */
export function program(t: Owner, source: string, options: Partial<TerminalOptions> = {}) {
	return openTerminal({command: ['node', '-e', source], columns: 40, rows: 10, ...options}, t);
}

/** A program that writes `text` and ends. */
export async function written(t: Owner, text: string) {
	const terminal = await program(t, `process.stdout.write(${JSON.stringify(text)})`);
	await terminal.exit;
	return terminal;
}

/** A program that writes `text` and stays. */
export function staying(t: Owner, text: string, more = '') {
	return program(
		t,
		`${more}; setInterval(() => {}, 1000); process.stdin.setRawMode(true); process.stdout.write(${JSON.stringify(text)})`,
	);
}
