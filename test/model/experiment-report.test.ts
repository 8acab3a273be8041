import test from 'ava';
import fc from 'fast-check';
import type {ExperimentFigure, ExperimentRun, FigureName} from '../../source/model/experiment.js';
import {figureNames} from '../../source/model/experiment-figures.js';
import {experimentReport} from '../../source/model/experiment-report.js';
import {workerKinds} from '../../source/worker/messages.js';
import {
	anonChange,
	type Change,
	lookAt,
	MB,
	quietProcesses,
	recordedRun,
	runOf,
} from '../support/experiment-run.js';
import {machineOf, processOf} from '../support/samples.js';

const figureOf = (run: ExperimentRun, name: FigureName): ExperimentFigure => {
	const found = experimentReport(run).figures.find(figure => figure.name === name);
	if (!found) throw new Error(name);
	return found;
};
const allWords = (run: ExperimentRun) => {
	const {figures, conclusion} = experimentReport(run);
	return [...figures.map(({why}) => why), ...conclusion].join('\n');
};

test('the recorded run under a limit names the cache that was reclaimed, with its amount, and what stays free', t => {
	const run = recordedRun('anon-reclaim');
	const free = figureOf(run, 'free');
	t.is(free.verdict, 'less');
	t.regex(free.why, /gave up 292 MB of file cache \(pgsteal 74,828 pages\) to make room/);
	t.regex(free.why, /after: \+307 MB/);
	t.regex(figureOf(run, 'buffCache').why, /gave up 292 MB/);
	t.is(figureOf(run, 'rss').verdict, 'as expected');
	const {conclusion} = experimentReport(run);
	t.true(conclusion.length >= 2 && conclusion.length <= 3);
	t.regex(
		conclusion.join(' '),
		/gave up 292 MB of file cache to make room \(the limit of 400 MB of cgroup \/memtui-fixture was met 16,965 times\): that cache doesn't come back by itself, so after the end free is 307 MB higher/,
	);
});

for (const name of ['anon-stock', 'file', 'reserve', 'oom']) {
	test(`the recorded run ${name} had no reclaim, and no word says that it had`, t => {
		t.notRegex(allWords(recordedRun(name)), /gave up|come back by itself|pgsteal/);
	});
}

test('free that rises without reclaim is not explained by it', t => {
	const after: Change = {meminfo: {MemFree: 900 * MB, MemAvailable: 900 * MB}, worker: null};
	t.notRegex(allWords(runOf({during: anonChange(300 * MB), after})), /gave up|by itself/);
});

test('pages that came out of what no counter holds are named where free fell by too little', t => {
	const run = recordedRun('anon-stock');
	t.is(figureOf(run, 'free').verdict, 'less');
	t.regex(figureOf(run, 'free').why, /358 MB came out of what no counter holds/);
	t.is(figureOf(run, 'rss').verdict, 'as expected');
});

test('an OOM kill in a recorded cgroup is recognised with the limit that did it', t => {
	const run = recordedRun('oom');
	const {conclusion} = experimentReport(run);
	t.regex(
		conclusion[0] ?? '',
		/OOM killer ended the worker .* limit of 200 MB of cgroup \/memtui-fixture .* with 184 MB of 300 MB touched/,
	);
	t.is(figureOf(run, 'rss').verdict, 'as expected');
	t.true(Math.abs((figureOf(run, 'used').expectedDuring ?? 0) - 184 * MB) < MB);
});

test('the recorded file is in the cache and stays available, the recorded reservation in VSZ alone', t => {
	const file = recordedRun('file');
	for (const name of figureNames) t.is(figureOf(file, name).verdict, 'as expected', name);
	t.is(figureOf(file, 'buffCache').expectedDuring, 300 * MB);
	const reserve = recordedRun('reserve');
	for (const name of figureNames) t.is(figureOf(reserve, name).verdict, 'as expected', name);
	t.is(figureOf(reserve, 'vsz').deltaDuring, 300 * MB);
	t.regex(
		experimentReport(reserve).conclusion.join(' '),
		/Asking isn't touching.*vm\.overcommit_memory is 0/,
	);
});

