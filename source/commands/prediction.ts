import {createInterface} from 'node:readline/promises';
import type {ExperimentOrder, Prediction} from '../model/experiment.js';
import {guessedFigures, withGuess} from '../model/experiment-order.js';
import {guessHint, guessQuestion} from '../panes/experiments/guess-words.js';

/**
 * Asks for a guess of each figure, on standard error, and takes the lines of standard input: an empty one leaves the
 * figure out, and so does the end of the input. A line that is no guess is asked for again.
 */
export async function askGuesses(orders: readonly ExperimentOrder[]): Promise<Prediction> {
	const lines = createInterface({input: process.stdin, terminal: false});
	let guesses: Prediction = {};
	try {
		const answers = lines[Symbol.asyncIterator]();
		for (let index = 0; index < guessedFigures.length; ) {
			const {hint} = guessHint({kind: 'guess', orders, guesses, index, text: ''});
			process.stderr.write(`${guessQuestion({index})} (${hint}) `);
			const answer = await answers.next();
			if (answer.done) break;
			const name = guessedFigures[index];
			const taken = name && withGuess(guesses, name, answer.value);
			if (taken === undefined) process.stderr.write('a guess is +300, -300 or 0\n');
			else {
				guesses = taken;
				index++;
			}
		}
		return guesses;
	} finally {
		lines.close();
	}
}
