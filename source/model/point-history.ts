import type {Point} from './trend.js';

/** Nearly every reading of the last minutes is kept, for the growth column. */
const recently = 5 * 60_000;
/** Of what is recent, and of what is older: twelve windows of a lower envelope get a dozen points each. */
const mostOfEach = 150;
const finest = 1000;

/**
 * A history with one point more, of at most 300 however long it lasts: the last five minutes nearly as they were
 * read, what is older evenly, at a spacing that doubles as it grows. Of points that lie too close the lowest and the
 * highest stay, so that floors and falls are those of all that was ever read.
 */
export function withPoint(history: readonly Point[], point: Point): readonly Point[] {
	const all = [...history, point];
	if (all.length <= 2 * mostOfEach) return all;
	const border = point.at - recently;
	return [...thinned(all.filter(({at}) => at < border)), ...thinned(all.filter(({at}) => at >= border))];
}

/** Spaced in powers of two: a coarser grid has no line that a finer one lacks, so that all is thinned evenly. */
function thinned(points: readonly Point[]): readonly Point[] {
	const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
	let spacing = finest;
	// Two points a cell, and a tenth to spare, lest it be done again at every reading.
	while ((2 * span) / spacing > 0.9 * mostOfEach - 2) spacing *= 2;
	const kept: Point[] = [];
	for (let from = 0; from < points.length; ) {
		const cell = cellOf(points[from], spacing);
		let to = from + 1;
		while (to < points.length && cellOf(points[to], spacing) === cell) to++;
		kept.push(...extremes(points.slice(from, to)));
		from = to;
	}

	return kept;
}

function cellOf(point: Point | undefined, spacing: number): number {
	return Math.floor((point?.at ?? 0) / spacing);
}

/** The lowest and the highest, in order of time. */
function extremes(points: readonly Point[]): readonly Point[] {
	const sorted = [...points].sort((a, b) => a.bytes - b.bytes);
	const ends = new Set([sorted[0], sorted.at(-1)]);
	return points.filter(point => ends.has(point));
}
