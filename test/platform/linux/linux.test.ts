import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {createLinuxPlatform, NoProcfsError} from '../../../source/platform/linux/linux.js';
import type {Platform} from '../../../source/platform/platform.js';
import {makeProcTree} from '../../support/proc-tree.js';
import {openFilesBelow} from './open-files.js';
import {nothingWanted as nothing, openLinux as open} from './opened.js';

test('a folder without a readable meminfo is no procfs, and the error names it', t => {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	for (const proc of [folder, join(folder, 'missing')]) {
		const error = t.throws(() => createLinuxPlatform(proc), {instanceOf: NoProcfsError});
		t.true(error.message.includes(proc));
	}
});

test('the machine alone is read without a look at any process', async t => {
	const tree = makeProcTree(t, [{pid: 10}]);
	tree.write('proc/vmstat', 'pgfault 12\n');
	tree.write('proc/pressure/memory', 'some avg10=1.50 avg60=0.00 avg300=0.00 total=7\n');
	const platform = open(t, tree.proc);
	const before = Date.now();
	const {at, machine} = await platform.machine();
	t.true(at >= before && at <= Date.now());
	t.deepEqual(machine, {
		kind: 'linux',
		meminfo: {
			MemTotal: 1_024_000_000,
			MemFree: 409_600_000,
			SwapTotal: 1_024_000,
			SwapFree: 409_600,
		},
		vmstat: {pgfault: 12},
		pressure: {some: {avg10: 1.5, avg60: 0, avg300: 0, total: 7}},
		limit: undefined,
	});
	tree.write('proc/meminfo', 'MemTotal: 2 kB\n');
	const now = (await platform.machine()).machine;
	t.deepEqual(now.kind === 'linux' && now.meminfo, {MemTotal: 2048});
});

test('what a kernel lacks is missing and no trouble', async t => {
	const tree = makeProcTree(t, [{pid: 10}]);
	const {machine, troubles, processes} = await open(t, tree.proc).sample(nothing);
	t.is(machine.kind === 'linux' && machine.vmstat, undefined);
	t.is(machine.kind === 'linux' && machine.pressure, undefined);
	t.deepEqual(troubles, []);
	t.is(processes.size, 1);
});

test('capabilities tell a foreign tree from the machine itself', t => {
	t.deepEqual(open(t, makeProcTree(t).proc).capabilities, {pss: true, regions: true, foreign: true});
	t.false(open(t, '/proc').capabilities.foreign);
});

const rollupFile = {smaps_rollup: 'Pss: 40 kB\n'};
const crowd = Array.from({length: 2000}, (_, i) => ({pid: 100 + i, files: rollupFile}));

const longWork: Array<readonly [what: string, work: (platform: Platform) => Promise<unknown>]> = [
	['listed', platform => platform.sample(nothing)],
	['searched for what the filter asks', platform => platform.look({...nothing, facts: 'all'})],
	['read in full', platform => platform.look({...nothing, figures: 'all'})],
	['asked for their PSS', platform => platform.look({...nothing, rollups: 'all', rollupBudget: 60_000})],
];

test('other work has its turn while thousands of processes are listed and read', async t => {
	const platform = open(t, makeProcTree(t, crowd).proc);
	for (const [what, work] of longWork) {
		let turns = 0;
		let isOver = false;
		const count = () => {
			if (isOver) return;
			turns++;
			setImmediate(count);
		};
		setImmediate(count);
		await work(platform);
		isOver = true;
		t.true(turns > 0, what);
	}
	const {processes} = await platform.look(nothing);
	t.is(processes.size, crowd.length);
	t.true(
		[...processes.values()].every(({figures, facts, rollup}) => figures && facts && rollup?.pss === 40_960),
	);
});

test('the page size of a tree is that of its first process that tells it', async t => {
	const {proc} = makeProcTree(t, [
		{pid: 2, statm: [0, 0, 0], flags: 0x200000},
		// It mapped something between the two readings.
		{pid: 10, statm: [1000, 250, 100], status: {VmSize: '16004 kB'}},
		{pid: 11, statm: [1000, 250, 100], status: {VmSize: '16000 kB'}},
	]);
	const {pageSize, processes} = await open(t, proc).sample({...nothing, figures: 'all'});
	t.is(pageSize, 16_384);
	t.is(processes.get(11)?.figures?.rss, 250 * 16_384);
	t.is(processes.get(11)?.rankRss, 250 * 16_384);
});

test('a page size that no process tells is sought once a sample, and found when one tells it', async t => {
	const silent = Array.from({length: 600}, (_, i) => ({pid: 100 + i, status: {VmSize: 'unknown'}}));
	const tree = makeProcTree(t, silent);
	const platform = open(t, tree.proc);
	const first = await platform.sample(nothing);
	t.is(first.pageSize, 4096);
	// Sought once a process this would be 360,000 times two files.
	t.true(performance.now() - first.monotonic < 5000);
	tree.put({pid: 100, status: {VmSize: '16000 kB'}});
	t.is((await platform.sample(nothing)).pageSize, 16_384);
});

test('a closed platform keeps no file open', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}, {pid: 11}]);
	const platform = createLinuxPlatform(proc);
	await platform.sample({...nothing, figures: 'all'});
	t.is(openFilesBelow(proc).length, 4);
	platform.close();
	t.deepEqual(openFilesBelow(proc), []);
});