test('a run as in the table is as expected in every figure, and process figures stand above the start', t => {
	const own = {MemFree: 12 * MB, MemAvailable: 12 * MB};
	const run = runOf({during: anonChange(300 * MB), after: {meminfo: own, worker: null}});
	for (const name of figureNames) t.is(figureOf(run, name).verdict, 'as expected', name);
	t.like(figureOf(run, 'rss'), {before: 0, during: 300 * MB, deltaDuring: 300 * MB, deltaAfter: undefined});
	t.like(figureOf(run, 'free'), {
		deltaDuring: -300 * MB,
		expectedAfter: 12 * MB,
		deltaAfter: 12 * MB,
		noise: 0,
	});
	t.like(figureOf(run, 'used'), {expectedAfter: -12 * MB, deltaAfter: -12 * MB});
	t.regex(figureOf(run, 'rss').why, /76,800 minor faults/);
	t.regex(figureOf(run, 'used').why, /AnonPages\) \+300 MB/);
	t.regex(experimentReport(run).conclusion.join(' '), /RSS rose by 300 MB.*it came back: free is \+12 MB/);
});

test('a swapped worker has less in RSS, with the amount in swap', t => {
	const change = anonChange(300 * MB);
	const run = runOf({
		during: {
			...change,
			vmstat: {pswpout: (100 * MB) / 4096},
			worker: {...change.worker, rss: 200 * MB, swap: 100 * MB},
		},
	});
	t.is(figureOf(run, 'rss').verdict, 'less');
	t.regex(figureOf(run, 'rss').why, /100 MB of it is in swap/);
	t.regex(experimentReport(run).conclusion.join(' '), /RSS rose by 200 MB/);
});

