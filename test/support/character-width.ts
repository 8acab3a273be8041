/**
 * How many cells a terminal gives to a character: what wcwidth(3) says with the tables of a present-day
 * Unicode. The model's own table is that of 2010, in which most emoji are one cell wide; and it is not the
 * package by which memtui measures its text, so that a disagreement shows.
 */

const noCell = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11FF]$/u;

// East_Asian_Width W and F (EastAsianWidth.txt), in blocks; what is wide outside of them is emoji.
const wide =
	/^[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}]$/u;
const emoji = /^\p{Emoji_Presentation}$/u;

/** Cells of one code point: 0 for combining and formatting characters, 2 for East Asian wide and emoji. */
export function characterWidth(codePoint: number): 0 | 1 | 2 {
	if (codePoint < 0x300) return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0) ? 0 : 1;
	const character = String.fromCodePoint(codePoint);
	if (noCell.test(character)) return 0;
	return wide.test(character) || emoji.test(character) ? 2 : 1;
}
