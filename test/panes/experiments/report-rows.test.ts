import test from 'ava';
import {reportRows, reportTitle} from '../../../source/panes/experiments/report-rows.js';
import type {WorkerState} from '../../../source/store/state.js';
import {newWorker} from '../../../source/store/workers.js';

const M = 1024 ** 2;

const ended: WorkerState = {
	...newWorker(1, {bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: 10}),
	pid: 51_877,
	phase: 'ended',
	baseline: {rss: 41 * M},
	touched: 300 * M,
	firstTouch: {seconds: 0.4, bytesPerSecond: 750 * M},
	passes: 1204,
	bytesPerSecond: 13.4 * 1024 ** 3,
	cpu: 99.5,
	peakRss: 341 * M,
	end: {reason: 'time', message: undefined, seconds: 10.04},
};

test('a report tells what was asked, what was touched and what that did', t => {
	t.deepEqual(
		reportRows(ended).map(({figure, value, meaning}) => [figure, value, meaning]),
		[
			['asked', '300M', '314,572,800 bytes'],
			['touched', '300M', 'first touch at 750M/s'],
			['RSS at start', '41.0M', 'what Node itself brings'],
			['RSS grew by', '+300M', 'as asked for: what is touched is resident'],
			['passes', '1,204', 'over all of it, at 13.4G/s'],
			['streamed', '10.0 s', 'after the first touch'],
			['CPU', '99.5%', 'of one CPU, when last seen'],
		],
	);
});

test('the title says who ended and why', t => {
	t.is(reportTitle(ended), 'memory-user 51877: 300 MB anon, its time was over');
	const because = (reason: string, message?: string) =>
		reportTitle({...ended, end: {reason, message, seconds: undefined}});
	t.regex(because('released'), /, released by d$/);
	t.regex(
		because('killed', "the worker was killed: perhaps by the kernel's OOM killer"),
		/perhaps by the kernel's OOM killer$/,
	);
	t.regex(because('unheard-of'), /, unheard-of$/);
	t.regex(reportTitle({...ended, end: undefined, pid: undefined}), /^memory-user -: 300 MB anon, ended$/);
});

const grown = (peakRss: number | undefined) => {
	const row = reportRows({...ended, peakRss}).find(({figure}) => figure === 'RSS grew by');
	return [row?.value, row?.meaning.split(':')[0]];
};

test('how much the RSS grew is judged against what was asked for', t => {
	t.deepEqual(grown(41 * M + 300 * M), ['+300M', 'as asked for']);
	t.deepEqual(grown(41 * M + 290 * M), ['+290M', 'as asked for']);
	t.deepEqual(grown(41 * M + 280 * M), ['+280M', 'less than asked for']);
	t.deepEqual(grown(41 * M + 320 * M), ['+320M', 'more than asked for']);
	t.deepEqual(grown(undefined), ['-', 'not seen']);
});

test('a worker that ended before it did anything has dashes and no zeros of what was not measured', t => {
	const rows = reportRows({...newWorker(1, {bytes: M, kind: 'anon', access: 'rmw'}), phase: 'ended'});
	t.deepEqual(
		rows.map(({value}) => value),
		['1.00M', '0', '-', '-', '0', '-', '-'],
	);
	t.is(rows[1]?.meaning, 'not all');
});

test('memory that is not its own is not missed in its RSS', t => {
	const meaning = (kind: string, growth: number) =>
		reportRows({...ended, kind, peakRss: 41 * M + growth}).find(({figure}) => figure === 'RSS grew by')
			?.meaning;
	t.regex(meaning('shared', 1 * M) ?? '', /^as expected: .*tmpfs/);
	t.regex(meaning('file', 1 * M) ?? '', /^as expected: the file is in buff/);
	t.regex(meaning('reserve', 0) ?? '', /^as expected: asking/);
	t.regex(meaning('reserve', 300 * M) ?? '', /^as asked for/);
	const untouched = reportRows({...ended, kind: 'reserve', touched: 0});
	t.deepEqual(untouched[1], {figure: 'touched', value: '0', meaning: 'nothing: it was only reserved'});
});
