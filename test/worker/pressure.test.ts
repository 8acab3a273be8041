import {spawn} from 'node:child_process';
import {mkdirSync, rmdirSync, writeFileSync} from 'node:fs';
import {text} from 'node:stream/consumers';
import test from 'ava';
import type {WorkerOrder} from '../../source/worker/messages.js';
import {PressureWatch} from '../../source/worker/pressure.js';
import {waitFor} from '../support/wait-for.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;

const bundle = await buildWorker();
test.after.always(() => bundle.remove());

const meminfo = (totalMb: number, availableMb: number) =>
	`MemTotal:       ${totalMb * 1024} kB\nMemFree:    1 kB\nMemAvailable: ${availableMb * 1024} kB\n`;
const pressure = (total: number) =>
	`some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n`;

/** A watch over files that the test writes. */
function watchOver(files: Record<string, string>) {
	return new PressureWatch(path => files[path]);
}

for (const [totalMb, line] of [
	[24_000, 480],
	[2000, 64],
	[500, 31],
] as const) {
	test(`of ${totalMb} MB, ${line} MB have to stay available`, t => {
		const files = {'/proc/meminfo': meminfo(totalMb, line + 1)};
		const watch = watchOver(files);
		t.is(watch.check(0, 0), undefined);
		files['/proc/meminfo'] = meminfo(totalMb, line - 1);
		t.is(watch.check(100, 0), `${line - 1} MB are available, less than the ${line} MB that should stay`);
	});
}

test('it looks again after a tenth of a second or 16 MB, and not before', t => {
	const files = {'/proc/meminfo': meminfo(24_000, 20_000)};
	const watch = watchOver(files);
	watch.check(1000, 0);
	files['/proc/meminfo'] = meminfo(24_000, 1);
	t.is(watch.check(1099, 16 * MB - 1), undefined);
	t.not(watch.check(1100, 0), undefined);
	t.not(watch.check(1101, 16 * MB), undefined);
});

test('it looks more often where the line is low', t => {
	const files = {'/proc/meminfo': meminfo(320, 200)};
	const watch = watchOver(files);
	watch.check(0, 0);
	files['/proc/meminfo'] = meminfo(320, 1);
	t.is(watch.check(1, 5 * MB - 1), undefined);
	t.not(watch.check(1, 5 * MB), undefined);
});

const roomy = {'/proc/meminfo': meminfo(24_000, 20_000)};

for (const [version, cgroup, folder, names] of [
	[
		'v2',
		'0::/a/b\n',
		'/sys/fs/cgroup/a',
		{max: 'memory.max', current: 'memory.current', inactive: 'inactive_file', active: 'active_file'},
	],
	[
		'v1',
		'4:cpu:/x\n3:pids,memory:/a/b\n0::/y\n',
		'/sys/fs/cgroup/memory/a',
		{
			max: 'memory.limit_in_bytes',
			current: 'memory.usage_in_bytes',
			inactive: 'total_inactive_file',
			active: 'total_active_file',
		},
	],
] as const) {
	test(`a limit of the cgroup (${version}) counts, wherever it stands, and its cache counts as free`, t => {
		const limits: Record<string, string> = {
			...roomy,
			'/proc/self/cgroup': cgroup,
			[`${folder}/b/${names.max}`]: version === 'v2' ? 'max\n' : '9223372036854771712\n',
			[`${folder}/${names.max}`]: `${400 * MB}\n`,
			[`${folder}/${names.current}`]: `${390 * MB}\n`,
			[`${folder}/memory.stat`]: `${names.inactive} ${15 * MB}\n${names.active} ${MB}\n`,
		};
		const watch = watchOver(limits);
		t.is(watch.check(0, 0), undefined);
		limits[`${folder}/${names.current}`] = `${392 * MB}\n`;
		t.is(
			watch.check(100, 0),
			'the limit of 400 MB of cgroup /a leaves 24 MB, less than the 25 MB that should stay',
		);
	});
}

test('programs that wait for memory stop it, over the last two seconds', t => {
	const files = {...roomy, '/proc/pressure/memory': pressure(5_000_000)};
	const watch = watchOver(files);
	t.is(watch.check(0, 0), undefined);
	files['/proc/pressure/memory'] = pressure(5_800_000);
	t.is(watch.check(1000, 0), undefined);
	t.is(watch.check(2000, 0), undefined);
	files['/proc/pressure/memory'] = pressure(6_800_000);
	t.is(watch.check(3000, 0), 'programs waited for memory 50% of the last two seconds, more than 40%');
});

test('where nothing can be read, nothing stops it', t => {
	t.is(watchOver({}).check(0, 0), undefined);
});

test.serial('a worker stops growing before the limit of its cgroup, and gives all back', async t => {
	const folder = `/sys/fs/cgroup/memory/memtui-test-${process.pid}`;
	try {
		mkdirSync(folder);
		writeFileSync(`${folder}/memory.limit_in_bytes`, String(400 * MB));
	} catch {
		t.log('skipped: no memory cgroup (v1) can be made here');
		t.pass();
		return;
	}
	// It is busy until the last process has left it.
	t.teardown(() =>
		waitFor(() => {
			rmdirSync(folder);
			return true;
		}, `${folder} to be empty`),
	);
	const run = async (stopUnderPressure: boolean) => {
		const order: WorkerOrder = {bytes: 600 * MB, kind: 'anon', access: 'rmw', seconds: 1, stopUnderPressure};
		const args = [folder, process.execPath, bundle.parents[0], JSON.stringify(order)];
		const join = 'echo $$ > "$0/cgroup.procs"; exec "$@"';
		const child = spawn('sh', ['-c', join, ...args], {stdio: ['ignore', 'pipe', 'inherit']});
		const lines = (await text(child.stdout)).trim().split('\n');
		return JSON.parse(lines.at(-1) ?? '');
	};
	const {reason, message} = await run(true);
	t.is(reason, 'failed');
	t.regex(
		message,
		/^stopped after \d+ MB of 600 MB: (the limit of 400 MB of cgroup \/memtui-test-\d+ leaves \d+ MB, less than the 25 MB that should stay|programs waited .*)$/,
	);
	t.like(await run(false), {reason: 'killed', signal: 'SIGKILL'});
});
