/** The middle of repeated measurements and how far they lie apart. */
export type Spread = {
	readonly median: number;
	readonly min: number;
	readonly max: number;
	/** How many measurements there were. */
	readonly count: number;
};

/** A measurement that could not be had is `undefined`. */
export type Measured = number | undefined;

/** The spread of what was measured; `undefined` when nothing was. An even count takes the mean of the middle two. */
export function spreadOf(values: readonly Measured[]): Spread | undefined {
	const sorted = values.filter(value => value !== undefined && Number.isFinite(value)) as number[];
	sorted.sort((a, b) => a - b);
	const middle = sorted.length / 2;
	const lower = sorted[Math.ceil(middle) - 1];
	const upper = sorted[Math.floor(middle)];
	const min = sorted[0];
	const max = sorted.at(-1);
	if (lower === undefined || upper === undefined || min === undefined || max === undefined) return undefined;
	return {median: (lower + upper) / 2, min, max, count: sorted.length};
}

/**
 * The spread of ours / theirs, round by round: both of a round were measured within seconds of each other, so
 * that what the machine did at that time is in both. A round that lacks one of the two is left out.
 */
export function ratioOf(ours: readonly Measured[], theirs: readonly Measured[]): Spread | undefined {
	return spreadOf(
		ours.map((our, round) => {
			const their = theirs[round];
			return our === undefined || their === undefined || their === 0 ? undefined : our / their;
		}),
	);
}

/** Three digits that count: `0.34`, `12.5`, `1041`. */
export function formatNumber(value: number): string {
	const size = Math.abs(value);
	return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

/** `12.5 (11.0..14.1)`; one measurement alone has no range. */
export function formatSpread(spread: Spread | undefined): string | undefined {
	if (spread === undefined) return undefined;
	const median = formatNumber(spread.median);
	return spread.count === 1 ? median : `${median} (${formatNumber(spread.min)}..${formatNumber(spread.max)})`;
}
