import test from 'ava';
import type {SortKey} from '../../source/model/process-order.js';
import {createMemtuiStore} from '../../source/store/store.js';
import {lacksFigures, wantedBy, workerPids} from '../../source/store/wanted.js';
import {fakeWorkers} from '../support/monitor.js';
import {processOf, sampleOf} from '../support/samples.js';

const length = 200;

/** 200 processes, the largest first, ten rows on the screen from row 50 on. */
function scrolled() {
	const {started, start} = fakeWorkers();
	const store = createMemtuiStore({startWorker: start});
	const processes = Array.from({length}, (_, i) => processOf({pid: 1000 + i, rss: length - i}));
	store.actions.fit({processes: 10, regions: 10, regionColumns: 100});
	const tick = () =>
		store.actions.applyTick({
			sample: sampleOf(processes),
			workerCpu: new Map(),
			cost: undefined,
			map: undefined,
		});
	tick();
	store.actions.move(59, 'down');
	return {...store, started, wanted: () => wantedBy(store.getState())};
}

const range = (from: number, to: number) => Array.from({length: to - from + 1}, (_, i) => from + i);

test('exact figures are wanted of the rows on the screen, a screenful around them, and of memtui itself', t => {
	const {wanted} = scrolled();
	t.deepEqual(wanted().figures, [...range(1040, 1069), process.pid]);
});

test('PSS is wanted of the rows on the screen alone', t => {
	const {wanted} = scrolled();
	t.deepEqual(wanted().rollups, range(1050, 1059));
});

test('the figures of our workers are wanted wherever they are in the list', t => {
	const {wanted, actions, started, getState} = scrolled();
	actions.allocate('300');
	t.deepEqual(workerPids(getState()), []);
	started[0]?.say({event: 'started', pid: 77, bytes: 0, kind: 'anon', access: 'rmw', baseline: {rss: 1}});
	t.deepEqual(workerPids(getState()), [77]);
	t.deepEqual(wanted().figures.slice(-2), [process.pid, 77]);
});

test('what nobody looks at is not wanted', t => {
	const {facts, swap, extras} = scrolled().wanted();
	t.deepEqual([facts, swap, extras], [undefined, undefined, undefined]);
});

const asks: Readonly<
	Record<string, {readonly sort?: SortKey; readonly filter?: string; readonly all: string}>
> = {
	'sorted by user': {sort: 'user', all: 'facts'},
	'sorted by command': {sort: 'command', all: 'facts'},
	'filtered by text': {filter: 'node', all: 'facts'},
	'filtered by user': {filter: '!user=root', all: 'facts'},
	'sorted by swap': {sort: 'swap', all: 'swap'},
	'filtered by swap': {filter: 'swap>0', all: 'swap'},
};

for (const [name, {sort, filter, all}] of Object.entries(asks)) {
	test(`a list that is ${name} wants the ${all} of all processes and nothing more`, t => {
		const {getState, actions} = scrolled();
		if (filter !== undefined) actions.setFilter(filter);
		const {list, ...state} = getState();
		const {facts, swap, rollups} = wantedBy({
			...state,
			list: sort === undefined ? list : {...list, sort: {key: sort, reverse: false}},
		});
		t.deepEqual({facts, swap}, {facts: undefined, swap: undefined, [all]: 'all'});
		t.true(rollups.length <= 10);
	});
}

test('a list that is sorted or filtered by PSS wants that of all, the rows on the screen first', t => {
	const sorted = scrolled();
	const {list, ...state} = sorted.getState();
	const {rollups, rollupBudget} = wantedBy({...state, list: {...list, sort: {key: 'pss', reverse: false}}});
	t.deepEqual(rollups.slice(0, 10), range(1050, 1059));
	t.is(new Set<unknown>([...rollups]).size, length);
	t.is(rollups.length, length);
	t.true(rollupBudget > sorted.wanted().rollupBudget);
	const filtered = scrolled();
	filtered.actions.setFilter('!uss>1');
	t.is(filtered.wanted().rollups.length, length);
});

test('the first frame does not wait for PSS', t => {
	const store = createMemtuiStore({startWorker: fakeWorkers().start});
	t.is(wantedBy(store.getState()).rollupBudget, 0);
	t.deepEqual(wantedBy(store.getState()).rollups, []);
});

test('what goes into PSS is a small share of the interval', t => {
	const {getState} = scrolled();
	for (const interval of [100, 1000, 10_000]) {
		const {rollupBudget} = wantedBy({...getState(), interval});
		t.true(rollupBudget >= 1 && rollupBudget <= Math.max(1, interval * 0.01), `${interval}: ${rollupBudget}`);
	}
});

test('rows on the screen without figures or without a user lack them, others don’t count', t => {
	const {actions, getState} = createMemtuiStoreWith([
		processOf({pid: 1, rss: 5}),
		processOf({pid: 2, rss: 4}),
		processOf({pid: 3, rankRss: 3}),
		processOf({pid: 4, rss: 2, facts: undefined}),
	]);
	actions.fit({processes: 2, regions: 0, regionColumns: 0});
	t.false(lacksFigures(getState()));
	actions.fit({processes: 3, regions: 0, regionColumns: 0});
	t.true(lacksFigures(getState()));
	actions.edge(true);
	actions.fit({processes: 1, regions: 0, regionColumns: 0});
	t.true(lacksFigures(getState()));
});

function createMemtuiStoreWith(processes: Parameters<typeof sampleOf>[0]) {
	const store = createMemtuiStore({startWorker: fakeWorkers().start});
	store.actions.applyTick({
		sample: sampleOf(processes),
		workerCpu: new Map(),
		cost: undefined,
		map: undefined,
	});
	return store;
}
