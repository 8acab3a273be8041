import {createStore, type StoreApi} from 'zustand/vanilla';
import {availableToTake, memoryFigures} from '../model/memory.js';
import {parseOrder} from '../model/memory-order.js';
import {isSameProcess} from '../model/process-figures.js';
import {parseFilter} from '../model/process-filter.js';
import {sortKeys} from '../model/process-order.js';
import {regionView} from '../model/region-view.js';
import type {Sample} from '../platform/platform.js';
import type {FromWorker, WorkerOrder} from '../worker/messages.js';
import {remember} from './history.js';
import {arrange, resizeList, select, selectPid} from './list.js';
import type {MapOutcome} from './map-reader.js';
import {
	applyFailure,
	applyReading,
	closeType,
	moveTo,
	nextMode,
	openRegions,
	toggleType,
} from './region-state.js';
import type {Cost, Focus, ListState, Overlay, RegionState, State} from './state.js';
import {applyMessage, endWorker, newWorker, observe} from './workers.js';

/** A memory-user that runs, as the store needs it. */
export type RunningWorker = {
	release(): void;
	readonly ended: Promise<{readonly reason: string; readonly message?: string | undefined}>;
};

export type StartWorker = (order: WorkerOrder, onMessage: (message: FromWorker) => void) => RunningWorker;

export type MemtuiStore = StoreApi<State> & {readonly actions: Actions};

export type Options = {
	readonly startWorker: StartWorker;
	/** Milliseconds. */
	readonly interval?: number | undefined;
	/** The samples are of another tree than this machine's own: there a memory-user would not be seen. */
	readonly isForeign?: boolean | undefined;
	/** This process is selected and mapped as soon as it is seen. */
	readonly pid?: number | undefined;
};

/** What one refresh brings. */
export type Tick = {
	readonly sample: Sample;
	readonly workerCpu: ReadonlyMap<number, number>;
	readonly cost: Cost | undefined;
	readonly map: MapOutcome | undefined;
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
		workers: [],
		overlay: undefined,
		notice: undefined,
	}));
	return Object.assign(store, {actions: createActions(store, options)});
}

