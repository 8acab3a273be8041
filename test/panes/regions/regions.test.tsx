import test from 'ava';
import {Box} from 'ink';
import {Regions} from '../../../source/panes/regions/regions.js';
import type {Process} from '../../../source/platform/platform.js';
import type {RegionReading} from '../../../source/platform/region-reading.js';
import {createMemtuiStore} from '../../../source/store/store.js';
import {StoreContext} from '../../../source/store/use-store.js';
import {createTheme} from '../../../source/theme.js';
import {inkScreen} from '../../support/ink-screen.js';
import {fakeWorkers} from '../../support/monitor.js';
import {processOf, readingOf, sampleOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

const M = 1024 ** 2;
/** Noon of the machine's own day, so that the hours in words are known. */
const noon = new Date(2026, 10, 23, 12).getTime();
const java = processOf({pid: 4242, name: 'java', rss: 900 * M});

const region = (page: number, rss: number, more: Partial<MadeRegion> = {}): MadeRegion => ({
	start: 0x7f0000000000n + BigInt(page) * 0x100000n,
	end: 0x7f0000000000n + BigInt(page + 1) * 0x100000n,
	fields: {Size: 1024, Rss: rss, Pss: rss, Referenced: rss / 2, Swap: 0},
	vmFlags: 'rd wr',
	...more,
});
const library = region(9, 40, {perms: 'r-xp', device: '08:01', inode: 7, path: '/usr/lib/libc.so.6'});
const regions = [region(0, 512), region(1, 256), library];

/** The pane alone, over a store in which java is mapped. */
async function pane(t: Parameters<typeof inkScreen>[0], {width = 100, height = 20, ascii = false} = {}) {
	const store = createMemtuiStore({startWorker: fakeWorkers().start});
	const {actions} = store;
	const tick = (at: number, processes: readonly Process[] = [java]) =>
		actions.applyTick({
			sample: sampleOf(processes, {at}),
			workerCpu: new Map(),
			cost: undefined,
			map: undefined,
		});
	tick(noon);
	actions.fit({processes: 10, regions: height - 4, regionColumns: width - 2});
	actions.mapSelected();
	actions.focus('regions');
	const theme = createTheme({color: false, ascii});
	const screen = await inkScreen(
		t,
		<StoreContext value={store}>
			<Box width={width} height={height}>
				<Regions theme={theme} x={0} y={0} width={width} height={height} />
			</Box>
		</StoreContext>,
		{columns: width, rows: height},
	);
	async function shown(): Promise<string[]> {
		await screen.drawn();
		return screen.lines();
	}
	return {
		store,
		actions,
		tick,
		shown,
		/** Another reading of the map, so long after noon; `pace` in milliseconds where it is dear. */
		read(made: readonly MadeRegion[] = regions, after = 0, more: Partial<RegionReading> = {}, pace?: number) {
			const outcome = readingOf(made, {process: java, at: noon + after, ...more});
			actions.applyMap({outcome, pace});
			tick(noon + after);
		},
		async title() {
			const [top = ''] = await shown();
			return top.replace(/^╭─ /, '').replace(/ ─+╮$/, '');
		},
		async footer() {
			return ((await shown()).at(-1) ?? '').replace(/^╰─*/, '').replace(/─*╯$/, '').trim();
		},
		text: async () => (await shown()).join('\n'),
	};
}

test.serial('before the first reading the pane says that it reads', async t => {
	const {title, text} = await pane(t);
	t.is(await title(), 'Regions of 4242 java');
	t.regex(await text(), /reading …/);
});

test.serial('the title tells the view, its order and how many regions', async t => {
	const {actions, read, title} = await pane(t);
	read();
	t.is(await title(), 'Regions of 4242 java · by RSS · 3');
	actions.sortRegionsBy(0);
	t.is(await title(), 'Regions of 4242 java · by address · 3');
	actions.reverseRegions();
	t.is(await title(), 'Regions of 4242 java · by address reversed · 3');
	actions.sortRegionsBy(3);
	t.is(await title(), 'Regions of 4242 java · by PSS · 3');
	actions.nextRegionMode();
	t.is(await title(), 'Regions of 4242 java · by type · by PSS · 3');
	actions.sortRegionsBy(2);
	t.is(await title(), 'Regions of 4242 java · by type · 3');
	actions.nextRegionMode();
	t.is(await title(), 'Regions of 4242 java · by file · 3');
	actions.nextRegionMode();
	t.regex(
		await title(),
		/^Regions of 4242 java · .*7f0000000000/,
		'the picture names what is under its cursor',
	);
});

test.serial('a search is told with how many regions it finds, of how many', async t => {
	const {actions, read, title} = await pane(t);
	read([...Array.from({length: 102}, (_, i) => region(20 + i, 4)), region(0, 8, {path: '[heap]'}), library]);
	actions.search('r-x');
	t.is(await title(), 'Regions of 4242 java · by RSS · /r-x 1 of 104');
	actions.search('!r-x');
	t.is(await title(), 'Regions of 4242 java · by RSS · /!r-x 103 of 104');
	actions.nextRegionMode();
	t.is(await title(), 'Regions of 4242 java · by type · /!r-x 103 of 104');
});

test.serial('a search that finds nothing says so', async t => {
	const {actions, read, text, footer} = await pane(t);
	read();
	actions.search('nothing-like-it');
	t.regex(await text(), /no region fits \/nothing-like-it/);
	t.notRegex(await text(), /total/);
	t.is(await footer(), '');
});

test.serial(
	'a dear map is told with its pace, a paused one with its age, a cut one as incomplete',
	async t => {
		const {read, tick, title} = await pane(t);
		read(regions, 0, {}, 4000);
		t.is(await title(), 'Regions of 4242 java · by RSS · 3 · every 4 s');
		read(regions, 1000);
		tick(noon + 9000);
		t.is(await title(), 'Regions of 4242 java · by RSS · 3 · 8 s old');
		const {map} = readingOf(regions);
		read(regions, 9000, {map: {...map, complete: false}});
		t.is(await title(), 'Regions of 4242 java · by RSS · 3 · incomplete');
	},
);

test.serial('an ended process keeps its map, with the time of it and no age', async t => {
	const {actions, read, tick, title, text} = await pane(t);
	read(regions, 0, {}, 4000);
	actions.applyMap({outcome: {failure: 'gone', message: 'it ended'}, pace: undefined});
	tick(noon + 60_000, []);
	t.is(await title(), 'Regions of 4242 java · ended, map of 12:00:00 · by RSS · 3');
	t.regex(await text(), /7f0000000000/);
});

test.serial('a difference is told with the time of its mark, and how long ago that was', async t => {
	const {actions, read, title, text} = await pane(t);
	read();
	actions.mark();
	read([region(0, 512), region(1, 512), library], 240_000);
	actions.showChange();
	t.is(await title(), 'Regions of 4242 java · change since 12:00:00 (4 min)');
	t.regex(await text(), /▾ anonymous .*\+256K/);
	actions.back();
	t.is(await title(), 'Regions of 4242 java · by RSS · 3');
});

test.serial('a difference from another process names it, and tells no growth', async t => {
	const {actions, read, title, text} = await pane(t);
	read();
	actions.mark();
	const other = processOf({pid: 77, name: 'node'});
	actions.applyTick({sample: sampleOf([other]), workerCpu: new Map(), cost: undefined, map: undefined});
	actions.mapSelected();
	read([region(0, 512), region(1, 512), library], 240_000, {process: other});
	actions.showChange();
	t.is(await title(), 'Regions of 77 node · difference from 4242 java of 12:00:00');
	t.regex(await text(), /▾ anonymous .*\+256K/);
	t.notRegex(await text(), /\/min/);
});

test.serial('where nothing changed since the mark that is said', async t => {
	const {actions, read, text} = await pane(t);
	read();
	actions.mark();
	read(regions, 1000);
	actions.showChange();
	t.regex(await text(), /nothing changed since the mark/);
});

test.serial(
	'the details of a region are told as such, and scroll no further than their last line',
	async t => {
		const {actions, read, title, shown, footer, store} = await pane(t, {height: 10});
		read();
		actions.openSelected();
		t.is(await title(), 'Regions of 4242 java · one region');
		const [, first] = await shown();
		t.regex(first ?? '', /7f0000000000-7f0000100000 +rw-p/);
		actions.edge(true);
		const last = await shown();
		t.regex(await footer(), /^\d+ to (\d+) of \1$/);
		actions.move(5, 'down');
		t.deepEqual(await shown(), last);
		actions.move(-1, 'up');
		t.notDeepEqual(await shown(), last, 'the first key back moves it');
		actions.edge(false);
		t.is((await shown())[1], first);
		t.is(store.getState().regions?.selectedIndex, 0);
	},
);

test.serial('details of a region that is no more say so', async t => {
	const {actions, read, text} = await pane(t);
	read();
	actions.openSelected();
	read([library], 1000);
	t.regex(await text(), /this region is no more; Esc goes back/);
});

test.serial('the place in the list stands in the bottom line', async t => {
	const {actions, read, footer} = await pane(t);
	read();
	t.is(await footer(), '1/3');
	actions.move(2, 'down');
	t.is(await footer(), '3/3');
});

test.serial('the working set is told after the reading that follows the clearing, not before', async t => {
	const {actions, read, text, title} = await pane(t);
	read();
	actions.startWorkingSet();
	t.regex(await text(), /clearing the referenced bits …/);
	actions.applyCleared({at: noon + 500});
	t.regex(await text(), /clearing the referenced bits …/, 'this reading was before');
	read(regions, 6500);
	t.is(await title(), 'Regions of 4242 java · working set of 6 s');
	t.regex(await text(), /TYPE +HOT +COLD +NEVER/);
	t.regex(await text(), /anonymous +384K +384K/);
	actions.back();
	t.is(await title(), 'Regions of 4242 java · by RSS · 3');
});

test.serial('that the bits can’t be cleared is told in words', async t => {
	const {actions, read, text} = await pane(t);
	read();
	actions.startWorkingSet();
	actions.applyCleared({
		failure: 'denied',
		message: 'the bits of 4242 may be cleared by its own user or root only',
	});
	t.regex(await text(), /denied: the bits of 4242 may be cleared by its own user or root only/);
	t.regex(await text(), /Esc goes back/);
});

/** Java, with a heap that grew by 38 MiB a minute for ten minutes. */
async function leaking(t: Parameters<typeof pane>[0], width: number) {
	const opened = await pane(t, {width});
	const heap = (after: number) => {
		const rss = Math.round((200 * 1024 + (38 * 1024 * after) / 60_000) / 4) * 4;
		return region(0, rss, {path: '[heap]', fields: {Size: 1024 * 1024, Rss: rss, Swap: 0}});
	};
	for (let after = 0; after <= 600_000; after += 5000) opened.read([heap(after), library], after);
	return opened;
}

test.serial('what grows steadily is told in the bottom line, in a sentence with its evidence', async t => {
	const {footer} = await leaking(t, 140);
	t.regex(
		await footer(),
		/^heap grows by 38\.\dM\/min \(3\d\.\dM to 3\d\.\dM\) since 12:0\d:\d\d: \+3\d\dM in (?:9|10) min, steady · 1\/2$/,
	);
});

test.serial('where the sentence has no room the place stands alone', async t => {
	for (const width of [60, 80, 86, 90, 94, 98, 102]) {
		const {footer} = await leaking(t, width);
		t.regex(await footer(), /^(?:heap grows by .* steady · )?1\/2$/, `${width}`);
		if (width < 80) t.is(await footer(), '1/2');
	}
});

test.serial('growth stands in the line of its type', async t => {
	const {actions, text} = await leaking(t, 140);
	actions.nextRegionMode();
	t.regex(await text(), /heap .* \+38\.\dM\/min /);
	t.regex(await text(), /code .* 0 /);
});

test.serial('whatever the pane shows, each line is framed and as wide as the pane, in ASCII too', async t => {
	for (const ascii of [false, true]) {
		for (const width of [40, 72, 100, 151]) {
			const {actions, read, shown} = await pane(t, {width, height: 14, ascii});
			const isWhole = async (stop: string) => {
				const lines = await shown();
				t.is(lines.length, 14, stop);
				for (const line of lines) {
					t.is([...line].length, width, `${stop} at ${width}: ${line}`);
					t.regex(line, ascii ? /^[+|][\x20-\x7E]*[+|]$/ : /^[╭│╰].*[╮│╯]$/u, stop);
				}
			};
			await isWhole('reading');
			read();
			for (const stop of ['list', 'types', 'files', 'picture']) {
				await isWhole(stop);
				actions.openSelected();
				await isWhole(`${stop}, opened`);
				actions.back();
				actions.nextRegionMode();
			}
			actions.mark();
			read([region(0, 900), region(4, 4)], 1000);
			await isWhole('tints');
			actions.showChange();
			await isWhole('difference');
			actions.search('nothing');
			actions.back();
			await isWhole('search');
			actions.startWorkingSet();
			actions.applyCleared({at: noon + 1500});
			read(regions, 2000);
			await isWhole('working set');
		}
	}
});
