import {execFileSync} from 'node:child_process';
import test from 'ava';
import {brokenFrames} from '../support/frames.js';
import {commOf} from '../support/kernel.js';
import {cliPath, nodePath, runMemtui} from '../support/memtui.js';
import {startNeglected, startSleeper} from '../support/sleeper.js';
import {openTerminal} from '../support/terminal.js';

/** What makes a user of us who may not read our processes; `undefined` where that can't be had. */
function asNobody(): readonly string[] | undefined {
	const words = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
	try {
		execFileSync(
			words[0] ?? '',
			[...words.slice(1), nodePath, '-e', `require('fs').accessSync('${cliPath}')`],
			{
				stdio: 'ignore',
			},
		);
		return words;
	} catch {
		return undefined;
	}
}

test('a map that may not be read is told in words', async t => {
	const prefix = process.getuid?.() === 0 ? asNobody() : [];
	if (!prefix) {
		t.log('skipped: setpriv is missing, or nobody may not read this folder');
		t.pass();
		return;
	}
	// Another user's process: our own for nobody, that of root for us.
	const pid = prefix.length > 0 ? (await startSleeper(t)).pid : 1;
	const [program = nodePath, ...words] = [...prefix, nodePath, cliPath, String(pid)];
	const terminal = await openTerminal({command: [program, ...words], columns: 100, rows: 30}, t);
	await terminal.waitFor('the word about it', () =>
		terminal.find(`denied: the map of ${pid} may be read by`),
	);
	t.truthy(terminal.find(`Regions of ${pid} `));
	t.deepEqual(brokenFrames(terminal), []);
	terminal.press('q');
	t.is((await terminal.exit).code, 0);

	const plain = await openTerminal(
		{command: [program, ...words.slice(0, -1), 'map', String(pid)], columns: 100, rows: 30},
		t,
	);
	t.is((await plain.exit).code, 1);
	t.regex(
		plain.text(),
		new RegExp(`^memtui: the map of ${pid} may be read by its own user or root only; sudo`),
	);
});

test('a zombie and a kernel thread have no regions, which is no error', async t => {
	const neglected = await startNeglected(t);
	await neglected.end();
	const zombie = neglected.pid;
	const text = await runMemtui(['map', String(zombie)]);
	t.is(text.code, 0, text.stderr);
	t.regex(text.stdout, /^zombie: /m);
	const reasons = [[zombie, /^zombie/]] as [number, RegExp][];
	if (commOf(2) === 'kthreadd') reasons.push([2, /^kernel thread/]);
	else t.log('skipped in part: pid 2 is no kernel thread here');
	for (const [pid, reason] of reasons) {
		const {code, stdout, stderr} = await runMemtui(['map', String(pid), '--json']);
		t.is(code, 0, stderr);
		const map = JSON.parse(stdout);
		t.deepEqual([map.pid, map.complete, map.regions, map.types], [pid, true, [], []]);
		t.regex(map.reason, reason);
	}
});
