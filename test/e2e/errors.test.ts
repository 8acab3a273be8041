import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {memtuiCommand, runMemtui} from '../support/memtui.js';
import {startSleeper} from '../support/sleeper.js';
import {openTerminal} from '../support/terminal.js';

/** A pid that no process has or will get. */
const nobody = String(Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) + 1);

const wrong: readonly (readonly [args: readonly string[], words: RegExp])[] = [
	[['--frobnicate'], /--frobnicate/],
	[['free', '--frobnicate'], /--frobnicate/],
	[['ps', '--json', '-x'], /-x/],
	[['frobnicate'], /frobnicate/],
	[['-1'], /-1/],
	[['map'], /pid/],
	[['map', 'abc'], /abc/],
	[['map', '0'], /PID.*0/],
	[['map', '1.5'], /1\.5/],
	[['map', '1', '2'], /too many|2/],
	[['1', '2'], /too many|2/],
	[['free', '12'], /too many|12/],
	[['--interval', '0'], /--interval/],
	[['--interval', 'soon'], /--interval.*soon/],
	[['--interval', '0.05', 'ps'], /--interval/],
	[['--interval'], /--interval/],
	[['--proc'], /--proc/],
	[['--platform', 'plan9'], /--platform.*plan9/],
	[['--interval=3601', 'free'], /--interval/],
	[['map', '\u001B]0;PWNED\u0007\n\u202E'], /PWNED/],
];

for (const [args, words] of wrong) {
	test(`the command line ${JSON.stringify(args)} is refused with 2 and one line`, async t => {
		const {stdout, stderr, code} = await runMemtui(args);
		t.is(stdout, '');
		t.is(code, 2);
		t.regex(stderr, /^memtui: [^\p{Cc}\u202E]+\n$/u);
		t.regex(stderr, words);
	});
}

const impossible: readonly (readonly [args: readonly string[], words: RegExp])[] = [
	[['map', nobody], /no process/],
	[['map', '--json', nobody], /no process/],
	[['--proc', '/tmp', 'free'], /\/tmp/],
	[['--proc', '/tmp', 'ps'], /\/tmp/],
	[['--proc', '/tmp', 'map', '1'], /\/tmp/],
	[['--proc', '/tmp'], /\/tmp/],
	[['--proc', '/nowhere', 'free'], /\/nowhere/],
	[['--proc', '/dev/null', 'free'], /\/dev\/null/],
];

for (const [args, words] of impossible) {
	test(`what ${JSON.stringify(args)} asks for can't be done: 1 and one line`, async t => {
		const {stdout, stderr, code} = await runMemtui(args);
		t.is(stdout, '');
		t.is(code, 1);
		t.regex(stderr, /^memtui: [^\p{Cc}]+\n$/u);
		t.regex(stderr, words);
	});
}

test('an unknown PID and a folder without a procfs are told without touching the screen', async t => {
	for (const args of [[nobody], ['--proc', '/tmp']]) {
		const terminal = await openTerminal(
			{command: ['sh', '-c', memtuiCommand(args)], columns: 100, rows: 30},
			t,
		);
		t.is((await terminal.exit).code, 1, args.join(' '));
		t.regex(terminal.row(0), /^memtui: /);
		t.is(terminal.row(1), '');
		t.false(terminal.raw().includes('\u001B[?1049h'));
	}
});

test('without a keyboard the full screen is refused, without a screen its facts are printed', async t => {
	const options = {columns: 100, rows: 30};
	const deaf = await openTerminal({...options, command: ['sh', '-c', `${memtuiCommand()} < /dev/null`]}, t);
	t.is((await deaf.exit).code, 1);
	t.regex(deaf.text(), /^memtui: .*standard input.*no terminal/);
	t.false(deaf.raw().includes('\u001B['));

	const piped = await openTerminal({...options, command: ['sh', '-c', `${memtuiCommand()} | cat`]}, t);
	t.is((await piped.exit).code, 0);
	t.regex(piped.text(), /^Memory +total \S+ +used /);
	t.regex(piped.text(), /^ +PID +USER +RSS +COMMAND$/m);
	t.false(piped.raw().includes('\u001B['));

	const {stdout, stderr, code} = await runMemtui([]);
	t.deepEqual([stderr, code], ['', 0]);
	t.regex(stdout, /^Memory .*\n.*\nProcesses +\d+\n/);
});

test('a reader that has enough ends a command quietly', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-pipe-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const {pid} = await startSleeper(t);
	const pipes = [
		[memtuiCommand(['ps']), 'head -1', /^ *PID +USER/],
		[memtuiCommand(['map', '--json', String(process.pid)]), 'head -1', /^\{\n$/],
		[memtuiCommand(['ps', '--json']), 'true', /^$/],
		[memtuiCommand(['free']), 'true', /^$/],
		[memtuiCommand(['map', String(pid)]), 'true', /^$/],
		[memtuiCommand(), 'head -c 1', /^M$/],
	] as const;
	for (const [command, reader, expected] of pipes) {
		// The exit code of the command itself: of a pipe, the shell tells that of the last one.
		const line = `{ ${command}; echo $? >&3; } 3> '${folder}/code' | ${reader}`;
		const {stdout, stderr, status} = spawnSync('sh', ['-c', line], {encoding: 'utf8', timeout: 20_000});
		t.is(status, 0, line);
		t.is(stderr, '', line);
		t.regex(stdout, expected, line);
		t.is(readFileSync(`${folder}/code`, 'utf8'), '0\n', line);
	}
});
