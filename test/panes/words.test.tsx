import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {outsideText} from '../../source/safe-text.js';
import {hostile, isWhole, java, type Opened, open, processes, second, text} from '../support/app-screen.js';
import {settled} from '../support/fake-clock.js';
import {machineOf, processOf, readingOf, sampleOf} from '../support/samples.js';

const M = 1024 ** 2;

test.serial('our own worker is marked in the list', async t => {
	const opened = await open(t);
	await opened.screen.type('a300\r');
	t.is(opened.workers.length, 1);
	opened.workers[0]?.say({
		event: 'started',
		pid: 77,
		bytes: 300 * M,
		kind: 'anon',
		access: 'rmw',
		baseline: {rss: M},
	});
	opened.platform.processes = [
		...processes,
		processOf({pid: 77, name: 'memtui-worker', rss: 340 * M, command: 'node'}),
	];
	opened.platform.cpu.set(77, 99.8);
	await second(opened);
	t.regex(text(opened), /│◆ +77 root +S +99\.8 +340M .*memtui-worker · 300 MB/);
	t.is(opened.store.getState().list.selected?.pid, 77);
	t.is([...text(opened)].filter(character => character === '◆').length, 1);
});

test.serial('the report of a worker stands over the panes until a key is pressed', async t => {
	const opened = await open(t);
	await opened.screen.type('a300\r');
	opened.workers[0]?.say({
		event: 'started',
		pid: 77,
		bytes: 300 * M,
		kind: 'anon',
		access: 'rmw',
		baseline: {rss: 41 * M},
	});
	opened.workers[0]?.say({event: 'finished', passes: 12, seconds: 10, bytesPerSecond: M, reason: 'released'});
	opened.workers[0]?.end({reason: 'released'});
	await settled();
	await opened.screen.drawn();
	t.regex(text(opened), /memory-user 77: 300 MB anon, released by d/);
	t.regex(text(opened), /passes.*12/);
	const lines = opened.screen.lines();
	const top = lines.findIndex(line => line.includes('memory-user 77'));
	const bottom = lines.findIndex(line => line.includes('any key closes this report'));
	t.true(top > 0 && bottom > top + 10);
	// What it covers does not shine through.
	for (const line of lines.slice(top, bottom + 1)) t.notRegex(line.slice(32, 128), /sh -c|root/);
	await opened.screen.type('\u001B');
	await waitForEscape(opened);
	t.notRegex(text(opened), /memory-user 77/);
});

/** Ink waits a moment whether an escape character begins a sequence. */
async function waitForEscape({store, screen}: Opened): Promise<void> {
	await new Promise<void>(resolve => {
		if (store.getState().overlay === undefined) return resolve();
		const stop = store.subscribe(state => {
			if (state.overlay !== undefined) return;
			stop();
			resolve();
		});
	});
	await screen.drawn();
}

const paneWords = {
	denied: {
		map: {failure: 'denied', message: 'the map of 4242 may be read by its own user or root only'},
		words: /denied: the map of 4242 may be read by its own user or root only/,
	},
	'of a kernel thread': {
		map: readingOf([], {process: java, reason: 'a kernel thread has no memory of its own'}),
		words: /a kernel thread has no memory of its own/,
	},
	'of a zombie': {
		map: readingOf([], {
			process: java,
			reason: 'a zombie: it has ended and given its memory back',
		}),
		words: /a zombie: it has ended/,
	},
	gone: {map: {failure: 'gone', message: 'process 4242 ended'}, words: /gone: process 4242 ended/},
} as const;

for (const [name, {map, words}] of Object.entries(paneWords)) {
	test.serial(`a map that is ${name} is told in words`, async t => {
		const opened = await open(t);
		opened.platform.maps.set(4242, map);
		await opened.screen.type('\r');
		t.regex(text(opened), words);
		t.regex(text(opened), /Regions of 4242 java/);
		isWhole(t, opened, 160, 45, name);
	});
}

