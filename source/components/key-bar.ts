import {left, truncate, width as widthOf} from '../format.js';
import type {Theme} from '../theme.js';

/** One entry of the key bar. Entries of rank 0 are always there; higher ranks go first when room is short. */
export type KeyEntry = {readonly key: string; readonly label: string; readonly rank: number};

const gap = 3;

/** The last line of the screen, exactly `columns` wide. */
export function keyBarLine(entries: readonly KeyEntry[], theme: Theme, columns: number): string {
	const size = (entry: KeyEntry) => widthOf(entry.key) + 1 + widthOf(entry.label);
	const chosen = new Set<KeyEntry>();
	let used = 1;
	for (const entry of [...entries].sort((a, b) => a.rank - b.rank)) {
		const next = used + size(entry) + (chosen.size > 0 ? gap : 0);
		if (next > columns) continue;
		chosen.add(entry);
		used = next;
	}
	const shown = entries
		.filter(entry => chosen.has(entry))
		.map(entry => `${theme.paint.key(entry.key)} ${entry.label}`);
	return ` ${shown.join(' '.repeat(gap))}${' '.repeat(Math.max(0, columns - used))}`;
}

/** A word to the person in place of the keys. */
export function noticeLine(text: string, isError: boolean, theme: Theme, columns: number): string {
	const line = ` ${left(text, columns - 1, theme.glyphs.ellipsis)}`;
	return isError ? theme.paint.bad(line) : theme.paint.title(line);
}

/** A prompt: its question, what was typed, a cursor, and a word about it at the right. */
export function promptLine(
	prompt: {
		readonly question: string;
		readonly text: string;
		readonly hint: string;
		readonly isError: boolean;
	},
	theme: Theme,
	columns: number,
): string {
	const question = ` ${prompt.question} `;
	const room = columns - widthOf(question) - 1;
	const typed = endOf(prompt.text, room);
	const hintRoom = room - widthOf(typed) - 3;
	const hint = hintRoom > 8 ? `   ${truncate(prompt.hint, hintRoom, theme.glyphs.ellipsis)}` : '';
	const rest = Math.max(0, columns - widthOf(question) - widthOf(typed) - 1 - widthOf(hint));
	const painted = prompt.isError ? theme.paint.bad(hint) : theme.paint.dim(hint);
	return `${theme.paint.key(question)}${typed}${theme.paint.selected(' ')}${painted}${' '.repeat(rest)}`;
}

/** The end of a long text is what is being typed. */
function endOf(text: string, columns: number): string {
	const characters = [...text];
	while (characters.length > 0 && widthOf(characters.join('')) > columns) characters.shift();
	return characters.join('');
}
