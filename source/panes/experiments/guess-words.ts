import {guessedFigures, parseGuess} from '../../model/experiment-order.js';
import {megabyte} from '../../model/memory-order.js';
import type {Overlay} from '../../store/state.js';
import {figureWord} from './words.js';

/** The words of the question for a guess. Pure. */

type Guess = Extract<Overlay, {kind: 'guess'}>;

/** `guess 1 of 6: used changes by how many MB?` */
export function guessQuestion({index}: Pick<Guess, 'index'>): string {
	const name = guessedFigures[index];
	return `guess ${index + 1} of ${guessedFigures.length}: by how many MB does ${name ? figureWord(name) : ''} change?`;
}

/** What stands beside it, or what is wrong with what was typed. */
export function guessHint({text, orders}: Guess): {readonly hint: string; readonly isError: boolean} {
	const isError = text.trim() !== '' && !/^[-+]$/.test(text.trim()) && parseGuess(text) === undefined;
	if (isError) return {hint: 'a guess is +300, -300 or 0', isError};
	const amounts = orders.map(({bytes}) => bytes / megabyte).join(', ');
	return {
		hint: `while ${amounts} MB ${orders[0]?.kind ?? ''} are held; +300, -300, 0; Enter alone: no guess`,
		isError,
	};
}
