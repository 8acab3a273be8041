import test from 'ava';
import {pressKey} from '../source/input.js';
import {keymap} from '../source/keymap.js';
import {layout} from '../source/layout.js';
import {sortKeys} from '../source/model/process-order.js';
import type {State} from '../source/store/state.js';
import {createMemtuiStore} from '../source/store/store.js';
import {fakeWorkers} from './support/monitor.js';
import {processOf, readingOf, sampleOf} from './support/samples.js';

const processes = [
	processOf({pid: 10, rss: 3000, name: 'java', command: 'java -jar shop.jar'}),
	processOf({pid: 20, rss: 2000, name: 'node', command: 'node server'}),
	processOf({pid: 30, rss: 1000, name: 'node', command: 'node worker'}),
];

/** A screen of that size; `press` takes names of keys, `type` a text key by key. */
function screen(columns = 160, rows = 45) {
	const workers = fakeWorkers();
	const store = createMemtuiStore({startWorker: workers.start});
	let quits = 0;
	const context = {
		store,
		layout() {
			const {focus, zoomed} = store.getState();
			return layout(columns, rows, focus, zoomed);
		},
		quit() {
			quits++;
		},
	};
	const press = (...keys: readonly string[]) => {
		for (const key of keys) pressKey(key, context);
	};
	const sample = sampleOf(processes);
	store.actions.fit({processes: 10, regions: 10});
	store.actions.applyTick({sample, workerCpu: new Map(), cost: undefined, map: undefined});
	return {
		store,
		press,
		type: (text: string) => press(...text),
		quits: () => quits,
		started: workers.started,
		state: (): State => store.getState(),
		prompt() {
			const {overlay} = store.getState();
			return overlay?.kind === 'prompt' ? overlay.text : undefined;
		},
		help() {
			const {overlay} = store.getState();
			return overlay?.kind === 'help' ? overlay : undefined;
		},
	};
}

test('the arrow keys and their letters move the selection', t => {
	const {press, state} = screen();
	for (const [key, index] of [
		['down', 1],
		['j', 2],
		['up', 1],
		['k', 0],
		['end', 2],
		['home', 0],
		['G', 2],
		['g', 0],
		['pageDown', 2],
		['pageUp', 0],
	] as const) {
		press(key);
		t.is(state().list.selectedIndex, index, key);
	}
});

test('Tab goes round the panes, Shift-Tab the other way', t => {
	const {press, state} = screen();
	const seen = ['tab', 'tab', 'tab', 'shift-tab', 'shift-tab', 'shift-tab'].map(key => {
		press(key);
		return state().focus;
	});
	t.deepEqual(seen, ['regions', 'memory', 'processes', 'memory', 'regions', 'processes']);
});

test('Enter maps the selected process and leaves the focus where both panes are seen', t => {
	const {press, state} = screen();
	press('down', 'enter');
	t.is(state().regions?.process.pid, 20);
	t.is(state().focus, 'processes');
});

test('Enter goes to the map where it opens over the list, and Esc back to the list', t => {
	const {press, state} = screen(79, 24);
	press('enter');
	t.is(state().regions?.process.pid, 10);
	t.is(state().focus, 'regions');
	press('escape');
	t.is(state().focus, 'processes');
});

