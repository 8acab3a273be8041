import {spawn} from 'node:child_process';
import {once} from 'node:events';
import test from 'ava';
import {act} from '../support/action-keys.js';
import {filter} from '../support/filtering.js';
import {brokenFrames} from '../support/frames.js';
import {runMemtui, startMemtui} from '../support/memtui.js';
import {makeProcTree, smapsEntry} from '../support/proc-tree.js';
import {processRows} from '../support/process-rows.js';

// Ten times thirty processes, each of which lives for a few refreshes.
const rounds = `
for round in 0 1 2 3 4 5 6 7 8 9; do
	for one in 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9; do sleep 0.2 & done
	wait
done
`;

test('300 processes come and go while the screen is refreshed, with and without a filter and a map', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.1']});
	const mark = `rounds-${process.pid}`;
	const child = spawn('sh', ['-c', rounds, mark], {stdio: 'ignore'});
	t.teardown(() => child.kill('SIGKILL'));
	const ended = once(child, 'exit');
	await filter(terminal, 'sleep');
	await terminal.waitFor('some of them', () => processRows(terminal).length >= 10);
	act(terminal, 'open');
	await terminal.waitFor('a map, perhaps of one that has ended', () => terminal.find(/Regions of \d+/));
	act(terminal, 'tree', 'last', 'chooseSort');
	await terminal.waitFor('the menu', () => terminal.find('─ Sort by '));
	act(terminal, 'up', 'open', 'pageUp', 'first');
	await terminal.waitFor('the other order', () => terminal.find('tree by %CPU'));
	t.deepEqual(await ended, [0, null]);
	await terminal.waitFor(
		'the end of all',
		() => !processRows(terminal).some(row => / sleep 0\.2|^sleep 0\.2/.test(row.command)),
	);
	act(terminal, 'help');
	await terminal.waitFor('an answer', () => terminal.find('─ Help '));
	act(terminal, 'back');
	await terminal.waitFor('the panes', () => terminal.find('─ Memory '));
	t.deepEqual(brokenFrames(terminal), []);
	terminal.press('q');
	t.deepEqual(await terminal.exit, {code: 0, signal: undefined});
});

test('named pipes in the place of files hang nothing', async t => {
	const tree = makeProcTree(t, [
		{pid: 100, files: {smaps: smapsEntry(0x1000, 4, 4)}},
		{pid: 101},
		{pid: 102},
	]);
	for (const file of ['stat', 'statm', 'status', 'cmdline', 'smaps_rollup', 'smaps', 'mountinfo', 'cgroup']) {
		tree.fifo(`proc/101/${file}`);
	}
	for (const file of ['statm', 'status', 'cmdline', 'smaps_rollup', 'smaps', 'maps', 'oom_score']) {
		tree.fifo(`proc/102/${file}`);
	}
	for (const file of ['vmstat', 'pressure/memory', 'self/cgroup', 'self/mountinfo'])
		tree.fifo(`proc/${file}`);

	// What could not be read is told in the place of the keys.
	const terminal = await startMemtui(t, {
		args: ['--interval', '0.1', '--proc', tree.proc],
		columns: 100,
		firstFrame: 'Processes',
	});
	await terminal.waitFor('the list', () => processRows(terminal).some(row => row.pid === 100));
	await terminal.waitFor('several refreshes', () => terminal.find(/memtui \d+ ms/));
	await filter(terminal, 'pid=102');
	await terminal.waitFor('the process of pipes', () => processRows(terminal)[0]?.pid === 102);
	act(terminal, 'open');
	await terminal.waitFor(
		'a word about its map',
		() => terminal.find('Regions of 102') && !terminal.find('reading'),
	);
	t.deepEqual(brokenFrames(terminal), []);
	terminal.press('q');
	t.is((await terminal.exit).code, 0);

	for (const args of [['free'], ['ps'], ['ps', '--json'], ['map', '100'], ['map', '102'], []]) {
		const {code, stderr} = await runMemtui(['--proc', tree.proc, ...args]);
		t.true(
			code === 0 || (code === 1 && stderr.startsWith('memtui: ')),
			`${args.join(' ')}: ${code} ${stderr}`,
		);
	}
	tree.fifo('proc/meminfo');
	tree.fifo('proc/stat');
	for (const args of [['free'], ['ps'], []]) {
		const {code, stderr} = await runMemtui(['--proc', tree.proc, ...args]);
		t.true(
			code === 0 || (code === 1 && stderr.startsWith('memtui: ')),
			`${args.join(' ')}: ${code} ${stderr}`,
		);
	}
});
