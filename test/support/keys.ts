/** What a terminal sends for a key: xterm's sequences (ctlseqs, "PC-Style Function Keys"). */

const named = {
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	home: '\u001B[H',
	end: '\u001B[F',
	insert: '\u001B[2~',
	delete: '\u001B[3~',
	'page-up': '\u001B[5~',
	'page-down': '\u001B[6~',
	tab: '\t',
	'shift-tab': '\u001B[Z',
	enter: '\r',
	escape: '\u001B',
	backspace: '\u007F',
	space: ' ',
} as const;

type Letter =
	| ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
	| ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z');
type Sign = '/' | '<' | '>' | '+' | '-' | '?' | '[' | ']' | '!';

/** Names of keys, letters with `ctrl-` before them, and the plain characters that memtui knows. */
export type Key = keyof typeof named | `ctrl-${Letter}` | Letter | Uppercase<Letter> | Sign;

function isNamed(key: Key): key is keyof typeof named {
	return Object.hasOwn(named, key);
}

/** The bytes of a key press; `application`: the program asked for cursor keys in application mode (DECCKM). */
export function keySequence(key: Key, application = false): string {
	if (isNamed(key)) return application ? named[key].replace(/^\u001B\[(?=[A-H]$)/, '\u001BO') : named[key];
	if (key.startsWith('ctrl-')) return String.fromCharCode(key.charCodeAt('ctrl-'.length) & 0x1f);
	return key;
}
