import {deepestFall, kendallScore, lowerEnvelope, usualFall} from './lower-envelope.js';
import {type Point, robustSlope, type Slope, theilSen, thinned} from './trend.js';

/** Growth that does not come back. Times in milliseconds, else bytes. */
export type Growth = {
	readonly since: number;
	/** The last moment of the evidence. */
	readonly until: number;
	readonly bytesPerMinute: number;
	/** The 95% interval. */
	readonly low: number;
	readonly high: number;
	/** From `since` to `until`; beneath ups and downs from floor to floor. */
	readonly grown: number;
	readonly manner: 'steady' | 'uneven' | 'in bursts' | 'beneath ups and downs';
};

const minute = 60_000;

/** Fewer make no floors worth the name: three for each of eight windows. */
const fewestPoints = 24;
/** A program starts, answers a request or fills its young generation in less than this. */
const shortest = 2 * minute;
/** What is new must have lasted for a fair part of the time that was watched. */
const leastShare = 1 / 6;
/** Where the growth may have begun, as parts of the time watched: the earliest that shows it is taken. */
const beginnings = [0, 1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 8, 6 / 8, 1 - leastShare] as const;

/** Growth of one series that does not come back, or `undefined`. */
export function leakEvidence(readings: readonly Point[]): Growth | undefined {
	const points = withoutOutliers(readings);
	const from = points[0]?.at ?? 0;
	const span = (points.at(-1)?.at ?? 0) - from;
	for (const beginning of beginnings) {
		const start = from + beginning * span;
		if (from + span - start < shortest) return undefined;
		const growth = growthSince(
			points,
			points.findIndex(point => point.at >= start),
		);
		if (growth) return growth;
	}

	return undefined;
}

/** A reading that both its neighbours deny, as when a region was of another type for a moment. */
function withoutOutliers(points: readonly Point[]): readonly Point[] {
	return points.map(({at, bytes}, i) => {
		const before = points[i - 1]?.bytes ?? bytes;
		const after = points[i + 1]?.bytes ?? bytes;
		const middle = Math.max(Math.min(before, after), Math.min(Math.max(before, after), bytes));
		return {at, bytes: middle};
	});
}

/** Into how many windows the time is divided: the fewer, longer ones are for longer teeth. */
const divisions = [12, 8] as const;

function growthSince(points: readonly Point[], first: number): Growth | undefined {
	const seen = points.slice(first);
	if (seen.length < fewestPoints) return undefined;
	for (const windows of divisions) {
		const floors = lowerEnvelope(seen, windows);
		if (!isRising(floors)) continue;
		const gain = (floors.at(-1)?.bytes ?? 0) - (floors[0]?.bytes ?? 0);
		const teeth = usualFall(seen, windows);
		if (gain < leastOfTeeth * teeth || !isWorthASentence(floors, gain) || !goesOn(floors, gain)) continue;
		if (mayComeBack(points, first, gain, teeth) || mayLevelOff(points, first, gain)) continue;
		const growth = measured(seen, floors, gain);
		if (growth) return growth;
	}

	return undefined;
}

/** Floors that rose by less than this part of a tooth may be where the samples happened to meet the teeth. */
const leastOfTeeth = 1 / 2;

/**
 * The floors are in rising order but for a few, as chance does it in one of 4,000 cases (3.2 standard deviations of
 * Kendall's S): it is asked every few seconds for hours. Fewer than eight can't show that.
 */
function isRising(floors: readonly Point[]): boolean {
	const n = floors.length;
	return n >= 8 && kendallScore(floors) >= 3.2 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
}

/** Allocators and caches creep: less than 1 MiB, or than a hundredth of what there was, alarms nobody. */
function isWorthASentence(floors: readonly Point[], gain: number): boolean {
	return gain >= Math.max(1024 * 1024, (floors[0]?.bytes ?? 0) / 100);
}

/**
 * It rises in many places, from the first to the last third: a few steps, what levels off, and the teeth at the end are
 * no leak. At least five rises are each a twentieth of the gain, the last third gains at least half of what the first
 * one did, and that at least a quarter of what the last one does.
 */
