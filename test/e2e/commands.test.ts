import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {usedMemory} from '../support/kernel.js';
import {memtuiCommand, runMemtui} from '../support/memtui.js';
import {startSleeper} from '../support/sleeper.js';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The result of a command that must succeed, without a word on standard error. */
async function output(t: {is: (a: unknown, b: unknown) => unknown}, ...args: string[]): Promise<string> {
	const {stdout, stderr, code} = await runMemtui(args);
	t.is(stderr, '');
	t.is(code, 0);
	return stdout;
}

const keys = (value: object) => Object.keys(value).sort();
const sorted = (names: string) => names.split(' ').sort();

test('free tells the machine as a table and as JSON', async t => {
	const [head, memory, swap, ...rest] = (await output(t, 'free')).trimEnd().split('\n');
	t.deepEqual(head?.trim().split(/ +/), ['total', 'used', 'free', 'shared', 'buff/cache', 'available']);
	t.regex(memory ?? '', /^Mem:( +\d+){6}$/);
	t.regex(swap ?? '', /^Swap:( +\d+){3}$/);
	t.deepEqual(rest, []);

	const free = JSON.parse(await output(t, 'free', '--json'));
	t.deepEqual(keys(free), sorted('time platform memory swap pressure limit'));
	t.regex(free.time, time);
	t.is(free.platform, 'linux');
	t.deepEqual(
		keys(free.memory),
		sorted('total used free shared buffers cached buffCache available committed commitLimit'),
	);
	t.deepEqual(keys(free.swap), sorted('total used free'));
	const total = Number(/MemTotal: +(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
	t.is(free.memory.total, total);
	t.is(free.memory.used, total - free.memory.available);
	// Others run meanwhile: the kernel's own figure is near, not equal.
	t.true(Math.abs(free.memory.used - usedMemory()) < 500 * 1024 ** 2);
	if (free.pressure) {
		for (const part of [free.pressure.some, free.pressure.full]) {
			t.deepEqual(keys(part), sorted('avg10 avg60 avg300 total'));
		}
	}
	if (free.limit) {
		t.deepEqual(keys(free.limit), sorted('path current max swapCurrent swapMax events'));
		t.deepEqual(keys(free.limit.events), sorted('high max oom oomKill'));
	}
});

test('ps tells the processes as a table and as JSON, the largest first', async t => {
	const mark = `listed-${process.pid}`;
	const {pid} = await startSleeper(t, {comm: mark, mark});
	const lines = (await output(t, 'ps')).trimEnd().split('\n');
	t.deepEqual(lines[0]?.trim().split(/ +/), 'PID USER S %CPU RSS SWAP %MEM TIME COMMAND'.split(' '));
	t.is(lines.filter(line => line.includes(mark) && Number(line.trim().split(' ')[0]) === pid).length, 1);

	const processes = JSON.parse(await output(t, 'ps', '--json'));
	const own = processes.find((process: {pid: number}) => process.pid === pid);
	t.deepEqual(
		keys(own),
		sorted(
			'pid ppid uid user state name command threads startTime cpu memoryShare rss pss uss pssReason swap shared vsz minorFaults majorFaults oomScore oomScoreAdj cgroup',
		),
	);
	const {ppid, uid, state, name, threads, startTime, pss, uss, pssReason, oomScoreAdj} = own;
	t.deepEqual(
		{ppid, uid, state, name, threads, pss, uss, pssReason},
		{
			...{ppid: process.pid, uid: process.getuid?.(), state: 'S', name: mark, threads: 1},
			...{pss: null, uss: null, pssReason: 'not read'},
		},
	);
	t.regex(own.command, new RegExp(`^/bin/sh -c .* ${mark}$`));
	t.regex(startTime, time);
	t.true(Math.abs(Date.parse(startTime) - Date.now()) < 60_000);
	t.is(oomScoreAdj, Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8')));
	t.is(own.rss, 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
	t.is(own.vsz, 1024 * Number(/VmSize:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
	const sizes = processes.map((process: {rss: number | null}) => process.rss ?? -1);
	t.deepEqual(
		sizes,
		sizes.toSorted((a: number, b: number) => b - a),
	);
});

test('map tells the regions of a process as a listing and as JSON', async t => {
	const {pid} = await startSleeper(t, {comm: 'mapped'});
	const listing = await output(t, 'map', String(pid));
	t.regex(listing, new RegExp(`^${pid}: /bin/sh -c `));
	t.regex(listing, /^TYPE +COUNT +SIZE +RSS +PSS +USS +DIRTY +SWAP$/m);
	t.regex(listing, /^total +\d+ /m);
	t.regex(listing, /^heap +[\da-f]+ +rw-p .*\[heap\]$/m);

	const map = JSON.parse(await output(t, 'map', String(pid), '--json'));
	t.deepEqual(
		keys(map),
		sorted('pid name command startTime time platform complete reason regions types totals'),
	);
	t.deepEqual(
		[map.pid, map.name, map.platform, map.complete, map.reason],
		[pid, 'mapped', 'linux', true, null],
	);
	const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').trimEnd().split('\n');
	t.deepEqual(
		map.regions.map((region: {[name: string]: string}) =>
			[`${region.start}-${region.end}`, region.perms, region.device, region.inode].join(' '),
		),
		lines.map(line =>
			line
				.split(' ')
				.filter((_, i) => i < 5 && i !== 2)
				.join(' '),
		),
	);
	t.deepEqual(
		keys(map.regions[0]),
		sorted(
			'start end perms offset device inode path type name size rss pss uss sharedClean sharedDirty privateClean privateDirty referenced anonymous lazyFree anonHuge swap swapPss locked kernelPageSize vmFlags',
		),
	);
	t.deepEqual(keys(map.types[0]), sorted('type count size rss pss uss dirty swap'));
	t.deepEqual(keys(map.totals), sorted('count size rss pss uss dirty swap'));
	for (const figure of ['size', 'rss', 'pss', 'uss', 'swap'] as const) {
		const sum = (rows: Record<string, number>[]) => rows.reduce((all, row) => all + (row[figure] ?? 0), 0);
		t.is(sum(map.regions), map.totals[figure], figure);
		t.is(sum(map.types), map.totals[figure], figure);
	}
});

function folderOf(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-map-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

test('map prints the columns of pmap, a summary and CSV', async t => {
	const {pid} = await startSleeper(t, {comm: 'mapped'});
	const regions = readFileSync(`/proc/${pid}/maps`, 'utf8').trimEnd().split('\n').length;
	const extended = (await output(t, 'map', String(pid), '-x')).split('\n');
	t.regex(extended[0] ?? '', new RegExp(`^${pid}: {3}/bin/sh -c `));
	t.deepEqual(extended[1]?.split(/ +/), ['Address', 'Kbytes', 'RSS', 'Dirty', 'Mode', 'Mapping']);
	t.is(extended.filter(line => /^[\da-f]{16} +\d+ +\d+ +\d+ [rwxs-]{5} /.test(line)).length, regions);
	t.regex(extended.at(-2) ?? '', /^total kB +\d+ +\d+ +\d+$/);

	const detail = (await output(t, 'map', '-X', String(pid))).split('\n');
	t.regex(detail[1] ?? '', /^ *Address Perm +Offset +Device +Inode +Size +Rss +Pss .* Mapping$/);
	t.is(detail.length, regions + 5);
	t.regex(detail.at(-2) ?? '', / KB $/);

	const summary = (await output(t, 'map', String(pid), '--summary')).trimEnd().split('\n');
	t.regex(summary[0] ?? '', /^TYPE +COUNT +SIZE +RSS +PSS +USS +DIRTY +SWAP$/);
	t.regex(summary.at(-1) ?? '', /^total +\d+ /);
	t.is(summary.filter(line => /^heap +1 /.test(line)).length, 1);

	const csv = (await output(t, 'map', String(pid), '--csv')).trimEnd().split('\n');
	t.is(csv[0], Object.keys(JSON.parse(await output(t, 'map', String(pid), '--json')).regions[0]).join(','));
	t.is(csv.length, regions + 1);
});

test('a snapshot is read back by map --file, from standard input too, and diff compares it', async t => {
	const folder = folderOf(t);
	const {pid} = await startSleeper(t, {comm: 'saved'});
	const file = join(folder, 'saved.map');
	t.is(await output(t, 'map', String(pid), '--save', file), '');
	const saved = JSON.parse(await output(t, 'map', '--file', file, '--json'));
	t.like(saved, {pid, name: 'saved', complete: true, reason: null});
	t.regex(saved.command, /^\/bin\/sh -c /);

	const given = await runMemtui(['map', '--file', '-', '--json'], {stdin: readFileSync(file)});
	t.deepEqual(JSON.parse(given.stdout), saved);
	const piped = await runMemtui(['map', '--file', file, '--save', '-']);
	t.is(piped.stdout, readFileSync(file, 'utf8'));
	// The reader shares pages of libc: but for these it is the same.
	const live = JSON.parse(await output(t, 'map', String(pid), '--json'));
	const place = ({start, end, perms, path, type, size, rss}: Record<string, unknown>) => ({
		...{start, end, perms, path, type, size, rss},
	});
	t.deepEqual(saved.regions.map(place), live.regions.map(place));

	t.regex(await output(t, 'diff', file, file), /\n\nnothing changed\n$/);
	const change = JSON.parse(await output(t, 'diff', file, String(pid), '--json'));
	t.deepEqual(keys(change), sorted('a b types regions totals'));
	t.like(change.a, {pid, file});
	t.like(change.b, {pid, file: null});
	t.like(change.totals, {count: 0, size: 0, rss: 0});
	t.deepEqual([change.regions.added, change.regions.removed], [[], []]);
	t.regex(await output(t, 'diff', String(pid), String(pid)), new RegExp(`^A {2}${pid}: /bin/sh`));

	const two = await output(t, 'diff', String(pid), String(process.pid));
	t.regex(two, /^TYPE +COUNT +SIZE +RSS +PSS +DIRTY +SWAP$/m);
});

test('a saved smaps is mapped from a file, a pipe and a redirection, whose process nobody knows', async t => {
	const folder = folderOf(t);
	const {pid} = await startSleeper(t);
	const smaps = readFileSync(`/proc/${pid}/smaps`);
	const file = join(folder, '123');
	writeFileSync(file, smaps);
	const json = JSON.parse(await output(t, 'map', '--file', file, '--json'));
	t.like(json, {pid: null, name: null, command: null, startTime: null, complete: true});
	t.deepEqual(
		[JSON.parse((await runMemtui(['map', '--file', '-', '--json'], {stdin: smaps})).stdout).regions],
		[json.regions],
	);
	const line = `cat '${file}' | ${memtuiCommand(['map', '--file', '/dev/stdin', '--json'])}`;
	const piped = spawnSync('sh', ['-c', line], {encoding: 'utf8', timeout: 20_000});
	t.is(piped.status, 0, piped.stderr);
	t.deepEqual(JSON.parse(piped.stdout).regions, json.regions);
	// As a number it would be a PID.
	t.like(JSON.parse((await runMemtui(['diff', './123', './123', '--json'], {cwd: folder})).stdout), {
		types: [],
	});
});

const refused: ReadonlyArray<readonly [args: readonly string[], code: number, words: RegExp]> = [
	[['map', '1', '-x', '-X'], 2, /only one of -x -X at a time/],
	[['map', '1', '--json', '--csv', '--summary'], 2, /only one of --summary --csv --json/],
	[['map', '1', '--save', '-', '--json'], 2, /--save - takes standard output/],
	[['map', '1', '--file', 'x'], 2, /a PID or --file FILE, not both/],
	[['map', '--file'], 2, /--file/],
	[['map', '--save'], 2, /--save/],
	[['map', '--file', '/nowhere'], 1, /there is no file \/nowhere/],
	[['map', '--file', '/tmp'], 1, /\/tmp is a folder/],
	[['map', '--file', '-'], 1, /standard input is empty/],
	[['map', '--file', '/dev/zero'], 1, /\/dev\/zero is binary; looked for/],
	[['map', String(process.pid), '--save', '/nowhere/x'], 1, /no such folder/],
	[['map', String(process.pid), '--save', '/tmp'], 1, /\/tmp is a folder/],
	[['diff'], 2, /'a'/],
	[['diff', '1'], 2, /'b'/],
	[['diff', '0', '1'], 2, /PID/],
	[['diff', '-', '-'], 2, /standard input/],
	[['diff', '/nowhere', String(process.pid)], 1, /no file \/nowhere/],
	[['diff', String(process.pid), '4194304999'], 1, /no process 4194304999/],
];

for (const [args, code, words] of refused) {
	test(`memtui ${args.map(arg => (arg === String(process.pid) ? 'PID' : arg)).join(' ')} is refused with ${code} and one line`, async t => {
		const result = await runMemtui(args);
		t.deepEqual([result.stdout, result.code], ['', code], result.stderr);
		t.regex(result.stderr, /^memtui: [^\n]+\n$/);
		t.regex(result.stderr, words);
	});
}

test('help and version are told on standard output', async t => {
	const help = await output(t, '--help');
	for (const word of [
		'Usage: memtui',
		'free',
		'ps',
		'map',
		'diff',
		'--interval',
		'--proc',
		'--ascii',
		'$ memtui',
	]) {
		t.true(help.includes(word), word);
	}
	for (const command of ['free', 'ps', 'map', 'diff']) {
		const text = await output(t, command, '--help');
		t.true(text.includes(`Usage: memtui ${command}`), command);
		t.true(text.includes(`$ memtui ${command}`), command);
		t.true(text.includes('--json'), command);
	}
	const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
	t.is(await output(t, '--version'), `${version}\n`);
});
