import test from 'ava';
import {keymap, shownKey} from '../../source/keymap.js';
import type {PaneName} from '../../source/layout.js';
import {act} from '../support/action-keys.js';
import {makeCrowd} from '../support/crowd.js';
import {filter} from '../support/filtering.js';
import {brokenFrames, isFocused} from '../support/frames.js';
import {startMemtui} from '../support/memtui.js';
import {smapsEntry} from '../support/proc-tree.js';
import {processRows} from '../support/process-rows.js';
import type {Terminal} from '../support/terminal.js';

const still = ['--interval', '3600'];

test('Tab and Shift-Tab go through the panes, and z gives the focused one the whole screen', async t => {
	const terminal = await startMemtui(t, {args: [...still, '--proc', makeCrowd(t).proc]});
	const focus = (pane: PaneName) => terminal.waitFor(`the focus in ${pane}`, () => isFocused(terminal, pane));
	await focus('processes');
	act(terminal, 'nextPane');
	await focus('regions');
	act(terminal, 'nextPane');
	await focus('memory');
	act(terminal, 'nextPane');
	await focus('processes');
	act(terminal, 'previousPane');
	await focus('memory');

	const zoomed = (focus: PaneName, title: string) =>
		terminal.waitFor(`${title} alone`, () => {
			const others = ['Memory', 'Processes', 'Regions'].filter(name => name !== title);
			return (
				terminal.find(`─ ${title} `) &&
				!others.some(name => terminal.find(`─ ${name} `)) &&
				brokenFrames(terminal, {focus, zoomed: true}).length === 0
			);
		});
	act(terminal, 'zoom');
	await zoomed('memory', 'Memory');
	t.truthy(terminal.find(/total +977M +100\.?0?%/));
	act(terminal, 'nextPane');
	await zoomed('processes', 'Processes');
	await terminal.waitFor('rows on the whole screen', () => processRows(terminal).length === 45 - 4);
	act(terminal, 'nextPane');
	await zoomed('regions', 'Regions');
	act(terminal, 'back');
	await terminal.waitFor('all panes', () => terminal.find('─ Memory ') && terminal.find('─ Processes '));
	t.deepEqual(brokenFrames(terminal), []);
	act(terminal, 'zoom', 'zoom');
	terminal.press('q');
	t.is((await terminal.exit).code, 0);
});

test('the help shows every key of the table, searches and closes', async t => {
	const terminal = await startMemtui(t, {args: [...still, '--proc', makeCrowd(t).proc]});
	/** The lines of keys: below them the types of memory are explained. */
	const helpRows = () => {
		const lines = terminal.screen().slice(2);
		const end = lines.findIndex(line => line.includes('Types of memory'));
		return lines.slice(0, end < 0 ? undefined : end).filter(line => /^│ \S/.test(line));
	};
	act(terminal, 'help');
	await terminal.waitFor('the help', () => terminal.find('─ Help '));
	for (const {keys, help} of keymap) {
		const row = helpRows().find(
			line => line.includes(` ${keys.map(shownKey).join(' ')} `) && line.includes(help),
		);
		t.truthy(row, `${keys}: ${help}`);
	}
	t.is(helpRows().length, keymap.length);
	t.truthy(terminal.find('Types of memory'));

	act(terminal, 'filter');
	terminal.type('zOOm q');
	terminal.press('backspace', 'backspace');
	await terminal.waitFor('the one that was searched for', () => {
		const rows = helpRows();
		return rows.length === 1 && /^│ z +zoom the focused pane/.test(rows[0] ?? '');
	});
	terminal.type('nowhere');
	await terminal.waitFor('the word that there is none', () => terminal.find('nothing found'));
	terminal.press('enter', 'escape');
	await terminal.waitFor('the panes', () => terminal.find('─ Memory '));

	terminal.resize(40, 10);
	await terminal.waitFor('the panes on a small screen', () => brokenFrames(terminal).length === 0);
	act(terminal, 'help');
	await terminal.waitFor('the help', () => terminal.find('─ Help '));
	const first = helpRows()[0];
	act(terminal, 'down', 'down', 'pageDown');
	await terminal.waitFor('another part of it', () => helpRows()[0] !== first);
	act(terminal, 'last');
	await terminal.waitFor('its end', () => helpRows().some(line => /^│ other +/.test(line)));
	act(terminal, 'first');
	await terminal.waitFor('its beginning', () => helpRows()[0] === first);
	terminal.press('q');
	await terminal.waitFor('the panes again', () => terminal.find('─ Memory '));
	t.deepEqual(brokenFrames(terminal), []);
});

test('--ascii and --no-color write nothing beyond ASCII and no colours', async t => {
	const tree = makeCrowd(t);
	tree.write('proc/101/smaps', smapsEntry(0x1000_0000, 100, 50, '                   [heap]'));
	const terminal = await startMemtui(t, {
		args: ['--ascii', '--no-color', '--interval', '0.2', '--proc', tree.proc, '101'],
	});
	await terminal.waitFor('the map', () => terminal.find(/total .* 1 region/));
	act(terminal, 'regionView', 'tree', 'nextPane', 'zoom');
	await terminal.waitFor('the map alone', () => terminal.find(/> heap +1 +100K/));
	act(terminal, 'open');
	await terminal.waitFor('the type opened', () => terminal.find(/10000000 .*100K/));
	act(terminal, 'back', 'zoom', 'help');
	await terminal.waitFor('the help', () => terminal.find('- Help '));
	act(terminal, 'back', 'chooseSort');
	await terminal.waitFor('the menu', () => terminal.find('- Sort by '));
	act(terminal, 'back', 'allocate');
	await terminal.waitFor('the word about another tree', () => terminal.row(-1).includes('another tree'));
	terminal.press('q');
	await terminal.exit;
	t.deepEqual(terminal.raw().match(/[^\0-\u007F]+/g), null);
	t.deepEqual(colours(terminal), []);
});

test('--ascii and --no-color hold for a memory-user and its report', async t => {
	const terminal = await startMemtui(t, {args: ['--ascii', '--no-color', '--interval', '0.2']});
	// Other processes may have any name.
	await filter(terminal, 'memtui-worker');
	const from = terminal.bytes;
	act(terminal, 'allocate');
	terminal.type('1');
	terminal.press('enter');
	await terminal.waitFor('the memory-user', () => terminal.find(/\| ?\* .* memtui-worker - /));
	act(terminal, 'release');
	await terminal.waitFor('the report', () => terminal.find('any key closes'));
	terminal.press('q');
	await terminal.exit;
	const written = terminal.rawBytes().subarray(from).toString('utf8');
	t.deepEqual(written.match(/[^\0-\u007F]+/g), null);
	t.deepEqual(colours(terminal), []);
});

test('NO_COLOR is heeded unless it is empty', async t => {
	const args = ['--proc', makeCrowd(t).proc];
	t.deepEqual(colours(await startMemtui(t, {args, env: {NO_COLOR: '1'}})), []);
	t.true(colours(await startMemtui(t, {args, env: {NO_COLOR: ''}})).length > 0);
});

/** Colours among what was written so far (ECMA-48, 8.3.117). */
function colours(terminal: Terminal): string[] {
	const codes = [...terminal.raw().matchAll(/\u001B\[([\d;]*)m/g)].flatMap(([, code = '']) =>
		code.split(';'),
	);
	return [...new Set(codes)].filter(code => /^(?:[39][0-8]|4[0-8]|10[0-7])$/.test(code));
}
