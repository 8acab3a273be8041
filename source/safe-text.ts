/**
 * THE place where text from outside (process names, arguments, paths, user names) becomes fit for a
 * terminal. Whatever a platform reads is an {@link OutsideText}, which is no `string` to the compiler:
 * it can only be shown by way of `safeText`, compared or written as JSON by way of `rawText`.
 */

declare const outside: unique symbol;

/** Text that somebody else chose. It may hold any character, terminal escapes and bidi controls included. */
export type OutsideText = {readonly [outside]: 'text from outside'};

// C0, DEL, C1, line and paragraph separators, bidi controls, and everything a terminal gives no cell to
// (zero-width characters, variation selectors, tags: Unicode's Default_Ignorable_Code_Point).
// And what takes more or fewer cells by what stands beside it, about which terminals disagree, so that no line with
// it has a known width: flags, skin colours, Hangul vowels and finals by themselves.
const unfit =
	/[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u1160-\u11FF\uD7B0-\uD7FB]/gu;

/** Takes bytes as UTF-8 (U+FFFD for what isn't), or a string that was read elsewhere. */
export function outsideText(text: Uint8Array | string): OutsideText {
	const decoded =
		typeof text === 'string'
			? text
			: Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8');
	return decoded as unknown as OutsideText;
}

/** For terminals, tables and CSV: every character that could do harm or shift a column is one `?`. */
export function safeText(text: OutsideText): string {
	return (text as unknown as string).replace(unfit, '?');
}

/** For comparing, sorting and JSON. Never for the terminal. */
export function rawText(text: OutsideText): string {
	return text as unknown as string;
}

/** JSON text with everything that `safeText` hides written as `\u` escapes, so that it is safe to print too. */
export function safeJson(value: unknown, indent?: number): string {
	return JSON.stringify(value, undefined, indent).replace(unfit, character =>
		// Line feeds that JSON.stringify itself put in for the indent are layout, not text.
		character === '\n' ? character : escapeUnits(character),
	);
}

function escapeUnits(character: string): string {
	let escaped = '';
	for (let i = 0; i < character.length; i++) {
		escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
	}
	return escaped;
}
