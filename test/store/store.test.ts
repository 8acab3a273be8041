import test from 'ava';
import type {State} from '../../source/store/state.js';
import {createMemtuiStore, type Options} from '../../source/store/store.js';
import {fakeWorkers} from '../support/monitor.js';
import {processOf, readingOf, sampleOf} from '../support/samples.js';

/** Pids 1 to 30 with falling RSS, every third one of them node. */
const machine = sampleOf(
	Array.from({length: 30}, (_, i) =>
		processOf({
			pid: i + 1,
			ppid: i === 0 ? 0 : 1,
			rss: (30 - i) * 1000,
			name: i % 3 === 0 ? 'node' : 'sh',
			command: i % 3 === 0 ? 'node server' : 'sh -c x',
		}),
	),
);

function storeOf(options: Partial<Options> = {}) {
	const store = createMemtuiStore({startWorker: fakeWorkers().start, ...options});
	const tick = (sample = machine) =>
		store.actions.applyTick({sample, workerCpu: new Map(), cost: undefined, map: undefined});
	store.actions.fit({processes: 10, regions: 4, regionColumns: 60});
	tick();
	return {store, tick, actions: store.actions, state: (): State => store.getState()};
}

/** With the first process mapped: six regions. */
function mappedStore() {
	const monitor = storeOf();
	const {store, actions} = monitor;
	actions.mapSelected();
	const process = store.getState().list.selected;
	const regions = [1, 2, 3, 4, 5, 6].map(page => ({
		start: page * 0x10000,
		end: page * 0x10000 + 0x1000,
		fields: {Size: 4, Rss: 10 - page},
		vmFlags: 'rd wr',
	}));
	const outcome = readingOf(regions, {...(process && {process})});
	actions.applyMap({outcome, pace: undefined});
	return monitor;
}

test('a new store shows processes by RSS, focused, one refresh a second', t => {
	const {list, ...state} = createMemtuiStore({startWorker: fakeWorkers().start}).getState();
	t.like(state, {focus: 'processes', zoomed: false, interval: 1000, paused: false});
	t.like(list, {sort: {key: 'rss', reverse: false}, filterText: '', tree: false, follow: false});
	t.is(storeOf({interval: 250}).state().interval, 250);
});

test('the moves go to the focused pane', t => {
	const {actions, state} = mappedStore();
	actions.move(2, 'down');
	t.is(state().list.selectedIndex, 2);
	t.is(state().regions?.selectedIndex, 0);
	actions.focus('regions');
	actions.move(3, 'down');
	t.is(state().list.selectedIndex, 2);
	t.is(state().regions?.selectedIndex, 3);
	actions.focus('memory');
	actions.move(1, 'down');
	t.is(state().list.selectedIndex, 2);
	t.is(state().regions?.selectedIndex, 3);
});

test('a page is a row less than the pane, so that one row stays for the eye', t => {
	const {actions, state} = mappedStore();
	actions.page(1);
	t.is(state().list.selectedIndex, 9);
	actions.page(1);
	t.is(state().list.selectedIndex, 18);
	actions.page(-1);
	t.is(state().list.selectedIndex, 9);
	actions.focus('regions');
	actions.page(1);
	t.is(state().regions?.selectedIndex, 3);
	// A pane of one row still moves.
	actions.fit({processes: 1, regions: 1, regionColumns: 60});
	actions.page(1);
	t.is(state().regions?.selectedIndex, 4);
});

test('Home and End are the first row and the last', t => {
	const {actions, state} = mappedStore();
	actions.edge(true);
	t.is(state().list.selected?.pid, 30);
	actions.edge(false);
	t.is(state().list.selected?.pid, 1);
	actions.focus('regions');
	actions.edge(true);
	t.is(state().regions?.selectedIndex, 5);
	t.is(state().regions?.top, 2);
});

test('panes that become smaller keep their selection in sight', t => {
	const {actions, state} = mappedStore();
	actions.edge(true);
	actions.focus('regions');
	actions.edge(true);
	actions.fit({processes: 3, regions: 2, regionColumns: 60});
	t.like(state().list, {top: 27, height: 3});
	t.like(state().regions, {top: 4, selectedIndex: 5});
});

test('the selected process is mapped, and another one in its place', t => {
	const {actions, state} = storeOf();
	actions.mapSelected();
	t.is(state().regions?.process.pid, 1);
	actions.move(1, 'down');
	t.is(state().regions?.process.pid, 1);
	actions.mapSelected();
	t.is(state().regions?.process.pid, 2);
	t.is(state().focus, 'processes');
});

test('in an empty list there is nothing to map', t => {
	const {actions, state} = storeOf();
	actions.setFilter('nothing');
	actions.mapSelected();
	t.is(state().regions, undefined);
});

test('the filter holds at once and for later samples', t => {
	const {actions, state, tick} = storeOf();
	actions.setFilter('node');
	t.is(state().list.rows.length, 10);
	tick();
	t.is(state().list.rows.length, 10);
	actions.setFilter('');
	t.is(state().list.rows.length, 30);
});

test('with a filter that is wrong the last good one stays in force and the error is told', t => {
	const {actions, state} = storeOf();
	actions.setFilter('node');
	actions.setFilter('node rss>');
	t.is(state().list.rows.length, 10);
	t.is(state().list.filterText, 'node rss>');
	t.regex(state().list.filterError ?? '', /needs a number/);
	actions.setFilter('node rss>20000b');
	t.is(state().list.rows.length, 4);
	t.is(state().list.filterError, undefined);
});

