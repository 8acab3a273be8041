import test from 'ava';
import {layout} from '../../source/layout.js';
import {act} from '../support/action-keys.js';
import {crowd, makeCrowd} from '../support/crowd.js';
import {typeFilter} from '../support/filtering.js';
import {brokenFrames} from '../support/frames.js';
import {startMemtui} from '../support/memtui.js';
import {processRows, selectedRow} from '../support/process-rows.js';
import type {Terminal} from '../support/terminal.js';

// Nothing changes in a made-up machine, and no refresh comes: what changes on the screen, a key has changed.
const still = ['--interval', '3600'];
const ascending = crowd().map(({pid}) => pid);
const descending = ascending.toReversed();

const pids = (terminal: Terminal) => processRows(terminal).map(row => row.pid);

/** Waits for an order of the first rows. */
function order(terminal: Terminal, what: string, expected: readonly number[]) {
	return terminal.waitFor(what, () => {
		const shown = pids(terminal);
		return shown.length > 10 && shown.every((pid, i) => pid === expected[i]);
	});
}

/** The arrow in the pane's title and the one in the head of the table, which say the same. */
function arrows(terminal: Terminal): readonly string[] {
	const title = /by \S+ ([▲▼])/.exec(terminal.text())?.[1] ?? '';
	const head = /(?:PID|USER|S|RSS|TIME|COMMAND)([▲▼])/.exec(terminal.text())?.[1] ?? '';
	return [title, head];
}

test('the list is sorted by the menu, by the column before and after, and the other way round', async t => {
	const terminal = await startMemtui(t, {args: [...still, '--proc', makeCrowd(t).proc]});
	t.truthy(terminal.find('Processes · 60 · by RSS ▼ '));
	await order(terminal, 'largest first', descending);
	t.deepEqual(arrows(terminal), ['▼', '▼']);
	act(terminal, 'reverse');
	await order(terminal, 'smallest first', ascending);
	t.truthy(terminal.find('by RSS ▲'));
	t.deepEqual(arrows(terminal), ['▲', '▲']);

	act(terminal, 'chooseSort');
	const menu = await terminal.waitFor('the menu', () => terminal.find('─ Sort by '));
	t.is(terminal.find(/▸ RSS +│/)?.column, menu.column);
	act(terminal, 'up', 'up', 'up', 'up');
	await terminal.waitFor('PID in the menu', () => terminal.find(/▸ PID +│/));
	act(terminal, 'open');
	await terminal.waitFor('the end of the menu', () => terminal.find('─ Processes · 60 · by PID'));
	await order(terminal, 'the smallest pid first', ascending);
	t.deepEqual(arrows(terminal), ['▲', '▲']);
	act(terminal, 'reverse');
	await order(terminal, 'the largest pid first', descending);
	t.deepEqual(arrows(terminal), ['▼', '▼']);

	act(terminal, 'nextSort');
	await terminal.waitFor('the column after', () => terminal.find('by USER'));
	const users = processRows(terminal).map(row => row.user);
	t.deepEqual(users, users.toSorted());
	t.is(users[0], '0');
	act(terminal, 'previousSort', 'previousSort');
	await terminal.waitFor('the last column, round the edge', () => terminal.find('by COMMAND'));
	await order(terminal, 'by command', ascending);
	act(terminal, 'previousSort');
	await terminal.waitFor('the column before', () => terminal.find('by TIME'));
	await order(terminal, 'the most CPU first', ascending);

	act(terminal, 'chooseSort');
	await terminal.waitFor('the menu', () => terminal.find('─ Sort by '));
	act(terminal, 'down');
	act(terminal, 'back');
	await terminal.waitFor('the end of the menu', () => terminal.find('─ Sort by ') === undefined);
	t.truthy(terminal.find('by TIME'));
	t.deepEqual(brokenFrames(terminal), []);
});

