import {mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {commOf, rssOf} from '../support/kernel.js';
import {cliPath, memtuiCommand, runMemtui} from '../support/memtui.js';
import {hasEnded} from '../support/process-state.js';
import {openShell} from '../support/shell.js';
import {openTerminal} from '../support/terminal.js';
import {startUse} from '../support/use.js';
import {waitFor} from '../support/wait-for.js';

const megabyte = 1024 ** 2;

const recordedTree = fileURLToPath(new URL('../fixtures/linux/debian12-6.12-swap/proc', import.meta.url));

const refused: ReadonlyArray<readonly [args: readonly string[], code: number, words: RegExp]> = [
	...['0', '-5', '1.5', 'abc', '1e99', ''].map(
		mb => [[mb], 2, /^memtui: MB is a whole number from 1, not "/] as const,
	),
	...['-1', '0', '86401', 'x', ''].map(
		time => [['10', time], 2, /^memtui: SECONDS is 0\.1 to 86,400, not "/] as const,
	),
	[['10', '--kind', 'gold'], 2, /kind is anon, heap, shared, file, reserve, not "gold"/],
	[['10', '--access', 'touch'], 2, /access is rmw, write, read, random, not "touch"/],
	[[], 2, /'mb'/],
	[['10', '5', '6'], 2, /too many arguments/],
	[['10', '--gold'], 2, /unknown option '--gold'/],
	[['10', '--proc', recordedTree], 2, /this machine/],
	[['99999999'], 1, /^memtui: 99999999 MB asked for, [\d,]+ MB available.*; --force tries anyway$/],
	[['99999999', '5', '--kind', 'shared'], 1, /^memtui: 99999999 MB asked for, /],
	[['99999999999999', '--kind', 'reserve'], 1, /no machine has/],
];

for (const [args, code, words] of refused) {
	test(`memtui use ${args.map(arg => (arg === '' ? "''" : arg.replace(recordedTree, 'DIR'))).join(' ')} is refused with ${code} and one line`, async t => {
		const result = await runMemtui(['use', ...args]);
		t.deepEqual([result.stdout, result.code], ['', code], result.stderr);
		t.regex(result.stderr, /^memtui: [^\n]+\n$/);
		t.regex(result.stderr.trimEnd(), words);
	});
}

test.serial(
	'the first line is the pid of the worker, and at the end of its time there is a summary',
	async t => {
		const use = startUse(t, ['50', '1.2']);
		const worker = await use.worker();
		t.is(commOf(worker), 'memtui-worker');
		t.true(await waitFor(() => rssOf(worker) > 50 * megabyte, '50 MB in it'));
		t.is(await use.exit, 0);
		t.is(use.stderr(), '');
		const lines = use.lines();
		t.is(lines[0], String(worker));
		t.regex(
			lines[1] ?? '',
			/^50 MB \(52,428,800 bytes\) of anon, rmw; Node's own beside it: \S+ RSS, \S+ VSZ$/,
		);
		t.regex(lines[2] ?? '', /^first touch of 50 MB: \d+\.\d+ s, \S+\/s$/);
		t.regex(lines.at(-2) ?? '', /^first touch of 50 MB: /);
		t.regex(lines.at(-1) ?? '', /^[\d,]+ passes \(rmw\) in \d+\.\d\d s, \S+\/s; its time was over$/);
		// No control characters where nobody draws.
		t.notRegex(use.stdout(), /[^\P{Cc}\n]/u);
		t.true(hasEnded(worker));
	},
);

test.serial('its other name does the same, and scripts get a line an event', async t => {
	const {stdout, stderr, code} = await runMemtui(['memory-user', '20', '1.5', '--access', 'read', '--json']);
	t.deepEqual([stderr, code], ['', 0]);
	const events = stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	const names = events.map(({event}) => event);
	t.deepEqual([...new Set(names)], ['started', 'allocated', 'pass', 'finished']);
	const [first, allocated] = events;
	t.deepEqual(Object.keys(first), ['event', 'pid', 'bytes', 'kind', 'access', 'baseline']);
	t.like(first, {bytes: 20 * megabyte, kind: 'anon', access: 'read'});
	t.true(first.baseline.rss > 10 * megabyte && first.baseline.vsz > first.baseline.rss);
	t.true(allocated.seconds > 0);
	t.true(Math.abs(allocated.bytesPerSecond - (20 * megabyte) / allocated.seconds) < 1);
	const last = events.at(-1);
	t.is(last.reason, 'time');
	t.true(last.seconds >= 1.5 && last.passes > 0);
	const passes = events.filter(({event}) => event === 'pass');
	t.true(passes.length >= 1 && passes.length <= 2, `${passes.length}`);
	t.true(passes.every(({pass, seconds, bytesPerSecond}) => pass > 0 && seconds >= 1 && bytesPerSecond > 0));
});

for (const [signal, code] of [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const) {
	test.serial(`${signal} while it streams ends the worker, with the summary and ${code}`, async t => {
		const use = startUse(t, ['30']);
		const worker = await use.worker();
		await use.says(/^first touch/);
		use.kill(signal);
		t.is(await use.exit, code);
		t.true(hasEnded(worker));
		t.regex(use.lines().at(-1) ?? '', new RegExp(`^[\\d,]+ pass(es)? \\(rmw\\) in .*; ended by ${signal}$`));
		t.is(use.stderr(), '');
	});

	test.serial(
		`${signal} before and during the growth ends the worker with ${code} too, and JSON ends with finished`,
		async t => {
			const early = startUse(t, ['2000', '--json']);
			// It forks before the worker has said a word.
			await waitFor(() => early.alive().length === 2, 'the worker');
			early.kill(signal);
			t.is(await early.exit, code);
			t.deepEqual(early.alive(), []);
			t.like(JSON.parse(early.lines().at(-1) ?? ''), {event: 'finished', reason: 'signal', passes: 0});

			const growing = startUse(t, ['3000']);
			await growing.worker();
			growing.kill(signal);
			t.is(await growing.exit, code);
			t.deepEqual(growing.alive(), []);
			t.regex(growing.lines().at(-1) ?? '', new RegExp(`; ended by ${signal}$`));
			t.is(early.stderr() + growing.stderr(), '');
		},
	);
}

test.serial('a worker that does not answer is killed, and the summary is there all the same', async t => {
	const use = startUse(t, ['30', '--json']);
	const worker = await use.worker();
	await use.says(/"pass"/);
	process.kill(worker, 'SIGSTOP');
	use.kill('SIGINT');
	t.is(await use.exit, 130);
	t.true(hasEnded(worker));
	const last = JSON.parse(use.lines().at(-1) ?? '');
	t.like(last, {event: 'finished', reason: 'signal'});
	t.true(last.passes > 0 && last.seconds >= 1 && last.bytesPerSecond > 0, JSON.stringify(last));

	const hasty = startUse(t, ['30']);
	process.kill(await hasty.worker(), 'SIGSTOP');
	hasty.kill('SIGINT');
	hasty.kill('SIGINT');
	t.is(await hasty.exit, 130);
	t.deepEqual(hasty.alive(), []);
	t.regex(hasty.lines().at(-1) ?? '', /ended by SIGINT$/);
});

test.serial('a worker that is asked to end by its own pid ends with a summary and 0', async t => {
	const use = startUse(t, ['30']);
	process.kill(await use.worker(), 'SIGTERM');
	t.is(await use.exit, 0);
	t.regex(use.lines().at(-1) ?? '', /; the worker was ended by a signal$/);
	t.is(use.stderr(), '');
});

test.serial('a worker that somebody kills is told in one line, with 1', async t => {
	for (const format of [[], ['--json']]) {
		const use = startUse(t, ['30', ...format]);
		const worker = await use.worker();
		await use.says(/first touch|"allocated"/);
		process.kill(worker, 'SIGKILL');
		t.is(await use.exit, 1);
		t.regex(use.stderr(), /^memtui: [^\n]+\n$/);
		// On a machine where the OOM killer took another process meanwhile it is the kernel's word.
		t.regex(
			use.stderr(),
			new RegExp(`memory-user ${worker}.*OOM killer|OOM killer took the memory-user ${worker}`),
		);
		const last = use.lines().at(-1) ?? '';
		if (format.length === 0) t.regex(last, /; then the worker was killed$/);
		else t.like(JSON.parse(last), {event: 'failed', message: use.stderr().slice('memtui: '.length, -1)});
	}
});

for (const [phase, pattern] of [
	['at once', undefined],
	['after the pid', /^\d+$|"started"/],
	['while it streams', /^first touch|"allocated"/],
] as const) {
	test.serial(`whoever reads may go ${phase}: the worker ends, quietly and with 0`, async t => {
		for (const format of [[], ['--json']]) {
			const use = startUse(t, ['30', ...format]);
			if (pattern) await use.says(pattern);
			use.closeOutput();
			t.is(await use.exit, 0);
			t.is(use.stderr(), '');
			t.deepEqual(use.alive(), []);
		}
	});
}

test.serial('on a terminal the progress is one line that is written over, however narrow it is', async t => {
	for (const columns of [80, 20]) {
		const terminal = await openTerminal(
			{command: ['node', cliPath, 'use', '100', '60'], columns, rows: 24},
			t,
		);
		const streaming = await terminal.waitFor('the second pass', () => terminal.find(/^100 MB, \d+ passes?/));
		const row = streaming.row;
		const shown = terminal.row(row);
		t.true(shown.length < columns, shown);
		await terminal.waitFor('another figure in the same row', () => {
			const text = terminal.row(row);
			return text !== shown && text.startsWith('100 MB, ');
		});
		t.deepEqual(terminal.cursor(), {row, column: 0});
		t.is(terminal.row(row + 1), '');
		if (columns === 80) t.regex(shown, /^100 MB, [\d,]+ passes, [\d.]+[MG]\/s, \d+ of 60 s$/);
		terminal.press('ctrl-c');
		t.is((await terminal.exit).code, 130);
		const rows = terminal.screen().filter(text => text !== '');
		t.regex(rows[0] ?? '', /^\d+$/);
		t.false(terminal.text().includes('100 MB, '), terminal.text());
		t.regex(rows.slice(-3).join(''), /ended by SIGINT$/);
	}
});

test.serial('Ctrl-C in a shell ends it with the summary, and the shell has its terminal back', async t => {
	const shell = await openShell({columns: 100, rows: 24}, t);
	const {terminal} = shell;
	shell.start(memtuiCommand(['use', '50']));
	await terminal.waitFor('the first passes', () => terminal.find(/^50 MB, [\d,]+ passes?, \S+, 1 s/));
	terminal.press('ctrl-c');
	t.is((await shell.ended()).code, 130);
	t.truthy(terminal.find(/^first touch of 50 MB: /));
	t.truthy(terminal.find(/^[\d,]+ passes \(rmw\) in \S+ s, \S+; ended by SIGINT/));
	t.is(terminal.find(/^50 MB, /), undefined);
});

/** A memory cgroup below our own (v1 or v2) with a limit; `undefined` where none can be made. */
function limitedGroup(t: ExecutionContext, bytes: number): string | undefined {
	try {
		const own = readFileSync('/proc/self/cgroup', 'utf8');
		const v1 = /^\d+:memory:(.*)$/m.exec(own)?.[1];
		const v2 = /^0::(.*)$/m.exec(own)?.[1];
		const root = v1 === undefined ? `/sys/fs/cgroup${v2}` : `/sys/fs/cgroup/memory${v1}`;
		const folder = join(root, `memtui-use-${process.pid}-${bytes}`);
		mkdirSync(folder);
		t.teardown(() => rmdirSync(folder));
		writeFileSync(join(folder, v1 === undefined ? 'memory.max' : 'memory.limit_in_bytes'), `${bytes}`);
		return folder;
	} catch {
		return undefined;
	}
}

/** Runs a command in a cgroup. */
async function runIn(group: string, args: readonly string[]) {
	const {execFile} = await import('node:child_process');
	return new Promise<{code: number; stdout: string; stderr: string}>(resolve => {
		const script = `echo $$ > '${group}/cgroup.procs' && exec ${memtuiCommand(args)}`;
		execFile('sh', ['-c', script], {timeout: 30_000}, (error, stdout, stderr) => {
			resolve({code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr});
		});
	});
}

test.serial(
	'in a cgroup with a limit more than that is refused, and what is forced twice and killed names the limit',
	async t => {
		const group = limitedGroup(t, 300 * megabyte);
		if (group === undefined) {
			t.log('skipped: no memory cgroup can be made here');
			t.pass();
			return;
		}
		const first = await runIn(group, ['use', '600']);
		t.deepEqual([first.code, first.stdout], [1, '']);
		t.regex(
			first.stderr,
			/^memtui: 600 MB asked for, \d+ MB available in our cgroup; --force tries anyway\n$/,
		);

		const forced = await runIn(group, ['use', '600', '1', '--force', '--force', '--json']);
		t.is(forced.code, 1);
		t.regex(
			forced.stderr,
			/^memtui: the kernel's OOM killer took the memory-user \d+: its cgroup \S+ came to its limit of 300M; ask for less\n$/,
		);
		const events = forced.stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		t.like(events.at(-1), {event: 'failed', reason: 'oom'});
	},
);

test.serial('forced once its growth stops before the limit is reached, with the reason', async t => {
	const group = limitedGroup(t, 310 * megabyte);
	if (group === undefined) {
		t.log('skipped: no memory cgroup can be made here');
		t.pass();
		return;
	}
	const {code, stdout, stderr} = await runIn(group, ['use', '600', '1', '--force', '--json']);
	t.is(code, 1, stderr);
	t.regex(stderr, /^memtui: [^\n]+\n$/);
	const events = stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	t.like(events.at(-1), {event: 'failed', reason: 'pressure'});
});
