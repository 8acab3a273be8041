import {type Action, actionOf} from './keymap.js';
import type {Layout} from './layout.js';
import {sortKeys} from './model/process-order.js';
import {regionSortKeys} from './model/region-order.js';
import {outsideText, safeText} from './safe-text.js';
import type {Focus, Overlay} from './store/state.js';
import type {Actions, MemtuiStore} from './store/store.js';

/** From the name of a key to a change of the store: by the table of keys, or by what stands over the panes. */

export type InputContext = {
	readonly store: MemtuiStore;
	readonly layout: () => Layout;
	readonly quit: () => void;
};

export function pressKey(key: string, context: InputContext): void {
	const {store} = context;
	const {overlay} = store.getState();
	store.actions.clearNotice();
	if (key === 'ctrl-c') context.quit();
	else if (overlay?.kind === 'prompt') promptKey(key, overlay, store.actions);
	else if (overlay?.kind === 'guess') guessKey(key, overlay, store.actions);
	else if (overlay?.kind === 'experiment') experimentKey(key, overlay, context);
	else if (overlay?.kind === 'sort') sortKey(key, overlay, store);
	else if (overlay?.kind === 'help') helpKey(key, overlay, context);
	else if (overlay?.kind === 'marks') marksKey(key, overlay, store);
	else if (overlay?.kind === 'workingSet') workingSetKey(key, store.actions);
	else {
		if (overlay?.kind === 'report' || overlay?.kind === 'explain') store.actions.show(undefined);
		// The key that closes a report also does what it always does, so that nothing gets in the way.
		const action = actionOf(key);
		const closes = overlay?.kind === 'explain' ? ['back', 'open', 'explain'] : ['back', 'open'];
		const onlyCloses = overlay !== undefined && action !== undefined && closes.includes(action);
		if (action && !onlyCloses) run[action](context);
	}
}

const panes: readonly Focus[] = ['memory', 'processes', 'regions'];

function stepPane({store}: InputContext, step: number): void {
	const at = panes.indexOf(store.getState().focus);
	store.actions.focus(panes[(at + step + panes.length) % panes.length] ?? 'processes');
}

function open({store, layout}: InputContext): void {
	const {focus, list} = store.getState();
	if (focus === 'regions') {
		store.actions.openSelected();
		return;
	}
	store.actions.mapSelected();
	// Where the map opens over the list, it would else not be seen.
	if (layout().panes.regions === undefined && list.selected) store.actions.focus('regions');
}

/** Sorting and searching are of the pane that has the focus. */
function isInRegions(store: MemtuiStore): boolean {
	const {focus, regions} = store.getState();
	return focus === 'regions' && regions !== undefined;
}

function stepSort(store: MemtuiStore, delta: number): void {
	if (isInRegions(store)) store.actions.stepRegionSort(delta);
	else store.actions.stepSort(delta);
}

type Run = (context: InputContext) => void;

const run: Readonly<Record<Action, Run>> = {
	up: ({store}) => store.actions.move(-1, 'up'),
	down: ({store}) => store.actions.move(1, 'down'),
	left: ({store}) => store.actions.sideways(-1),
	right: ({store}) => store.actions.sideways(1),
	pageUp: ({store}) => store.actions.page(-1),
	pageDown: ({store}) => store.actions.page(1),
	first: ({store}) => store.actions.edge(false),
	last: ({store}) => store.actions.edge(true),
	nextPane: context => stepPane(context, 1),
	previousPane: context => stepPane(context, -1),
	open,
	back: ({store}) => store.actions.back(),
	filter({store}) {
		const {list, regions} = store.getState();
		const text = isInRegions(store) ? (regions?.filterText ?? '') : list.filterText;
		store.actions.show({kind: 'prompt', purpose: isInRegions(store) ? 'search' : 'filter', text});
	},
	chooseSort({store}) {
		const {list, regions} = store.getState();
		const index = isInRegions(store)
			? regionSortKeys.indexOf(regions?.sort.key ?? 'rss')
			: sortKeys.indexOf(list.sort.key);
		store.actions.show({kind: 'sort', index});
	},
	previousSort: ({store}) => stepSort(store, -1),
	nextSort: ({store}) => stepSort(store, 1),
	reverse: ({store}) => (isInRegions(store) ? store.actions.reverseRegions() : store.actions.reverse()),
	tree: ({store}) => store.actions.tree(),
	follow: ({store}) => store.actions.follow(),
	allocate: ({store}) => store.actions.openAllocate(),
	release: ({store}) => store.actions.release(),
	experiment: ({store}) => store.actions.openExperiment(),
	touchMore: ({store}) => store.actions.touchMore(),
	saveReport: ({store}) => void store.actions.saveReport(),
	regionView: ({store}) => store.actions.nextRegionMode(),
	mark: ({store}) => store.actions.mark(),
	change: ({store}) => store.actions.showChange(),
	workingSet: ({store}) => store.actions.askWorkingSet(),
	explain: ({store}) => store.actions.explain(),
	zoom: ({store}) => store.actions.zoom(),
	pause: ({store}) => store.actions.pause(),
	slower: ({store}) => store.actions.changeInterval(1),
	faster: ({store}) => store.actions.changeInterval(-1),
	help: ({store}) => store.actions.show({kind: 'help', query: '', searching: false, top: 0}),
	quit: ({quit}) => quit(),
};

