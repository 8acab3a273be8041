import test from 'ava';
import {createScreen} from '../support/screen.js';
import {program, written} from '../support/small-program.js';

test('text stands where the program put it', async t => {
	const terminal = await written(t, 'one\r\n\u001B[4;6Htwo   ');
	t.deepEqual(terminal.screen().slice(0, 5), ['one', '', '', '     two', '']);
	t.is(terminal.screen().length, 10);
	t.is(terminal.row(3), '     two');
	t.is(terminal.row(-7), '     two');
	t.deepEqual(terminal.find('two'), {row: 3, column: 5});
	t.deepEqual(terminal.find(/t[wx]o$|tw/), {row: 3, column: 5});
	t.is(terminal.find('three'), undefined);
	t.deepEqual(terminal.cursor(), {row: 3, column: 11});
});

test('a character whose bytes come in pieces is one character', async t => {
	const text = 'a│…漢🦀é.';
	const bytes = Buffer.from(text);
	for (let cut = 0; cut <= bytes.length; cut++) {
		const screen = createScreen({columns: 20, rows: 1, answer() {}});
		await screen.write(bytes.subarray(0, cut));
		await screen.write(bytes.subarray(cut));
		t.is(screen.row(0), text, `cut at ${cut}`);
		screen.dispose();
	}
});

test('colours of 16, of 256 and true ones are told apart from the default', async t => {
	const terminal = await written(
		t,
		'\u001B[31ma\u001B[102mb\u001B[38;5;208;49mc\u001B[38;2;1;2;3md\u001B[me',
	);
	const cells = [0, 1, 2, 3, 4].map(column => terminal.cell(0, column));
	t.deepEqual(
		cells.map(cell => cell.foreground),
		[1, 1, 208, '#010203', undefined],
	);
	t.deepEqual(
		cells.map(cell => cell.background),
		[undefined, 10, undefined, undefined, undefined],
	);
});

test('bold, dim, italic, underlined, struck and inverse text is told apart', async t => {
	const terminal = await written(
		t,
		'\u001B[1mb\u001B[0;2md\u001B[0;3mi\u001B[0;4mu\u001B[0;9ms\u001B[0;7mr\u001B[0m.',
	);
	const styles = ['bold', 'dim', 'italic', 'underline', 'strikethrough', 'inverse'] as const;
	for (const [column, style] of styles.entries()) {
		const cell = terminal.cell(0, column);
		t.deepEqual(
			styles.filter(name => cell[name]),
			[style],
			cell.text,
		);
	}
	t.deepEqual(
		styles.filter(name => terminal.cell(0, 6)[name]),
		[],
	);
});

test('wide characters take two cells, combining ones none, and places are counted in cells', async t => {
	const terminal = await written(t, '漢字🦀e\u0301x│');
	t.is(terminal.row(0), '漢字🦀e\u0301x│');
	const widths = Array.from({length: 9}, (_, column) => terminal.cell(0, column).width);
	t.deepEqual(widths, [2, 0, 2, 0, 2, 0, 1, 1, 1]);
	t.is(terminal.cell(0, 6).text, 'e\u0301');
	t.deepEqual(terminal.find('x'), {row: 0, column: 7});
	t.deepEqual(terminal.cursor(), {row: 0, column: 9});
});

test('the alternate screen hides the other one and gives it back', async t => {
	const terminal = await program(
		t,
		`process.stdout.write('before\\u001B[?1049h\\u001B[Hinside');
		process.stdin.once('data', () => { process.stdout.write('\\u001B[?1049l'); process.exit(); });`,
	);
	await terminal.waitFor('the text inside', () => terminal.find('inside'));
	t.true(terminal.modes().alternateScreen);
	t.is(terminal.find('before'), undefined);
	terminal.press('enter');
	await terminal.exit;
	t.false(terminal.modes().alternateScreen);
	t.is(terminal.row(0), 'before');
	t.is(terminal.find('inside'), undefined);
});

test('the modes that a program switches are told, and those of a fresh terminal are off', async t => {
	const terminal = await written(t, '.');
	const fresh = {
		alternateScreen: false,
		cursorVisible: true,
		bracketedPaste: false,
		mouse: 'none',
		focusReports: false,
		applicationCursorKeys: false,
		wraparound: true,
		synchronizedOutput: false,
	} as const;
	t.deepEqual(terminal.modes(), fresh);
	const on = '\u001B[?25l\u001B[?2004h\u001B[?1002h\u001B[?1004h\u001B[?1h\u001B[?7l\u001B[?2026h';
	const switched = await written(t, on);
	t.deepEqual(switched.modes(), {
		...fresh,
		cursorVisible: false,
		bracketedPaste: true,
		mouse: 'drag',
		focusReports: true,
		applicationCursorKeys: true,
		wraparound: false,
		synchronizedOutput: true,
	});
	const off = '\u001B[?25;2004l\u001B[?25h\u001B[?1002l\u001B[?1004l\u001B[?1l\u001B[?7h\u001B[?2026l';
	const restored = await written(t, `${on}${off}`);
	t.deepEqual(restored.modes(), fresh);
});
