import test from 'ava';
import {act} from '../support/action-keys.js';
import {allocate, openPrompt} from '../support/allocation.js';
import {availableMemory, childrenOf, largestRegion, membersOf, rssOf, workersOf} from '../support/kernel.js';
import {memtuiCommand} from '../support/memtui.js';
import {hasEnded} from '../support/process-state.js';
import {openShell, type Shell} from '../support/shell.js';
import {waitFor} from '../support/wait-for.js';

const megabyte = 1024 * 1024;
/** How long a memory-user may outlive memtui. */
const grace = 1000;

/** Starts memtui in the shell's foreground and returns its pid once it listens to keys. */
async function startInShell(shell: Shell): Promise<number> {
	const {terminal} = shell;
	shell.start(memtuiCommand(['--interval', '0.2']));
	await terminal.waitFor(
		'the first frame',
		() => terminal.modes().alternateScreen && terminal.find('q quit'),
	);
	act(terminal, 'help');
	await terminal.waitFor('the help', () => terminal.find('─ Help '));
	act(terminal, 'back');
	await terminal.waitFor('the panes', () => terminal.find('─ Memory '));
	return shell.foreground();
}

/** Waits until nothing of memtui is left beside the shell, for no longer than it may last. */
function nothingLeft(shell: Shell): Promise<unknown> {
	return waitFor(
		() => membersOf(shell.terminal.pid).length === 1,
		'the end of all that memtui started',
		grace,
	);
}

test('whatever memtui is asked to end by, the terminal is as before and its memory-users are gone', async t => {
	const shell = await openShell({columns: 120, rows: 30}, t);
	const {terminal} = shell;
	const settings = await shell.settings();
	const modes = terminal.modes();
	const ways = [
		['q', 0],
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
	] as const;
	for (const [way, code] of ways) {
		const memtui = await startInShell(shell);
		const first = await allocate(terminal, '100');
		await allocate(terminal, '100');
		const workers = workersOf(memtui);
		t.is(workers.length, 2, way);
		await waitFor(() => largestRegion(first) >= 100 * megabyte, `100 MB in ${first}`);

		if (way === 'q') terminal.press(way);
		else process.kill(memtui, way);
		await waitFor(() => hasEnded(memtui), 'the end of memtui', 2000);
		await nothingLeft(shell);
		t.true(workers.every(hasEnded));
		t.is((await shell.ended()).code, code, way);
		t.deepEqual(terminal.modes(), modes, way);
		t.is(await shell.settings(), settings, way);
	}
});

test('a signal while a prompt is open, or before the first frame, ends memtui as well', async t => {
	const shell = await openShell({columns: 80, rows: 24}, t);
	const {terminal} = shell;
	const settings = await shell.settings();
	const modes = terminal.modes();
	const memtui = await startInShell(shell);
	await openPrompt(terminal);
	terminal.type('12');
	await terminal.waitFor('the text', () => terminal.row(-1).includes(']: 12'));
	process.kill(memtui, 'SIGTERM');
	t.is((await shell.ended()).code, 143);
	t.deepEqual(terminal.modes(), modes);
	t.is(await shell.settings(), settings);

	shell.start(memtuiCommand());
	await waitFor(() => shell.foreground() !== terminal.pid, 'memtui in the foreground');
	process.kill(shell.foreground(), 'SIGTERM');
	t.is((await shell.ended()).code, 143);
	t.deepEqual(terminal.modes(), modes);
	t.is(await shell.settings(), settings);
});

test('a memory-user that is just being started when a person quits is gone as well', async t => {
	const shell = await openShell({columns: 80, rows: 24}, t);
	await startInShell(shell);
	shell.terminal.type('a100\rq');
	t.is((await shell.ended()).code, 0);
	await nothingLeft(shell);

	const memtui = await startInShell(shell);
	shell.terminal.type('a100\r');
	await waitFor(() => childrenOf(memtui).length === 1, 'the new process');
	shell.terminal.press('q');
	t.is((await shell.ended()).code, 0);
	await nothingLeft(shell);
	t.pass();
});

for (const phase of ['allocates', 'streams'] as const) {
	test(`no memory-user outlives a memtui that is killed while it ${phase}`, async t => {
		const shell = await openShell({columns: 120, rows: 30}, t);
		const {terminal} = shell;
		const memtui = await startInShell(shell);
		const amount = phase === 'streams' ? 100 : Math.min(3000, Math.floor(availableMemory() / 2 / megabyte));
		const worker = await allocate(terminal, String(amount));
		if (phase === 'streams') {
			await waitFor(() => largestRegion(worker) >= amount * megabyte, `${amount} MB in ${worker}`);
		} else {
			await waitFor(() => rssOf(worker) > 100 * megabyte, `the first of ${amount} MB in ${worker}`);
			t.true(rssOf(worker) < amount * megabyte, 'all of it was there before memtui could be killed');
		}
		process.kill(memtui, 'SIGKILL');
		await waitFor(() => hasEnded(memtui), 'the end of memtui', 2000);
		await nothingLeft(shell);
		t.true(hasEnded(worker));
		// It may have been killed within a frame, after which a terminal shows nothing new for a while.
		await waitFor(() => /<ended 137> $/.test(terminal.raw()), 'the prompt of the shell');
	});
}