test('the list filters while a person types, tells what is wrong and clears', async t => {
	const terminal = await startMemtui(t, {args: [...still, '--proc', makeCrowd(t).proc]});
	await typeFilter(terminal, 'program-11');
	await terminal.waitFor('ten rows', () => pids(terminal).length === 10);
	t.true(processRows(terminal).every(row => row.command.startsWith('program-11')));
	t.truthy(terminal.find('Processes · 10 · by RSS ▼ · program-11 '));
	terminal.press('backspace');
	await terminal.waitFor('more rows again', () => terminal.find('Processes · 60 ·'));
	terminal.press('enter');
	await typeFilter(terminal, 'user=1000 rss>5500k !program-160');
	await terminal.waitFor('rows of that user', () => terminal.find('Processes · 10 · by RSS ▼ · user=1000'));
	t.true(processRows(terminal).every(row => row.user === '1000' && row.pid < 160));

	terminal.press('enter');
	await typeFilter(terminal, 'rss>much');
	const told = await terminal.waitFor('what is wrong', () => terminal.find('much is no size'));
	t.is(told.row, terminal.rows - 1);
	terminal.press('escape');
	await terminal.waitFor('all of them', () => terminal.find('Processes · 60 · by RSS ▼ ─'));

	await typeFilter(terminal, 'nothing like this');
	await terminal.waitFor('the word about it', () => terminal.find('no process passes the filter'));
	t.deepEqual(brokenFrames(terminal), []);
	terminal.press('enter');
	await terminal.waitFor('the keys', () => terminal.row(-1).includes('q quit'));
	act(terminal, 'open', 'down', 'follow');
	await terminal.waitFor('an answer', () => terminal.row(-1).includes('following'));
	act(terminal, 'back');
	await terminal.waitFor('all of them', () => terminal.find('Processes · 60 ·'));
	t.truthy(selectedRow(terminal));
});

test('the tree hangs children below their parents, also among those that a filter leaves', async t => {
	const terminal = await startMemtui(t, {args: [...still, '--proc', makeCrowd(t).proc]});
	act(terminal, 'tree', 'last');
	await terminal.waitFor('the tree', () => terminal.find('tree by RSS'));
	const family = () => processRows(terminal).slice(-4);
	await terminal.waitFor('the family at the end', () => family()[0]?.pid === 101);
	t.deepEqual(
		family().map(row => row.command.replace(/ +$/, '')),
		['program-101', '├─ program-103', '│ └─ program-104', '└─ program-102'],
	);
	await typeFilter(terminal, 'program-104');
	await terminal.waitFor('the grandchild alone', () => pids(terminal).length === 1);
	t.is(processRows(terminal)[0]?.command, 'program-104');
	terminal.press('escape');
	act(terminal, 'tree');
	await terminal.waitFor('the list', () => terminal.find('by RSS ▼'));
});

test('the selection moves by row, page and edge, and stays on its process', async t => {
	const terminal = await startMemtui(t, {args: [...still, '--proc', makeCrowd(t).proc]});
	const selects = (what: string, pid: number) =>
		terminal.waitFor(what, () => selectedRow(terminal)?.pid === pid);
	await selects('the first row', 160);
	const {processes} = layout(terminal.columns, terminal.rows, 'processes', false).panes;
	const height = (processes?.height ?? 0) - 3;
	await terminal.waitFor('rows in the whole pane', () => pids(terminal).length === height);
	terminal.press('down', 'j', 'up');
	await selects('the second row', 159);
	act(terminal, 'pageDown');
	await selects('a page further', 159 - (height - 1));
	act(terminal, 'pageUp');
	await selects('a page back', 159);
	act(terminal, 'last');
	await selects('the last row', 101);
	t.is(selectedRow(terminal)?.row, terminal.rows - 3);
	terminal.press('k', 'up');
	await selects('the last but two', 103);
	// The selection stays on its process, the screen where it was.
	act(terminal, 'reverse');
	await terminal.waitFor('the place of 103 in the order turned round', () => terminal.find('─ 3/60 ─'));
	await order(terminal, 'the order turned round', ascending.slice(ascending.length - height));

	act(terminal, 'first');
	await selects('the first row', 101);
	act(terminal, 'follow');
	await terminal.waitFor('the word about it', () => terminal.find('· following'));
	act(terminal, 'reverse');
	await terminal.waitFor('the selected process, at the end now', () => {
		const selected = selectedRow(terminal);
		return selected?.pid === 101 && selected.row === terminal.rows - 3;
	});
	act(terminal, 'follow');
	await terminal.waitFor('the word to be gone', () => !terminal.find('· following'));
});
