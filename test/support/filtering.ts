/** Narrowing the list as a person does. */
import {act} from './action-keys.js';
import type {Terminal} from './terminal.js';

/** Types a filter in the place of the one that is there, as far as the prompt. */
export async function typeFilter(terminal: Terminal, text: string): Promise<void> {
	act(terminal, 'filter');
	await terminal.waitFor('the prompt', () => terminal.row(-1).includes('filter:'));
	terminal.press('ctrl-u');
	terminal.type(text);
	await terminal.waitFor(`the filter ${text}`, () => terminal.row(-1).includes(`filter: ${text} `));
}

/** The same, kept with Enter. */
export async function filter(terminal: Terminal, text: string): Promise<void> {
	await typeFilter(terminal, text);
	terminal.press('enter');
	await terminal.waitFor('the end of the prompt', () => terminal.row(-1).includes('quit'));
}
