import test from 'ava';
import fc from 'fast-check';
import type {Process} from '../../source/platform/platform.js';
import {arrange, resizeList, select, selectPid, shownProcesses} from '../../source/store/list.js';
import type {ListState} from '../../source/store/state.js';
import {createMemtuiStore} from '../../source/store/store.js';
import {fakeWorkers} from '../support/monitor.js';
import {processOf, sampleOf} from '../support/samples.js';

/** A list as a new store has it. */
const fresh: ListState = createMemtuiStore({startWorker: fakeWorkers().start}).getState().list;

/** Processes by pid with their RSS. */
const living = (rss: Readonly<Record<number, number>>) =>
	sampleOf(Object.entries(rss).map(([pid, bytes]) => processOf({pid: Number(pid), rss: bytes})));
const arranged = (list: ListState, rss: Readonly<Record<number, number>>) =>
	arrange(list, undefined, living(rss));
const pids = (processes: readonly Process[]) => processes.map(process => process.pid);
const shown = (list: ListState) => pids(shownProcesses(list, 0));

/** Pids 1 to `length`, the largest first, in a window of `height` rows. */
const listOf = (length: number, height = 5) =>
	resizeList(arranged(fresh, Object.fromEntries(many(length))), height);
const many = (length: number) => Array.from({length}, (_, i) => [i + 1, 1000 - i] as const);

test('the first row of a new list is selected', t => {
	const list = listOf(10);
	t.is(list.selected?.pid, 1);
	t.is(list.selectedIndex, 0);
	t.deepEqual(shown(list), [1, 2, 3, 4, 5]);
});

test('the selection stays on its process when the order changes around it', t => {
	const list = select(arranged(fresh, {1: 30, 2: 20, 3: 10}), 1);
	t.is(list.selected?.pid, 2);
	const after = arranged(list, {1: 30, 2: 5, 3: 10});
	t.is(after.selected?.pid, 2);
	t.is(after.selectedIndex, 2);
	const first = arranged(after, {1: 30, 2: 99, 3: 10});
	t.is(first.selected?.pid, 2);
	t.is(first.selectedIndex, 0);
});

test('the selected process is the one of the newest sample', t => {
	const after = arranged(select(arranged(fresh, {1: 30, 2: 20}), 1), {1: 30, 2: 25});
	t.is(after.selected?.figures?.rss, 25);
});

test('when the selected process is gone its place in the list stays selected', t => {
	const list = select(arranged(fresh, {1: 30, 2: 20, 3: 10}), 1);
	const after = arranged(list, {1: 30, 3: 10});
	t.is(after.selectedIndex, 1);
	t.is(after.selected?.pid, 3);
	const last = arranged(after, {1: 30});
	t.is(last.selectedIndex, 0);
	t.is(last.selected?.pid, 1);
});

test('a selected process that gives up its memory is left, and its place stays selected', t => {
	const sizes = (vsz: number) =>
		sampleOf([
			processOf({pid: 1, rss: 30, vsz: 99}),
			processOf({pid: 2, rss: vsz === 0 ? 0 : 20, vsz}),
			processOf({pid: 3, rss: 10, vsz: 99}),
		]);
	const list = select(arrange(fresh, undefined, sizes(99)), 1);
	const after = arrange(list, undefined, sizes(0));
	t.deepEqual([after.selected?.pid, after.selectedIndex], [3, 1]);
	// One without memory from the start, as a kernel thread, may be selected.
	const thread = select(after, 2);
	t.is(thread.selected?.pid, 2);
	t.is(arrange(thread, undefined, sizes(0)).selected?.pid, 2);
});

test('another process with the pid of the selected one is not taken for it', t => {
	const list = select(arranged(fresh, {1: 30, 2: 20, 3: 10}), 1);
	const after = arrange(
		list,
		undefined,
		sampleOf([
			processOf({pid: 1, rss: 30}),
			processOf({pid: 2, rss: 5, startTicks: 4}),
			processOf({pid: 3, rss: 10}),
		]),
	);
	t.is(after.selectedIndex, 1);
	t.is(after.selected?.pid, 3);
});

test('an empty list has nothing selected and gets over it', t => {
	const empty = arranged(listOf(10), {});
	t.is(empty.selected, undefined);
	t.is(empty.selectedIndex, -1);
	t.is(empty.top, 0);
	t.is(select(empty, 3).selected, undefined);
	t.is(arranged(select(empty, 3), {7: 1}).selected?.pid, 7);
});

test('without a sample there is nothing to arrange', t => {
	t.is(arrange(fresh, undefined, undefined), fresh);
});

test('the window moves only as far as it must', t => {
	let list = listOf(10);
	list = select(list, 4);
	t.deepEqual(shown(list), [1, 2, 3, 4, 5]);
	list = select(list, 5);
	t.deepEqual(shown(list), [2, 3, 4, 5, 6]);
	list = select(list, 2);
	t.deepEqual(shown(list), [2, 3, 4, 5, 6]);
	list = select(list, 0);
	t.deepEqual(shown(list), [1, 2, 3, 4, 5]);
	list = select(list, 9);
	t.deepEqual(shown(list), [6, 7, 8, 9, 10]);
});

