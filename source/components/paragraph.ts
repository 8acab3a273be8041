import {left, width as widthOf} from '../format.js';

/** Running text in lines that are exactly `columns` wide, broken between words, and inside those that are too long. Pure. */

export type Paragraph = {
	readonly text: string;
	/** Stands before the first line; the others are indented by as many columns. */
	readonly label?: string;
};

/** Less room than this is not worth an indent. */
const leastText = 16;

/** The lines of a paragraph; at least one. */
export function paragraph({text, label = ''}: Paragraph, columns: number): string[] {
	const indent = columns - widthOf(label) < leastText ? 0 : widthOf(label);
	const first = indent === 0 && label !== '' ? [left(label, columns, '')] : [];
	const lines = wrapped(text, columns - indent);
	return [
		...first,
		...lines.map((line, i) => left((i === 0 && indent > 0 ? label : ' '.repeat(indent)) + line, columns, '')),
	];
}

function wrapped(text: string, columns: number): string[] {
	const room = Math.max(1, columns);
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (widthOf(longer) <= room) {
			line = longer;
			continue;
		}
		if (line !== '') lines.push(line);
		const pieces = cut(word, room);
		lines.push(...pieces.slice(0, -1));
		line = pieces.at(-1) ?? '';
	}
	return [...lines, line];
}

/** A word in pieces that fit. A character that is wider than the room is left out by whoever fills the line. */
function cut(word: string, room: number): string[] {
	const pieces: string[] = [];
	let piece = '';
	let used = 0;
	for (const character of word) {
		const size = widthOf(character);
		if (used + size > room && piece !== '') {
			pieces.push(piece);
			piece = '';
			used = 0;
		}
		piece += character;
		used += size;
	}
	return [...pieces, piece];
}
