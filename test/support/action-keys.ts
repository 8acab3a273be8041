/** Keys by what they do: from the table of keys, so that a test reads as a person would say it. */
import {type Action, keymap} from '../../source/keymap.js';
import type {Key} from './keys.js';
import type {Terminal} from './terminal.js';

/** Where the keymap calls a key otherwise than the terminal does. */
const terminalNames: Readonly<Record<string, Key>> = {
	pageUp: 'page-up',
	pageDown: 'page-down',
	' ': 'space',
};

/** The first key that is bound to an action. */
export function keyFor(action: Action): Key {
	const key = keymap.find(binding => binding.action === action)?.keys[0];
	if (key === undefined) throw new Error(`no key is bound to ${action}`);
	// The keymap's names are the terminal's, or a single character.
	return terminalNames[key] ?? (key as Key);
}

/** Presses the key of each action, one after the other. */
export function act(terminal: Terminal, ...actions: readonly Action[]): void {
	terminal.press(...actions.map(keyFor));
}
