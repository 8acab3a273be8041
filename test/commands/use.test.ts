import test from 'ava';
import fc from 'fast-check';
import {CommandError} from '../../source/commands/errors.js';
import {eventOf} from '../../source/commands/use-json.js';
import {readUseOrder, type UseOptions} from '../../source/commands/use-options.js';
import {
	advance,
	askedLine,
	newProgress,
	overwritten,
	progressLine,
	summaryLines,
} from '../../source/commands/use-text.js';
import {width} from '../../source/format.js';
import {accesses, kinds} from '../../source/model/memory-order.js';
import type {FromWorker, WorkerOrder} from '../../source/worker/messages.js';
import {readOrder} from '../../source/worker/messages.js';
import {hostileText} from '../support/arbitrary.js';

const M = 1024 ** 2;
const G = 1024 ** 3;
const order: WorkerOrder = {bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: 5};
const baseline = {rss: 41 * M, vsz: 640 * M};

type Started = Extract<FromWorker, {event: 'started'}>;
const startedWith = (more: Partial<Started> = {}): Started => ({
	...{event: 'started', pid: 77, bytes: order.bytes, kind: 'anon', access: 'rmw', baseline},
	...more,
});
const started = startedWith();
const allocated: FromWorker = {event: 'allocated', seconds: 0.08, bytesPerSecond: 3.75 * G};
const pass: FromWorker = {event: 'pass', pass: 12, seconds: 1.01, bytesPerSecond: 13.4 * G};
const finished: FromWorker = {
	...({event: 'finished', reason: 'time'} as const),
	...{passes: 65, seconds: 5.003, bytesPerSecond: 13.2 * G},
};

/** After these messages, one every 100 ms, the first at 1000 ms. */
function heard(messages: readonly FromWorker[], given = order) {
	return messages.reduce(
		(progress, message, i) => advance(progress, message, 1000 + 100 * i),
		newProgress(given),
	);
}

test('an order is read from words and options, with the defaults of the homework', t => {
	t.deepEqual(readUseOrder('300', undefined, {}), {
		...{bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: undefined, stopUnderPressure: true},
	});
	t.deepEqual(readUseOrder('1', '0.1', {kind: 'file', access: 'random', force: 1}), {
		...{bytes: M, kind: 'file', access: 'random', seconds: 0.1, stopUnderPressure: true},
	});
	t.false(readUseOrder('1', '86400', {force: 2}).stopUnderPressure);
	t.false(readUseOrder('1', '86400', {force: 3}).stopUnderPressure);
});

for (const kind of kinds) {
	for (const access of accesses) {
		test(`a worker takes an order for ${kind} with ${access}`, t => {
			const sent = {...readUseOrder('64', '1', {kind, access}), parent: 1};
			t.like(readOrder(JSON.stringify(sent)), {kind, access, bytes: 64 * M, seconds: 1});
		});
	}
}

