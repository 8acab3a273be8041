import {type Growth, leakEvidence} from './leak-evidence.js';
import type {RegionType} from './region-types.js';
import {type Point, robustSlope} from './trend.js';

export type SeriesName = RegionType | 'total';

/** Evidence that memory of a type grows and does not come back. */
export type Verdict = Growth & {readonly type: SeriesName};

/** How a caller writes the figures of a verdict. */
export type VerdictFormat = {
	readonly bytes: (bytes: number) => string;
	readonly time: (milliseconds: number) => string;
	readonly duration: (milliseconds: number) => string;
};

/**
 * Which type grows without coming back, by RSS and swap over time: of those with evidence the one that grows most a
 * minute; the total only where no type has any. `undefined` where there is no evidence. Points in order of time, of
 * any spacing.
 */
export function leakVerdict(series: ReadonlyMap<SeriesName, readonly Point[]>): Verdict | undefined {
	let strongest: Verdict | undefined;
	for (const [type, points] of series) {
		const growth = type === 'total' ? undefined : leakEvidence(points);
		if (growth && growth.bytesPerMinute > (strongest?.bytesPerMinute ?? 0)) strongest = {type, ...growth};
	}

	const total = strongest ? undefined : leakEvidence(series.get('total') ?? []);
	return total ? {type: 'total', ...total} : strongest;
}

/** The verdict in a sentence: "anonymous grows by 38M/min (36M to 41M) since 13:58: +380M in 10 min, steady". */
export function verdictSentence(verdict: Verdict, {bytes, time, duration}: VerdictFormat): string {
	const {type, since, until, bytesPerMinute, low, high, grown, manner} = verdict;
	const speed = `${bytes(bytesPerMinute)}/min (${bytes(low)} to ${bytes(high)})`;
	return `${type} grows by ${speed} since ${time(since)}: +${bytes(grown)} in ${duration(until - since)}, ${manner}`;
}

const recently = 5 * 60_000;

/**
 * Bytes a minute over the last five minutes; 0 where it may as well stand still, `undefined` where there is too
 * little history for a slope.
 */
export function growthPerMinute(points: readonly Point[]): number | undefined {
	const end = points.at(-1)?.at ?? 0;
	const slope = robustSlope(points.filter(point => point.at >= end - recently));
	if (!slope) return undefined;
	return slope.low <= 0 && slope.high >= 0 ? 0 : slope.bytesPerMinute;
}
