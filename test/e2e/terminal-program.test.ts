import {existsSync, readFileSync} from 'node:fs';
import test from 'ava';
import {program, staying} from '../support/small-program.js';
import {openTerminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

/** Whether a process runs: one that ended and that nobody has waited for does not. */
function isAlive(pid: number): boolean {
	try {
		return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return false;
	}
}

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
	const terminal = await program(t, "for (let i = 0; i < 2000; i++) console.log('line ' + i)");
	await terminal.exit;
	t.is(terminal.row(-2), 'line 1999');
	t.true(terminal.raw().startsWith('line 0\r\nline 1\r\n'));
	t.is(terminal.bytes, terminal.rawBytes().length);
	t.is(terminal.raw().match(/line /g)?.length, 2000);
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
