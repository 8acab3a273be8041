import {createStore, type StoreApi} from 'zustand/vanilla';
import {isSameProcess} from '../model/process-figures.js';
import {parseFilter} from '../model/process-filter.js';
import {sortKeys} from '../model/process-order.js';
import type {Sample} from '../platform/platform.js';
import {createExperiments, type Laboratory} from './experiments.js';
import {arrange, resizeList, select, selectPid} from './list.js';
import type {MapOutcome} from './map-reader.js';
import type {PictureMove} from './picture-state.js';
import {lookChange, type Tick, tickChange, withMap} from './refresh.js';
import {createRegionActions} from './region-actions.js';
import {moveTo} from './region-rows.js';
import {openRegions} from './region-state.js';
import type {Focus, ListState, Overlay, State} from './state.js';
import {type StartWorker, superviseWorkers} from './supervise.js';

export type MemtuiStore = StoreApi<State> & {readonly actions: Actions};

export type Options = {
	readonly startWorker: StartWorker;
	/** Without it there are no experiments. */
	readonly laboratory?: Laboratory | undefined;
	/** Milliseconds. */
	readonly interval?: number | undefined;
	/** The samples are of another tree than this machine's own: there a memory-user would not be seen. */
	readonly isForeign?: boolean | undefined;
	/** This process is selected and mapped as soon as it is seen. */
	readonly pid?: number | undefined;
};

const intervals = [100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 30_000, 60_000, 300_000, 3_600_000];

const initialList: ListState = {
	sort: {key: 'rss', reverse: false},
	filterText: '',
	filter: {test: () => true, needsFacts: false, needsSwap: false, needsRollups: false},
	filterError: undefined,
	tree: false,
	follow: false,
	rows: [],
	selected: undefined,
	selectedIndex: 0,
	top: 0,
	height: 20,
};

export type Actions = ReturnType<typeof createActions>;

/** The one store: panes read it, keys and the poller change it through its actions. */
export function createMemtuiStore(options: Options): MemtuiStore {
	const store = createStore<State>(() => ({
		focus: 'processes',
		zoomed: false,
		sample: undefined,
		previous: undefined,
		history: [],
		interval: options.interval ?? 1000,
		paused: false,
		cost: undefined,
		list: initialList,
		regions: undefined,
		regionHeight: 0,
		regionColumns: 0,
		workers: [],
		experiments: undefined,
		overlay: undefined,
		notice: undefined,
	}));
	return Object.assign(store, {actions: createActions(store, options)});
}