test('a selection before the first row or after the last is that row', t => {
	t.is(select(listOf(10), -5).selected?.pid, 1);
	t.is(select(listOf(10), 99).selected?.pid, 10);
});

test('a smaller window keeps the selection in sight, a larger one shows no empty lines at the end', t => {
	const list = select(listOf(10), 4);
	t.deepEqual(shown(resizeList(list, 2)), [4, 5]);
	t.deepEqual(shown(resizeList(select(list, 9), 8)), [3, 4, 5, 6, 7, 8, 9, 10]);
	t.deepEqual(shown(resizeList(select(list, 9), 20)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	t.is(resizeList(list, 5), list);
});

test('a list without rows on the screen comes back with its selection', t => {
	const list = resizeList(resizeList(select(listOf(10), 7), 0), 5);
	t.is(list.selected?.pid, 8);
	t.true(shown(list).includes(8));
});

test('the window stays where it is when the order changes, and follows the selection only when told to', t => {
	const list = select(listOf(10), 2);
	const rss = {...Object.fromEntries(many(10)), 3: 1};
	const after = arranged(list, rss);
	t.is(after.selectedIndex, 9);
	t.is(after.top, 0);
	const followed = arranged({...list, follow: true}, rss);
	t.is(followed.selectedIndex, 9);
	t.true(shown(followed).includes(3));
});

test('the list follows the selection to the top again', t => {
	const bottom = arranged({...select(listOf(10), 2), follow: true}, {...Object.fromEntries(many(10)), 3: 1});
	const top = arranged(bottom, {...Object.fromEntries(many(10)), 3: 5000});
	t.is(top.top, 0);
	t.is(top.selected?.pid, 3);
});

test('a process is selected by its pid, and a pid that is not there changes nothing', t => {
	const list = listOf(10);
	t.is(selectPid(list, 8).selectedIndex, 7);
	t.true(shown(selectPid(list, 8)).includes(8));
	t.is(selectPid(list, 77), list);
});

test('the filter and the order hold for what comes in', t => {
	const list = {...fresh, filter: {...fresh.filter, test: (process: Process) => process.pid % 2 === 1}};
	t.deepEqual(pids(arranged(list, {1: 5, 2: 9, 3: 7}).rows.map(row => row.process)), [3, 1]);
	const byPid = {...fresh, sort: {key: 'pid', reverse: true}} as const;
	t.deepEqual(pids(arranged(byPid, {1: 5, 2: 9, 3: 7}).rows.map(row => row.process)), [3, 2, 1]);
});

test('as a tree the rows have their guides', t => {
	const sample = sampleOf([processOf({pid: 5, ppid: 0, rss: 1}), processOf({pid: 6, ppid: 5, rss: 9})]);
	const list = arrange({...fresh, tree: true}, undefined, sample);
	t.deepEqual(
		list.rows.map(row => [row.process.pid, row.guide?.length]),
		[
			[5, 0],
			[6, 1],
		],
	);
});

test('the processes near the window are those on it and some rows around', t => {
	const list = select(listOf(30), 14);
	t.deepEqual(shown(list), [11, 12, 13, 14, 15]);
	t.deepEqual(pids(shownProcesses(list, 2)), [9, 10, 11, 12, 13, 14, 15, 16, 17]);
	t.deepEqual(pids(shownProcesses(listOf(3), 10)), [1, 2, 3]);
});

const step = fc.oneof(
	fc.record({kind: fc.constant('move' as const), by: fc.integer({min: -60, max: 60})}),
	fc.record({kind: fc.constant('resize' as const), height: fc.nat(12)}),
	fc.record({
		kind: fc.constant('sample' as const),
		rss: fc.dictionary(fc.integer({min: 1, max: 40}).map(String), fc.nat(50), {maxKeys: 40}),
	}),
	fc.record({kind: fc.constant('turn' as const), follow: fc.boolean(), tree: fc.boolean()}),
);

test('whatever is done, the selection is a row of the list and the window shows no emptiness that it needn’t', t => {
	fc.assert(
		fc.property(fc.array(step, {maxLength: 20}), steps => {
			let list = listOf(20);
			let sample = living(Object.fromEntries(many(20)));
			for (const each of steps) {
				const before = list;
				if (each.kind === 'move') list = select(list, list.selectedIndex + each.by);
				else if (each.kind === 'resize') list = resizeList(list, each.height);
				else {
					if (each.kind === 'sample') sample = living(each.rss);
					else list = {...list, follow: each.follow, tree: each.tree};
					list = arrange(list, undefined, sample);
					const stays = before.selected && sample.processes.has(before.selected.pid);
					if (stays) t.is(list.selected?.pid, before.selected?.pid);
				}
				const {rows, selectedIndex, selected, top, height} = list;
				t.is(selected, rows[selectedIndex]?.process);
				t.is(selected === undefined, rows.length === 0);
				t.true(top >= 0 && (top === 0 || top + height <= rows.length));
				const isInSight = height === 0 || (selectedIndex >= top && selectedIndex < top + height);
				// The same height again is no move: a selection that a new order left out of sight stays there.
				const isMove = each.kind === 'move' || (each.kind === 'resize' && each.height !== before.height);
				if (rows.length > 0 && (isMove || list.follow)) t.true(isInSight);
			}
		}),
	);
});
