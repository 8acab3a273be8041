import test from 'ava';
import {leakVerdict} from '../../source/model/leak-verdict.js';
import {withPoint} from '../../source/model/point-history.js';
import type {Point} from '../../source/model/trend.js';
import {noon, seriesOf} from './series.js';

function remembered(points: readonly Point[]): readonly Point[] {
	let history: readonly Point[] = [];
	for (const point of points) history = withPoint(history, point);
	return history;
}

const read = seriesOf(2 * 3600, second => 200 + 100 * ((second % 97) / 97) + second / 600, {every: 1});

test('a history stays bounded, in order, and keeps both ends', t => {
	let history: readonly Point[] = [];
	for (const point of read) {
		history = withPoint(history, point);
		if (history.length > 300) t.fail(`${history.length} points`);
	}
	t.true(history.length > 150);
	t.true(history.every((point, i) => i === 0 || point.at > (history[i - 1]?.at ?? 0)));
	t.is(history.at(-1), read.at(-1));
	t.true((history[0]?.at ?? 0) - noon < 300_000);
});

test('lowest and highest of every ten minutes are kept as they were read', t => {
	const history = remembered(read);
	for (let from = noon + 600_000; from < noon + 6_000_000; from += 600_000) {
		const inside = (points: readonly Point[]) =>
			points.filter(({at}) => at >= from && at < from + 600_000).map(({bytes}) => bytes);
		t.is(Math.min(...inside(history)), Math.min(...inside(read)));
		t.is(Math.max(...inside(history)), Math.max(...inside(read)));
	}
});

test('the last five minutes have enough points for a slope at any time', t => {
	const history = remembered(read);
	const recent = history.filter(({at}) => at >= (history.at(-1)?.at ?? 0) - 300_000);
	t.true(recent.length >= 60, String(recent.length));
});

test('verdicts over a history are those over all that was read', t => {
	t.is(leakVerdict(new Map([['anonymous', remembered(read)]])), undefined);
	const leaking = seriesOf(2 * 3600, second => 200 + 100 * ((second % 97) / 97) + second / 10, {every: 1});
	const verdict = leakVerdict(new Map([['anonymous', remembered(leaking)]]));
	t.true(Math.abs((verdict?.bytesPerMinute ?? 0) / 1024 ** 2 - 6) < 0.5, String(verdict?.bytesPerMinute));
});
