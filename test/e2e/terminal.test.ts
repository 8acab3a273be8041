import {existsSync, readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {openShell} from '../support/shell.js';
import {openTerminal, type TerminalOptions} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

/** A program of a few lines, run by Node in a terminal of 40 columns by 10 rows. */
function program(t: ExecutionContext, source: string, options: Partial<TerminalOptions> = {}) {
	return openTerminal({command: ['node', '-e', source], columns: 40, rows: 10, ...options}, t);
}

/** Whether a process runs: one that ended and that nobody has waited for does not. */
function isAlive(pid: number): boolean {
	try {
		return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return false;
	}
}

/** A program that writes `text` and ends. */
async function written(t: ExecutionContext, text: string) {
	const terminal = await program(t, `process.stdout.write(${JSON.stringify(text)})`);
	await terminal.exit;
	return terminal;
}

/** A program that writes `text` and stays. */
function staying(t: ExecutionContext, text: string, more = '') {
	return program(
		t,
		`${more}; setInterval(() => {}, 1000); process.stdin.setRawMode(true); process.stdout.write(${JSON.stringify(text)})`,
	);
}

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

test('a resize reaches the program as SIGWINCH with the new size', async t => {
	const terminal = await staying(
		t,
		'ready',
		"process.stdout.on('resize', () => console.log(process.stdout.columns + 'x' + process.stdout.rows))",
	);
	await terminal.waitFor('the program', () => terminal.find('ready'));
	terminal.resize(63, 17);
	await terminal.waitFor('the new size', () => terminal.find('63x17'));
	t.is(terminal.columns, 63);
	t.is(terminal.screen().length, 17);
});

test('the program sees a terminal and a clean environment', async t => {
	process.env.MEMTUI_TEST_LEAK = 'leaked';
	t.teardown(() => {
		delete process.env.MEMTUI_TEST_LEAK;
	});
	const terminal = await program(t, 'console.log(JSON.stringify([process.stdout.isTTY, process.env]))', {
		columns: 200,
		env: {EXTRA: 'yes'},
	});
	t.deepEqual(await terminal.exit, {code: 0, signal: undefined});
	const [isTerminal, environment] = JSON.parse(terminal.text().replaceAll('\n', ''));
	t.true(isTerminal);
	t.is(environment.TERM, 'xterm-256color');
	t.is(environment.COLORTERM, 'truecolor');
	t.is(environment.HOME, terminal.home);
	t.is(environment.EXTRA, 'yes');
	t.is(environment.PATH, process.env.PATH);
	for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_OPTIONS', 'MEMTUI_TEST_LEAK']) {
		t.false(name in environment, name);
	}
});

test('keys arrive as a terminal sends them', async t => {
	const terminal = await staying(
		t,
		'ready\r\n',
		"process.stdin.on('data', data => process.stdout.write(JSON.stringify(String(data)) + ';'))",
	);
	await terminal.waitFor('the program', () => terminal.find('ready'));
	const expected = [
		['down', '\u001B[B'],
		['page-down', '\u001B[6~'],
		['enter', '\r'],
		['tab', '\t'],
		['shift-tab', '\u001B[Z'],
		['escape', '\u001B'],
		['ctrl-c', '\u0003'],
		['G', 'G'],
		['/', '/'],
	] as const;
	for (const [key, sequence] of expected) {
		terminal.press(key);
		const seen = `${JSON.stringify(sequence)};`;
		await terminal.waitFor(`the key ${key}`, () => terminal.raw().endsWith(seen));
	}
	terminal.type('300 5\u00E9');
	await terminal.waitFor('typed text', () => terminal.raw().endsWith('"300 5\u00E9";'));
	t.pass();
});

test('cursor keys change when the program asks for application mode', async t => {
	const terminal = await staying(
		t,
		'\u001B[?1hready',
		"process.stdin.on('data', data => process.stdout.write(JSON.stringify(String(data))))",
	);
	await terminal.waitFor('the program', () => terminal.find('ready'));
	terminal.press('up', 'delete');
	await terminal.waitFor('the keys', () => terminal.raw().includes('"\\u001bOA'));
	await terminal.waitFor('a key that has one form only', () => terminal.raw().includes('\\u001b[3~'));
	t.pass();
});

test('the terminal answers when it is asked for its kind', async t => {
	const terminal = await staying(
		t,
		'\u001B[c',
		"process.stdin.on('data', data => process.stdout.write(JSON.stringify(String(data))))",
	);
	await terminal.waitFor('the answer', () => terminal.find(/"\\u001b\[\?[\d;]+c"/));
	t.pass();
});

test('exit code and ending signal of the program are told', async t => {
	const failed = await program(t, 'process.exitCode = 7');
	t.deepEqual(await failed.exit, {code: 7, signal: undefined});
	const killed = await staying(t, 'ready');
	await killed.waitFor('the program', () => killed.find('ready'));
	killed.kill('SIGTERM');
	t.deepEqual(await killed.exit, {code: undefined, signal: 'SIGTERM'});
	killed.kill('SIGTERM');
	killed.type('nobody listens');
	t.pass();
});

