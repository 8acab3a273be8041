import test from 'ava';
import {rawText} from '../../source/safe-text.js';
import type {State} from '../../source/store/state.js';
import {createMemtuiStore} from '../../source/store/store.js';
import {fakeWorkers} from '../support/monitor.js';
import {processOf, readingOf, sampleOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

const java = processOf({pid: 10, name: 'java', rss: 3000});
const noon = 1_795_435_200_000;

const anonymous = (page: number, rss: number): MadeRegion => ({
	start: page * 0x10000,
	end: page * 0x10000 + 0x8000,
	fields: {Size: 32, Rss: rss},
	vmFlags: 'rd wr',
});
const code = (page: number, rss: number): MadeRegion => ({
	...anonymous(page, rss),
	...{perms: 'r-xp', device: '08:01', inode: 5, path: '/bin/java'},
});
const regions: readonly MadeRegion[] = [code(1, 4), anonymous(2, 28), anonymous(3, 12), anonymous(4, 8)];

/** Java is mapped and its pane has the focus; `read` brings another reading, a second later. */
function mapped() {
	const store = createMemtuiStore({startWorker: fakeWorkers().start});
	const {actions} = store;
	let readings = 0;
	const read = (...made: readonly MadeRegion[]) =>
		actions.applyMap({
			outcome: readingOf(made, {process: java, at: noon + 1000 * readings++}),
			pace: undefined,
		});
	actions.fit({processes: 10, regions: 10, regionColumns: 60});
	actions.applyTick({sample: sampleOf([java]), workerCpu: new Map(), cost: undefined, map: undefined});
	actions.mapSelected();
	read(...regions);
	actions.focus('regions');
	const state = (): State => store.getState();
	return {
		store,
		actions,
		read,
		state,
		pane() {
			const {regions: shown} = state();
			if (!shown) throw new Error('no process is mapped');
			return shown;
		},
		notice: () => state().notice?.text,
	};
}

type Mapped = ReturnType<typeof mapped>;

/** What stands in the selected line: a page of the address space, a type, a change of a type. */
function selected({pane}: Mapped): string | undefined {
	const {rows, selectedIndex, view} = pane();
	const row = rows.at(selectedIndex);
	switch (row?.kind) {
		case 'region':
			return `page ${(view?.reading.map.start[row.index] ?? 0n) / 0x10000n}`;
		case 'group':
			return row.group.file ? rawText(row.group.file) : row.group.type;
		case 'typeChange':
			return `${row.change.type} ${row.change.rss}`;
		case 'regionChange':
			return row.change.kind;
		default:
			return undefined;
	}
}

test('the order is stepped through, chosen and reversed, with the selection on its region', t => {
	const monitor = mapped();
	const {actions, pane} = monitor;
	actions.move(2, 'down');
	t.is(selected(monitor), 'page 4');
	actions.sortRegionsBy(0);
	t.deepEqual(pane().sort, {key: 'address', reverse: false});
	t.is(selected(monitor), 'page 4');
	t.is(pane().selectedIndex, 3);
	actions.reverseRegions();
	t.is(pane().selectedIndex, 0);
	t.is(selected(monitor), 'page 4');
	// Another column begins in its usual order, and the columns go round at both ends.
	actions.stepRegionSort(-1);
	t.deepEqual(pane().sort, {key: 'mapping', reverse: false});
	actions.stepRegionSort(1);
	t.deepEqual(pane().sort, {key: 'address', reverse: false});
	actions.stepRegionSort(1);
	t.is(pane().sort.key, 'size');
});

test('a search is in force at once and goes to its first line', t => {
	const monitor = mapped();
	const {actions, pane} = monitor;
	actions.move(3, 'down');
	actions.search('rw-');
	t.is(pane().rows.count, 3);
	t.is(pane().selectedIndex, 0);
	actions.search('');
	t.is(pane().rows.count, 4);
});

test('with a search that is wrong the last good one stays in force and the error is told', t => {
	const {actions, pane, read} = mapped();
	actions.search('rw-');
	actions.search('rw- rss>');
	t.is(pane().rows.count, 3);
	t.is(pane().filterText, 'rw- rss>');
	t.is(pane().filterError, 'rss takes a size, as rss>1m');
	read(...regions, anonymous(9, 1));
	t.is(pane().rows.count, 4);
	actions.search('rw- rss>9k');
	t.is(pane().filterError, undefined);
	t.is(pane().rows.count, 2);
});

test('Enter opens a region to its details, a type or file to its regions, the picture to the pages', t => {
	const monitor = mapped();
	const {actions, pane} = monitor;
	actions.openSelected();
	t.is(pane().detail?.start, 0x20000n);
	actions.back();
	actions.nextRegionMode();
	actions.openSelected();
	t.is(pane().openKey, 'anonymous');
	actions.move(1, 'down');
	actions.openSelected();
	t.is(pane().detail?.start, 0x20000n);
	t.is(pane().openKey, 'anonymous');
	actions.back();
	actions.nextRegionMode();
	actions.move(1, 'down');
	t.is(selected(monitor), '/bin/java');
	actions.openSelected();
	t.is(pane().openKey, 'file /bin/java');
	actions.nextRegionMode();
	actions.openSelected();
	t.deepEqual(pane().picture.zoom, {start: 0x20000n, end: 0x28000n});
	actions.openSelected();
	t.is(pane().detail?.start, 0x20000n);
});

test('Enter in the details asks who shares the region, once', t => {
	const {actions, pane} = mapped();
	actions.openSelected();
	t.is(pane().detail?.sharing, undefined);
	actions.openSelected();
	t.is(pane().detail?.sharing, 'looking');
	const before = pane();
	actions.openSelected();
	t.is(pane(), before);
});

test('in the details keys scroll the text, no further than the pane says, and the line stays', t => {
	const {actions, pane} = mapped();
	actions.move(1, 'down');
	actions.openSelected();
	actions.move(5, 'down');
	t.is(pane().scroll, 5);
	t.is(pane().selectedIndex, 1);
	actions.edge(true);
	actions.boundScroll(7);
	t.is(pane().scroll, 7);
	actions.move(-1, 'up');
	t.is(pane().scroll, 6);
	actions.boundScroll(7);
	t.is(pane().scroll, 6);
	actions.edge(false);
	actions.move(-3, 'up');
	t.is(pane().scroll, 0);
	actions.move(3, 'down');
	actions.back();
	actions.openSelected();
	t.is(pane().scroll, 0, 'the next text begins at its first line');
});

test('in the picture keys move the cursor, and no line', t => {
	const {actions, pane} = mapped();
	for (let i = 0; i < 3; i++) actions.nextRegionMode();
	t.is(pane().picture.cursor, 0x20000n);
	actions.edge(false);
	t.is(pane().picture.cursor, 0x10000n);
	actions.sideways(1);
	t.true(pane().picture.cursor > 0x10000n);
	actions.sideways(-1);
	t.is(pane().picture.cursor, 0x10000n);
	t.is(pane().selectedIndex, 0);
	actions.focus('processes');
	const before = pane();
	actions.sideways(1);
	t.is(pane(), before);
});

test('Esc goes back one step at a time: details, working set, zoom of the picture, difference, search', t => {
	const {actions, state, pane, read} = mapped();
	actions.search('rw-');
	for (let i = 0; i < 3; i++) actions.nextRegionMode();
	actions.openSelected();
	const standing = () => {
		const {detail, workingSet, picture, change, filterText, mode} = pane();
		return [
			detail && 'details',
			workingSet && 'working set',
			picture.zoom && mode === 'picture' && 'zoom',
			change && 'difference',
			filterText !== '' && 'search',
		]
			.filter(Boolean)
			.join(', ');
	};
	const steps = (count: number) =>
		Array.from({length: count}, () => {
			actions.back();
			return standing();
		});
	actions.openSelected();
	t.is(standing(), 'details, zoom, search');
	t.deepEqual(steps(1), ['zoom, search']);
	actions.startWorkingSet();
	actions.applyCleared({at: noon});
	t.is(standing(), 'working set, zoom, search');
	actions.openSelected();
	t.is(standing(), 'working set, zoom, search', 'there is nothing to open in it');
	t.deepEqual(steps(3), ['zoom, search', 'search', '']);
	t.is(state().focus, 'regions');
	// And a difference over an opened type, with details of one of its regions.
	actions.nextRegionMode();
	actions.search('rw-');
	actions.mark();
	read(...regions, anonymous(8, 32));
	actions.showChange();
	actions.move(1, 'down');
	actions.openSelected();
	t.is(standing(), 'details, difference, search');
	actions.back();
	t.is(standing(), 'difference, search');
	actions.back();
	t.is(standing(), 'search');
	actions.nextRegionMode();
	actions.openSelected();
	t.is(pane().openKey, 'anonymous');
	actions.back();
	t.is(pane().openKey, undefined);
	t.is(standing(), 'search');
	actions.back();
	t.is(standing(), '');
	t.is(state().focus, 'regions');
	actions.back();
	t.is(state().focus, 'processes');
});

test('when Esc ends a search the selection stays on its region', t => {
	const monitor = mapped();
	const {actions} = monitor;
	actions.search('page');
	actions.search('r-x');
	t.is(selected(monitor), 'page 1');
	actions.back();
	t.is(selected(monitor), 'page 1');
});

test('without a map there is nothing to mark, to compare, to clear, to explain, and that is said', t => {
	const {actions, getState} = createMemtuiStore({startWorker: fakeWorkers().start});
	const said = (act: () => void) => {
		actions.clearNotice();
		act();
		t.is(getState().overlay, undefined);
		return getState().notice?.text ?? '';
	};
	t.regex(said(actions.mark), /no map to mark: Enter maps/);
	t.regex(said(actions.showChange), /no mark yet: m marks/);
	t.regex(said(actions.askWorkingSet), /no living process is mapped/);
	t.regex(said(actions.explain), /i explains/);
	// And what else is done in the pane is not even said.
	actions.search('x');
	actions.nextRegionMode();
	actions.sortRegionsBy(1);
	actions.openSelected();
	actions.startWorkingSet();
	actions.chooseMark(0);
	t.is(getState().regions, undefined);
});

test('while a map is being read for the first time there is nothing to mark yet', t => {
	const store = createMemtuiStore({startWorker: fakeWorkers().start});
	store.actions.applyTick({
		sample: sampleOf([java]),
		workerCpu: new Map(),
		cost: undefined,
		map: undefined,
	});
	store.actions.mapSelected();
	store.actions.mark();
	t.deepEqual(store.getState().regions?.marks, []);
	t.regex(store.getState().notice?.text ?? '', /no map to mark/);
});

test('a mark is told with their number, and the newest comes first', t => {
	const {actions, pane, read, notice} = mapped();
	actions.mark();
	t.is(notice(), 'marked: 1 mark; D shows what changed since');
	actions.mark();
	t.is(notice(), 'marked: 1 mark; D shows what changed since', 'the same reading is no second mark');
	read(...regions, anonymous(8, 4));
	actions.mark();
	t.is(notice(), 'marked: 2 marks; D shows what changed since');
	t.deepEqual(
		pane().marks.map(({reading}) => reading.at),
		[noon + 1000, noon],
	);
});

test('D shows the difference from the newest mark, with the type that changed most opened', t => {
	const monitor = mapped();
	const {actions, pane, read} = monitor;
	actions.mark();
	read(code(1, 8), anonymous(2, 28), anonymous(3, 12), anonymous(4, 8));
	actions.mark();
	read(code(1, 8), anonymous(2, 28), anonymous(3, 12), anonymous(4, 32));
	actions.move(3, 'down');
	actions.showChange();
	t.is(pane().change?.since.reading.at, noon + 1000);
	t.is(selected(monitor), `anonymous ${24 * 1024}`);
	t.is(pane().openKey, 'anonymous');
	t.is(pane().rows.count, 2, 'code did not change since');
});

test('the difference is renewed at each reading', t => {
	const monitor = mapped();
	const {actions, read} = monitor;
	actions.mark();
	actions.showChange();
	t.is(monitor.pane().rows.count, 0, 'nothing changed yet');
	read(code(1, 4), anonymous(2, 32), anonymous(3, 12), anonymous(4, 8));
	t.is(selected(monitor), 'anonymous 4096');
	read(code(1, 4), anonymous(2, 20), anonymous(3, 12), anonymous(4, 8));
	t.is(selected(monitor), 'anonymous -8192');
});

test('D again opens the choice among the marks, and one of them is taken', t => {
	const {actions, pane, read, state, notice} = mapped();
	actions.mark();
	actions.showChange();
	actions.showChange();
	t.is(notice(), 'there is one mark only: m sets another');
	t.is(state().overlay, undefined);
	read(...regions, anonymous(8, 4));
	actions.mark();
	actions.showChange();
	t.deepEqual(state().overlay, {kind: 'marks', index: 0});
	actions.chooseMark(1);
	t.is(pane().change?.since.reading.at, noon);
	actions.chooseMark(0);
	t.is(pane().change?.since.reading.at, noon + 1000);
	const before = pane();
	actions.chooseMark(7);
	t.is(pane(), before);
});

test('the difference is shown in place of what stood over the table', t => {
	const {actions, pane} = mapped();
	actions.mark();
	actions.startWorkingSet();
	actions.openSelected();
	actions.showChange();
	t.like(pane(), {detail: undefined, workingSet: undefined});
	t.truthy(pane().change);
});

test('a mark stays when another process is mapped, so that the two can be compared', t => {
	const {actions, state, pane, store} = mapped();
	actions.mark();
	const other = processOf({pid: 20, name: 'node', rss: 9000});
	store.actions.applyTick({
		sample: sampleOf([other, java]),
		workerCpu: new Map(),
		cost: undefined,
		map: undefined,
	});
	actions.focus('processes');
	actions.edge(false);
	actions.mapSelected();
	t.is(state().regions?.process.pid, 20);
	actions.showChange();
	t.is(pane().change, undefined, 'there is nothing to compare with yet');
	// The same program at other addresses, with 20 KB more in its largest piece.
	const elsewhere = [code(11, 4), anonymous(12, 48), anonymous(13, 12), anonymous(14, 8)];
	actions.applyMap({outcome: readingOf(elsewhere, {process: other}), pace: undefined});
	actions.showChange();
	t.is(pane().change?.what.matched, 'by mapping');
	t.is(pane().change?.what.totals.rss, 20 * 1024);
	t.deepEqual(
		pane().change?.what.types.map(({type, rss}) => `${type} ${rss}`),
		['anonymous 20480'],
	);
});

test('w asks before anything is cleared', t => {
	const {actions, state, pane} = mapped();
	actions.askWorkingSet();
	t.deepEqual(state().overlay, {kind: 'workingSet'});
	t.is(pane().workingSet, undefined);
});

test('of an ended process no working set can be had', t => {
	const {actions, state, notice} = mapped();
	actions.applyMap({outcome: {failure: 'gone', message: 'it ended'}, pace: undefined});
	actions.askWorkingSet();
	t.is(state().overlay, undefined);
	t.regex(notice() ?? '', /no living process is mapped/);
});

test('the working set is cleared, or failed, and an answer that nobody waits for changes nothing', t => {
	const {actions, pane} = mapped();
	actions.applyCleared({at: noon});
	t.is(pane().workingSet, undefined);
	actions.openSelected();
	actions.startWorkingSet();
	t.deepEqual(pane().workingSet, {phase: 'clearing'});
	t.is(pane().detail, undefined, 'it is seen at once');
	actions.applyCleared({at: noon + 500});
	t.deepEqual(pane().workingSet, {phase: 'cleared', at: noon + 500});
	actions.applyCleared({at: noon + 900});
	t.deepEqual(pane().workingSet, {phase: 'cleared', at: noon + 500});
	actions.startWorkingSet();
	actions.applyCleared({failure: 'denied', message: 'it belongs to root'});
	t.deepEqual(pane().workingSet, {
		phase: 'failed',
		failure: {failure: 'denied', message: 'it belongs to root'},
	});
});

test('i explains the type of the selected line, in every view', t => {
	const {actions, state, read, pane} = mapped();
	const explained = () => {
		actions.explain();
		const {overlay} = state();
		actions.show(undefined);
		return overlay?.kind === 'explain' ? overlay.type : overlay?.kind;
	};
	t.is(explained(), 'anonymous');
	actions.edge(true);
	t.is(explained(), 'code');
	actions.nextRegionMode();
	t.is(explained(), 'anonymous');
	actions.edge(true);
	t.is(explained(), 'code');
	actions.nextRegionMode();
	actions.edge(true);
	t.is(explained(), 'code');
	actions.nextRegionMode();
	t.is(explained(), 'anonymous');
	actions.edge(false);
	t.is(explained(), 'code');
	actions.mark();
	read(code(1, 4), anonymous(2, 32), anonymous(3, 12), anonymous(4, 8));
	actions.showChange();
	t.is(explained(), 'anonymous');
	actions.move(1, 'down');
	t.is(pane().rows.at(1)?.kind, 'regionChange');
	t.is(explained(), 'anonymous');
});
