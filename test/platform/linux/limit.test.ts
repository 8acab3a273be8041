import {cpSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {LimitReader} from '../../../source/platform/linux/limit.js';
import {rawText} from '../../../source/safe-text.js';
import {ownFixture} from '../../support/fixtures.js';
import {makeProcTree, type ProcTree} from '../../support/proc-tree.js';

const MB = 1_048_576;

type Files = Readonly<Record<string, string | number>>;

/** A foreign tree: what its `self/cgroup` says, and files below its `sys/fs/cgroup`. */
function cgroupTree(t: ExecutionContext, own: string | undefined, files: Files): ProcTree {
	const tree = makeProcTree(t);
	if (own !== undefined) tree.write('proc/self/cgroup', own);
	for (const [path, content] of Object.entries(files)) tree.write(`sys/fs/cgroup/${path}`, `${content}\n`);
	return tree;
}

/** The limit with its path as plain text. */
function readLimit(proc: string) {
	const limit = new LimitReader(proc, true).read();
	return limit && {...limit, path: rawText(limit.path)};
}

/** A recorded tree's cgroups, seen by a process that stands where `own` says. */
function recordedLimit(t: ExecutionContext, name: string, own: string) {
	const tree = cgroupTree(t, own, {});
	cpSync(ownFixture(`linux/${name}/sys`), join(tree.proc, '../sys'), {recursive: true});
	return {tree, read: () => readLimit(tree.proc)};
}

test('the recorded v2 cgroup is read with its usage, swap and events', t => {
	t.deepEqual(recordedLimit(t, 'debian12-6.12-swap', '0::/app.slice/small.scope\n').read(), {
		path: '/app.slice/small.scope',
		current: 38_764_544,
		max: 62_914_560,
		swapCurrent: 43_048_960,
		swapMax: undefined,
		events: {low: 0, high: 153, max: 61, oom: 1, oomKill: 1, oomGroupKill: 0},
	});
});

test('a recorded v2 cgroup without a limit of its own is bound by nothing, and one with it by its own', t => {
	const {tree, read} = recordedLimit(t, 'debian12-6.12-swap', '0::/app.slice\n');
	t.is(read(), undefined);
	tree.write('proc/self/cgroup', '0::/app.slice/demo.scope\n');
	t.is(read()?.max, 419_430_400);
	t.is(read()?.path, '/app.slice/demo.scope');
});

test('the recorded v1 cgroup has no limit: about 2^63 is none', t => {
	const {tree, read} = recordedLimit(t, 'debian12-6.18', '4:memory:/\n0::/\n');
	t.is(read(), undefined);
	tree.write('sys/fs/cgroup/memory/memory.limit_in_bytes', '5000000000\n');
	t.deepEqual(read(), {
		path: '/',
		current: 4_247_625_728,
		max: 5_000_000_000,
		swapCurrent: 118_784,
		swapMax: undefined,
		events: {max: 0, oomKill: 0},
	});
});

test('the hand-made v1 cgroup without a limit binds nothing', t => {
	t.is(recordedLimit(t, 'hostile/cgroup-v1-nolimit', '4:memory:/a\n').read(), undefined);
});

test('swap of v1 is what memory and swap together have more than memory', t => {
	const v1 = (files: Files) => readLimit(cgroupTree(t, '4:memory:/a\n', files).proc);
	const a = 'memory/a/memory.';
	const limited = {[`${a}limit_in_bytes`]: 100 * MB, [`${a}usage_in_bytes`]: 60 * MB, [`${a}failcnt`]: 9};
	t.deepEqual(
		v1({...limited, [`${a}memsw.limit_in_bytes`]: 150 * MB, [`${a}memsw.usage_in_bytes`]: 70 * MB}),
		{
			path: '/a',
			current: 60 * MB,
			max: 100 * MB,
			swapCurrent: 10 * MB,
			swapMax: 50 * MB,
			events: {max: 9},
		},
	);
	const withoutSwapAccounting = v1(limited);
	t.is(withoutSwapAccounting?.swapCurrent, undefined);
	t.is(withoutSwapAccounting?.swapMax, undefined);
	// The two usages are not read at one moment.
	t.is(v1({...limited, [`${a}memsw.usage_in_bytes`]: 59 * MB})?.swapCurrent, 0);
});

const nested: Array<
	readonly [what: string, own: string, maxes: Files, path: string | undefined, max?: number]
> = [
	['the own limit, the tightest', '/a/b/c', {'a/b/c': 10, 'a/b': 20, a: 30}, '/a/b/c', 10],
	['a parent that is tighter', '/a/b/c', {'a/b/c': 30, 'a/b': 10, a: 20}, '/a/b', 10],
	['the outermost, where the others have none', '/a/b/c', {'a/b/c': 'max', 'a/b': 'max', a: 20}, '/a', 20],
	['the inner one of two that are equal', '/a/b', {'a/b': 10, a: 10}, '/a/b', 10],
	["the root, a container's own", '/', {'.': 10}, '/', 10],
	["the root, above a container's cgroups", '/a', {'.': 10, a: 20}, '/', 10],
	['not a neighbour', '/a', {b: 10, 'a/c': 10}, undefined],
	['a limit of 0', '/a', {a: 0}, '/a', 0],
	['nothing where all say max', '/a/b', {'a/b': 'max', a: 'max'}, undefined],
	['the parent of a cgroup that was removed', '/a/b (deleted)', {a: 10}, '/a', 10],
	[
		'the root for a path outside of it',
		'/../other/x',
		{'.': 10, '../other/x': 5, 'other/x': 4, x: 1},
		'/',
		10,
	],
	['nothing for what is no number', '/a', {a: 'many'}, undefined],
	['nothing for a number past 2^53', '/a', {a: '9223372036854771712'}, undefined],
	['names with blanks', '/a b/c\\n', {'a b/c\\n': 10}, '/a b/c\\n', 10],
];

for (const [what, own, maxes, path, max] of nested) {
	const below = (folder: string, name: string) =>
		Object.fromEntries(Object.entries(maxes).map(([key, value]) => [join(folder, key, name), value]));
	test(`in v2 what binds is ${what}`, t => {
		const limit = readLimit(cgroupTree(t, `0::${own}\n`, below('.', 'memory.max')).proc);
		t.is(limit?.path, path);
		t.is(limit?.max, max);
	});
	test(`in v1 what binds is ${what}`, t => {
		const files = below('memory', 'memory.limit_in_bytes');
		const limit = readLimit(cgroupTree(t, `9:cpu:/z\n4:memory:${own}\n`, files).proc);
		t.is(limit?.path, path);
		t.is(limit?.max, max);
	});
}

test('usage and events are those of the cgroup that binds', t => {
	const {proc} = cgroupTree(t, '0::/a/b\n', {
		'a/memory.max': 10,
		'a/memory.current': 4,
		'a/memory.swap.max': 3,
		'a/memory.swap.current': 2,
		'a/memory.events': 'high 5\noom_kill 6',
		'a/b/memory.max': 'max',
		'a/b/memory.current': 1,
		'a/b/memory.events': 'high 9',
	});
	const {events, ...figures} = readLimit(proc) ?? t.fail();
	t.deepEqual(figures, {path: '/a', current: 4, max: 10, swapCurrent: 2, swapMax: 3});
	t.is(events.high, 5);
	t.is(events.oomKill, 6);
	t.is(events.max, undefined);
});

test('on a hybrid system the tighter of both versions binds', t => {
	const own = '4:memory:/one\n0::/two\n';
	const files = (v1: number, v2: number) => ({
		'memory/one/memory.limit_in_bytes': v1,
		'two/memory.max': v2,
	});
	t.is(readLimit(cgroupTree(t, own, files(10, 20)).proc)?.path, '/one');
	t.is(readLimit(cgroupTree(t, own, files(20, 10)).proc)?.path, '/two');
});

test('a limit that is set while memtui runs is seen', t => {
	const tree = cgroupTree(t, '0::/a\n', {'a/memory.max': 'max'});
	const reader = new LimitReader(tree.proc, true);
	t.is(reader.read(), undefined);
	tree.write('sys/fs/cgroup/a/memory.max', '10\n');
	t.is(reader.read()?.max, 10);
});

test('a foreign tree that does not tell its own cgroup has no limit', t => {
	t.is(readLimit(cgroupTree(t, undefined, {'memory.max': 10}).proc), undefined);
	t.is(readLimit(cgroupTree(t, '', {'memory.max': 10}).proc), undefined);
});
