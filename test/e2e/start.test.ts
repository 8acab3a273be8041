import test from 'ava';
import {keymap} from '../../source/keymap.js';
import {act, keyFor} from '../support/action-keys.js';
import {makeCrowd} from '../support/crowd.js';
import {brokenFrames} from '../support/frames.js';
import {memtuiCommand, startMemtui} from '../support/memtui.js';
import {processRows} from '../support/process-rows.js';
import {openShell} from '../support/shell.js';

test('the first screen shows three panes, and q and Ctrl-C give back the terminal as it was', async t => {
	const shell = await openShell({columns: 160, rows: 45}, t);
	const {terminal} = shell;
	shell.start('echo what was here before');
	await shell.ended();
	const settings = await shell.settings();
	const modes = terminal.modes();
	t.false(modes.alternateScreen);

	for (const key of ['q', 'ctrl-c'] as const) {
		// No other order in between.
		shell.start(memtuiCommand(['--interval', '60']));
		await terminal.waitFor(
			'the first frame',
			() => terminal.row(-1).includes('quit') && terminal.find('PID'),
		);
		t.true(terminal.modes().alternateScreen);
		t.false(terminal.modes().cursorVisible);
		t.is(terminal.find('what was here before'), undefined);
		for (const title of ['Memory', 'Processes', 'Regions']) t.truthy(terminal.find(`─ ${title} `), title);
		t.truthy(terminal.find(/PID +USER .*RSS.*COMMAND/));
		const rows = processRows(terminal);
		t.true(rows.some(row => row.isSelected));
		for (const label of ['Enter map', '/ filter', 'a allocate', '? help', 'q quit']) {
			t.true(terminal.row(-1).includes(label), label);
		}
		t.deepEqual(brokenFrames(terminal), []);

		act(terminal, 'help');
		await terminal.waitFor('the help', () => terminal.find('─ Help '));
		terminal.press(key);
		if (key === 'q') {
			await terminal.waitFor('the panes again', () => terminal.find('─ Memory '));
			terminal.press(key);
		}
		t.is((await shell.ended()).code, 0, key);
		t.deepEqual(terminal.modes(), modes, key);
		t.truthy(terminal.find('what was here before'), key);
		t.is(await shell.settings(), settings, key);
	}
});

test('q and Ctrl-C are the keys that quit', t => {
	t.is(keyFor('quit'), 'q');
	t.true(keymap.find(binding => binding.action === 'quit')?.keys.includes('ctrl-c'));
});

test('a screen that is too small is told, and every size that follows is drawn at once', async t => {
	// No refresh for a minute: what is drawn anew is drawn because of the size.
	const terminal = await startMemtui(t, {
		args: ['--interval', '60'],
		columns: 10,
		rows: 3,
		firstFrame: 'memtui',
	});
	t.regex(terminal.text().replaceAll('\n', ' '), /^memtui needs 40x10/);
	terminal.press('down', 'up', '?', 'escape');
	t.false(terminal.modes().cursorVisible);

	const sizes = [
		[160, 45],
		[80, 24],
		[40, 10],
		[200, 60],
		[151, 30],
		[150, 30],
		[79, 20],
	] as const;
	for (const [columns, rows] of sizes) {
		terminal.resize(columns, rows);
		await terminal.waitFor(
			`the panes at ${columns}x${rows}`,
			() => brokenFrames(terminal).length === 0,
			3000,
		);
		t.true(terminal.row(-1).includes('q quit'), `${columns}x${rows}`);
		t.regex(terminal.text(), /PID +USER .*RSS.*COMMAND/, `${columns}x${rows}`);
		t.regex(terminal.text(), /used \d/, `${columns}x${rows}`);
	}

	terminal.resize(20, 5);
	await terminal.waitFor('the word about the size', () => terminal.text().includes('memtui needs'));
	for (const [columns, rows] of sizes) terminal.resize(columns, rows);
	terminal.resize(100, 30);
	await terminal.waitFor('the panes after a burst of sizes', () => brokenFrames(terminal).length === 0, 3000);
	terminal.press('q');
	t.deepEqual(await terminal.exit, {code: 0, signal: undefined});
});

test('small terminals are usable from the start', async t => {
	// A made-up machine: on a real one another order could take the selected row off so small a screen.
	const terminal = await startMemtui(t, {args: ['--proc', makeCrowd(t).proc], columns: 40, rows: 10});
	t.deepEqual(brokenFrames(terminal), []);
	t.regex(terminal.text(), /PID +USER .*RSS.*COMMAND/);
	const [selected] = processRows(terminal);
	t.true(selected?.isSelected);
	act(terminal, 'open');
	// The map opens over the list, where there is no room for both.
	await terminal.waitFor('the map in place of the list', () => terminal.find(`Regions of ${selected?.pid} `));
	t.deepEqual(brokenFrames(terminal, {focus: 'regions'}), []);
	act(terminal, 'back');
	await terminal.waitFor('the list again', () => terminal.find('─ Processes '));
	terminal.press('ctrl-c');
	t.deepEqual(await terminal.exit, {code: 0, signal: undefined});
	t.false(terminal.modes().alternateScreen);
	t.true(terminal.modes().cursorVisible);
});
