import stringWidth from 'string-width';

/** Figures and text as they stand on the screen. Missing (`undefined`) is `-` everywhere. */

export const missing = '-';
const units = ['B', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Bytes in 1024s with three significant digits, at most five columns: `0`, `512B`, `1.02G`, `96.2M`, `301M`. */
export function bytes(value: number | undefined): string {
	if (value === undefined || !Number.isFinite(value)) return missing;
	if (value === 0) return '0';
	if (value < 0) return `-${bytes(-value)}`;
	let unit = 0;
	let amount = value;
	// 999.5 would round to four digits: it is 0.98 of the next unit.
	while (amount >= 999.5 && unit < units.length - 1) {
		amount /= 1024;
		unit++;
	}
	// A rate may be no whole number.
	if (unit === 0) return `${Math.round(amount)}B`;
	return significant(amount) + units[unit];
}

function significant(amount: number): string {
	if (amount < 9.995) return amount.toFixed(2);
	if (amount < 99.95) return amount.toFixed(1);
	return amount.toFixed(0);
}

/** A difference in bytes with its sign: `+300M`, `-1.20G`, `0`. */
export function bytesChange(value: number | undefined): string {
	return value !== undefined && value > 0 ? `+${bytes(value)}` : bytes(value);
}

/** Bytes a second: `13.4G/s`. */
export function rate(value: number | undefined): string {
	return value === undefined ? missing : `${bytes(value)}/s`;
}

/** Percent with one decimal below 100: `0.0`, `99.8`, `204`. Without the sign. */
export function percent(value: number | undefined): string {
	if (value === undefined || !Number.isFinite(value)) return missing;
	return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** A whole number in groups of three: `1,204`. */
export function count(value: number | undefined): string {
	if (value === undefined) return missing;
	return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Time used or passed, in at most seven columns: `0:01.23`, `12:34`, `3h21m`, `5d02h`. Takes milliseconds. */
export function duration(milliseconds: number | undefined): string {
	if (milliseconds === undefined) return missing;
	const seconds = Math.max(0, milliseconds) / 1000;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 10) {
		// Not of the seconds: 4.35 times 100 is less than 435.
		const hundredths = Math.floor(Math.max(0, milliseconds) / 10) % 6000;
		return `${minutes}:${two(Math.floor(hundredths / 100))}.${two(hundredths % 100)}`;
	}
	if (minutes < 60) return `${minutes}:${two(Math.floor(seconds) % 60)}`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours}h${two(minutes % 60)}m`;
	return `${Math.floor(hours / 24)}d${two(hours % 24)}h`;
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}

/** How old something is, in words: `2 s`, `4 min`, `3 h`. Takes milliseconds. */
export function age(milliseconds: number): string {
	const seconds = Math.max(0, Math.round(milliseconds / 1000));
	if (seconds < 90) return `${seconds} s`;
	if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
	return `${Math.round(seconds / 3600)} h`;
}

/** The time of day of a moment (milliseconds since the epoch): `14:02:11`. */
export function clockTime(at: number): string {
	const date = new Date(at);
	return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

// Characters that take one column each: ASCII, Latin letters, and the lines and blocks of the theme. Others are
// measured, which is two hundred times dearer.
const plain = /^[ -~\u00A1-\u00AC\u00AE-\u017F\u2026\u2500-\u25A0\u25AA-\u25FC]*$/;

/** Columns that a text takes on the terminal. */
export function width(text: string): number {
	return plain.test(text) ? text.length : measure(text);
}

/**
 * Character by character, as a terminal does it (wcwidth(3)): string-width alone takes what a reader would call
 * one letter together, so that Thai and Devanagari come out narrower than they are drawn.
 */
function measure(text: string): number {
	let columns = 0;
	for (const character of text) columns += stringWidth(character);
	return columns;
}

/** Cut to `columns` with an ellipsis (`mark`) where something is lost, never through a wide character. */
export function truncate(text: string, columns: number, mark = '…'): string {
	if (columns <= 0) return '';
	if (plain.test(text)) return text.length <= columns ? text : text.slice(0, columns - 1) + mark;
	if (measure(text) <= columns) return text;
	let kept = '';
	let used = 0;
	for (const {segment} of segmenter.segment(text)) {
		const size = measure(segment);
		if (used + size > columns - 1) break;
		kept += segment;
		used += size;
	}
	return kept + mark;
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Exactly `columns` wide: cut or filled with blanks on the right. */
export function left(text: string, columns: number, mark?: string): string {
	const cut = truncate(text, columns, mark);
	return cut + ' '.repeat(Math.max(0, columns - width(cut)));
}

/** Exactly `columns` wide: cut or filled with blanks on the left. */
export function right(text: string, columns: number, mark?: string): string {
	const cut = truncate(text, columns, mark);
	return ' '.repeat(Math.max(0, columns - width(cut))) + cut;
}
