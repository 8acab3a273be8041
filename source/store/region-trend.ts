import {growthPerMinute, leakVerdict, type Verdict} from '../model/leak-verdict.js';
import {withPoint} from '../model/point-history.js';
import type {RegionType} from '../model/region-types.js';
import type {RegionView} from '../model/region-view.js';
import type {Point} from '../model/trend.js';

/** How the types of a mapped process grew while it was looked at. */

export type RegionTrend = {
	/** RSS and swap by type, oldest first: at most 300 a type, the older ones further apart. */
	readonly series: ReadonlyMap<RegionType, readonly Point[]>;
	/** Bytes a minute over the last minutes; a type of which too little is known is missing. */
	readonly growth: ReadonlyMap<RegionType, number>;
	readonly verdict: Verdict | undefined;
	/** When growth and verdict were last thought over: a slope is not worth a look at every refresh. */
	readonly judgedAt: number;
};

const nothing: RegionTrend = {series: new Map(), growth: new Map(), verdict: undefined, judgedAt: 0};

/** Points that a slope is made of: their pairs are looked at. */
const judgedPoints = 60;
const growthMilliseconds = 5 * 60_000;
const judgeEvery = 4000;

/** What a program asks for and may forget to give back; the residency of files is the kernel's choice. */
const own: ReadonlySet<RegionType> = new Set([
	...(['heap', 'malloc arena', 'anonymous', 'named anonymous', 'jit', 'shared memory', 'hugetlb'] as const),
	...(['stack', 'bss'] as const),
]);

/** With one more reading; without any, nothing. */
export function remembered(trend: RegionTrend | undefined, view: RegionView | undefined): RegionTrend {
	if (!trend || !view) return nothing;
	const {at} = view.reading;
	const series = new Map(trend.series);
	for (const [type, points] of trend.series) {
		if (!view.byType.some(row => row.type === type)) series.set(type, withPoint(points, {at, bytes: 0}));
	}
	for (const {type, rss, swap} of view.byType) {
		if (rss === undefined) continue;
		series.set(type, withPoint(series.get(type) ?? [], {at, bytes: rss + (swap ?? 0)}));
	}
	return at - trend.judgedAt < judgeEvery ? {...trend, series} : judged(series, at);
}

function judged(series: RegionTrend['series'], at: number): RegionTrend {
	const growth = new Map<RegionType, number>();
	for (const [type, points] of series) {
		const perMinute = growthPerMinute(spread(points.filter(point => point.at >= at - growthMilliseconds)));
		if (perMinute !== undefined) growth.set(type, perMinute);
	}
	const suspects = new Map([...series].filter(([type]) => own.has(type)));
	return {series, growth, verdict: leakVerdict(suspects), judgedAt: at};
}

function spread(points: readonly Point[]): readonly Point[] {
	const step = Math.ceil(points.length / judgedPoints);
	return step <= 1 ? points : points.filter((_, i) => (points.length - 1 - i) % step === 0);
}