function goesOn(floors: readonly Point[], gain: number): boolean {
	const at = (share: number) => floors[Math.round(share * (floors.length - 1))]?.bytes ?? 0;
	const rises = floors.slice(1).map((floor, i) => floor.bytes - (floors[i]?.bytes ?? 0));
	const early = at(1 / 3) - at(0);
	const late = at(1) - at(2 / 3);
	return (
		rises.filter(rise => rise >= gain / 20).length >= 5 &&
		late >= early / 2 &&
		late >= gain / 6 &&
		early >= late / 4
	);
}

/** Falls larger than this part of the gain are teeth. */
const toothShare = 1 / 4;

/**
 * Memory that once fell far may be a tooth, and the growth the next one. Teeth of that height within the windows are
 * accounted for: the floors beneath them rose.
 */
function mayComeBack(points: readonly Point[], first: number, gain: number, teeth: number): boolean {
	const fall = deepestFall(points);
	if (fall.bytes <= Math.max(toothShare * gain, 2 * teeth)) return false;
	return !outweighs(points, Math.max(fall.until, points[first]?.at ?? 0));
}

/** What grew faster before may be levelling off. */
function mayLevelOff(points: readonly Point[], first: number, gain: number): boolean {
	const start = points[first];
	const from = points[0]?.at ?? 0;
	if (!start || start.at === from) return false;
	const lowest = Math.min(...points.slice(0, first).map(point => point.bytes));
	const length = (points.at(-1)?.at ?? 0) - start.at;
	const wasFaster = (start.bytes - lowest) / (start.at - from) > gain / length;
	return wasFaster && !outweighs(points, start.at);
}

/** What has lasted four times as long as all that was before, and ten minutes, is not explained by it any more. */
function outweighs(points: readonly Point[], since: number): boolean {
	const length = (points.at(-1)?.at ?? 0) - since;
	return length >= 10 * minute && length >= 4 * (since - (points[0]?.at ?? 0));
}

/** More points cost far more pairs and hardly narrow the interval. */
const enoughPoints = 120;

/** The figures, from where the growth leaves the level at which it began. */
function measured(seen: readonly Point[], floors: readonly Point[], gain: number): Growth | undefined {
	const level = (floors[0]?.bytes ?? 0) + gain / 100;
	const start = seen.findLast(point => point.bytes <= level) ?? (seen[0] as Point);
	const hasTeeth = deepestFall(seen).bytes > toothShare * gain;
	const points = (hasTeeth ? floors : seen).filter(({at}) => at >= start.at);
	const [first, last] = [points[0] ?? start, points.at(-1) ?? start];
	const slope = hasTeeth ? theilSen(points) : robustSlope(thinned(points, enoughPoints));
	if (!slope || slope.low <= 0 || last.bytes <= first.bytes) return undefined;
	return {
		since: first.at,
		until: last.at,
		bytesPerMinute: slope.bytesPerMinute,
		low: slope.low,
		high: slope.high,
		grown: last.bytes - first.bytes,
		manner: hasTeeth ? 'beneath ups and downs' : mannerOf(points, slope, gain),
	};
}

/**
 * Steady: nine of ten points lie within 4% of the gain about the line (of ten even bursts they lie within 5%). In
 * bursts: it hardly ever falls, and for at least half of the time it rests.
 */
function mannerOf(points: readonly Point[], slope: Slope, gain: number): Growth['manner'] {
	const perMillisecond = slope.bytesPerMinute / minute;
	const rest = points.map(({at, bytes}) => bytes - perMillisecond * (at - slope.from)).sort((a, b) => a - b);
	const middle = rest[rest.length >> 1] ?? 0;
	const off = rest.map(value => Math.abs(value - middle)).sort((a, b) => a - b);
	if ((off[Math.floor(0.9 * off.length)] ?? 0) <= gain / 25) return 'steady';
	let fallen = 0;
	let rested = 0;
	for (const [i, {at, bytes}] of points.entries()) {
		const before = points[i - 1];
		if (!before) continue;
		fallen += Math.max(0, before.bytes - bytes);
		if (bytes - before.bytes < (perMillisecond * (at - before.at)) / 4) rested += at - before.at;
	}

	const length = (points.at(-1)?.at ?? 0) - slope.from;
	return fallen <= gain / 5 && rested >= length / 2 ? 'in bursts' : 'uneven';
}
