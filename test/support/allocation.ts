/** Starting a memory-user as a person does. */
import {act} from './action-keys.js';
import {type ProcessRow, processRows} from './process-rows.js';
import type {Terminal} from './terminal.js';

/** Opens the prompt and waits for it. */
export async function openPrompt(terminal: Terminal): Promise<void> {
	act(terminal, 'allocate');
	await terminal.waitFor('the prompt', () => terminal.row(-1).includes('allocate MB'));
}

/** Rows of memtui's own memory-users. */
export function workerRows(terminal: Terminal): readonly ProcessRow[] {
	return processRows(terminal).filter(row => row.marker === '◆');
}

/** Types an order, as `200 5`, and waits for the row of the new memory-user. Returns its pid. */
export async function allocate(terminal: Terminal, order: string): Promise<number> {
	const before = new Set(workerRows(terminal).map(row => row.pid));
	await openPrompt(terminal);
	terminal.type(order);
	await terminal.waitFor(`the order ${order}`, () => terminal.row(-1).includes(`]: ${order}`));
	terminal.press('enter');
	return terminal.waitFor(
		`the row of the memory-user of ${order}`,
		() => workerRows(terminal).find(row => !before.has(row.pid))?.pid,
	);
}
