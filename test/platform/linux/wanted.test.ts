/** What is read of the processes follows what is wanted. */
import test, {type ExecutionContext} from 'ava';
import type {Process, Wanted} from '../../../source/platform/platform.js';
import {makeProcTree, type TreeProcess} from '../../support/proc-tree.js';
import {nothingWanted as nothing, openLinux as open} from './opened.js';

const seventy: readonly TreeProcess[] = Array.from({length: 70}, (_, i) => ({pid: 100 + i}));

test('figures and facts are read of those that are wanted, when there are many', async t => {
	const {proc} = makeProcTree(t, seventy);
	const {processes} = await open(t, proc).sample({...nothing, figures: [105, 110, 99]});
	const known = (key: 'figures' | 'facts') =>
		[...processes.values()].filter(process => process[key]).map(process => process.pid);
	t.deepEqual(known('figures'), [105, 110]);
	t.deepEqual(known('facts'), [105, 110]);
});

test('a few newcomers are read though nobody asked for them', async t => {
	const tree = makeProcTree(t, seventy);
	const platform = open(t, tree.proc);
	await platform.sample(nothing);
	tree.put({pid: 500, statm: [1000, 300, 100]});
	const {processes} = await platform.sample(nothing);
	t.is(processes.get(500)?.figures?.rss, 300 * 4096);
	t.is(processes.get(100)?.figures, undefined);
});

test('facts of all can be had without their figures', async t => {
	const {proc} = makeProcTree(t, seventy);
	const {processes} = await open(t, proc).sample({...nothing, facts: 'all'});
	t.true([...processes.values()].every(process => process.facts?.uid === 0 && process.figures === undefined));
});

test('a look reads what is wanted now over the processes and the time of the last sample', async t => {
	const tree = makeProcTree(t, seventy);
	const platform = open(t, tree.proc);
	const sample = await platform.sample(nothing);
	tree.put({pid: 500});
	tree.put({pid: 105, userTicks: 50, statm: [1000, 300, 100]});
	const look = await platform.look({...nothing, figures: [105]});
	t.is(look.at, sample.at);
	t.is(look.monotonic, sample.monotonic);
	t.is(look.machine, sample.machine);
	t.deepEqual([...look.processes.keys()], [...sample.processes.keys()]);
	t.is(look.processes.get(105)?.figures?.rss, 300 * 4096);
	t.is(look.processes.get(105)?.cpuTime, 0);
	t.is(look.processes.get(106), sample.processes.get(106));
});

test('a look before any sample is a sample', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}]);
	const look = await open(t, proc).look({...nothing, figures: [10]});
	t.is(look.processes.get(10)?.figures?.rss, 250 * 4096);
});

test('processes stay the same objects from sample to sample with all that was read of them', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}, {pid: 11}, {pid: 12, flags: 0x200000, statm: [0, 0, 0]}]);
	const platform = open(t, proc);
	const wanted: Wanted = {...nothing, figures: 'all', facts: 'all', swap: 'all'};
	const first = await platform.sample(wanted);
	const second = await platform.sample(wanted);
	t.not(second, first);
	for (const [pid, process] of first.processes) t.is(second.processes.get(pid), process, String(pid));
});

function withRollups(t: ExecutionContext, pids: readonly number[]) {
	const files = {smaps_rollup: '0-f ---p 0 00:00 0 [rollup]\nPss: 40 kB\n'};
	const tree = makeProcTree(
		t,
		pids.map(pid => ({pid, files})),
	);
	return {tree, platform: open(t, tree.proc)};
}

const readRollups = (processes: ReadonlyMap<number, Process>) =>
	[...processes.values()].filter(process => process.rollup).map(process => process.pid);

test('without a budget one rollup is read each time, the most important first', async t => {
	const {platform} = withRollups(t, [10, 11, 12]);
	const wanted = {...nothing, rollups: [12, 99, 10, 11]};
	t.deepEqual(readRollups((await platform.sample(wanted)).processes), [12]);
	t.deepEqual(readRollups((await platform.look(wanted)).processes), [10, 12]);
	t.deepEqual(readRollups((await platform.sample(wanted)).processes), [10, 11, 12]);
});

test('within the budget all rollups that are wanted are read, and none that are not', async t => {
	const {platform} = withRollups(t, [10, 11, 12, 13]);
	const {processes} = await platform.sample({...nothing, rollups: [13, 11], rollupBudget: 60_000});
	t.deepEqual(readRollups(processes), [11, 13]);
	t.is(processes.get(11)?.rollup?.pss, 40 * 1024);
});

test('a rollup that was never read goes before one that is to be read again', async t => {
	const {tree, platform} = withRollups(t, [10, 11]);
	await platform.sample({...nothing, rollups: [10]});
	tree.put({pid: 10, minorFaults: 5, files: {smaps_rollup: 'Pss: 44 kB\n'}});
	const wanted = {...nothing, rollups: [10, 11]};
	const second = (await platform.sample(wanted)).processes;
	t.deepEqual(readRollups(second), [10, 11]);
	t.is(second.get(10)?.rollup?.pss, 40 * 1024);
	const third = (await platform.sample(wanted)).processes;
	t.is(third.get(10)?.rollup?.pss, 44 * 1024);
});
