import test from 'ava';
import {commOf} from '../support/kernel.js';
import {cliPath} from '../support/memtui.js';
import {hasEnded, isStopped} from '../support/process-state.js';
import {openTerminal} from '../support/terminal.js';
import {type RunningUse, startUse, workerFiles} from '../support/use.js';
import {waitFor} from '../support/wait-for.js';

/** How long a worker may outlive memtui, and what a busy machine may add before it is noticed here. */
const grace = 1000;
const kinds = ['anon', 'heap', 'shared', 'file', 'reserve'] as const;

/** Nothing that this run started lives, and no file of a worker has a name. */
async function nothingLeft(use: RunningUse): Promise<void> {
	await waitFor(() => use.alive().length === 0, 'the end of the worker', grace);
	await waitFor(() => workerFiles().length === 0, 'the end of its files', grace);
}

/** A number from 0 up to 1, the same for the same seed, spread over all of them (golden ratio). */
const spread = (seed: number) => (seed * 0.618_033_988_749_895) % 1;

/** Milliseconds after its own start or after its worker's word: while it starts, while it grows, while it streams. */
const moments = [
	{after: undefined, within: 700},
	{after: /"started"/, within: 60},
	{after: /"allocated"/, within: 400},
] as const;
const rounds = 50;
/** At once on two processors. */
const abreast = 5;

test.serial('a memtui that is killed at any moment leaves neither worker nor file', async t => {
	t.timeout(100_000);
	const phases = new Map<string, number>();
	async function round(index: number): Promise<void> {
		const kind = kinds[index % kinds.length] ?? 'anon';
		const use = startUse(t, ['64', '--kind', kind, '--json']);
		const moment = moments[Math.floor(index / kinds.length) % moments.length] ?? moments[0];
		if (moment.after) await use.says(moment.after);
		const until = performance.now() + moment.within * spread(index);
		await waitFor(() => performance.now() >= until, 'the moment');
		use.kill('SIGKILL');
		t.is(await use.exit, 'SIGKILL');
		const last = use.lines().at(-1);
		const phase = last === undefined ? 'start' : String(JSON.parse(last).event);
		phases.set(phase, (phases.get(phase) ?? 0) + 1);
		await nothingLeft(use);
	}
	for (let first = 0; first < rounds; first += abreast) {
		await Promise.all(Array.from({length: abreast}, (_, i) => round(first + i)));
	}
	t.log(Object.fromEntries(phases));
	for (const phase of ['start', 'allocated']) t.true((phases.get(phase) ?? 0) > 0, phase);
});

for (const kind of kinds) {
	test.serial(`a memtui that is stopped and then killed leaves no worker that holds ${kind}`, async t => {
		const use = startUse(t, ['64', '--kind', kind, '--json']);
		const worker = await use.worker();
		await use.says(/"allocated"/);
		use.kill('SIGSTOP');
		await waitFor(() => isStopped(use.pid), 'memtui to stand still');
		t.false(hasEnded(worker));
		t.is(commOf(worker), 'memtui-worker');
		use.kill('SIGKILL');
		t.is(await use.exit, 'SIGKILL');
		await nothingLeft(use);
		t.true(hasEnded(worker));
	});
}

test.serial('closing the terminal ends memtui and its worker, in each phase', async t => {
	for (const seen of [/^\d+$/m, /^64 MB, /m]) {
		const terminal = await openTerminal(
			{command: ['node', cliPath, 'use', '64', '--kind', 'shared'], columns: 100, rows: 24},
			t,
		);
		await terminal.waitFor(String(seen), () => seen.test(terminal.text()));
		const worker = Number(terminal.row(0));
		t.is(commOf(worker), 'memtui-worker');
		// The kernel says SIGHUP when the other side of the pty is closed.
		await terminal.close();
		await waitFor(() => hasEnded(worker) && hasEnded(terminal.pid), 'the end of both', grace);
		await waitFor(() => workerFiles().length === 0, 'the end of its files', grace);
	}
	t.pass();
});