test.serial('a map is shown with its pid, its regions and their sums', async t => {
	const opened = await open(t);
	await opened.screen.type('\r');
	t.regex(text(opened), /╭─ Regions of 4242 java · by RSS · 2 ─/);
	t.regex(text(opened), /│▸ 7f0000000000 +256M +128M .*│/);
	t.regex(text(opened), /│ {2}total +257M +129M /);
	await opened.screen.type('v');
	t.regex(text(opened), /╭─ Regions of 4242 java · by type · 2 ─/);
	t.regex(text(opened), /▸ anonymous +1 +256M +128M/);
});

test.serial('a map that may not be read any more is told in words in place of the old one', async t => {
	const opened = await open(t);
	await opened.screen.type('\r');
	t.regex(text(opened), /7f0000000000/);
	opened.platform.maps.set(4242, {failure: 'denied', message: 'it runs as root now'});
	await second(opened);
	t.regex(text(opened), /denied: it runs as root now/);
	t.notRegex(text(opened), /7f0000000000/);
});

test.serial('a process that ended keeps its last map, marked with its time', async t => {
	const opened = await open(t);
	await opened.screen.type('\r');
	opened.platform.maps.delete(4242);
	opened.platform.processes = processes.slice(1);
	await second(opened);
	t.regex(text(opened), /Regions of 4242 java · ended, map of \d\d:\d\d:\d\d/);
	t.regex(text(opened), /7f0000000000 +256M +128M/);
});

test.serial('the cost of a refresh stands in the corner', async t => {
	const own = processOf({pid: process.pid, name: 'memtui', rss: 48 * M});
	const opened = await open(t, {listed: [...processes, own]});
	opened.clock.used += 12.4;
	await second(opened);
	t.regex(opened.screen.lines()[0] ?? '', / every 1 s · memtui 12 ms · 48 MB ─╮$/);
	await opened.screen.type('p');
	t.regex(opened.screen.lines()[0] ?? '', / paused · memtui 12 ms · 48 MB ─╮$/);
});

test.serial('the prompt tells what is available, and what is wrong as it is typed', async t => {
	const opened = await open(t);
	const last = () => opened.screen.lines().at(-1) ?? '';
	await opened.screen.type('a');
	t.regex(last(), /^ allocate MB \[SECONDS\] \[KIND\]: .*16\.0G available/);
	await opened.screen.type('99999');
	t.regex(last(), /99999 {3,}99999 MB asked for, 16,384 MB available/);
	await opened.screen.type('\u007F\u007F');
	t.regex(last(), /999 {3,}16\.0G available/);
	await opened.screen.type('\u0015');
	await opened.screen.type('x');
	t.regex(last(), /x {3,}MB is a whole number from 1/);
});

test.serial('the filter tells how many processes pass it, and what is wrong with it', async t => {
	const opened = await open(t);
	const last = () => opened.screen.lines().at(-1) ?? '';
	await opened.screen.type('/java');
	t.regex(last(), /^ filter: java {4,}1 processes/);
	t.regex(text(opened), /Processes · 1 · by RSS ▼ · java/);
	await opened.screen.type(' rss>');
	t.regex(last(), /rss> {4,}rss> needs a number/);
	await opened.screen.type('9g');
	t.regex(text(opened), /no process passes the filter/);
	isWhole(t, opened, 160, 45, 'empty');
});

test.serial('a machine whose figures are missing is drawn with dashes', async t => {
	const opened = await open(t);
	const sample = sampleOf([processOf({pid: 5, name: 'x', facts: {}, figures: {}})], {
		machine: machineOf(
			{MemAvailable: undefined, MemTotal: undefined, SwapTotal: undefined},
			{
				limit: {path: outsideText(hostile), max: M, events: {}},
			},
		),
	});
	opened.store.actions.applyTick({sample, workerCpu: new Map(), cost: undefined, map: undefined});
	await opened.screen.drawn();
	isWhole(t, opened, 160, 45, 'missing figures');
	t.regex(text(opened), /available -/);
	t.false(stripVTControlCharacters(text(opened)).includes('NaN'));
});
