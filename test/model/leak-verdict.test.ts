import test from 'ava';
import {
	growthPerMinute,
	leakVerdict,
	type Verdict,
	verdictSentence,
} from '../../source/model/leak-verdict.js';
import type {Point} from '../../source/model/trend.js';
import {M, noon, random, seriesOf} from './series.js';

const minutes = 60;

function judged(points: readonly Point[]): Verdict | undefined {
	return leakVerdict(new Map([['anonymous', points]]));
}

/** Where in its tooth a collector is, from 0 to 1. */
const tooth = (second: number, period: number, phase = 0) => (second / period + phase) % 1;

function about(
	t: {true(condition: boolean, message: string): void},
	seen: number,
	wanted: number,
	off: number,
) {
	t.true(Math.abs(seen - wanted) <= off, `${seen / M}M, not ${wanted / M}M`);
}

test('steady growth is told with its speed, since when and by how much', t => {
	const verdict = judged(seriesOf(10 * minutes, second => 200 + (38 * second) / 60));
	t.truthy(verdict);
	if (!verdict) return;
	t.is(verdict.type, 'anonymous');
	t.is(verdict.manner, 'steady');
	about(t, verdict.bytesPerMinute, 38 * M, M / 2);
	t.true(verdict.low > 37 * M && verdict.low < verdict.bytesPerMinute && verdict.high < 39 * M);
	about(t, verdict.grown, 380 * M, 12 * M);
	t.true(verdict.since - noon < 20_000 && verdict.until === noon + 600_000);
});

test('steady growth is seen after two minutes and not before', t => {
	const points = seriesOf(5 * minutes, second => 200 + (38 * second) / 60);
	t.is(judged(points.filter(({at}) => at < noon + 118_000)), undefined);
	t.truthy(judged(points.filter(({at}) => at <= noon + 130_000)));
});

test('growth among noise of half its size is told by the floors', t => {
	const verdict = judged(seriesOf(10 * minutes, second => 200 + (20 * second) / 60, {noise: 20}));
	t.is(verdict?.manner, 'beneath ups and downs');
	about(t, verdict?.bytesPerMinute ?? 0, 20 * M, 3 * M);
});

test('growth in bursts that never returns is told as such', t => {
	for (let seed = 1; seed <= 5; seed++) {
		const points = seriesOf(10 * minutes, second => 200 + 60 * Math.floor(second / 80), {noise: 0.2, seed});
		const verdict = judged(points);
		t.is(verdict?.manner, 'in bursts');
		about(t, verdict?.bytesPerMinute ?? 0, 45 * M, 6 * M);
		t.true((verdict?.high ?? 0) - (verdict?.low ?? 0) > M);
	}
});

test('growth that becomes faster is uneven, and not in bursts', t => {
	const verdict = judged(seriesOf(10 * minutes, second => 200 + (second / 60) ** 2));
	t.is(verdict?.manner, 'uneven');
});

test('growth that began after a quiet time is told since then', t => {
	for (const began of [60, 300, 600, 900, 1100]) {
		const points = seriesOf(25 * minutes, second => 200 + (38 * Math.max(0, second - began)) / 60);
		const verdict = judged(points);
		about(t, verdict?.bytesPerMinute ?? 0, 38 * M, 2 * M);
		t.true(Math.abs((verdict?.since ?? 0) - noon - began * 1000) < 40_000, `${began}: ${verdict?.since}`);
		t.is(verdict?.manner, 'steady');
	}
});

test('floors that rise beneath a saw-tooth are told by the floors', t => {
	for (let seed = 1; seed <= 5; seed++) {
		const phase = random(seed)();
		const points = seriesOf(
			12 * minutes,
			second => 200 + 100 * tooth(second, 40, phase) + (20 * second) / 60,
			{
				seed,
			},
		);
		const verdict = judged(points);
		t.is(verdict?.manner, 'beneath ups and downs');
		about(t, verdict?.bytesPerMinute ?? 0, 20 * M, 2 * M);
		about(t, verdict?.grown ?? 0, 220 * M, 30 * M);
	}
});

test('the saw-tooth of a collector is silent, however much of it was seen once it fell', t => {
	for (const period of [20, 60, 240, 600]) {
		for (const periods of [1.6, 2, 2.5, 3.3, 5, 8, 12.5]) {
			for (let seed = 1; seed <= 3; seed++) {
				const phase = 0.3 + 0.6 * random(seed)();
				const points = seriesOf(periods * period, second => 200 + 300 * tooth(second, period, phase), {seed});
				t.is(judged(points), undefined, `${periods} periods of ${period} s, phase ${phase}`);
			}
		}
	}
});

test('a collector of uneven teeth and floors is silent at any time', t => {
	for (let seed = 25; seed <= 34; seed++) {
		const next = random(seed);
		let level = 200;
		let falls = 30 + 60 * next();
		const points = seriesOf(15 * minutes, second => {
			if (second < falls) level += 4;
			else {
				level = 200 + 40 * next();
				falls = second + 30 + 60 * next();
			}
			return level;
		});
		for (let end = 61; end <= points.length; end += 7) {
			t.is(judged(points.slice(0, end)), undefined, `seed ${seed} after ${2 * end} s`);
		}
	}
});