const wrong: ReadonlyArray<readonly [amount: string, time: string | undefined, UseOptions, RegExp]> = [
	...['0', '00', '-5', '1.5', 'abc', '1e99', '', ' ', '5 ', '0x10', '٣', '1_000'].map(
		amount => [amount, undefined, {}, /^MB is a whole number from 1, not "/] as const,
	),
	...['-1', '0', '0.05', '86401', '86400.5', 'x', '', '1e1', '.5', '5.', 'Infinity', 'NaN'].map(
		time => ['1', time, {}, /^SECONDS is 0\.1 to 86,400, not "/] as const,
	),
	...['', 'Anon', 'gold', 'constructor', 'anon heap'].map(
		kind => ['1', '1', {kind}, /^kind is anon, heap, shared, file, reserve, not "/] as const,
	),
	...['', 'RMW', 'touch', 'toString'].map(
		access => ['1', '1', {access}, /^access is rmw, write, read, random, not "/] as const,
	),
];

test('what is no order is an error of the command line that names what was given', t => {
	for (const [amount, time, options, message] of wrong) {
		const error = t.throws(() => readUseOrder(amount, time, options), {instanceOf: CommandError, message});
		t.is(error?.exitCode, 2);
	}
});

test('no text makes an order of another size than it says', t => {
	fc.assert(
		fc.property(fc.oneof(hostileText, fc.integer().map(String), fc.double().map(String)), text => {
			try {
				t.is(readUseOrder(text, undefined, {}).bytes, Number(text) * M);
				t.regex(text, /^\d+$/);
			} catch (error) {
				t.true(error instanceof CommandError);
			}
		}),
	);
});

test('scripts are told every event of the contract and nothing of the growth', t => {
	t.deepEqual(eventOf(started), {
		...{event: 'started', pid: 77, bytes: 300 * M, kind: 'anon', access: 'rmw', baseline},
	});
	t.deepEqual(eventOf(startedWith({baseline: {rss: M}})), {
		...started,
		baseline: {rss: M, vsz: null},
	});
	t.is(eventOf({event: 'allocating', touched: 5}), undefined);
	for (const message of [allocated, pass, finished]) t.is(eventOf(message), message);
});

test('the line after the pid says what was asked for and what Node brings', t => {
	t.is(
		askedLine(started),
		"300 MB (314,572,800 bytes) of anon, rmw; Node's own beside it: 41.0M RSS, 640M VSZ",
	);
	t.is(
		askedLine(startedWith({kind: 'reserve', baseline: {rss: 41 * M}})),
		"300 MB (314,572,800 bytes) of reserve, never touched; Node's own beside it: 41.0M RSS, - VSZ",
	);
});

test('the growth is told with its rate so far', t => {
	t.is(progressLine(heard([started]), 1000), '0 of 300 MB touched');
	t.is(progressLine(heard([started]), 2000), '0 of 300 MB touched');
	const growing = heard([started, {event: 'allocating', touched: 150 * M - 1}]);
	t.is(progressLine(growing, 1500), '149 of 300 MB touched, 300M/s');
	const big = heard([started, {event: 'allocating', touched: 1200 * M}], {...order, bytes: 3000 * M});
	t.is(progressLine(big, 1500), '1,200 of 3,000 MB touched, 2.34G/s');
});

test('then the first touch, and the passes with the rate since the last word', t => {
	t.is(progressLine(heard([started, allocated]), 1100), 'first touch of 300 MB: 0.08 s, 3.75G/s');
	const streaming = heard([started, allocated, pass]);
	t.is(progressLine(streaming, 2100), '300 MB, 12 passes, 13.4G/s, 1 of 5 s');
	t.is(
		progressLine({...streaming, passes: 1, order: {...order, seconds: undefined}}, 2100),
		'300 MB, 1 pass, 13.4G/s, 1 s',
	);
	const reserve = heard([started, allocated], {...order, kind: 'reserve'});
	t.is(progressLine(reserve, 1100), '300 MB reserved, nothing of it touched');
});

test('the summary has the first touch, the passes and what ended it', t => {
	t.deepEqual(summaryLines(heard([started, allocated, pass, finished]), 'its time was over', 9000), [
		'first touch of 300 MB: 0.08 s, 3.75G/s',
		'65 passes (rmw) in 5.00 s, 13.2G/s; its time was over',
	]);
});

test('a worker that could not say its last word is told of by what was heard', t => {
	t.deepEqual(summaryLines(heard([started, allocated, pass]), 'ended by SIGINT', 13_100), [
		'first touch of 300 MB: 0.08 s, 3.75G/s',
		'12 passes (rmw) in 12.0 s, 13.4G/s; ended by SIGINT',
	]);
	t.deepEqual(
		summaryLines(heard([started, {event: 'allocating', touched: 120 * M}]), 'ended by SIGTERM', 1200),
		['120 of 300 MB were touched; ended by SIGTERM'],
	);
	t.deepEqual(summaryLines(heard([]), 'ended by SIGINT', 10), ['nothing was allocated; ended by SIGINT']);
});

test('of what no map shows the summary says where it shows', t => {
	const last = (kind: WorkerOrder['kind']) =>
		summaryLines(heard([started, allocated, pass], {...order, kind}), 'released', 2000).at(-1) ?? '';
	t.regex(last('shared'), /shared and in buff\/cache and in no map.*through a descriptor$/);
	t.regex(last('file'), /^it shows in buff\/cache and in no map.*through a descriptor$/);
	t.regex(last('reserve'), /VSZ.*not in RSS/);
	t.regex(last('heap'), /^12 passes/);
	t.is(
		summaryLines(heard([started, allocated], {...order, kind: 'reserve'}), 'released', 2100)[0],
		'300 MB were reserved for 1.00 s; released',
	);
});

test('a line that is written over fills the terminal but for one column and never wraps', t => {
	fc.assert(
		fc.property(hostileText, fc.integer({min: 2, max: 200}), (text, columns) => {
			const line = overwritten(text.replace(/\p{Cc}/gu, '?'), columns);
			t.true(line.endsWith('\r'));
			t.is(width(line.slice(0, -1)), columns - 1);
		}),
	);
	t.is(overwritten('abc', 6), 'abc  \r');
	t.is(overwritten('abcdef', 5, '~'), 'abc~\r');
});
