import test from 'ava';
import {bytes} from '../../source/format.js';
import {act} from '../support/action-keys.js';
import {allocate, openPrompt, workerRows} from '../support/allocation.js';
import {brokenFrames} from '../support/frames.js';
import {availableMemory, commOf, largestRegion, rssOf, workersOf} from '../support/kernel.js';
import {startMemtui} from '../support/memtui.js';
import {processRow} from '../support/process-rows.js';
import {hasEnded} from '../support/process-state.js';
import {shownSize} from '../support/shown-size.js';
import type {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const megabyte = 1024 * 1024;

/** A figure of the report that is on the screen. */
function reported(terminal: Terminal, figure: string): string {
	return new RegExp(`[│|] ${figure} +[│|] (\\S+)`).exec(terminal.text())?.[1] ?? '';
}

test('the prompt says what is available, and what is wrong with an order, which starts nothing', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '3600'], columns: 120, rows: 30});
	const available = / available (\S+) /.exec(terminal.text())?.[1] ?? '';
	await openPrompt(terminal);
	t.true(terminal.row(-1).includes(`${available} available`), terminal.row(-1));
	t.true(Math.abs(shownSize(available).bytes - availableMemory()) < 500 * megabyte);
	const wrong = [
		['0', 'MB is a whole number from 1'],
		['abc', 'MB is a whole number from 1'],
		['1.5', 'MB is a whole number from 1'],
		['-5', 'MB is a whole number from 1'],
		['99999999', '99999999 MB asked for, '],
		['10 0', 'SECONDS is 0.1 to 86,400'],
		['10 5 gold', 'kind is anon'],
	] as const;
	for (const [order, message] of wrong) {
		terminal.press('ctrl-u');
		terminal.type(order);
		await terminal.waitFor(`a word about ${order}`, () => terminal.row(-1).includes(`]: ${order}  `));
		t.true(terminal.row(-1).includes(message), terminal.row(-1));
		terminal.press('enter', 'space');
		// The prompt is still there, for mending.
		await terminal.waitFor('the blank typed after Enter', () => terminal.row(-1).includes(`]: ${order}   `));
	}
	terminal.press('escape');
	await terminal.waitFor('the keys', () => terminal.row(-1).includes('q quit'));
	act(terminal, 'release');
	await terminal.waitFor('the word that there is none', () => terminal.find('there is no memory-user'));
	t.deepEqual(workersOf(terminal.pid), []);
});

test('200 MB show in the row, the map and the report, and a second memory-user beside them', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.2']});
	const pid = await allocate(terminal, '200');
	t.deepEqual(workersOf(terminal.pid), [pid]);
	t.is(commOf(pid), 'memtui-worker');
	await terminal.waitFor('its row to be selected', () => processRow(terminal, pid)?.isSelected);
	t.regex(processRow(terminal, pid)?.command ?? '', /^memtui-worker · 200 MB/);

	await waitFor(() => largestRegion(pid) >= 200 * megabyte, `200 MB in ${pid}`);
	const rss = rssOf(pid);
	await terminal.waitFor('its resident memory in its row', () => {
		const shown = processRow(terminal, pid)?.rss;
		return shown === bytes(rssOf(pid));
	});
	act(terminal, 'open');
	await terminal.waitFor('its map', () => terminal.find(`Regions of ${pid} memtui-worker`));
	await terminal.waitFor('one region of 200 MB', () =>
		terminal.find(/[\da-f]{12} +200M +200M +200M +200M +rw-p +anonymous/),
	);
	t.is(terminal.screen().filter(line => / 200M +200M .*anonymous/.test(line)).length, 1);
	t.deepEqual(brokenFrames(terminal), []);

	// Beside it one of 1 MB: what both have in common is what Node itself brings.
	const small = await allocate(terminal, '1');
	t.not(small, pid);
	t.deepEqual([...workersOf(terminal.pid)].sort(), [pid, small].sort());
	await terminal.waitFor('the selection on it', () => processRow(terminal, small)?.isSelected);
	await waitFor(
		() => Math.abs(rssOf(pid) - rssOf(small) - 199 * megabyte) < 10 * megabyte,
		`199 MB more in ${pid} than in ${small}`,
	);
	act(terminal, 'release');
	await terminal.waitFor('the report on the small one', () =>
		terminal.find(`memory-user ${small}: 1 MB anon`),
	);
	t.true(hasEnded(small));
	t.false(hasEnded(pid));
	terminal.press('enter');
	await terminal.waitFor('the end of the report', () => terminal.find('any key closes') === undefined);
	t.is(workerRows(terminal).length, 1, terminal.text());

	act(terminal, 'release');
	await terminal.waitFor('the report', () => terminal.find(`memory-user ${pid}: 200 MB anon, released by d`));
	t.true(hasEnded(pid));
	t.is(reported(terminal, 'asked'), '200M');
	t.is(reported(terminal, 'touched'), '200M');
	const own = shownSize(reported(terminal, 'RSS at start')).bytes;
	t.true(Math.abs(rss - own - 200 * megabyte) < 10 * megabyte, `${rss} after ${own}`);
	const growth = shownSize(reported(terminal, 'RSS grew by').replace('+', '')).bytes;
	t.true(Math.abs(growth - 200 * megabyte) < 10 * megabyte, `${growth}`);
	t.true(Number(reported(terminal, 'passes').replace(',', '')) > 0);
	act(terminal, 'back');
	await terminal.waitFor('the end of the report', () => terminal.find('any key closes') === undefined);
	await terminal.waitFor('the list without it', () => processRow(terminal, pid) === undefined);
	await terminal.waitFor('its last map', () => terminal.find(new RegExp(`Regions of ${pid} .*ended`)));
	t.deepEqual(brokenFrames(terminal), []);
});

test('a memory-user ends by itself when its time is over, and one that is killed is told', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.2'], columns: 100, rows: 30});
	// Its row need not be seen: on a busy machine it may end between two refreshes.
	await openPrompt(terminal);
	terminal.type('10 0.3');
	await terminal.waitFor('the order', () => terminal.row(-1).includes(']: 10 0.3'));
	terminal.press('enter');
	const timed = await terminal.waitFor('the report', () => {
		const [, pid] = /memory-user (\d+): 10 MB anon, its time was over/.exec(terminal.text()) ?? [];
		return pid === undefined ? undefined : Number(pid);
	});
	t.true(hasEnded(timed));
	const seconds = Number.parseFloat(reported(terminal, 'streamed'));
	t.true(seconds >= 0.3 && seconds < 3, `${seconds}`);
	terminal.press('enter');

	const killed = await allocate(terminal, '10');
	process.kill(killed, 'SIGKILL');
	await terminal.waitFor('the report on the killed one', () =>
		terminal.find(new RegExp(`memory-user ${killed}: 10 MB anon, .*killed`)),
	);
	// The key that closes a report does what it always does.
	act(terminal, 'help');
	await terminal.waitFor('the help', () => terminal.find('─ Help '));
	terminal.press('ctrl-c');
	t.is((await terminal.exit).code, 0);
});