test('floors that seem to rise because the samples drift along the teeth are silent', t => {
	const points = seriesOf(13 * minutes, second => 200 + 300 * tooth(second, 20.1), {every: 4, noise: 0.2});
	t.is(judged(points), undefined);
});

test('one step and three steps are silent', t => {
	for (const end of [5, 10, 30]) {
		for (const at of [0.1, 0.4, 0.5, 0.8, 0.95]) {
			const isUp = (second: number, share: number) => (second >= share * end * minutes ? 1 : 0);
			t.is(judged(seriesOf(end * minutes, second => 200 + 300 * isUp(second, at))), undefined);
			const three = (second: number) => isUp(second, 0.2) + isUp(second, at) + isUp(second, 0.7);
			t.is(judged(seriesOf(end * minutes, second => 200 + 100 * three(second))), undefined);
		}
	}
});

test('warm-up that levels off is silent', t => {
	for (const constant of [20, 60, 120]) {
		for (const end of [5, 8, 20, 60]) {
			const points = seriesOf(end * minutes, second => 200 + 400 * (1 - Math.exp(-second / constant)));
			t.is(judged(points), undefined, `${constant} s, after ${end} min`);
		}
	}
	t.is(judged(seriesOf(20 * minutes, second => 200 + 60 * Math.log(1 + second / 5))), undefined);
});

test('growth that has come to rest is silent', t => {
	const logistic = (second: number) => 1 / (1 + Math.exp((260 - second) / 45));
	t.is(judged(seriesOf(10 * minutes, second => 200 + 400 * logistic(second))), undefined);
});

test('pure noise is silent', t => {
	for (let seed = 1; seed <= 60; seed++) {
		const end = (3 + (seed % 20)) * minutes;
		t.is(judged(seriesOf(end, () => 300, {noise: 20, seed})), undefined, `seed ${seed}`);
	}
});

test('what is flat, shrinks, creeps by pages or is too short is silent', t => {
	t.is(judged(seriesOf(10 * minutes, () => 300, {noise: 0})), undefined);
	t.is(judged(seriesOf(10 * minutes, second => 900 - second)), undefined);
	t.is(judged(seriesOf(10 * minutes, second => 300 + second / 1000, {noise: 0})), undefined);
	t.is(judged(seriesOf(90, second => 300 + second)), undefined);
	t.is(judged([]), undefined);
});

test('a single reading without the type changes nothing', t => {
	const points = seriesOf(10 * minutes, second => 200 + (38 * second) / 60);
	const gap = points.map((point, i) => (i === 150 ? {...point, bytes: 0} : point));
	t.is(judged(gap)?.manner, 'steady');
	const still = seriesOf(10 * minutes, () => 200).map((point, i) => (i < 3 ? {...point, bytes: 0} : point));
	t.is(judged(still), undefined);
});

test('after a large block that came and went, growth is told once it has lasted long', t => {
	const megabytes = (second: number) => 200 + (second < 60 ? 800 : 0) + second / 10;
	const points = seriesOf(20 * minutes, megabytes);
	t.is(judged(points.filter(({at}) => at < noon + 600_000)), undefined);
	about(t, judged(points)?.bytesPerMinute ?? 0, 6 * M, M / 2);
});

test('of several types the one that grows most a minute is named, the total only where none is', t => {
	const slow = seriesOf(10 * minutes, second => 200 + (5 * second) / 60);
	const fast = seriesOf(10 * minutes, second => 100 + (20 * second) / 60);
	const total = seriesOf(10 * minutes, second => 300 + (25 * second) / 60);
	t.is(leakVerdict(new Map([['heap', slow] as const, ['anonymous', fast] as const]))?.type, 'anonymous');
	t.is(leakVerdict(new Map([['total', total] as const, ['heap', slow] as const]))?.type, 'heap');
	t.is(
		leakVerdict(new Map([['total', total] as const, ['stack', slow.slice(0, 20)] as const]))?.type,
		'total',
	);
	t.is(leakVerdict(new Map()), undefined);
});

test('the sentence holds the evidence', t => {
	const verdict: Verdict = {
		type: 'anonymous',
		since: noon - 2 * 60_000,
		until: noon + 8 * 60_000,
		bytesPerMinute: 38 * M,
		low: 36 * M,
		high: 41 * M,
		grown: 380 * M,
		manner: 'steady',
	};
	const sentence = verdictSentence(verdict, {
		bytes: bytes => `${bytes / M}M`,
		time: at => new Date(at).toISOString().slice(11, 16),
		duration: milliseconds => `${milliseconds / 60_000} min`,
	});
	t.is(sentence, 'anonymous grows by 38M/min (36M to 41M) since 13:58: +380M in 10 min, steady');
});

test('the growth column tells the last minutes, 0 where it may stand still, nothing of a short history', t => {
	const late = seriesOf(20 * minutes, second => 200 + Math.max(0, second - 900) / 6);
	about(t, growthPerMinute(late) ?? 0, 10 * M, M);
	t.is(growthPerMinute(seriesOf(5 * minutes, () => 300, {noise: 3})), 0);
	t.is(growthPerMinute(seriesOf(5 * minutes, () => 300, {noise: 0})), 0);
	about(t, growthPerMinute(seriesOf(5 * minutes, second => 900 - second)) ?? 0, -60 * M, M);
	t.is(growthPerMinute(seriesOf(16, second => second)), undefined);
	t.is(growthPerMinute([]), undefined);
});
