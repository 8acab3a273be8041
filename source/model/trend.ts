/** A figure at a moment: milliseconds since the epoch, bytes. */
export type Point = {readonly at: number; readonly bytes: number};

/** How fast a figure grows, with the 95% interval; `from` is the first moment looked at, in milliseconds. */
export type Slope = {
	readonly bytesPerMinute: number;
	readonly low: number;
	readonly high: number;
	readonly from: number;
};

/** Fewer say nothing: of nine points in any order even the rank test of an obvious slope is weak. */
const fewestPoints = 10;
/** Shorter than this, one page fault more or one buffer is a trend. */
const shortest = 20_000;
/** Their 44,850 pairs sort in a few milliseconds. */
const mostPoints = 300;
const minute = 60_000;
/** Two-sided 95% of the normal distribution. */
const confidence = 1.96;

/**
 * The slope of a series, for any spacing of its points in order of time; `undefined` with fewer than 10 points or
 * less than 20 s. Outliers of up to a quarter of the points do not move it.
 */
export function robustSlope(points: readonly Point[]): Slope | undefined {
	const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
	return points.length < fewestPoints || span < shortest ? undefined : theilSen(thinned(points));
}

/**
 * The median of the slopes of all pairs of points (Theil 1950). Its interval (Sen 1968, "Estimates of the
 * regression coefficient based on Kendall's tau"): had the series no slope left, the number of rising less falling
 * pairs would scatter with variance n(n-1)(2n+5)/18, so as many slopes on both sides of the median are plausible. That
 * takes every point to scatter by itself; memory moves in runs, so the variance is enlarged by the correlation of
 * neighbours, as Hamed and Rao (1998) do for the test. `undefined` without two moments.
 */
export function theilSen(points: readonly Point[]): Slope | undefined {
	const slopes = pairSlopes(points);
	const [first] = points;
	if (!first || slopes.length === 0) return undefined;
	const middle = medianOfSorted(slopes);
	const n = points.length;
	const scatter = Math.sqrt(((n * (n - 1) * (2 * n + 5)) / 18) * enlargement(points, middle));
	const half = (confidence * scatter) / 2;
	const at = (rank: number) => slopes[Math.max(0, Math.min(slopes.length - 1, rank))] ?? middle;
	return {
		bytesPerMinute: middle * minute,
		low: at(Math.floor(slopes.length / 2 - half)) * minute,
		high: at(Math.ceil(slopes.length / 2 + half)) * minute,
		from: first.at,
	};
}

/** At most `most` points, evenly by their number, the last one among them. */
export function thinned(points: readonly Point[], most = mostPoints): readonly Point[] {
	if (points.length <= most) return points;
	const last = points.length - 1;
	return Array.from({length: most}, (_, i) => points[Math.round((i * last) / (most - 1))] as Point);
}

/** Bytes a millisecond of every pair with some time between, sorted. */
function pairSlopes(points: readonly Point[]): Float64Array {
	const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
	let count = 0;
	for (const [i, one] of points.entries()) {
		for (let j = i + 1; j < points.length; j++) {
			const two = points[j] as Point;
			if (two.at > one.at) slopes[count++] = (two.bytes - one.bytes) / (two.at - one.at);
		}
	}

	return slopes.subarray(0, count).sort();
}

/**
 * By how much fewer the points are than they look: (1 + r) / (1 - r) for a correlation r of neighbours about the
 * line. Beyond 0.95 the few points that the series is worth would tell nothing any more; it is held there.
 */
function enlargement(points: readonly Point[], slope: number): number {
	const rest = points.map(({at, bytes}) => bytes - slope * (at - (points[0]?.at ?? at)));
	const level = medianOfSorted(Float64Array.from(rest).sort());
	let own = 0;
	let shared = 0;
	for (const [i, value] of rest.entries()) {
		own += (value - level) ** 2;
		if (i > 0) shared += (value - level) * ((rest[i - 1] ?? level) - level);
	}

	const correlation = own > 0 ? Math.max(0, Math.min(0.95, shared / own)) : 0;
	return (1 + correlation) / (1 - correlation);
}

function medianOfSorted(values: Float64Array): number {
	const middle = values.length >> 1;
	const upper = values[middle] ?? 0;
	return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
}
