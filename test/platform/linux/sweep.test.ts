import {join} from 'node:path';
import test from 'ava';
import {rawText} from '../../../source/safe-text.js';
import {type TreeProcess, treeBootSeconds} from '../../support/proc-tree.js';
import {openFilesBelow} from './open-files.js';
import {sweepOver} from './sweep-over.js';

test('a process is what its stat says', async t => {
	const {pass} = sweepOver(t, [
		{
			pid: 70_000,
			comm: 'worker (1) x',
			state: 'D',
			ppid: 12,
			minorFaults: 7,
			majorFaults: 3,
			userTicks: 120,
			systemTicks: 30,
			threads: 5,
			startTicks: 1234,
			vsz: 8192,
			rssPages: 2,
		},
	]);
	const {name, ...rest} = (await pass()).get(70_000) ?? t.fail();
	t.is(rawText(name), 'worker (1) x');
	t.deepEqual(rest, {
		pid: 70_000,
		ppid: 12,
		startTicks: 1234,
		startTime: treeBootSeconds * 1000 + 12_340,
		state: 'D',
		threads: 5,
		isKernelThread: false,
		cpuTime: 1500,
		minorFaults: 7,
		majorFaults: 3,
		vsz: 8192,
		rankRss: 8192,
		readBefore: undefined,
		facts: undefined,
		figures: undefined,
		rollup: undefined,
		extras: undefined,
	});
});

test('a process of which nothing changed stays the same object, and one that changed is another', async t => {
	const {tree, pass} = sweepOver(t, [{pid: 10}, {pid: 11}]);
	const first = await pass();
	const second = await pass();
	t.is(second.get(10), first.get(10));
	t.is(second.get(11), first.get(11));
	tree.put({pid: 11, userTicks: 1});
	const third = await pass();
	t.is(third.get(10), first.get(10));
	t.not(third.get(11), first.get(11));
	t.is(first.get(11)?.cpuTime, 0, 'what was given out is never changed');
	t.is(third.get(11)?.cpuTime, 10);
	t.is(third.get(11)?.name, first.get(11)?.name);
});

test('a change that keeps the length of the text is seen', async t => {
	const {tree, pass} = sweepOver(t, [{pid: 10, minorFaults: 41}]);
	await pass();
	tree.put({pid: 10, minorFaults: 42});
	t.is((await pass()).get(10)?.minorFaults, 42);
	tree.put({pid: 10, minorFaults: 43});
	t.is((await pass()).get(10)?.minorFaults, 43);
});

test('processes come and go between two passes', async t => {
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10}, {pid: 11}]);
	await pass();
	t.deepEqual(
		sweep.newcomers.map(record => record.process.pid),
		[10, 11],
	);
	tree.remove(10);
	tree.put({pid: 9});
	t.deepEqual([...(await pass()).keys()], [11, 9]);
	t.deepEqual(
		sweep.newcomers.map(record => record.process.pid),
		[9],
	);
	t.deepEqual(
		openFilesBelow(tree.proc),
		['11', '9'].map(pid => join(tree.proc, pid, 'stat')),
	);
});

test('a process that vanishes after its folder was listed is passed over without a word', async t => {
	// An empty folder is what a listing and a reading that comes too late see of it.
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10}]);
	tree.write('proc/11/.keep', '');
	t.deepEqual([...(await pass()).keys()], [10]);
	t.deepEqual([...sweep.troubles], []);
});

test('one process can be looked at between two passes', async t => {
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10}]);
	await pass();
	tree.put({pid: 10, state: 'R'});
	tree.put({pid: 11});
	t.is(sweep.look(10)?.process.state, 'R');
	t.is(sweep.look(11)?.process.pid, 11);
	t.is(sweep.look(12), undefined);
	tree.remove(11);
	t.deepEqual([...(await pass()).keys()], [10]);
});

test('the same pid with another start time is another process', async t => {
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10, comm: 'same', startTicks: 100}]);
	const first = await pass();
	const record = sweep.records.get(10);
	if (record) record.process = {...record.process, facts: {uid: 1}, figures: {rss: 4096}};
	tree.put({pid: 10, comm: 'same', startTicks: 200});
	const second = (await pass()).get(10);
	t.is(first.get(10)?.startTicks, 100);
	t.is(second?.startTicks, 200);
	t.is(second?.startTime, treeBootSeconds * 1000 + 2000);
	t.is(second?.facts, undefined);
	t.is(second?.figures, undefined);
	t.not(sweep.records.get(10), record);
	t.deepEqual(
		sweep.newcomers.map(newcomer => newcomer.process.pid),
		[10],
	);
});

const programs: Array<readonly [how: string, before: Partial<TreeProcess>, after: Partial<TreeProcess>]> = [
	['another name', {comm: 'sh'}, {comm: 'sleep'}],
	['another place of the code', {startCode: 0x5555_0000}, {startCode: 0x5566_0000}],
];

for (const [how, before, after] of programs) {
	test(`another program in the same process is told by ${how}: what was read of the old one is forgotten`, async t => {
		const {tree, sweep, pass} = sweepOver(t, [{pid: 10, ...before}]);
		await pass();
		const record = sweep.records.get(10) ?? t.fail();
		record.process = {...record.process, facts: {uid: 1}, rollup: {at: 1, pss: 5}, figures: {rss: 4096}};
		tree.put({pid: 10, ...before, userTicks: 1});
		const same = (await pass()).get(10);
		t.deepEqual(same?.facts, {uid: 1});
		t.deepEqual(same?.rollup, {at: 1, pss: 5});
		tree.put({pid: 10, ...before, userTicks: 1, ...after});
		const other = (await pass()).get(10);
		t.is(other?.facts, undefined);
		t.is(other?.rollup, undefined);
		t.is(other?.startTicks, same?.startTicks);
		t.is(other && rawText(other.name), String(after.comm ?? 'program'));
		t.is(sweep.records.get(10), record, 'it still is the same process');
	});
}

test('more processes than descriptors are all listed, pass after pass', async t => {
	const processes = Array.from({length: 40}, (_, i) => ({pid: 100 + i, startTicks: 100 + i}));
	const {tree, pass} = sweepOver(t, processes, 7);
	for (let round = 0; round < 3; round++) {
		for (const described of processes) tree.put({...described, userTicks: round});
		const found = await pass();
		t.is(found.size, 40);
		t.true([...found.values()].every(process => process.cpuTime === round * 10));
		t.is(openFilesBelow(tree.proc).length, 7);
	}
});
