import test from 'ava';
import type {WorkerState} from '../../source/store/state.js';
import {applyMessage, endWorker, newWorker, observe} from '../../source/store/workers.js';
import type {FromWorker} from '../../source/worker/messages.js';
import {processOf, sampleOf} from '../support/samples.js';

const M = 1024 ** 2;
const order = {bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: 10} as const;
const baseline = {rss: 40 * M, vsz: 600 * M};

const after = (...messages: readonly FromWorker[]): WorkerState =>
	messages.reduce(applyMessage, newWorker(3, order));

const started: FromWorker = {
	event: 'started',
	pid: 77,
	bytes: 300 * M,
	kind: 'anon',
	access: 'rmw',
	baseline,
};
const allocating: FromWorker = {event: 'allocating', touched: 120 * M};
const allocated: FromWorker = {event: 'allocated', seconds: 0.4, bytesPerSecond: 750 * M};
const pass: FromWorker = {event: 'pass', pass: 12, seconds: 1, bytesPerSecond: 9000 * M};
const finished: FromWorker = {
	event: 'finished',
	passes: 40,
	seconds: 10,
	bytesPerSecond: 8000 * M,
	reason: 'time',
};

test('a worker that was ordered has no pid and no figures yet', t => {
	const worker = newWorker(3, order);
	t.like(worker, {id: 3, pid: undefined, bytes: 300 * M, kind: 'anon', seconds: 10, phase: 'starting'});
	t.like(worker, {baseline: undefined, touched: 0, passes: 0, end: undefined, peakRss: undefined});
});

test('its messages tell its life step by step', t => {
	t.like(after(started), {phase: 'allocating', pid: 77, baseline, touched: 0});
	t.like(after(started, allocating), {phase: 'allocating', touched: 120 * M, firstTouch: undefined});
	t.like(after(started, allocating, allocated), {
		phase: 'streaming',
		touched: 300 * M,
		firstTouch: {seconds: 0.4, bytesPerSecond: 750 * M},
		passes: 0,
	});
	t.like(after(started, allocated, pass), {phase: 'streaming', passes: 12, bytesPerSecond: 9000 * M});
	t.like(after(started, allocated, pass, finished), {
		passes: 40,
		bytesPerSecond: 8000 * M,
		end: {reason: 'time', message: undefined, seconds: 10},
	});
});

test('a message makes a new value and leaves the old one as it was', t => {
	const worker = newWorker(3, order);
	applyMessage(worker, started);
	t.is(worker.pid, undefined);
});

test('what it said last of its end stands, whatever the process says', t => {
	t.like(endWorker(after(started, finished), 'killed', 'the worker was killed'), {
		phase: 'ended',
		end: {reason: 'time', message: undefined, seconds: 10},
	});
	const failed: FromWorker = {event: 'failed', reason: 'memory', message: 'the system refused to map 300 MB'};
	t.like(endWorker(after(started, failed), 'killed', undefined), {
		phase: 'ended',
		end: {reason: 'failed', message: 'the system refused to map 300 MB', seconds: undefined},
	});
});

test('a worker that ends without a word ends for the reason that was seen', t => {
	t.like(endWorker(after(started), 'killed', 'perhaps by the OOM killer'), {
		phase: 'ended',
		end: {reason: 'killed', message: 'perhaps by the OOM killer', seconds: undefined},
	});
});

const seen = (rss: number | undefined) => sampleOf([processOf({pid: 77, figures: {rss}})]);

test('a refresh tells its CPU and the largest RSS so far', t => {
	let worker = observe(after(started), seen(100 * M), new Map([[77, 99.5]]));
	t.like(worker, {cpu: 99.5, peakRss: 100 * M});
	worker = observe(worker, seen(340 * M), new Map());
	t.like(worker, {cpu: 99.5, peakRss: 340 * M});
	worker = observe(worker, seen(50 * M), new Map([[77, 12]]));
	t.like(worker, {cpu: 12, peakRss: 340 * M});
	worker = observe(worker, sampleOf([]), new Map());
	t.is(worker.peakRss, 340 * M);
});

test('a worker that was not seen has no RSS, and not one of 0', t => {
	t.is(observe(after(started), sampleOf([]), new Map()).peakRss, undefined);
	t.is(observe(after(started), seen(undefined), new Map()).peakRss, undefined);
});

test('without a pid, and after its end, a refresh tells nothing of it', t => {
	const worker = newWorker(3, order);
	t.is(observe(worker, seen(100), new Map([[77, 1]])), worker);
	const ended = endWorker(after(started), 'time', undefined);
	t.is(observe(ended, seen(100), new Map([[77, 1]])), ended);
});