function createActions(store: StoreApi<State>, options: Options) {
	const workers = superviseWorkers(store, options.startWorker);
	const experiments = createExperiments(store, options.isForeign ? undefined : options.laboratory);
	const regionActions = createRegionActions(store);
	let wantedPid = options.pid;

	const update = (change: (state: State) => Partial<State>) => store.setState(change);
	const changeList = (change: (list: ListState) => ListState) => update(({list}) => ({list: change(list)}));
	const rearrange = (change: Partial<ListState>) =>
		update(({list, previous, sample}) => ({list: arrange({...list, ...change}, previous, sample)}));
	const notify = (text: string, isError = false) => update(() => ({notice: {text, isError}}));

	/** From the poller. */
	function applyTick(tick: Tick): void {
		update(state => {
			const change = tickChange(state, tick);
			return {...change, ...(change.list && {list: workers.selectNew(change.list)})};
		});
		openWantedPid();
	}

	function openWantedPid(): void {
		if (wantedPid === undefined) return;
		const pid = wantedPid;
		wantedPid = undefined;
		changeList(list => selectPid(list, pid));
		if (store.getState().list.selected?.pid === pid) mapSelected();
	}

	function mapSelected(): void {
		const {selected} = store.getState().list;
		if (!selected) return;
		update(({regions}) =>
			isSameProcess(regions?.process, selected) && !regions?.ended
				? {}
				: {regions: openRegions(selected, regions)},
		);
	}

	/** In the focused pane; `picture` is the same move where there are no rows. */
	function move(delta: number, picture: PictureMove): void {
		const {focus} = store.getState();
		if (focus === 'processes') changeList(list => select(list, list.selectedIndex + delta));
		else if (focus === 'regions') regionActions.regionMove(delta, picture);
	}

	function page(direction: 1 | -1): void {
		const {focus, list, regionHeight} = store.getState();
		const rows = Math.max(1, (focus === 'regions' ? regionHeight : list.height) - 1);
		move(direction * rows, direction > 0 ? 'pageDown' : 'pageUp');
	}

	function back(): void {
		const {focus, regions, zoomed, list} = store.getState();
		if (focus === 'regions' && regionActions.regionBack()) return;
		if (zoomed) update(() => ({zoomed: false}));
		else if (focus === 'regions') update(() => ({focus: 'processes'}));
		else if (list.filterText !== '') setFilter('');
		else if (regions) update(() => ({regions: undefined, focus: 'processes'}));
	}

	/** Takes a text that can't be parsed as well: the last good filter stays in force, and the error is told. */
	function setFilter(text: string): void {
		const filter = parseFilter(text);
		rearrange(
			'error' in filter
				? {filterText: text, filterError: filter.error}
				: {filterText: text, filter, filterError: undefined},
		);
	}

	function sortBy(index: number): void {
		const key = sortKeys[(index + sortKeys.length) % sortKeys.length];
		if (key) rearrange({sort: {key, reverse: false}});
	}

	function stepSort(delta: number): void {
		sortBy(sortKeys.indexOf(store.getState().list.sort.key) + delta);
	}

	/** The prompt for a memory-user, where one can be seen. */
	function openAllocate(): void {
		if (options.isForeign)
			notify('a memory-user runs on this machine, and the screen shows another tree', true);
		else update(() => ({overlay: {kind: 'prompt', purpose: 'allocate', text: ''}}));
	}

	function changeInterval(direction: 1 | -1): void {
		update(({interval}) => {
			const next =
				direction > 0 ? intervals.find(step => step > interval) : intervals.findLast(step => step < interval);
			return next === undefined
				? {}
				: {interval: next, notice: {text: `every ${next / 1000} s`, isError: false}};
		});
	}

	return {
		applyTick,
		applyLook: (sample: Sample) => update(state => lookChange(state, sample)),
		applyMap: (found: MapOutcome) => update(state => ({regions: withMap(state, found)})),
		/** From the layout: how many rows the panes have. */
		fit(sizes: {readonly processes: number; readonly regions: number; readonly regionColumns: number}) {
			update(({list, regions}) => ({
				list: resizeList(list, sizes.processes),
				regionHeight: sizes.regions,
				regionColumns: sizes.regionColumns,
				...(regions && {regions: moveTo(regions, regions.selectedIndex, sizes.regions)}),
			}));
		},
		move,
		page,
		edge: (last: boolean) =>
			move(last ? Number.MAX_SAFE_INTEGER : -Number.MAX_SAFE_INTEGER, last ? 'last' : 'first'),
		/** Left and right: in the picture alone. */
		sideways: (delta: 1 | -1) => {
			if (store.getState().focus === 'regions') regionActions.regionMove(0, delta < 0 ? 'left' : 'right');
		},
		focus: (focus: Focus) => update(() => ({focus})),
		mapSelected,
		...regionActions,
		back,
		setFilter,
		sortBy,
		stepSort,
		reverse: () =>
			rearrange({sort: {...store.getState().list.sort, reverse: !store.getState().list.sort.reverse}}),
		tree: () => rearrange({tree: !store.getState().list.tree}),
		follow: () => {
			const follow = !store.getState().list.follow;
			rearrange({follow});
			notify(follow ? 'following the selected process' : 'not following any more');
		},
		openAllocate,
		allocate: workers.allocate,
		...experiments,
		release: () => {
			if (!experiments.stopExperiment()) update(() => ({notice: workers.release()}));
		},
		changeInterval,
		zoom: () => update(({zoomed}) => ({zoomed: !zoomed})),
		pause: () => update(({paused}) => ({paused: !paused})),
		show: (overlay: Overlay | undefined) => update(() => ({overlay})),
		notify,
		clearNotice: () => update(({notice}) => (notice ? {notice: undefined} : {})),
	};
}