/**
 * A text with one more key typed: printable keys, Backspace, Ctrl-U. `undefined` for a key that is no typing, or
 * a character of a paste that is unfit for the screen.
 */
function typed(key: string, text: string): string | undefined {
	if (key === 'backspace') return [...text].slice(0, -1).join('');
	if (key === 'ctrl-u') return '';
	return [...key].length === 1 && safeText(outsideText(key)) === key ? text + key : undefined;
}

/** What the texts that are taken while they are typed do. */
function live(purpose: string, actions: Actions): ((text: string) => void) | undefined {
	if (purpose === 'filter') return actions.setFilter;
	return purpose === 'search' ? actions.search : undefined;
}

function promptKey(key: string, prompt: Extract<Overlay, {kind: 'prompt'}>, actions: Actions): void {
	const take = live(prompt.purpose, actions);
	const text = typed(key, prompt.text);
	if (key === 'escape') {
		take?.('');
		actions.show(undefined);
	} else if (key === 'enter') {
		// What is wrong with an order stands beside its text, which may be mended.
		if (take !== undefined || prompt.text.trim() === '') actions.show(undefined);
		// An experiment opens what comes next itself.
		else if (prompt.purpose === 'experiment') actions.experiment(prompt.text);
		else if (actions.allocate(prompt.text) === undefined) actions.show(undefined);
	} else if (text !== undefined) {
		actions.show({...prompt, text});
		take?.(text);
	}
}

function guessKey(key: string, asked: Extract<Overlay, {kind: 'guess'}>, actions: Actions): void {
	const text = typed(key, asked.text);
	if (key === 'escape') actions.show(undefined);
	else if (key === 'enter') actions.guess();
	else if (text !== undefined) actions.show({...asked, text});
}

/** The view of an experiment scrolls; other keys close it and do what they do, but those that are about it. */
function experimentKey(
	key: string,
	view: Extract<Overlay, {kind: 'experiment'}>,
	context: InputContext,
): void {
	const {actions} = context.store;
	const action = actionOf(key);
	const room = Math.max(1, context.layout().rows - frameRowsOff);
	const step = scrollSteps(room)[action ?? ''];
	if (step !== undefined) actions.show({...view, top: Math.max(0, Math.min(mostScrolled, view.top + step))});
	else if (action === 'release' || action === 'touchMore' || action === 'saveReport') run[action](context);
	else {
		actions.show(undefined);
		if (action && action !== 'back' && action !== 'open') run[action](context);
	}
}

/** Rows of the screen that are not the view's own: its frame and the key bar; and more lines than it ever has. */
const frameRowsOff = 3;
const mostScrolled = 500;

/** The place in a menu of so many items after a key, or `undefined` when the key doesn't move. */
function menuStep(key: string, index: number, items: number): number | undefined {
	const action = actionOf(key);
	if (action === 'up') return (index + items - 1) % items;
	return action === 'down' ? (index + 1) % items : undefined;
}

function sortKey(key: string, menu: Extract<Overlay, {kind: 'sort'}>, store: MemtuiStore): void {
	const {actions} = store;
	const inRegions = isInRegions(store);
	const index = menuStep(key, menu.index, inRegions ? regionSortKeys.length : sortKeys.length);
	if (index !== undefined) {
		actions.show({...menu, index});
		return;
	}
	if (actionOf(key) === 'open') {
		if (inRegions) actions.sortRegionsBy(menu.index);
		else actions.sortBy(menu.index);
	}
	actions.show(undefined);
}

function marksKey(key: string, menu: Extract<Overlay, {kind: 'marks'}>, store: MemtuiStore): void {
	const {actions} = store;
	const index = menuStep(key, menu.index, store.getState().regions?.marks.length ?? 1);
	if (index !== undefined) {
		actions.show({...menu, index});
		return;
	}
	if (actionOf(key) === 'open') actions.chooseMark(menu.index);
	actions.show(undefined);
}

/** Nothing but a clear yes clears the bits. */
function workingSetKey(key: string, actions: Actions): void {
	if (key === 'y' || key === 'enter') actions.startWorkingSet();
	actions.show(undefined);
}

function helpKey(key: string, help: Extract<Overlay, {kind: 'help'}>, context: InputContext): void {
	const {actions} = context.store;
	if (help.searching) helpSearchKey(key, help, actions);
	else if (actionOf(key) === 'filter') actions.show({...help, searching: true});
	else {
		const room = Math.max(1, context.layout().rows - helpRowsOff);
		const step = scrollSteps(room)[actionOf(key) ?? ''];
		// How long it is depends on the width: the pane says where it ends.
		actions.show(step === undefined ? undefined : {...help, top: Math.max(0, help.top + step)});
	}
}

/** Rows of the screen that the help has not for keys: its frame, the line of the search, the key bar. */
const helpRowsOff = 4;

function scrollSteps(room: number): Readonly<Record<string, number>> {
	const page = Math.max(1, room - 1);
	return {
		up: -1,
		down: 1,
		pageUp: -page,
		pageDown: page,
		first: Number.NEGATIVE_INFINITY,
		last: Number.MAX_SAFE_INTEGER,
	};
}

function helpSearchKey(key: string, help: Extract<Overlay, {kind: 'help'}>, actions: Actions): void {
	const query = typed(key, help.query);
	if (key === 'escape') actions.show({...help, query: '', searching: false, top: 0});
	else if (key === 'enter') actions.show({...help, searching: false});
	else if (query !== undefined) actions.show({...help, query, top: 0});
}
