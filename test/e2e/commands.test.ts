import {readFileSync} from 'node:fs';
import test from 'ava';
import {usedMemory} from '../support/kernel.js';
import {runMemtui} from '../support/memtui.js';
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

test('help and version are told on standard output', async t => {
	const help = await output(t, '--help');
	for (const word of ['Usage: memtui', 'free', 'ps', 'map', '--interval', '--proc', '--ascii', '$ memtui']) {
		t.true(help.includes(word), word);
	}
	for (const command of ['free', 'ps', 'map']) {
		const text = await output(t, command, '--help');
		t.true(text.includes(`Usage: memtui ${command}`), command);
		t.true(text.includes(`$ memtui ${command}`), command);
		t.true(text.includes('--json'), command);
	}
	const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
	t.is(await output(t, '--version'), `${version}\n`);
});