function createActions(store: StoreApi<State>, options: Options) {
	const running = new Map<number, RunningWorker>();
	let lastWorker = 0;
	let wantedPid = options.pid;
	let regionHeight = 0;

	const update = (change: (state: State) => Partial<State>) => store.setState(change);
	const changeList = (change: (list: ListState) => ListState) => update(({list}) => ({list: change(list)}));
	const rearrange = (change: Partial<ListState>) =>
		update(({list, previous, sample}) => ({list: arrange({...list, ...change}, previous, sample)}));
	const notify = (text: string, isError = false) => update(() => ({notice: {text, isError}}));

	/** From the poller, all that one tick brought: one change, one frame. */
	function applyTick(tick: Tick): void {
		update(state => {
			const {sample, workerCpu} = tick;
			const {used, available} = memoryFigures(sample.machine);
			return {
				sample,
				previous: state.sample,
				history: remember(state.history, {at: sample.at, used, available}),
				cost: tick.cost,
				list: selectNewWorker(arrange(state.list, state.sample, sample)),
				regions: withMap({...state, sample}, tick.map),
				workers: state.workers.map(worker => observe(worker, sample, workerCpu)),
				...newTrouble(state.sample, sample),
			};
		});
		openWantedPid();
	}

	/** A source that fails is told once, not at every tick. */
	function newTrouble(before: Sample | undefined, now: Sample): Partial<State> {
		const trouble = now.troubles.find(text => !before?.troubles.includes(text));
		return trouble === undefined ? {} : {notice: {text: trouble, isError: true}};
	}

	/** The last sweep with more read of some rows. */
	function applyLook(sample: Sample): void {
		update(state => ({sample, list: arrange(state.list, state.previous, sample)}));
	}

	function withMap({regions, sample}: State, found: MapOutcome | undefined): RegionState | undefined {
		if (!regions || !found) return regions;
		const {outcome, pace} = found;
		const at = sample?.at ?? 0;
		if ('failure' in outcome) return applyFailure(regions, outcome, at);
		if (isSameProcess(regions.process, outcome.process)) {
			return applyReading(regions, regionView(outcome), pace, regionHeight);
		}
		// The pid belongs to another process by now.
		return applyFailure(regions, {failure: 'gone', message: 'it ended'}, at);
	}

	function openWantedPid(): void {
		if (wantedPid === undefined) return;
		const pid = wantedPid;
		wantedPid = undefined;
		changeList(list => selectPid(list, pid));
		if (store.getState().list.selected?.pid === pid) mapSelected();
		else notify(`there is no process ${pid}`, true);
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

	function move(delta: number): void {
		const {focus, regions} = store.getState();
		if (focus === 'processes') changeList(list => select(list, list.selectedIndex + delta));
		else if (focus === 'regions' && regions) {
			update(() => ({regions: moveTo(regions, regions.selectedIndex + delta, regionHeight)}));
		}
	}

	function page(direction: number): void {
		const {focus, list} = store.getState();
		move(direction * Math.max(1, (focus === 'regions' ? regionHeight : list.height) - 1));
	}

	function back(): void {
		const {focus, regions, zoomed, list} = store.getState();
		if (zoomed) update(() => ({zoomed: false}));
		else if (focus === 'regions' && regions) {
			const closed = closeType(regions, regionHeight);
			update(() => (closed ? {regions: closed} : {focus: 'processes'}));
		} else if (list.filterText !== '') setFilter('');
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

	/** Starts a memory-user; the sentence says what is wrong with the order. */
	function allocate(text: string): string | undefined {
		const {sample} = store.getState();
		if (options.isForeign) return 'a memory-user runs on this machine, and the screen shows another tree';
		const order = parseOrder(text, sample && availableToTake(sample.machine));
		if ('error' in order) return order.error;
		const id = ++lastWorker;
		update(({workers}) => ({workers: [...workers, newWorker(id, order)]}));
		const worker = options.startWorker(order, message => onWorkerMessage(id, message));
		running.set(id, worker);
		worker.ended.then(
			end => onWorkerEnd(id, end.reason, end.message),
			(error: unknown) => onWorkerEnd(id, 'failed', error instanceof Error ? error.message : String(error)),
		);
		return undefined;
	}

	function onWorkerMessage(id: number, message: FromWorker): void {
		update(({workers}) => ({
			workers: workers.map(worker => (worker.id === id ? applyMessage(worker, message) : worker)),
		}));
		if (message.event === 'started') selectWhenSeen = message.pid;
	}

	function onWorkerEnd(id: number, reason: string, message: string | undefined): void {
		running.delete(id);
		const ended = store.getState().workers.find(worker => worker.id === id);
		if (!ended) return;
		const worker = endWorker(ended, reason, message);
		update(({workers, overlay}) => ({
			workers: workers.filter(other => other.id !== id),
			// A report must not take the keys from somebody who is typing.
			...(overlay === undefined || overlay.kind === 'report'
				? {overlay: {kind: 'report', worker} as const}
				: {}),
		}));
	}

	let selectWhenSeen: number | undefined;

	/** A new worker is selected once it is in the list. */
	function selectNewWorker(list: ListState): ListState {
		if (selectWhenSeen === undefined) return list;
		const selected = selectPid(list, selectWhenSeen);
		if (selected.selected?.pid === selectWhenSeen) selectWhenSeen = undefined;
		return selected;
	}

	function release(): void {
		const {workers, list} = store.getState();
		const alive = workers.filter(worker => running.has(worker.id));
		const chosen =
			alive.find(worker => worker.pid !== undefined && worker.pid === list.selected?.pid) ?? alive.at(-1);
		if (!chosen) {
			notify('there is no memory-user: a starts one');
			return;
		}
		running.get(chosen.id)?.release();
		notify(`releasing the memory-user ${chosen.pid ?? ''}`.trimEnd());
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
		applyLook,
		applyMap: (found: MapOutcome) => update(state => ({regions: withMap(state, found)})),
		/** From the layout: how many rows the panes have. */
		fit(heights: {readonly processes: number; readonly regions: number}) {
			regionHeight = heights.regions;
			update(({list, regions}) => ({
				list: resizeList(list, heights.processes),
				...(regions && {regions: moveTo(regions, regions.selectedIndex, regionHeight)}),
			}));
		},
		move,
		page,
		edge: (last: boolean) => move(last ? Number.MAX_SAFE_INTEGER : -Number.MAX_SAFE_INTEGER),
		focus: (focus: Focus) => update(() => ({focus})),
		mapSelected,
		toggleType: () => update(({regions}) => (regions ? {regions: toggleType(regions, regionHeight)} : {})),
		nextRegionMode: () => update(({regions}) => (regions ? {regions: nextMode(regions)} : {})),
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
		allocate,
		release,
		changeInterval,
		zoom: () => update(({zoomed}) => ({zoomed: !zoomed})),
		pause: () => update(({paused}) => ({paused: !paused})),
		show: (overlay: Overlay | undefined) => update(() => ({overlay})),
		notify,
		clearNotice: () => update(({notice}) => (notice ? {notice: undefined} : {})),
	};
}
