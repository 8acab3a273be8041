import type {Point} from './trend.js';

/**
 * The lowest point of each of `windows` equal parts of the time that the points cover. What a collector's teeth
 * leave is in it, and the teeth are not, once a part is as long as a tooth. Parts without points are left out.
 */
export function lowerEnvelope(points: readonly Point[], windows: number): readonly Point[] {
	const from = points[0]?.at ?? 0;
	const span = (points.at(-1)?.at ?? 0) - from;
	const floors: Array<Point | undefined> = Array.from({length: windows});
	for (const point of points) {
		const window = span > 0 ? Math.min(windows - 1, Math.floor(((point.at - from) / span) * windows)) : 0;
		const floor = floors[window];
		if (!floor || point.bytes < floor.bytes) floors[window] = point;
	}

	return floors.filter(floor => floor !== undefined);
}

/** Rising less falling pairs: Kendall's S, from -n(n-1)/2 for an ever falling series to +n(n-1)/2. */
export function kendallScore(points: readonly Point[]): number {
	let score = 0;
	for (const [i, one] of points.entries()) {
		for (let j = i + 1; j < points.length; j++) score += Math.sign((points[j]?.bytes ?? 0) - one.bytes);
	}

	return score;
}

/** The deepest fall from a peak to anything after it, in bytes, and when it ended. */
export function deepestFall(points: readonly Point[]): {readonly bytes: number; readonly until: number} {
	let peak = Number.NEGATIVE_INFINITY;
	let fall = {bytes: 0, until: points[0]?.at ?? 0};
	for (const {at, bytes} of points) {
		peak = Math.max(peak, bytes);
		if (peak - bytes > fall.bytes) fall = {bytes: peak - bytes, until: at};
	}

	return fall;
}

/** The median of the deepest falls within `windows` equal parts of the time, in bytes. */
export function usualFall(points: readonly Point[], windows: number): number {
	const from = points[0]?.at ?? 0;
	const length = ((points.at(-1)?.at ?? 0) - from) / windows;
	const falls = Array.from({length: windows}, (_, i) => {
		const inside = points.filter(({at}) => at >= from + i * length && at <= from + (i + 1) * length);
		return deepestFall(inside).bytes;
	});
	return falls.sort((a, b) => a - b)[windows >> 1] ?? 0;
}