test('another process that grew is named, one that moved within the noise and the worker are not', t => {
	const run = runOf({
		during: {
			...anonChange(300 * MB),
			meminfo: {...anonChange(500 * MB).meminfo},
			processes: [
				...quietProcesses
					.filter(({pid}) => pid !== 77)
					.map(each => (each.pid === 4242 ? {...each, figures: {rss: 350 * MB, shared: 0, swap: 0}} : each)),
				processOf({pid: 99, name: 'stress\u001B[31m', rss: 200 * MB}),
				processOf({pid: 98, name: 'small', rss: MB}),
				processOf({pid: 97, name: 'new', rss: 60 * MB}),
			],
		},
	});
	t.is(figureOf(run, 'used').verdict, 'more');
	t.is(figureOf(run, 'free').verdict, 'more');
	t.regex(
		figureOf(run, 'used').why,
		/stress\?\[31m \(99\) \+200 MB and new \(97\) \+60 MB against sleeper \(77\) -40 MB/,
	);
	t.notRegex(allWords(run), /memtui-worker|small|\u001B/);
});

test('a guess stands beside its figure and missing guesses stay missing', t => {
	const {figures} = experimentReport(runOf(), {used: 1, rss: -5});
	t.deepEqual(
		figures.filter(({predicted}) => predicted !== undefined).map(({name, predicted}) => [name, predicted]),
		[
			['used', 1],
			['rss', -5],
		],
	);
});

test('ends are named: a failure with its message, a kill that the kernel did not do, a stop while it grew', t => {
	const conclusion = (more: Parameters<typeof runOf>[1]) =>
		experimentReport(runOf({during: null}, {touched: 100 * MB, ...more})).conclusion[0] ?? '';
	t.is(
		conclusion({end: {reason: 'failed', message: 'the system has no memory\u001B left.'}}),
		'It could not be done: the worker ended with 100 MB of 300 MB touched: the system has no memory? left.',
	);
	t.regex(
		conclusion({end: {reason: 'killed'}}),
		/Somebody ended the worker \(4242\) by SIGKILL: the kernel counted no/,
	);
	t.regex(conclusion({end: {reason: 'signal'}}), /stopped while it still grew, with 100 MB of 300 MB/);
	const after = {worker: null, vmstat: {oom_kill: 1}};
	const {conclusion: machine} = experimentReport(
		runOf({during: null, after}, {touched: 100 * MB, end: {reason: 'killed'}}),
	);
	t.regex(machine[0] ?? '', /OOM killer ended .* for want of memory/);
});

test('of growth that went on after the last look as much is expected as that look could see', t => {
	const run = runOf(
		{during: null},
		{growth: [lookAt(4, anonChange(120 * MB))], touched: 150 * MB, end: {reason: 'failed'}},
	);
	t.is(figureOf(run, 'used').expectedDuring, 120 * MB);
	const swapped = {...anonChange(120 * MB), worker: {rss: 120 * MB, swap: 90 * MB}};
	const more = runOf(
		{during: null},
		{growth: [lookAt(4, swapped)], touched: 150 * MB, end: {reason: 'failed'}},
	);
	t.is(figureOf(more, 'used').expectedDuring, 150 * MB);
});

test('counters that a kernel lacks are not taken for 0: no figure, no verdict and no word of them', t => {
	const bare = machineOf({
		MemAvailable: undefined,
		Shmem: undefined,
		PageTables: undefined,
		Committed_AS: undefined,
	});
	const blind = {machine: {meminfo: bare.meminfo, vmstat: undefined}};
	const run = runOf({during: blind, after: blind}, {quiet: [lookAt(0, blind), lookAt(1, blind)]});
	for (const name of ['available', 'shared', 'pageTables', 'committed'] as const) {
		t.like(figureOf(run, name), {
			...{before: undefined, during: undefined, deltaDuring: undefined, deltaAfter: undefined},
			...{noise: undefined, verdict: undefined, why: ''},
		});
	}
	t.notRegex(allWords(run), /pswpout|pgsteal|oom_kill/);
});

const amounts = fc.option(fc.integer({min: 0, max: 2 ** 40}), {nil: undefined});
const counters = fc.dictionary(
	fc.constantFrom(
		...[
			'MemTotal',
			'MemFree',
			'MemAvailable',
			'Cached',
			'Buffers',
			'Shmem',
			'AnonPages',
			'PageTables',
			'SwapFree',
		],
		...['SwapTotal', 'Committed_AS', 'pgsteal_file', 'pgsteal_anon', 'pgsteal_kswapd', 'pswpout', 'oom_kill'],
	),
	amounts,
);
const look = fc
	.record({
		second: fc.integer({min: 0, max: 100}),
		meminfo: counters,
		vmstat: fc.option(counters, {nil: undefined}),
		worker: fc.option(fc.record({rss: amounts, uss: amounts, vsz: amounts, swap: amounts}), {nil: null}),
		isLinux: fc.boolean(),
		names: fc.option(fc.array(fc.string()), {nil: undefined}),
	})
	.map(({second, meminfo, vmstat, worker, isLinux, names}) => ({
		...lookAt(second, {
			processes: names?.map((name, i) => processOf({pid: i, name, rss: i * 2 ** 22})) ?? [],
		}),
		machine: isLinux
			? {kind: 'linux' as const, meminfo, vmstat}
			: {kind: 'other' as const, total: 2 ** 34, free: 2 ** 33},
		worker:
			worker === null
				? undefined
				: {pss: undefined, minorFaults: undefined, majorFaults: undefined, ...worker},
	}));
const looks = fc.array(look, {maxLength: 4});
const runs = fc
	.record({
		kind: fc.constantFrom(...workerKinds),
		bytes: fc.integer({min: 65_536, max: 2 ** 40}),
		touched: fc.integer({min: 0, max: 2 ** 40}),
		...{quiet: looks, growth: looks, during: looks, after: looks},
		reason: fc.constantFrom(
			'time' as const,
			'signal' as const,
			'released' as const,
			'failed' as const,
			'killed' as const,
		),
		message: fc.option(fc.string(), {nil: undefined}),
		overcommitMemory: fc.constantFrom(undefined, 0, 1, 2),
	})
	.map(({kind, bytes, reason, message, ...more}) =>
		runOf({}, {order: {kind, bytes}, end: {reason, message}, ...more}),
	);

test('no run makes it throw, and what it says follows from what it shows', t => {
	fc.assert(
		fc.property(runs, run => {
			const {figures, conclusion} = experimentReport(run);
			t.deepEqual(
				figures.map(({name}) => name),
				figureNames,
			);
			for (const {before, during, deltaDuring, expectedDuring, verdict, why} of figures) {
				t.is(deltaDuring === undefined, before === undefined || during === undefined);
				t.is(verdict === undefined, deltaDuring === undefined || expectedDuring === undefined);
				t.notRegex(why, /undefined|NaN|Infinity/);
			}
			t.true(conclusion.length <= 3);
			const words = [...conclusion, ...figures.map(({why}) => why)].join('\n');
			t.notRegex(words.replaceAll('\n', ''), /[\u0000-\u001F\u007F-\u009F]/);
			const reclaim = (part: (typeof run.after)[number] | undefined) =>
				part?.machine.kind === 'linux' &&
				Object.keys(part.machine.vmstat ?? {}).some(name => name.startsWith('pgsteal'));
			if (![...run.during, ...run.growth, ...run.after].some(reclaim)) t.notRegex(words, /gave up/);
		}),
		{numRuns: 300},
	);
});
