import {left} from '../../format.js';
import type {Theme} from '../../theme.js';

/** One entry of the help: keys as people call them, and what they do. */
export type HelpEntry = {readonly keys: string; readonly help: string};

const keysWidth = 18;

/** Entries that hold the words searched for, as lines of exactly `columns`. */
export function helpLines(
	entries: readonly HelpEntry[],
	query: string,
	theme: Theme,
	columns: number,
): string[] {
	const words = query.toLowerCase().split(/\s+/);
	return entries
		.filter(entry => words.every(word => `${entry.keys} ${entry.help}`.toLowerCase().includes(word)))
		.map(entry => {
			const keys = left(entry.keys, keysWidth, theme.glyphs.ellipsis);
			return ` ${theme.paint.key(keys)} ${left(entry.help, Math.max(0, columns - keysWidth - 2), theme.glyphs.ellipsis)}`;
		});
}