test('the sort column goes round from the last to the first', t => {
	const {actions, state} = storeOf();
	const key = () => state().list.sort.key;
	actions.sortBy(0);
	t.is(key(), 'pid');
	t.is(state().list.rows[0]?.process.pid, 1);
	actions.stepSort(-1);
	t.is(key(), 'command');
	actions.stepSort(1);
	t.is(key(), 'pid');
	actions.stepSort(1);
	t.is(key(), 'user');
});

test('reversed, the order turns round; another column begins in its usual order', t => {
	const {actions, state} = storeOf();
	actions.reverse();
	t.is(state().list.rows[0]?.process.pid, 30);
	t.is(state().list.selected?.pid, 1);
	actions.stepSort(1);
	t.false(state().list.sort.reverse);
});

test('the tree is turned on and off, the selection stays', t => {
	const {actions, state} = storeOf();
	actions.move(4, 'down');
	actions.tree();
	t.true(state().list.tree);
	t.is(state().list.rows[1]?.guide?.length, 1);
	t.is(state().list.selected?.pid, 5);
	actions.tree();
	t.is(state().list.rows[1]?.guide, undefined);
});

test('following says so and brings the selection into sight', t => {
	const {actions, state} = storeOf();
	actions.follow();
	t.true(state().list.follow);
	t.is(state().notice?.text, 'following the selected process');
	actions.edge(true);
	actions.reverse();
	t.is(state().list.top, 0);
	actions.follow();
	t.is(state().notice?.text, 'not following any more');
});

test('the interval goes through its steps and stops at both ends', t => {
	const {actions, state} = storeOf();
	const seen: number[] = [];
	for (let i = 0; i < 15; i++) {
		actions.changeInterval(1);
		seen.push(state().interval);
	}
	t.deepEqual([...new Set(seen)], [2000, 3000, 5000, 10_000, 30_000, 60_000, 300_000, 3_600_000]);
	t.is(state().notice?.text, 'every 3600 s');
	for (let i = 0; i < 20; i++) actions.changeInterval(-1);
	t.is(state().interval, 100);
	t.is(state().notice?.text, 'every 0.1 s');
});

test('from an interval between the steps the next step is taken', t => {
	const longer = storeOf({interval: 1500});
	longer.actions.changeInterval(1);
	t.is(longer.state().interval, 2000);
	const shorter = storeOf({interval: 1500});
	shorter.actions.changeInterval(-1);
	t.is(shorter.state().interval, 1000);
});

test('Esc goes back one step at a time: opened type, zoom, focus, filter, map', t => {
	const {actions, state} = mappedStore();
	actions.setFilter('node');
	actions.focus('regions');
	actions.nextRegionMode();
	actions.openSelected();
	actions.zoom();
	t.is(state().regions?.openKey, 'anonymous');
	actions.back();
	t.is(state().regions?.openKey, undefined);
	t.true(state().zoomed);
	actions.back();
	t.false(state().zoomed);
	t.is(state().focus, 'regions');
	actions.back();
	t.is(state().focus, 'processes');
	t.is(state().list.filterText, 'node');
	actions.back();
	t.is(state().list.filterText, '');
	t.is(state().list.rows.length, 30);
	t.truthy(state().regions);
	actions.back();
	t.is(state().regions, undefined);
	const last = state();
	actions.back();
	t.deepEqual(state(), last);
});

test('the process that was named at the start is selected and mapped with the first sample', t => {
	const {state, tick, actions} = storeOf({pid: 20});
	t.is(state().list.selected?.pid, 20);
	t.is(state().regions?.process.pid, 20);
	t.true(state().list.top > 0);
	actions.back();
	tick();
	t.is(state().regions, undefined);
});

test('a process that was named at the start and is gone by the first sample maps nothing', t => {
	const {state} = storeOf({pid: 99});
	t.is(state().regions, undefined);
	t.is(state().list.selected?.pid, 1);
});

test('over another tree a memory-user is refused before anything is typed', t => {
	const foreign = storeOf({isForeign: true});
	foreign.actions.openAllocate();
	t.is(foreign.state().overlay, undefined);
	t.true(foreign.state().notice?.isError);
	const own = storeOf();
	own.actions.openAllocate();
	t.deepEqual(own.state().overlay, {kind: 'prompt', purpose: 'allocate', text: ''});
});

test('a trouble of a source is told once and again only when it came back', t => {
	const {state, tick, actions} = storeOf();
	const troubled = {...machine, troubles: ['/proc/pressure/memory: permission denied']};
	tick(troubled);
	t.deepEqual(state().notice, {text: '/proc/pressure/memory: permission denied', isError: true});
	actions.clearNotice();
	tick({...troubled});
	t.is(state().notice, undefined);
	tick();
	tick(troubled);
	t.truthy(state().notice);
});

test('the history holds used and available of each refresh', t => {
	const {state, tick} = storeOf();
	tick({...machine, at: machine.at + 1000});
	t.deepEqual(state().history, [
		{at: machine.at, used: 8 * 1024 ** 3, available: 16 * 1024 ** 3},
		{at: machine.at + 1000, used: 8 * 1024 ** 3, available: 16 * 1024 ** 3},
	]);
});

test('no notice to clear changes nothing', t => {
	const {store, actions} = storeOf();
	const before = store.getState();
	actions.clearNotice();
	t.deepEqual(store.getState(), before);
});