test('all that a program wrote is on the screen when its end is told', async t => {
	const terminal = await program(t, "for (let i = 0; i < 20000; i++) console.log('line ' + i)");
	await terminal.exit;
	t.is(terminal.row(-2), 'line 19999');
	t.true(terminal.raw().startsWith('line 0\r\nline 1\r\n'));
	t.is(terminal.bytes, terminal.rawBytes().length);
	t.is(terminal.raw().match(/line /g)?.length, 20_000);
});

test('every byte that the program wrote is kept, though the screen shows none of it', async t => {
	const title = '\u001B]0;PWNED\u0007';
	const terminal = await program(
		t,
		`process.stdout.write('a${title.replace('\u001B', '\\u001B').replace('\u0007', '\\u0007')}b'); process.stdout.write(Buffer.from([0xff, 0x9b]))`,
	);
	await terminal.exit;
	t.true(terminal.row(0).startsWith('ab'));
	t.is(terminal.find('PWNED'), undefined);
	t.true(terminal.raw().includes(title));
	t.deepEqual([...terminal.rawBytes().subarray(-2)], [0xff, 0x9b]);
});

test('a wait that is in vain says for what, and shows the screen', async t => {
	const terminal = await staying(t, 'something else');
	const error = await t.throwsAsync(terminal.waitFor('the moon', () => terminal.find('moon'), 1500));
	t.regex(error?.message ?? '', /^not seen within 1500 ms: the moon\n─+\nsomething else\n/);
});

test('a wait ends when the program does', async t => {
	const terminal = await written(t, 'bye');
	const error = await t.throwsAsync(terminal.waitFor('more', () => terminal.find('more')));
	t.regex(error?.message ?? '', /^the program ended \(code 0\) before: more\n─+\nbye\n/);
	t.deepEqual(await terminal.waitFor('what is there', () => terminal.find('bye')), {row: 0, column: 0});
});

test('an error in a condition ends the wait with that error', async t => {
	const terminal = await staying(t, 'ready');
	const broken = () => {
		throw new RangeError('broken condition');
	};
	await t.throwsAsync(terminal.waitFor('nothing', broken), {instanceOf: RangeError});
});

test('a frame that is begun and not ended is not looked at', async t => {
	const terminal = await program(
		t,
		`process.stdin.setRawMode(true);
		process.stdout.write('old\\u001B[?2026h\\u001B[Hhalf');
		process.stdin.once('data', () => process.stdout.write(' new\\u001B[?2026l'));`,
	);
	const seen: string[] = [];
	const whole = terminal.waitFor('the whole frame', () => {
		seen.push(terminal.row(0));
		return terminal.find('new');
	});
	// The half frame is in the model, and the program waits for a key: nothing else will be written.
	await t.throwsAsync(
		terminal.waitFor('what is hidden', () => terminal.find('half'), 1500),
		{message: /half/},
	);
	terminal.press('enter');
	await whole;
	t.true(
		seen.every(row => !row.startsWith('half') || row === 'half new'),
		JSON.stringify(seen),
	);
});

test('closing ends the program, what it started and its home, even when they do not listen', async t => {
	const deaf =
		"for (const s of ['SIGHUP', 'SIGTERM', 'SIGINT']) process.on(s, () => {}); setInterval(() => {}, 1000)";
	const terminal = await program(
		t,
		`const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${deaf}; console.log('child ready')`)}], {stdio: 'inherit'});
		${deaf}; console.log('child is ' + child.pid)`,
	);
	await terminal.waitFor('the child', () => terminal.find('child ready'));
	const child = Number(/child is (\d+)/.exec(terminal.text())?.[1]);
	t.true(existsSync(terminal.home));
	await terminal.close();
	t.deepEqual(await terminal.exit, {code: undefined, signal: 'SIGKILL'});
	t.false(existsSync(terminal.home));
	if (process.platform !== 'linux') {
		t.log('skipped: the child is looked for in /proc');
		return;
	}
	await waitFor(() => !isAlive(child), 'the end of the child');
	await terminal.close();
});

test('a program that cannot be started ends with a code', async t => {
	const terminal = await openTerminal({command: ['/nonexistent/program'], columns: 40, rows: 10}, t);
	const {code} = await terminal.exit;
	t.not(code, 0);
});

test('a shell tells how a command ended, what it wrote and which it is', async t => {
	const shell = await openShell({columns: 80, rows: 24}, t);
	shell.start('echo hello; (exit 5)');
	t.deepEqual(await shell.ended(), {code: 5, output: 'hello\r\n'});
	shell.start('sleep 1000');
	if (process.platform === 'linux') {
		const name = () => readFileSync(`/proc/${shell.foreground()}/comm`, 'utf8');
		await waitFor(() => name() === 'sleep\n', 'sleep in the foreground');
	}
	shell.terminal.press('ctrl-c');
	t.is((await shell.ended()).code, 130);
});

test('a shell shows line settings that a program left behind', async t => {
	const shell = await openShell({columns: 80, rows: 24}, t);
	const before = await shell.settings();
	t.regex(before, /\bicanon\b/);
	t.is(await shell.settings(), before);
	shell.start('stty -icanon -echo');
	await shell.ended();
	const after = await shell.settings();
	t.not(after, before);
	t.regex(after, /-icanon\b/);
	shell.start('stty sane');
	await shell.ended();
});
