import {stripVTControlCharacters} from 'node:util';
import {width} from '../../source/format.js';
import {characterWidth} from './character-width.js';

/** Columns of a painted line: its colours take none. */
export function paintedWidth(line: string): number {
	return width(stripVTControlCharacters(line));
}

/**
 * What is left of a painted line that a terminal could take for a command: all but colours (SGR) that is no
 * plain character.
 */
export function controlsIn(text: string): string[] {
	const sgr = /\u001B\[[0-9;]*m/g;
	return [...text.replace(sgr, '')].filter(each =>
		/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u.test(each),
	);
}

/** Cells by the terminal model's own table, for text without clusters. */
export function cellsOf(text: string): number {
	return [...text].reduce((sum, each) => sum + characterWidth(each.codePointAt(0) ?? 0), 0);
}
