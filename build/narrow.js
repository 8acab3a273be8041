// Widths without measuring: characters of which each takes one column. They are nearly all that memtui draws;
// string-width, which knows every script and emoji, is asked for the rest alone.
import stringWidth from 'string-width';

const sgr = /\u001B\[[\d;]*m/g;
// ASCII, Latin letters, and the lines, blocks and shapes that the theme draws with.
const narrow = /^[ -~\u00A1-\u00AC\u00AE-\u017F\u2026\u2500-\u25A0\u25AA-\u25FC]*$/;

export function isNarrow(text) {
	return narrow.test(text);
}

/** Columns of one line, styles not counted. */
export function lineWidth(text) {
	const bare = text.replace(sgr, '');
	if (narrow.test(bare)) return bare.length;
	// Character by character, as terminals do it and as source/format.ts does.
	let columns = 0;
	for (const character of bare) columns += stringWidth(character);
	return columns;
}
