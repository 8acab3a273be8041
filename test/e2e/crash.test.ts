import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import test from 'ava';
import {allocate} from '../support/allocation.js';
import {membersOf} from '../support/kernel.js';
import {memtuiCommand} from '../support/memtui.js';
import {openShell} from '../support/shell.js';
import {waitFor} from '../support/wait-for.js';

// What Node loads before memtui: a mistake that happens when the test says so.
const mistakes = `
process.on('SIGUSR2', () => {
	setTimeout(() => {
		if (process.env.MISTAKE === 'thrown') throw new Error('a mistake of ours');
		void Promise.reject(new Error('a mistake of ours'));
	}, 1);
});
`;

for (const kind of ['thrown', 'rejected'] as const) {
	test(`after an error that is ${kind} and that nobody catches the terminal comes first, then the message`, async t => {
		const folder = mkdtempSync(join(tmpdir(), 'memtui-mistake-'));
		t.teardown(() => rmSync(folder, {recursive: true}));
		const preload = join(folder, 'mistake.mjs');
		writeFileSync(preload, mistakes);
		const shell = await openShell(
			{
				columns: 120,
				rows: 30,
				env: {MISTAKE: kind, NODE_OPTIONS: `--import=${pathToFileURL(preload)}`},
			},
			t,
		);
		const {terminal} = shell;
		const settings = await shell.settings();
		const modes = terminal.modes();
		shell.start(memtuiCommand());
		await terminal.waitFor('the first frame', () => terminal.find('q quit'));
		const memtui = shell.foreground();
		await allocate(terminal, '10');
		process.kill(memtui, 'SIGUSR2');
		const {code, output} = await shell.ended();
		t.is(code, 1, output.slice(-1500));
		t.deepEqual(terminal.modes(), modes);
		t.is(await shell.settings(), settings);
		await waitFor(() => membersOf(terminal.pid).length === 1, 'the end of all that memtui started', 1000);
		// Said once, in one line, after the alternate screen was left.
		const afterwards = output.slice(output.lastIndexOf('\u001B[?1049l'));
		t.is(output.split('a mistake of ours').length, 2);
		t.regex(afterwards, /memtui: a mistake of ours [^\r\n]*\r\n/);
		t.regex(terminal.text(), /^memtui: a mistake of ours/m);
		t.false(afterwards.includes('    at '));
	});
}
