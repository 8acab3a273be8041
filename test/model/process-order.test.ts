import test from 'ava';
import fc from 'fast-check';
import {
	type SortKey,
	sortKeys,
	sortProcesses,
	startsWithSmallest,
	treeRows,
} from '../../source/model/process-order.js';
import type {Process, Sample} from '../../source/platform/platform.js';
import {processOf, sampleOf} from '../support/samples.js';

const M = 1024 ** 2;

const pids = (processes: readonly Process[]) => processes.map(process => process.pid);
const sorted = (processes: readonly Process[], key: SortKey, reverse = false, previous?: Sample) =>
	pids(sortProcesses(processes, {key, reverse}, previous, sampleOf(processes, {monotonic: 3000})));

const processes = [
	processOf({
		pid: 30,
		name: 'b',
		command: 'beta',
		user: 'root',
		state: 'S',
		cpuTime: 900,
		figures: {rss: 2 * M, swap: 5},
		rollup: {at: 0, pss: M},
	}),
	processOf({
		pid: 10,
		name: 'a',
		command: 'alpha',
		user: 'app',
		state: 'R',
		cpuTime: 100,
		figures: {rss: 3 * M, swap: 0},
		rollup: {at: 0, pss: 2 * M},
	}),
	processOf({pid: 20, name: 'c', state: 'Z', cpuTime: 500, vsz: 0, figures: {}, facts: {}}),
];
const before = sampleOf([processOf({pid: 30, cpuTime: 0}), processOf({pid: 10, cpuTime: 90})], {
	monotonic: 2000,
});

test('figures begin with the largest, names and pids with the smallest', t => {
	t.deepEqual(sorted(processes, 'rss'), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'pss'), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'swap'), [30, 10, 20]);
	t.deepEqual(sorted(processes, 'memoryShare'), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'time'), [30, 20, 10]);
	t.deepEqual(sorted(processes, 'cpu', false, before), [30, 10, 20]);
	t.deepEqual(sorted(processes, 'pid'), [10, 20, 30]);
	t.deepEqual(sorted(processes, 'user'), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'state'), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'command'), [10, 30, 20]);
	t.deepEqual(sortKeys.filter(startsWithSmallest), ['pid', 'user', 'state', 'command']);
});

test('reversed, the order turns round and what has no figure still comes last', t => {
	t.deepEqual(sorted(processes, 'rss', true), [30, 10, 20]);
	t.deepEqual(sorted(processes, 'pss', true), [30, 10, 20]);
	t.deepEqual(sorted(processes, 'swap', true), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'cpu', true, before), [10, 30, 20]);
	t.deepEqual(sorted(processes, 'user', true), [30, 10, 20]);
	t.deepEqual(sorted(processes, 'pid', true), [30, 20, 10]);
	t.deepEqual(sorted(processes, 'command', true), [20, 30, 10]);
});

test('on the first sample no process has CPU and all are in order of pid', t => {
	t.deepEqual(sorted(processes, 'cpu'), [10, 20, 30]);
});

test('a process without arguments is sorted by its name', t => {
	const named = [processOf({pid: 1, name: 'm'}), processOf({pid: 2, name: 'x', command: 'a'})];
	t.deepEqual(sorted(named, 'command'), [2, 1]);
});

const anyProcess = fc
	.record({
		pid: fc.integer({min: 1, max: 500}),
		cpuTime: fc.nat(3),
		figures: fc.option(fc.record({rss: fc.option(fc.nat(3), {nil: undefined}), swap: fc.nat(2)}), {
			nil: undefined,
		}),
		rollup: fc.option(fc.record({at: fc.constant(0), pss: fc.nat(3)}), {nil: undefined}),
		state: fc.constantFrom('R', 'S'),
		user: fc.constantFrom('root', 'app'),
	})
	.map(processOf);
const anyList = fc.uniqueArray(anyProcess, {selector: process => process.pid, maxLength: 30});

test('equals are in order of pid in either direction, so that the order does not hang on what came in', t => {
	fc.assert(
		fc.property(
			anyList,
			fc.constantFrom(...sortKeys),
			fc.boolean(),
			fc.integer(),
			(list, key, reverse, seed) => {
				const shuffled = [...list].sort((a, b) => ((a.pid * seed) % 7) - ((b.pid * seed) % 7));
				t.deepEqual(sorted(list, key, reverse), sorted(shuffled, key, reverse));
				t.is(new Set(sorted(list, key, reverse)).size, list.length);
			},
		),
	);
	const equal = [3, 1, 2].map(pid => processOf({pid, rss: M}));
	for (const reverse of [false, true]) t.deepEqual(sorted(equal, 'rss', reverse), [1, 2, 3]);
});

