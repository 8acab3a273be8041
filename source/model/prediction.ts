import type {ExperimentReport, FigureName} from './experiment.js';
import {toleranceOf} from './experiment-noise.js';

/** A guess beside what was expected and what was seen, in bytes. */
export type PredictionRow = {
	readonly name: FigureName;
	readonly guess: number;
	readonly expected: number | undefined;
	readonly seen: number | undefined;
	/** Who was right, within a tenth and the noise; `undefined` where nothing was seen. */
	readonly right: 'both' | 'you' | 'expectation' | 'neither' | undefined;
};

/** The figures that a person guessed, in the report's order. */
export function predictionRows({figures}: ExperimentReport): readonly PredictionRow[] {
	return figures.flatMap(
		({name, predicted: guess, expectedDuring: expected, deltaDuring: seen, noise, verdict}) => {
			if (guess === undefined) return [];
			const isRight =
				seen === undefined ? undefined : Math.abs(guess - seen) <= toleranceOfGuess(name, noise, seen);
			return [{name, guess, expected, seen, right: judged(isRight, verdict === 'as expected')}];
		},
	);
}

function judged(isRight: boolean | undefined, wasExpected: boolean): PredictionRow['right'] {
	if (isRight === undefined) return undefined;
	if (isRight) return wasExpected ? 'both' : 'you';
	return wasExpected ? 'expectation' : 'neither';
}

/** A person who says 300 of 320 has understood it. */
function toleranceOfGuess(name: FigureName, noise: number | undefined, seen: number): number {
	return Math.max(toleranceOf(name, noise, seen), Math.abs(seen) / 10);
}
