import test from 'ava';
import {pressKey} from '../source/input.js';
import {keymap} from '../source/keymap.js';
import {layout} from '../source/layout.js';
import {sortKeys} from '../source/model/process-order.js';
import {regionSortKeys} from '../source/model/region-order.js';
import type {State} from '../source/store/state.js';
import {createMemtuiStore} from '../source/store/store.js';
import {fakeWorkers} from './support/monitor.js';
import {processOf, readingOf, sampleOf} from './support/samples.js';
import type {MadeRegion} from './support/smaps-text.js';

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
	store.actions.fit({processes: 10, regions: 10, regionColumns: 100});
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
	t.is(state().regions?.openKey, 'anonymous');
	press('escape');
	t.is(state().regions?.openKey, undefined);
});

/** The first process is mapped and its pane has the focus: a large region of anonymous memory, a small one of code. */
function mappedScreen() {
	const monitor = screen();
	const regions: readonly MadeRegion[] = [
		{start: 0x10000, end: 0x18000, fields: {Size: 32, Rss: 32}, vmFlags: 'rd wr'},
		{
			...{start: 0x40000, end: 0x41000, perms: 'r-xp', device: '08:01', inode: 5, path: '/bin/java'},
			...{fields: {Size: 4, Rss: 4}, vmFlags: 'rd ex'},
		},
	];
	const [process] = processes;
	let readings = 0;
	function read(): void {
		const at = 1_795_435_200_000 + 1000 * readings++;
		const outcome = readingOf(regions, {...(process && {process}), at});
		monitor.store.actions.applyMap({outcome, pace: undefined});
	}
	monitor.press('enter', 'tab');
	read();
	function pane() {
		const {regions: mapped} = monitor.state();
		if (!mapped) throw new Error('no process is mapped');
		return mapped;
	}
	return {...monitor, read, pane};
}

test('in Regions the keys for order and search are those of its pane, and the list keeps its own', t => {
	const {press, type, pane, state, prompt} = mappedScreen();
	press('>');
	t.is(pane().sort.key, 'pss');
	press('<', '<');
	t.is(pane().sort.key, 'size');
	press('r');
	t.true(pane().sort.reverse);
	press('s');
	t.deepEqual(state().overlay, {kind: 'sort', index: regionSortKeys.indexOf('size')});
	press('up', 'enter');
	t.deepEqual(pane().sort, {key: 'address', reverse: false});
	press('s', 'up', 'enter');
	t.is(pane().sort.key, 'mapping', 'the menu goes round over the columns of regions');
	press('s', 'down', 'x');
	t.is(pane().sort.key, 'mapping');
	type('/r-x');
	t.deepEqual(state().overlay, {kind: 'prompt', purpose: 'search', text: 'r-x'});
	t.is(pane().rows.count, 1);
	press('enter');
	t.is(pane().filterText, 'r-x');
	type('/ rss>');
	t.is(prompt(), 'r-x rss>');
	t.truthy(pane().filterError);
	press('escape');
	t.is(pane().filterText, '');
	t.is(pane().rows.count, 2);
	t.deepEqual(state().list.sort, {key: 'rss', reverse: false});
	t.is(state().list.filterText, '');
	t.is(state().list.rows.length, 3);
});

test('in Processes they are those of the list, though a process is mapped', t => {
	const {press, type, pane, state} = mappedScreen();
	press('shift-tab', '>', 'r', 's', 'down', 'enter');
	t.is(state().list.sort.key, 'swap');
	type('/node');
	t.is(state().list.rows.length, 2);
	t.like(pane(), {sort: {key: 'rss', reverse: false}, filterText: ''});
});

