import test from 'ava';
import type {RegionType} from '../../source/model/region-types.js';
import {type RegionView, regionView} from '../../source/model/region-view.js';
import {type RegionTrend, remembered} from '../../source/store/region-trend.js';
import {readingOf} from '../support/samples.js';

const M = 1024 ** 2;
const noon = 1_795_435_200_000;
const second = 1000;
const minute = 60 * second;

const small = regionView(readingOf([{start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'}]));

/** RSS in bytes by type, so long after noon; swap of nothing. */
function viewOf(since: number, types: Readonly<Partial<Record<RegionType, number | undefined>>>): RegionView {
	const byType = Object.entries(types).map(([type, rss]) => ({
		...small.totals,
		type: type as RegionType,
		rss,
		swap: 0,
	}));
	return {...small, byType, reading: {...small.reading, at: noon + since}};
}

type Course = (milliseconds: number) => Parameters<typeof viewOf>[1];

/** A process that is read every so often for so long. */
function watched(duration: number, course: Course, step = second): RegionTrend {
	let trend = remembered(undefined, undefined);
	for (let at = 0; at <= duration; at += step) trend = remembered(trend, viewOf(at, course(at)));
	return trend;
}

/** Grows by so many bytes a minute, with some ups and downs that come to nothing. */
const growing = (perMinute: number) => (at: number) =>
	200 * M + (perMinute * at) / minute + (Math.floor(at / second) % 3) * 64 * 1024;

test('nothing is known before the first reading', t => {
	const trend = remembered(undefined, viewOf(0, {heap: M}));
	t.is(trend.series.size, 0);
	t.is(trend.verdict, undefined);
});

test('each reading is a point of RSS and swap for each type that tells its RSS', t => {
	const view = viewOf(0, {heap: 5 * M, code: undefined});
	const swapped = {...view, byType: view.byType.map(row => ({...row, swap: row.type === 'heap' ? M : 0}))};
	const trend = remembered(remembered(undefined, undefined), swapped);
	t.deepEqual([...trend.series], [['heap', [{at: noon, bytes: 6 * M}]]]);
});

test('over thousands of readings the points of a type stay few, in order, the older ones further apart', t => {
	const trend = watched(5000 * second, at => ({heap: at}));
	const points = trend.series.get('heap') ?? [];
	t.true(points.length > 100 && points.length <= 300, `${points.length}`);
	t.is(points[0]?.at, noon, 'the first is still there');
	t.is(points.at(-1)?.at, noon + 5000 * second);
	const gaps = points.slice(1).map((point, i) => point.at - (points[i]?.at ?? 0));
	t.true(gaps.every(gap => gap > 0));
	const mean = (of: readonly number[]) => of.reduce((sum, gap) => sum + gap, 0) / of.length;
	t.true(mean(gaps.slice(0, 50)) > 10 * mean(gaps.slice(-50)));
	// Each point is what was read at that moment.
	for (const {at, bytes} of points) t.is(bytes, at - noon);
});

test('growth is told by type in bytes a minute: 0 where it stands still, nothing where too little is known', t => {
	const course = (at: number) => ({heap: growing(38 * M)(at), code: 12 * M});
	const {growth} = watched(2 * minute, course);
	t.true(Math.abs((growth.get('heap') ?? 0) - 38 * M) < M, `${growth.get('heap')}`);
	t.is(growth.get('code'), 0);
	t.is(watched(5 * second, course).growth.get('heap'), undefined);
});

test('growth is that of the last five minutes', t => {
	const {growth} = watched(20 * minute, at => ({
		heap: growing(0)(at) + (at < 14 * minute ? 50 * at : 50 * 14 * minute),
	}));
	t.is(growth.get('heap'), 0);
});

test('a heap that grows steadily is told, with how fast and since when', t => {
	const {verdict} = watched(10 * minute, at => ({heap: growing(38 * M)(at), code: 12 * M}));
	t.is(verdict?.type, 'heap');
	t.is(verdict?.manner, 'steady');
	t.true(Math.abs((verdict?.bytesPerMinute ?? 0) - 38 * M) < 2 * M);
	t.true(Math.abs((verdict?.since ?? 0) - noon) < minute);
});

test('of a flat heap nothing is said', t => {
	t.is(watched(10 * minute, at => ({heap: growing(0)(at)})).verdict, undefined);
});

test('a leak is told for as long as it lasts, also when hours of it were thinned', t => {
	const silent: number[] = [];
	let trend = remembered(undefined, undefined);
	for (let at = 0; at <= 120 * minute; at += 2 * second) {
		trend = remembered(trend, viewOf(at, {heap: growing(2 * M)(at)}));
		if (at > 3 * minute && trend.verdict?.type !== 'heap') silent.push(at / minute);
	}
	t.deepEqual(silent, []);
	t.true(Math.abs((trend.verdict?.bytesPerMinute ?? 0) - 2 * M) < M / 4);
});

test('the residency of files is the kernel’s choice, and no leak', t => {
	const course = (type: RegionType) =>
		watched(10 * minute, at => ({[type]: growing(38 * M)(at)})).verdict?.type;
	for (const type of ['code', 'data', 'read-only data', 'shared file', 'vdso', 'device', 'other'] as const)
		t.is(course(type), undefined, type);
	for (const type of ['heap', 'malloc arena', 'anonymous', 'shared memory', 'jit'] as const)
		t.is(course(type), type);
});

test('a type that vanishes counts as 0 from then on', t => {
	const {series} = watched(6 * second, at => ({
		heap: M,
		...(at < 3 * second && {'malloc arena': 5 * M}),
	}));
	t.deepEqual(
		series.get('malloc arena')?.map(({bytes}) => bytes / M),
		[5, 5, 5, 0, 0, 0, 0],
	);
	const later = watched(3 * second, at => ({heap: M, ...(at >= 2 * second && {jit: M})})).series.get('jit');
	t.deepEqual(
		later?.map(({at}) => at - noon),
		[2 * second, 3 * second],
		'and before it came nothing is known',
	);
});

test('growth and verdict are thought over every four seconds at most', t => {
	let trend = remembered(undefined, undefined);
	const judgements: number[] = [];
	let {growth} = trend;
	for (let at = 0; at <= 20 * second; at += second / 2) {
		trend = remembered(trend, viewOf(at, {heap: growing(38 * M)(at)}));
		if (trend.growth !== growth) judgements.push(at / second);
		({growth} = trend);
	}
	t.deepEqual(judgements, [0, 4, 8, 12, 16, 20]);
});

test('a reading changes nothing of what was known before it', t => {
	const before = watched(10 * second, () => ({heap: M}));
	const points = before.series.get('heap');
	remembered(before, viewOf(11 * second, {heap: 2 * M}));
	t.is(before.series.get('heap'), points);
	t.is(points?.length, 11);
});
