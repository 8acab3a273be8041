import {paragraph} from '../../components/paragraph.js';
import {left} from '../../format.js';
import type {Theme} from '../../theme.js';

/** One entry of the help: keys as people call them, and what they do; or a word, and what it means. */
export type HelpEntry = {readonly keys: string; readonly help: string};

const keysWidth = 18;

/** Entries that hold the words searched for, as lines of exactly `columns`. */
export function helpLines(
	entries: readonly HelpEntry[],
	query: string,
	theme: Theme,
	columns: number,
): string[] {
	return found(entries, query).map(entry => {
		const keys = left(entry.keys, keysWidth, theme.glyphs.ellipsis);
		return ` ${theme.paint.key(keys)} ${left(entry.help, Math.max(0, columns - keysWidth - 2), theme.glyphs.ellipsis)}`;
	});
}

/** The same for words whose meaning takes some lines. */
export function topicLines(
	topics: readonly HelpEntry[],
	query: string,
	theme: Theme,
	columns: number,
): string[] {
	return found(topics, query).flatMap(topic => {
		const label = ` ${left(topic.keys, keysWidth, theme.glyphs.ellipsis)} `;
		const [first = '', ...more] = paragraph({text: topic.help, label}, columns);
		// Where there is no room for an indent the word has a line of its own.
		const cut = first.startsWith(label) ? label.length : columns;
		return [theme.paint.key(first.slice(0, cut)) + first.slice(cut), ...more];
	});
}

function found(entries: readonly HelpEntry[], query: string): readonly HelpEntry[] {
	const words = query.toLowerCase().split(/\s+/);
	return entries.filter(entry =>
		words.every(word => `${entry.keys} ${entry.help}`.toLowerCase().includes(word)),
	);
}