test('v goes through the views of the map, and Enter and Esc through what is in them', t => {
	const {press, pane, state} = mappedScreen();
	const modes = Array.from({length: 4}, () => {
		press('v');
		return pane().mode;
	});
	t.deepEqual(modes, ['types', 'files', 'picture', 'list']);
	press('j', 'enter');
	t.is(pane().detail?.start, 0x40000n);
	press('enter');
	t.is(pane().detail?.sharing, 'looking');
	press('escape');
	t.is(pane().detail, undefined);
	press('v', 'v', 'v', 'home');
	t.is(pane().picture.cursor, 0x10000n);
	press('right');
	t.true(pane().picture.cursor > 0x10000n);
	press('left', 'enter');
	t.is(pane().picture.zoom?.start, 0x10000n);
	press('escape');
	t.is(pane().picture.zoom, undefined);
	t.is(state().focus, 'regions');
});

test('m marks, D compares, and again chooses among the marks', t => {
	const {press, pane, read, state} = mappedScreen();
	press('D');
	t.is(pane().change, undefined);
	t.regex(state().notice?.text ?? '', /no mark yet/);
	press('m');
	read();
	press('m');
	read();
	t.is(pane().marks.length, 2);
	press('D');
	t.is(pane().change?.since, pane().marks[0]);
	press('D');
	t.deepEqual(state().overlay, {kind: 'marks', index: 0});
	press('up');
	t.deepEqual(state().overlay, {kind: 'marks', index: 1}, 'it goes round');
	press('k', 'down', 'enter');
	t.is(state().overlay, undefined);
	t.is(pane().change?.since, pane().marks[1]);
	for (const key of ['escape', 'x', 'D']) {
		press('D', 'up', key);
		t.is(state().overlay, undefined, key);
		t.is(pane().change?.since, pane().marks[1], key);
	}
	press('escape');
	t.is(pane().change, undefined);
});

test('w asks, and nothing but y or Enter clears the bits', t => {
	const {press, pane, state, quits} = mappedScreen();
	for (const key of ['n', 'Y', 'w', 'q', 'escape', ' ', 'down', 'v']) {
		press('w');
		t.deepEqual(state().overlay, {kind: 'workingSet'});
		press(key);
		t.is(state().overlay, undefined, key);
		t.is(pane().workingSet, undefined, key);
		t.is(pane().selectedIndex, 0, 'and does nothing else');
		t.is(pane().mode, 'list');
	}
	t.is(quits(), 0);
	for (const key of ['y', 'enter']) {
		press('w', key);
		t.deepEqual(pane().workingSet, {phase: 'clearing'}, key);
		t.is(pane().detail, undefined);
		press('escape');
		t.is(pane().workingSet, undefined);
	}
	press('w', 'ctrl-c');
	t.is(quits(), 1);
});

test('i explains the selected type; i, Enter and Esc only close it, any other key does what it always does', t => {
	const {press, pane, state} = mappedScreen();
	for (const key of ['i', 'enter', 'escape']) {
		press('i');
		t.deepEqual(state().overlay, {kind: 'explain', type: 'anonymous'});
		press(key);
		t.is(state().overlay, undefined, key);
		t.is(pane().detail, undefined, key);
		t.is(state().focus, 'regions', key);
	}
	press('i', 'down');
	t.is(state().overlay, undefined);
	t.is(pane().selectedIndex, 1);
	press('i');
	t.deepEqual(state().overlay, {kind: 'explain', type: 'code'});
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
	t.deepEqual(started[0]?.order, {
		bytes: 300 * 1024 ** 2,
		kind: 'anon',
		access: 'rmw',
		seconds: undefined,
		stopUnderPressure: true,
	});
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

test('the help goes to its end, and how far that is is told by the pane', t => {
	const {press, help, store} = screen(80, 24);
	press('?', 'pageDown');
	t.true((help()?.top ?? 0) > 10);
	press('end');
	t.true((help()?.top ?? 0) >= keymap.length);
	const shown = help();
	if (!shown) return t.fail();
	store.actions.show({...shown, top: 30});
	press('up');
	t.is(help()?.top, 29);
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
