import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {treeCpu, treeOf, treePss} from '../../benchmark/cost.js';

type FakeProcess = {
	readonly pid: number;
	readonly children?: string;
	/** Nanoseconds of each thread. */
	readonly threads: readonly number[];
	/** Ticks: user, system, and those of children that ended. */
	readonly ticks: readonly [number, number, number, number];
	readonly pss?: number;
};

/** A folder of the shape of /proc. */
function procfsOf(t: ExecutionContext, processes: readonly FakeProcess[]): string {
	const procfs = mkdtempSync(join(tmpdir(), 'memtui-test-'));
	t.teardown(() => rmSync(procfs, {recursive: true}));
	for (const {pid, children = '', threads, ticks, pss} of processes) {
		const folder = join(procfs, String(pid));
		for (const [index, nanoseconds] of threads.entries()) {
			const task = join(folder, 'task', String(pid + index));
			mkdirSync(task, {recursive: true});
			writeFileSync(join(task, 'children'), index === 0 ? children : '');
			writeFileSync(join(task, 'schedstat'), `${nanoseconds} 555 7\n`);
		}
		writeFileSync(join(folder, 'stat'), `${pid} (a ) (b) S 1 2 3 4 5 6 7 8 9 10 ${ticks.join(' ')} 20 0\n`);
		if (pss !== undefined)
			writeFileSync(
				join(folder, 'smaps_rollup'),
				`0-1 ---p\nRss:  9 kB\nPss:      ${pss} kB\nPss_Anon: 1 kB\n`,
			);
	}
	return procfs;
}

const parent: FakeProcess = {
	pid: 10,
	children: '20 30 ',
	threads: [5e6, 2e6],
	ticks: [0, 0, 0, 0],
	pss: 100,
};
const child: FakeProcess = {pid: 20, children: '40 ', threads: [1e6], ticks: [0, 0, 0, 0], pss: 20};
const grandchild: FakeProcess = {pid: 40, threads: [500_000], ticks: [0, 0, 0, 0], pss: 3};

test('a tree is a process and everything below it, those that just ended left to their parents', t => {
	const procfs = procfsOf(t, [parent, child, grandchild]);
	t.deepEqual(treeOf(10, procfs), [10, 20, 30, 40]);
	t.deepEqual(treeOf(20, procfs), [20, 40]);
});

test('CPU is the sum over all threads of the tree, finer than a tick', t => {
	t.is(treeCpu(10, procfsOf(t, [parent, child, grandchild])), 8.5);
});

test('CPU of children that ended and of threads that ended is counted too', t => {
	t.is(treeCpu(10, procfsOf(t, [{...parent, children: '', ticks: [0, 0, 2, 1]}])), 7 + 30);
	t.is(treeCpu(10, procfsOf(t, [{...parent, children: '', ticks: [4, 1, 0, 0]}])), 50);
});

test('PSS is the sum over the tree in bytes, and missing where one of it may not be read', t => {
	t.is(treePss(10, procfsOf(t, [parent, child, grandchild])), 123 * 1024);
	const procfs = procfsOf(t, [parent]);
	mkdirSync(join(procfs, '20', 'smaps_rollup'), {recursive: true});
	t.is(treePss(10, procfs), undefined);
});

test('this very process costs CPU and memory', t => {
	if (process.platform !== 'linux') {
		t.log('skipped: there is no /proc');
		t.pass();
		return;
	}
	const {user, system} = process.cpuUsage();
	const cpu = treeCpu(process.pid);
	// Its own figure holds threads that the other one counts in ticks.
	t.true(cpu > 0.8 * ((user + system) / 1000) - 20, `${cpu} ms against ${(user + system) / 1000}`);
	t.true((treePss(process.pid) ?? Number.NaN) > 10 * 2 ** 20);
});
