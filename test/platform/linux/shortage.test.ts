/** Few descriptors, and files that would hang who opens them: each in a process of its own. */
import test from 'ava';
import {makeProcTree, smapsEntry} from '../../support/proc-tree.js';
import {sampleApart} from './sample-apart.js';

const nothing = {figures: [], rollups: [], rollupBudget: 0} as const;
const many = Array.from({length: 300}, (_, i) => ({
	pid: 1000 + i,
	startTicks: 1000 + i,
	cmdline: ['program', String(i)],
}));

/** What must be true of the answer however few descriptors there are. */
const whole = {pids: many.map(({pid}) => pid), commands: many.map(({cmdline}) => cmdline.join(' '))};

for (const [what, spareDescriptors, open] of [
	['a hundred', 100, [60, 100]],
	['twenty', 20, [1, 20]],
	['two', 2, [0, 2]],
	['one', 1, [0, 1]],
] as const) {
	test(`with ${what} free descriptors all processes are listed with all their figures, sample after sample`, async t => {
		const {proc} = makeProcTree(t, many);
		const order = {proc, wanted: {...nothing, figures: 'all'}, spareDescriptors, samples: 3} as const;
		const answer = await sampleApart(order, 'ulimit -n 1024');
		t.deepEqual(
			{
				pids: answer.processes.map(({pid}) => pid),
				commands: answer.processes.map(({facts}) => facts?.command as unknown),
			},
			whole,
		);
		t.true(answer.processes.every(({figures}) => figures?.rss === 250 * 4096));
		t.deepEqual(answer.troubles, []);
		t.true(answer.open >= open[0] && answer.open <= open[1], `${answer.open} files are open`);
	});
}

test('under a low limit of open files few are kept open, and all processes are listed', async t => {
	const {proc} = makeProcTree(t, many);
	const order = {proc, wanted: {...nothing, figures: 'all'}, samples: 2} as const;
	const answer = await sampleApart(order, 'ulimit -n 100');
	t.is(answer.processes.length, many.length);
	t.true(answer.processes.every(({figures}) => figures?.rss === 250 * 4096));
	t.is(answer.open, 16);
});

test('under the usual limit of open files all that are read again are kept open', async t => {
	const {proc} = makeProcTree(t, many);
	const answer = await sampleApart({proc, wanted: {...nothing, figures: 'all'}}, 'ulimit -n 1024');
	t.is(answer.open, 600);
});

const pipes = [
	'stat',
	'statm',
	'status',
	'cmdline',
	'smaps_rollup',
	'oom_score',
	'cgroup',
	'smaps',
	'maps',
	'mountinfo',
];

test('named pipes in the place of files of a process and of the machine hang nothing', async t => {
	const files = {smaps: smapsEntry(0x1000, 8, 4)};
	const tree = makeProcTree(t, [{pid: 10, files}, ...pipes.map((_, i) => ({pid: 100 + i, files}))]);
	for (const [i, name] of pipes.entries()) tree.fifo(`proc/${100 + i}/${name}`);
	for (const name of ['stat', 'task']) tree.fifo(`proc/300/${name}`);
	tree.fifo('proc/10/task/10/syscall');
	tree.fifo('proc/400');
	for (const name of ['vmstat', 'pressure/memory', 'loadavg', 'self/cgroup', 'self/status', 'stat']) {
		tree.fifo(`proc/${name}`);
	}
	const answer = await sampleApart({
		proc: tree.proc,
		wanted: {figures: 'all', facts: 'all', swap: 'all', extras: 'all', rollups: 'all', rollupBudget: 10_000},
		regions: [10, ...pipes.map((_, i) => 100 + i)],
	});
	const expected = [10, ...pipes.map((_, i) => 100 + i).filter((_, i) => pipes[i] !== 'stat')];
	t.deepEqual(
		answer.processes.map(({pid}) => pid).sort((a, b) => a - b),
		expected,
	);
	const at = (name: string) => answer.processes.find(({pid}) => pid === 100 + pipes.indexOf(name));
	t.is(at('statm')?.figures?.rss, undefined);
	t.is(at('status')?.facts?.uid, undefined);
	t.is(at('cmdline')?.facts?.command, undefined);
	t.is(at('smaps_rollup')?.rollup?.reason, 'unsupported');
	t.is(at('statm')?.facts?.uid, 0);
	t.is(at('status')?.figures?.rss, 250 * 4096);
	const region = (name: string) => answer.regions[1 + pipes.indexOf(name)];
	t.like(answer.regions[0], {count: 1, complete: true});
	t.like(region('maps'), {count: 1, complete: true});
	t.like(region('mountinfo'), {count: 1, complete: true});
	t.like(region('smaps'), {count: 0});
	t.like(region('stat'), {failure: 'gone'});
});

for (const path of ['proc/self/cgroup', 'sys/fs/cgroup/a/memory.max', 'sys/fs/cgroup/a/memory.events']) {
	test(`a named pipe in the place of ${path} hangs nothing`, async t => {
		const tree = makeProcTree(t);
		tree.write('proc/self/cgroup', '0::/a\n');
		tree.write('sys/fs/cgroup/a/memory.max', '10\n');
		tree.fifo(path);
		const {machine} = await sampleApart({proc: tree.proc, wanted: nothing});
		const limit = machine.kind === 'linux' ? machine.limit : undefined;
		t.deepEqual(limit?.max, path.endsWith('events') ? 10 : undefined);
	});
}

test('a named pipe in the place of meminfo is no procfs', async t => {
	const tree = makeProcTree(t);
	tree.fifo('proc/meminfo');
	const error = await t.throwsAsync(sampleApart({proc: tree.proc, wanted: nothing}));
	t.regex(error.message, /is no procfs/);
});