test('Enter in Regions opens the selected type', t => {
	const {press, state, store} = screen();
	press('enter');
	const regions = [{start: 0x10000, end: 0x11000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd wr'}];
	store.actions.applyMap({outcome: readingOf(regions, {process: processes[0] as never}), pace: undefined});
	press('v', 'tab', 'enter');
	t.is(state().regions?.mode, 'types');
	t.is(state().regions?.openType, 'anonymous');
	press('escape');
	t.is(state().regions?.openType, undefined);
});

test('single keys change what they say', t => {
	const {press, state} = screen();
	press('t');
	t.true(state().list.tree);
	press('f');
	t.true(state().list.follow);
	press('z');
	t.true(state().zoomed);
	press('p');
	t.true(state().paused);
	press(' ');
	t.false(state().paused);
	press('+');
	t.is(state().interval, 2000);
	press('-', '-');
	t.is(state().interval, 500);
	press('>');
	t.is(state().list.sort.key, 'pss');
	press('<', '<');
	t.is(state().list.sort.key, 'cpu');
	press('r');
	t.true(state().list.sort.reverse);
});

test('q and Ctrl-C quit', t => {
	const {press, quits} = screen();
	press('q');
	t.is(quits(), 1);
	press('ctrl-c');
	t.is(quits(), 2);
});

test('Ctrl-C quits from wherever one is', t => {
	for (const keys of [['/'], ['a'], ['s'], ['?'], ['?', '/']]) {
		const {press, quits} = screen();
		press(...keys, 'ctrl-c');
		t.is(quits(), 1, keys.join(' '));
	}
});

test('a key that is not bound does nothing but clear the word that was shown', t => {
	const {press, state, store} = screen();
	store.actions.notify('a word');
	const before = state();
	press('E');
	t.deepEqual(state(), {...before, notice: undefined});
	press('left', 'é', 'backspace');
	t.deepEqual(state(), {...before, notice: undefined});
});

test('the word that a key brings about stays until the next key', t => {
	const {press, state} = screen();
	press('d');
	t.truthy(state().notice);
	press('down');
	t.is(state().notice, undefined);
});

test('the filter is in force while it is typed, and Enter keeps it', t => {
	const {type, press, state, prompt} = screen();
	press('/');
	t.is(prompt(), '');
	type('node');
	t.is(prompt(), 'node');
	t.is(state().list.rows.length, 2);
	press('enter');
	t.is(state().overlay, undefined);
	t.is(state().list.filterText, 'node');
	t.is(state().list.rows.length, 2);
});

test('Esc clears the filter', t => {
	const {type, press, state} = screen();
	type('/node');
	press('escape');
	t.is(state().overlay, undefined);
	t.is(state().list.filterText, '');
	t.is(state().list.rows.length, 3);
});

test('a kept filter is typed on where it ended', t => {
	const {type, press, prompt, state} = screen();
	type('/node');
	press('enter');
	type('/ server');
	t.is(prompt(), 'node server');
	t.is(state().list.rows.length, 1);
	press('backspace', 'backspace');
	t.is(prompt(), 'node serv');
	press('ctrl-u');
	t.is(prompt(), '');
	t.is(state().list.rows.length, 3);
});

test('letters that are bound to something are letters in a prompt', t => {
	const {type, state, prompt, quits} = screen();
	type('/qzptadfv?<>+- s');
	t.is(prompt(), 'qzptadfv?<>+- s');
	t.is(quits(), 0);
	t.false(state().zoomed);
	t.false(state().paused);
});

test('Backspace takes a whole character away, also one beyond the first plane', t => {
	const {type, press, prompt} = screen();
	type('/a🐘');
	t.is(prompt(), 'a🐘');
	press('backspace');
	t.is(prompt(), 'a');
	press('backspace', 'backspace');
	t.is(prompt(), '');
});

test('keys that are no characters type nothing', t => {
	const {press, prompt} = screen();
	press('/', 'up', 'pageDown', 'tab', 'shift-tab', 'home', 'ctrl-a', '\u0001', '\u009B');
	t.is(prompt(), '');
});

test('what a paste holds of bidi controls and characters without a cell is not taken', t => {
	const {press, prompt} = screen();
	press('/', 'a', '\u202E', '\u200B', '\uFEFF', '\u2028', '\u2066', 'b');
	t.is(prompt(), 'ab');
});

test('a burst of typing orders a memory-user', t => {
	const {press, state, started} = screen();
	press('a', '3', '0', '0', 'enter');
	t.is(state().overlay, undefined);
	t.deepEqual(started[0]?.order, {bytes: 300 * 1024 ** 2, kind: 'anon', seconds: undefined});
});

test('an order that is wrong stays in the prompt to be mended', t => {
	const {type, press, prompt, started, state} = screen();
	type('a99999999');
	press('enter');
	t.is(prompt(), '99999999');
	t.is(started.length, 0);
	for (let i = 0; i < 5; i++) press('backspace');
	press('enter');
	t.is(state().overlay, undefined);
	t.is(started[0]?.order.bytes, 999 * 1024 ** 2);
});

test('an empty order and Esc start nothing', t => {
	const {type, press, state, started} = screen();
	press('a', 'enter');
	t.is(state().overlay, undefined);
	type('a ');
	press('enter');
	t.is(state().overlay, undefined);
	type('a300');
	press('escape');
	t.is(state().overlay, undefined);
	t.is(started.length, 0);
	t.is(state().list.filterText, '');
});

test('Esc in the prompt for memory leaves the filter in force', t => {
	const {type, press, state} = screen();
	type('/node');
	press('enter');
	type('a3');
	press('escape');
	t.is(state().list.filterText, 'node');
});

test('the sort menu begins at the column in force and Enter takes the chosen one', t => {
	const {press, state} = screen();
	press('s');
	t.deepEqual(state().overlay, {kind: 'sort', index: sortKeys.indexOf('rss')});
	press('up', 'k', 'enter');
	t.is(state().overlay, undefined);
	t.is(state().list.sort.key, 'state');
});

test('the sort menu goes round at both ends', t => {
	const {press, state} = screen();
	press('s');
	for (let i = 0; i < sortKeys.length; i++) press('down');
	t.deepEqual(state().overlay, {kind: 'sort', index: sortKeys.indexOf('rss')});
	for (let i = 0; i <= sortKeys.indexOf('rss'); i++) press('up');
	t.deepEqual(state().overlay, {kind: 'sort', index: sortKeys.length - 1});
});

test('Esc and any other key close the sort menu and change nothing', t => {
	for (const key of ['escape', 's', 'x', 't']) {
		const {press, state} = screen();
		press('s', 'down', key);
		t.is(state().overlay, undefined, key);
		t.is(state().list.sort.key, 'rss');
		t.false(state().list.tree);
	}
});

test('the help scrolls by line and by page and not above its first line', t => {
	const {press, help} = screen(80, 24);
	press('?');
	t.deepEqual(help(), {kind: 'help', query: '', searching: false, top: 0});
	press('up');
	t.is(help()?.top, 0);
	press('down', 'j');
	t.is(help()?.top, 2);
	press('k');
	t.is(help()?.top, 1);
	press('home');
	t.is(help()?.top, 0);
});

test('the help does not scroll beyond its end, so that the first key back moves it', t => {
	const {press, help} = screen(80, 24);
	press('?', 'end');
	const last = help()?.top ?? 0;
	t.true(last > 0 && last < keymap.length);
	press('pageDown', 'down');
	t.is(help()?.top, last);
	press('up');
	t.is(help()?.top, last - 1);
	press('pageUp', 'pageUp');
	t.is(help()?.top, 0);
});

test('a key that does not scroll closes the help and does nothing else', t => {
	for (const key of ['escape', 'q', '?', 'a', 'enter', 'x']) {
		const {press, state, quits} = screen();
		press('?', key);
		t.is(state().overlay, undefined, key);
		t.is(quits(), 0);
	}
});

test('in the help a slash searches, Enter keeps what was found and Esc ends the search', t => {
	const {press, type, help, state} = screen();
	press('?');
	type('/sort');
	t.like(help(), {query: 'sort', searching: true, top: 0});
	press('backspace');
	t.is(help()?.query, 'sor');
	press('enter');
	t.like(help(), {query: 'sor', searching: false});
	type('/t');
	t.like(help(), {query: 'sort', searching: true});
	press('escape');
	t.like(help(), {query: '', searching: false});
	t.is(state().list.filterText, '');
});

test('letters that are bound to something are letters in the search', t => {
	const {press, type, help, quits} = screen();
	press('?');
	type('/quit?');
	t.is(help()?.query, 'quit?');
	t.is(quits(), 0);
});

/** A screen over which the report of an ended worker stands. */
async function reported() {
	const monitor = screen();
	monitor.press('a', '3', 'enter');
	monitor.started[0]?.end({reason: 'time'});
	await monitor.started[0]?.ended;
	return monitor;
}

test('Esc and Enter only close a report', async t => {
	for (const key of ['escape', 'enter']) {
		const {press, state} = await reported();
		t.is(state().overlay?.kind, 'report');
		press(key);
		t.is(state().overlay, undefined);
		t.is(state().regions, undefined);
	}
});

test('any other key closes a report and does what it always does', async t => {
	const {press, state} = await reported();
	press('down');
	t.is(state().overlay, undefined);
	t.is(state().list.selectedIndex, 1);
	const prompted = await reported();
	prompted.press('/');
	t.is(prompted.prompt(), '');
	const unbound = await reported();
	unbound.press('x');
	t.is(unbound.state().overlay, undefined);
});
