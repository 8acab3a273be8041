import test from 'ava';
import fc from 'fast-check';
import {
	cpuBetween,
	cpuSinceStart,
	isSameProcess,
	memoryShare,
	rssOf,
} from '../../source/model/process-figures.js';
import type {Process} from '../../source/platform/platform.js';
import {processOf, sampleOf} from '../support/samples.js';

const M = 1024 ** 2;

test('the RSS that is shown is the exact one where it was read', t => {
	t.is(rssOf(processOf({pid: 1, rankRss: 90 * M, rss: 100 * M})), 100 * M);
	t.is(rssOf(processOf({pid: 1, rankRss: 90 * M, rss: 0})), 0);
});

test('until the exact RSS is read the one of stat stands for it', t => {
	t.is(rssOf(processOf({pid: 1, rankRss: 90 * M})), 90 * M);
});

test('an exact RSS that could not be read is missing, and not that of stat', t => {
	t.is(rssOf(processOf({pid: 1, rankRss: 90 * M, figures: {rss: undefined}})), undefined);
});

test('what has no memory of its own has no RSS', t => {
	t.is(rssOf(processOf({pid: 2, isKernelThread: true, vsz: 0, rankRss: 0})), undefined);
	t.is(rssOf(processOf({pid: 3, state: 'Z', vsz: 0, rankRss: 0})), undefined);
});

/** The same process in two samples, `seconds` apart. */
function twoSamples(first: Process, second: Process, seconds: number) {
	return {
		before: sampleOf([first], {monotonic: 5000}),
		now: sampleOf([second], {monotonic: 5000 + seconds * 1000}),
	};
}

test('CPU is the time used between two samples in percent of one CPU', t => {
	const first = processOf({pid: 7, cpuTime: 100});
	const second = processOf({pid: 7, cpuTime: 600});
	const {before, now} = twoSamples(first, second, 2);
	t.is(cpuBetween(before, now, second), 25);
	// Two threads that never wait.
	const busy = processOf({pid: 7, cpuTime: 4100});
	t.is(cpuBetween(before, twoSamples(first, busy, 2).now, busy), 200);
});

test('a process of which nothing changed used no CPU', t => {
	const process = processOf({pid: 7, cpuTime: 100});
	const {before, now} = twoSamples(process, process, 1);
	t.is(cpuBetween(before, now, process), 0);
});

test('CPU is missing on the first sample, for a new process, and where no time passed', t => {
	const first = processOf({pid: 7, cpuTime: 100});
	const second = processOf({pid: 7, cpuTime: 200});
	const {before, now} = twoSamples(first, second, 1);
	t.is(cpuBetween(undefined, now, second), undefined);
	t.is(cpuBetween(sampleOf([]), now, second), undefined);
	t.is(cpuBetween({...before, monotonic: now.monotonic}, now, second), undefined);
});

test('a pid that is used again has no CPU yet, although the one before had', t => {
	const first = processOf({pid: 7, cpuTime: 9000, startTicks: 100});
	const second = processOf({pid: 7, cpuTime: 10, startTicks: 200});
	const {before, now} = twoSamples(first, second, 1);
	t.is(cpuBetween(before, now, second), undefined);
});

test('CPU since the start is the average over the whole life', t => {
	const process = processOf({pid: 7, cpuTime: 2500, startTime: 1_000_000});
	t.is(cpuSinceStart(process, 1_010_000), 25);
	t.is(cpuSinceStart(process, 1_000_000), undefined);
	// The clock of the machine was set back.
	t.is(cpuSinceStart(process, 900_000), undefined);
	t.is(cpuSinceStart({...process, startTime: undefined}, 1_010_000), undefined);
});

test('the share of memory is percent of the total', t => {
	t.is(memoryShare(256, 1024), 25);
	t.is(memoryShare(0, 1024), 0);
	t.is(memoryShare(undefined, 1024), undefined);
	t.is(memoryShare(256, undefined), undefined);
	t.is(memoryShare(256, 0), undefined);
});

test('pid and start time together are the identity of a process', t => {
	const process = processOf({pid: 7});
	t.true(isSameProcess(process, processOf({pid: 7, name: 'renamed', cpuTime: 5})));
	t.false(isSameProcess(process, processOf({pid: 8})));
	t.false(isSameProcess(process, processOf({pid: 7, startTicks: 1001})));
	t.false(isSameProcess(process, undefined));
	t.false(isSameProcess(undefined, process));
	t.false(isSameProcess(undefined, undefined));
});

test('CPU is never NaN or infinite', t => {
	const amount = fc.nat(10 ** 9);
	fc.assert(
		fc.property(amount, amount, amount, amount, (early, late, from, to) => {
			const second = processOf({pid: 7, cpuTime: late});
			const before = sampleOf([processOf({pid: 7, cpuTime: early})], {monotonic: from});
			const cpu = cpuBetween(before, sampleOf([second], {monotonic: to}), second);
			t.true(cpu === undefined || Number.isFinite(cpu));
		}),
	);
});