test('what came in is not changed', t => {
	const list = [processOf({pid: 2, rss: 1}), processOf({pid: 1, rss: 2})];
	sorted(list, 'rss');
	t.deepEqual(pids(list), [2, 1]);
});

/** A tree as text: pids, indented by depth. */
const tree = (list: readonly Process[]) =>
	treeRows(list).map(row => `${'  '.repeat(row.guide?.length ?? 0)}${row.process.pid}`);

test('children stand below their parents, siblings in the order of the list', t => {
	const list = [
		processOf({pid: 5, ppid: 2}),
		processOf({pid: 4, ppid: 1}),
		processOf({pid: 3, ppid: 1}),
		processOf({pid: 1, ppid: 0}),
		processOf({pid: 2, ppid: 1}),
	];
	t.deepEqual(tree(list), ['1', '  4', '  3', '  2', '    5']);
});

test('the guide says for each level above whether siblings follow there', t => {
	const list = [
		processOf({pid: 1, ppid: 0}),
		processOf({pid: 2, ppid: 1}),
		processOf({pid: 3, ppid: 2}),
		processOf({pid: 4, ppid: 1}),
	];
	t.deepEqual(
		treeRows(list).map(row => row.guide),
		[[], [true], [true, false], [false]],
	);
});

test('who has no parent in the list is a root, also one that is its own parent', t => {
	const list = [processOf({pid: 9, ppid: 8}), processOf({pid: 7, ppid: 7}), processOf({pid: 6, ppid: 7})];
	t.deepEqual(tree(list), ['9', '7', '  6']);
});

test('processes that are parents of each other in a circle are all listed once', t => {
	const circle = [
		processOf({pid: 1, ppid: 0}),
		processOf({pid: 2, ppid: 4}),
		processOf({pid: 3, ppid: 2}),
		processOf({pid: 4, ppid: 3}),
		processOf({pid: 5, ppid: 4}),
	];
	t.deepEqual([...pids(treeRows(circle).map(row => row.process))].sort(), [1, 2, 3, 4, 5]);
	t.is(tree(circle)[0], '1');
});

test('whoever is whose parent, each process has one row, below its parent unless that is in a circle', t => {
	const list = fc.uniqueArray(
		fc
			.tuple(fc.integer({min: 1, max: 12}), fc.integer({min: 0, max: 12}))
			.map(([pid, ppid]) => processOf({pid, ppid})),
		{selector: process => process.pid},
	);
	fc.assert(
		fc.property(list, family => {
			const rows = treeRows(family);
			t.deepEqual(pids(rows.map(row => row.process)).sort(), pids(family).sort());
			for (const [i, {process, guide = []}] of rows.entries()) {
				// The row above with one level less is the parent.
				const parent = rows.slice(0, i).findLast(row => (row.guide?.length ?? 0) === guide.length - 1);
				if (guide.length > 0) t.is(parent?.process.pid, process.ppid);
			}
		}),
	);
});

test('a chain of 30,000 parents is a matter of milliseconds', t => {
	const chain = Array.from({length: 30_000}, (_, i) => processOf({pid: i + 1, ppid: i}));
	const start = process.cpuUsage();
	const rows = treeRows(chain);
	const {user, system} = process.cpuUsage(start);
	t.is(rows.length, 30_000);
	t.is(rows[29_999]?.process.pid, 30_000);
	t.true(rows.every(row => (row.guide?.length ?? 0) <= 16));
	// Guides as long as the chain is deep would be 450 million entries.
	t.true((user + system) / 1000 < 1000, `${(user + system) / 1000} ms`);
});

test('30,000 children of one parent are a matter of milliseconds', t => {
	const family = [
		processOf({pid: 1, ppid: 0}),
		...Array.from({length: 30_000}, (_, i) => processOf({pid: i + 2})),
	];
	const start = process.cpuUsage();
	t.is(treeRows(family).length, 30_001);
	const {user, system} = process.cpuUsage(start);
	t.true((user + system) / 1000 < 1000, `${(user + system) / 1000} ms`);
});
