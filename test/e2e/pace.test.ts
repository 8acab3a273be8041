import {spawn} from 'node:child_process';
import test from 'ava';
import {act} from '../support/action-keys.js';
import {startMemtui} from '../support/memtui.js';
import {selectedRow} from '../support/process-rows.js';
import type {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

/** A process that writes a line every tenth of a second: how time goes by outside of memtui. */
function startClock(owner: {readonly teardown: (end: () => void) => void}) {
	const clock = spawn(process.execPath, ['-e', 'setInterval(() => console.log(1), 100)'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	owner.teardown(() => clock.kill('SIGKILL'));
	let lines = 0;
	clock.stdout.on('data', data => {
		lines += data.length / 2;
	});
	return {
		async pass(ticks: number) {
			const until = lines + ticks;
			await waitFor(() => lines >= until, `${ticks} lines of the clock`);
		},
	};
}

function corner(terminal: Terminal): string {
	return / (paused|every [\d.]+ s) /.exec(terminal.row(0))?.[1] ?? '';
}

test('while it is paused nothing is written, keys are answered, and it goes on', async t => {
	const clock = startClock(t);
	const terminal = await startMemtui(t, {args: ['--interval', '0.1']});
	// Several refreshes, in which something changes each time: its own cost in the corner for one.
	await terminal.waitFor('the cost of a refresh', () => terminal.find(/memtui \d+ ms/));
	const running = terminal.bytes;
	await clock.pass(5);
	t.true(terminal.bytes > running);

	act(terminal, 'pause');
	await terminal.waitFor('the pause', () => corner(terminal) === 'paused');
	const paused = terminal.bytes;
	await clock.pass(8);
	t.is(terminal.bytes, paused);

	const before = selectedRow(terminal)?.pid;
	act(terminal, 'down');
	await terminal.waitFor('the next row', () => selectedRow(terminal)?.pid !== before);
	act(terminal, 'open');
	await terminal.waitFor('the map', () => terminal.find(`Regions of ${selectedRow(terminal)?.pid} `));
	t.is(corner(terminal), 'paused');

	terminal.press('space');
	await terminal.waitFor('the end of the pause', () => corner(terminal) === 'every 0.1 s');
	const goingOn = terminal.bytes;
	await clock.pass(5);
	t.true(terminal.bytes > goingOn);
});

test('the interval is changed in steps, takes effect at once and is told', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '3600']});
	t.is(corner(terminal), 'every 3600 s');
	act(terminal, 'slower');
	t.is(corner(terminal), 'every 3600 s');
	// From an hour down to a tenth of a second: there is no shorter one.
	for (let i = 0; i < 12; i++) act(terminal, 'faster');
	await terminal.waitFor('the shortest interval', () => corner(terminal) === 'every 0.1 s');
	await terminal.waitFor('a refresh', () => terminal.find(/memtui \d+ ms/), 3000);
	act(terminal, 'slower');
	await terminal.waitFor('a longer interval', () => corner(terminal) === 'every 0.2 s');
	t.true(terminal.row(-1).includes('every 0.2 s'));
	act(terminal, 'up');
	await terminal.waitFor('the keys in place of the word', () => terminal.row(-1).includes('q quit'));
});
