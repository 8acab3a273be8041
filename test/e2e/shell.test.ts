import {readFileSync} from 'node:fs';
import test from 'ava';
import {openShell} from '../support/shell.js';
import {waitFor} from '../support/wait-for.js';

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
