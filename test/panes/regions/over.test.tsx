import test from 'ava';
import {typeSentence} from '../../../source/model/region-words.js';
import {isWhole, java, type Opened, open, second, tame, text} from '../../support/app-screen.js';
import {settled} from '../../support/fake-clock.js';
import {readingOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

/** What stands over the panes and is about the map, in the whole app on a terminal of the test's. */

const heap = (rss: number): MadeRegion => ({
	...{start: 0x7e0000000000n, end: 0x7e0010000000n, path: '[heap]'},
	...{fields: {Size: 262_144, Rss: rss, Referenced: 1024}, vmFlags: 'rd wr'},
});

function give({platform, clock}: Opened, rss: number): void {
	const at = Math.max(Date.now(), 1_795_435_200_000) + clock.now();
	platform.maps.set(java.pid, readingOf([heap(rss)], {process: java, at}));
}

/** Java is mapped, and its pane has the focus. */
async function mapped(t: Parameters<typeof open>[0], size: Parameters<typeof open>[1] = {}): Promise<Opened> {
	const opened = await open(t, {listed: tame, ...size});
	give(opened, 131_072);
	opened.store.actions.mapSelected();
	await settled();
	opened.store.actions.focus('regions');
	await opened.screen.drawn();
	return opened;
}

const shown = (opened: Opened) => text(opened).replaceAll(/[\s│]+/g, ' ');

/** What stands in the frame of that title, as one text. */
function inFrame({screen}: Opened, title: string): string {
	const lines = screen.lines();
	const top = lines.findIndex(line => line.includes(`╭─ ${title} ─`));
	const x = lines[top]?.indexOf(`╭─ ${title} ─`) ?? 0;
	const width = (lines[top]?.indexOf('╮', x) ?? 0) - x;
	const bottom = lines.findIndex((line, row) => row > top && line[x] === '╰');
	const inside = lines.slice(top + 1, bottom).map(line => line.slice(x + 1, x + width).trim());
	return top < 0 ? 'nothing' : inside.join(' ');
}

const overlay = ({store}: Opened) => store.getState().overlay?.kind;

/** Ink waits a moment whether an escape character begins a sequence. */
async function pressEscape({store, screen}: Opened): Promise<void> {
	screen.input.type('\u001B');
	if (store.getState().overlay) {
		await new Promise<void>(resolve => {
			const stop = store.subscribe(state => {
				if (state.overlay) return;
				stop();
				resolve();
			});
		});
	}
	await screen.drawn();
}

test.serial('i shows the sentence of the selected type, and i, Enter and Esc only close it', async t => {
	const opened = await mapped(t);
	for (const close of ['i', '\r', 'escape']) {
		const before = opened.store.getState().regions;
		await opened.screen.type('i');
		t.is(inFrame(opened, 'heap'), typeSentence('heap'));
		if (close === 'escape') await pressEscape(opened);
		else await opened.screen.type(close);
		t.is(overlay(opened), undefined, close);
		t.is(inFrame(opened, 'heap'), 'nothing');
		t.is(opened.store.getState().regions, before, close);
	}
});

test.serial('another key closes the sentence and does what it always does', async t => {
	const opened = await mapped(t);
	await opened.screen.type('i');
	await opened.screen.type('v');
	t.is(overlay(opened), undefined);
	t.is(opened.store.getState().regions?.mode, 'types');
});

test.serial('a mark is told, D shows what changed, and again the choice among the marks', async t => {
	const opened = await mapped(t);
	await opened.screen.type('m');
	t.regex(opened.screen.lines().at(-1) ?? '', /^ marked: 1 mark; D shows what changed since/);
	give(opened, 141_072);
	await second(opened);
	await opened.screen.type('m');
	give(opened, 151_312);
	await second(opened);
	await opened.screen.type('D');
	t.regex(text(opened), /Regions of 4242 java · change since \d\d:\d\d:\d\d/);
	t.regex(text(opened), /▾ heap .*\+10\.0M/);
	await opened.screen.type('D');
	t.is(overlay(opened), 'marks');
	t.regex(text(opened), /╭─ Change since ─/);
	// The newest first, each with its time and what was added to RSS since.
	t.regex(text(opened), /▸ \d\d:\d\d:\d\d +\d+ \w+ +\+10\.0M *│/);
	t.regex(text(opened), /│ {2,3}\d\d:\d\d:\d\d +\d+ \w+ +\+19\.8M *│/);
	await opened.screen.type('j');
	await opened.screen.type('\r');
	t.is(overlay(opened), undefined);
	t.regex(text(opened), /▾ heap .*\+19\.8M/);
	await opened.screen.type('D');
	await pressEscape(opened);
	t.is(overlay(opened), undefined);
	t.regex(text(opened), /▾ heap .*\+19\.8M/, 'Esc leaves the choice as it was');
	await pressEscape(opened);
});

test.serial('w tells what it costs and asks, and nothing but y or Enter clears', async t => {
	const opened = await mapped(t);
	const {platform} = opened;
	for (const key of ['n', 'w', 'x', ' ', 'Y', 'v', 'q', 'escape']) {
		await opened.screen.type('w');
		t.is(overlay(opened), 'workingSet');
		const question = inFrame(opened, 'Working set');
		t.regex(question, /^Measure what 4242 java touches\? This clears the referenced bits of all its pages\./);
		t.regex(question, /10 ms a GiB of RSS, here about 1 ms/);
		t.regex(question, /y does it, any other key does not\.$/);
		if (key === 'escape') await pressEscape(opened);
		else await opened.screen.type(key);
		t.is(overlay(opened), undefined, key);
		t.deepEqual(platform.cleared, [], key);
		t.is(opened.store.getState().regions?.workingSet, undefined, key);
		t.is(opened.store.getState().regions?.mode, 'list', key);
	}
	for (const [i, key] of ['y', '\r'].entries()) {
		await opened.screen.type('w');
		await opened.screen.type(key);
		t.is(overlay(opened), undefined);
		t.is(platform.cleared.length, i + 1);
	}
});

test.serial('after the next reading of the map the pane shows what was touched', async t => {
	const opened = await mapped(t);
	await opened.screen.type('wy');
	t.regex(shown(opened), /clearing the referenced bits …/);
	opened.clock.used += 1;
	await opened.clock.advance(900);
	give(opened, 131_072);
	const {clock, platform} = opened;
	platform.maps.set(
		java.pid,
		readingOf([heap(131_072)], {process: java, at: Date.now() + 5000 + clock.now()}),
	);
	await second(opened);
	t.regex(text(opened), /Regions of 4242 java · working set of \d+ s/);
	t.regex(text(opened), /heap +1\.00M +127M +128M/);
});

test.serial('that it may not be cleared is told in words', async t => {
	const opened = await mapped(t);
	opened.platform.clearAnswer = {failure: 'denied', message: 'its bits may be cleared by root only'};
	await opened.screen.type('wy');
	t.regex(shown(opened), /denied: its bits may be cleared by root only/);
});

test.serial('the search tells how many regions it finds while it is typed, and what is wrong', async t => {
	const opened = await mapped(t);
	const last = () => opened.screen.lines().at(-1) ?? '';
	await opened.screen.type('/');
	t.regex(last(), /^ search regions: {4,}1 regions; path, rwx, 7f12ab340000, type=heap, rss>1m/);
	await opened.screen.type('heap');
	t.regex(last(), /^ search regions: heap {4,}1 regions/);
	t.regex(text(opened), /Regions of 4242 java · by RSS · \/heap 1 of 1/);
	await opened.screen.type(' rss>1k\u007F\u007F');
	t.regex(last(), /heap rss> {4,}rss takes a size, as rss>1m/);
	t.regex(text(opened), /7e0000000000/, 'the last good one stays in force');
	await opened.screen.type('9g');
	t.regex(last(), /heap rss>9g {4,}0 regions/);
	t.regex(text(opened), /no region fits \/heap rss>9g/);
	await opened.screen.type('\u0015rw-\r');
	t.is(overlay(opened), undefined);
	t.regex(text(opened), /\/rw- 1 of 1/);
	// The list of processes is another one.
	t.is(opened.store.getState().list.filterText, '');
	await opened.screen.type('/');
	await pressEscape(opened);
	t.notRegex(text(opened), /\/rw-/);
});

test.serial('the sort menu is that of the focused pane', async t => {
	const opened = await mapped(t);
	await opened.screen.type('s');
	t.regex(text(opened), /╭─ Sort by ─.*ADDRESS.*▸ RSS.*MAPPING/s);
	await opened.screen.type('j\r');
	t.is(opened.store.getState().regions?.sort.key, 'pss');
	t.is(opened.store.getState().list.sort.key, 'rss');
});

for (const ascii of [false, true]) {
	test.serial(`with anything over it the screen stays whole${ascii ? ', in ASCII too' : ''}`, async t => {
		const opened = await mapped(t, {ascii});
		await opened.screen.type('m');
		give(opened, 141_072);
		await second(opened);
		await opened.screen.type('m');
		give(opened, 151_312);
		await second(opened);
		await opened.screen.type('D');
		for (const [columns, rows] of [
			[200, 50],
			[151, 45],
			[80, 24],
			[79, 24],
			[41, 12],
			[40, 10],
		] as const) {
			await opened.screen.resize(columns, rows);
			for (const key of ['i', 'D', 'w', '/', 's']) {
				await opened.screen.type(key);
				t.not(overlay(opened), undefined, `${key} at ${columns}x${rows}`);
				if (!ascii) isWhole(t, opened, columns, rows, `${key} at ${columns}x${rows}`);
				else for (const line of opened.screen.lines()) t.regex(line, /^[\x20-\x7E]*$/);
				opened.store.actions.show(undefined);
			}
		}
	});
}
