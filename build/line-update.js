// Stands in for Ink's line update, which finds the column where a changed line differs by measuring every
// grapheme of it, since box-drawing characters are no ASCII. Our lines hold almost only characters of which each
// is known to take one column: there a position in the text is a column, and what follows the change need not be
// written again either. Other lines go to Ink's own. (Measured in benchmark/README.md.)
import originalLineUpdate from 'ink-original-line-update';
import {isNarrow} from './narrow.js';

const sgr = /\u001B\[[\d;]*m/g;
const reset = '\u001B[0m';

const moveTo = column => `\u001B[${column + 1}G`;
const eraseRest = '\u001B[K';

/** A line as its text and its styles: `codes[i]` is the style written before the character at `places[i]`. */
function split(line) {
	const codes = [];
	const places = [];
	let text = '';
	let end = 0;
	for (const match of line.matchAll(sgr)) {
		text += line.slice(end, match.index);
		codes.push(match[0]);
		places.push(text.length);
		end = match.index + match[0].length;
	}
	return {text: text + line.slice(end), codes, places};
}

/** Styles that lead to a place in the text, as they were written since the last time all were off. */
function stylesAt({codes, places}, place) {
	return codes.filter((_, i) => places[i] <= place).join('');
}

/** The text between two places with the styles in between. */
function styled({text, codes, places}, from, to) {
	let result = '';
	let at = from;
	for (let i = 0; i < codes.length; i++) {
		if (places[i] <= from || places[i] >= to) continue;
		result += text.slice(at, places[i]) + codes[i];
		at = places[i];
	}
	return result + text.slice(at, to);
}

export default function lineUpdate(previous, next, columns) {
	const before = split(previous);
	const after = split(next);
	const isKnown =
		isNarrow(before.text) &&
		isNarrow(after.text) &&
		before.text.length <= columns &&
		after.text.length <= columns;
	if (!isKnown) return originalLineUpdate(previous, next, columns);
	const full = moveTo(0) + eraseRest + next;
	const from = firstDifference(before, after);
	if (from === 0 || from >= columns) return full;
	const to = endOfDifference(before, after, from);
	const isRest = to === after.text.length;
	const part =
		moveTo(from) +
		(isRest && before.text.length > after.text.length ? eraseRest : '') +
		stylesAt(after, from) +
		styled(after, from, to) +
		reset;
	return part.length < full.length ? part : full;
}

function firstDifference(before, after) {
	const shared = Math.min(before.text.length, after.text.length);
	let place = 0;
	while (place < shared && before.text.charCodeAt(place) === after.text.charCodeAt(place)) place++;
	for (let i = 0; i < Math.max(before.codes.length, after.codes.length); i++) {
		if (before.codes[i] === after.codes[i] && before.places[i] === after.places[i]) continue;
		return Math.min(place, before.places[i] ?? place, after.places[i] ?? place);
	}
	return place;
}

/** Where both lines are the same again to their ends; only looked for where text alone has changed. */
function endOfDifference(before, after, from) {
	const isSameStyle =
		before.text.length === after.text.length &&
		before.codes.length === after.codes.length &&
		before.codes.every((code, i) => code === after.codes[i] && before.places[i] === after.places[i]);
	let to = after.text.length;
	if (!isSameStyle) return to;
	while (to > from && before.text.charCodeAt(to - 1) === after.text.charCodeAt(to - 1)) to--;
	return to;
}
