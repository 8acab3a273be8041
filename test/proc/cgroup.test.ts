import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseCgroup, parseLimit, parseMemoryEvents, parseOomControl} from '../../source/proc/cgroup.js';
import {rawText} from '../../source/safe-text.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

function paths(bytes: Uint8Array): {v2?: string; v1Memory?: string} {
	const {v2, v1Memory} = parseCgroup(bytes);
	return {...(v2 && {v2: rawText(v2)}), ...(v1Memory && {v1Memory: rawText(v1Memory)})};
}

test('the v2 path of every recorded process is the one found apart from our code', t => {
	const compared = comparisons(t, {own: 40, all: 53});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {cgroup_v2_path: expected}] of recordedProcesses(tree)) {
			const bytes = recordedFile(folder, 'cgroup');
			if (!bytes) continue;
			t.is(paths(bytes).v2, expected, folder);
			if (expected !== undefined) compared.count(tree);
			const memory = /^\d+:(?:.*,)?memory(?:,.*)?:(.*)$/m.exec(bytes.toString())?.[1];
			t.is(paths(bytes).v1Memory, memory, folder);
		}
	}
	compared.finish();
});

test('every recorded number, event count and limit of a cgroup is that of expected.json', t => {
	const compared = comparisons(t, {own: 185, all: 370});
	const events = {
		low: 'low',
		high: 'high',
		max: 'max',
		oom: 'oom',
		oom_kill: 'oomKill',
		oom_group_kill: 'oomGroupKill',
	} as const;
	for (const tree of recordedTrees(t)) {
		for (const [path, files] of Object.entries(tree.expected.cgroups ?? {})) {
			for (const [name, expected] of Object.entries(files)) {
				const bytes = recordedFile(tree.folder, 'sys/fs/cgroup', path, name) ?? new Uint8Array();
				const at = `${tree.name} ${path} ${name}`;
				if (typeof expected !== 'object') {
					// A string is `max` or version 1's number past 2^53: no limit.
					t.is(parseLimit(bytes), typeof expected === 'string' ? undefined : expected, at);
					compared.count(tree);
				} else if (name === 'memory.events' || name === 'memory.events.local') {
					for (const [theirs, ours] of Object.entries(events)) {
						t.is(parseMemoryEvents(bytes)[ours], expected[theirs] as number | undefined, `${at} ${theirs}`);
						if (theirs in expected) compared.count(tree);
					}
				} else if (name === 'memory.oom_control') {
					t.is(parseOomControl(bytes).oomKill, expected.oom_kill as number | undefined, at);
					compared.count(tree);
				}
			}
		}
	}
	compared.finish();
});

const publicLimits: Array<[string, number | undefined]> = [
	['cadvisor/common/cgroup_v1/test1/memory/memory.limit_in_bytes', 123456789],
	['cadvisor/common/cgroup_v2/test1/memory.max', 123456789],
	['cadvisor/common/cgroup_v2/test2/memory.max', undefined],
	['pcp/cgroups-root-001/cgroup/memory/memory.limit_in_bytes', undefined],
	['pcp/cgroups-root-002/sys/fs/cgroup/memory/memory.limit_in_bytes', undefined],
	['pcp/cgroups-root-003/sys/fs/cgroup/memory/memory.limit_in_bytes', undefined],
];

for (const [path, limit] of publicLimits) {
	test(`the limit in the recorded ${path} is ${limit ?? 'none'}`, t => {
		const file = sharedFixture(t, `linux/${path}`);
		if (file) t.is(parseLimit(readFileSync(file)), limit);
	});
}

test('an oom_control of an old kernel does not count kills', t => {
	const file = sharedFixture(t, 'linux/pcp/cgroups-root-001/cgroup/memory/memory.oom_control');
	if (file) t.is(parseOomControl(readFileSync(file)).oomKill, undefined);
});

const hostile = (path: string) => readFileSync(ownFixture(`linux/hostile/${path}`));
const hostilePaths: Array<[number, string, ReturnType<typeof paths>]> = [
	[7400, 'the root', {v2: '/'}],
	[7401, 'a path outside of the namespace', {v2: '/../../other.slice'}],
	[
		7402,
		'both versions at once, and a path with a colon',
		{v2: '/unified', v1Memory: '/docker/0000000000000000000000000000000000000000000000000000000000000001'},
	],
	[7403, 'a removed cgroup', {v2: '/user.slice/app (deleted)'}],
	[7404, 'empty', {}],
	[7405, 'version 1 alone', {v1Memory: '/only-v1'}],
	[7406, 'a blank and a backslash', {v2: '/with space/new\\nline'}],
];

for (const [pid, why, wanted] of hostilePaths) {
	test(`the hand-made cgroup of ${pid}: ${why}`, t => {
		t.deepEqual(paths(hostile(`cgroup/proc/${pid}/cgroup`)), wanted);
	});
}

test('the hand-made limit of version 1 means none, and its usage is a number', t => {
	const folder = 'cgroup-v1-nolimit/sys/fs/cgroup/memory/a';
	t.is(parseLimit(hostile(`${folder}/memory.limit_in_bytes`)), undefined);
	t.is(parseLimit(hostile(`${folder}/memory.usage_in_bytes`)), 40960);
});

test('the hand-made files of version 2: an event count that cannot be and an empty file are missing', t => {
	const folder = 'cgroup-v2/sys/fs/cgroup/a';
	t.is(parseLimit(hostile(`${folder}/memory.max`)), undefined);
	t.is(parseLimit(hostile(`${folder}/memory.current`)), 1048576);
	t.is(parseLimit(hostile(`${folder}/memory.swap.current`)), undefined);
	t.deepEqual(parseMemoryEvents(hostile(`${folder}/memory.events`)), {
		low: 0,
		high: 5,
		max: undefined,
		oom: 1,
		oomKill: undefined,
		oomGroupKill: undefined,
	});
});

test('no limit of version 1 is taken for one at any page size', t => {
	for (const pageSize of [4096n, 16384n, 65536n]) {
		const none = (2n ** 63n / pageSize - 1n) * pageSize;
		t.is(parseLimit(Buffer.from(`${none}\n`)), undefined);
	}
	t.is(parseLimit(Buffer.from('0\n')), 0, 'a limit of nothing is a limit');
	t.is(parseLimit(Buffer.from('-1\n')), undefined);
	t.is(parseLimit(Buffer.from('4096\r\n')), 4096);
});

const forms: Array<[string, ReturnType<typeof paths>]> = [
	['3:cpu,memory,pids:/a\n', {v1Memory: '/a'}],
	['3:name=memory:/a\n3:memoryx:/b\n3:xmemory:/c\n', {}],
	['3:memory:/a:memory:b\n', {v1Memory: '/a:memory:b'}],
	['3:memory:/a\n4:memory:/b\n0::/c\n0::/d\n', {v1Memory: '/a', v2: '/c'}],
	['0::/cut', {}],
	['0:\n\n0\n:::\nmemory\n', {}],
];

for (const [text, wanted] of forms) {
	test(`the cgroup text ${JSON.stringify(text)} gives ${JSON.stringify(wanted)}`, t => {
		t.deepEqual(paths(Buffer.from(text)), wanted);
	});
}
