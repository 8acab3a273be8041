import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Descriptors} from '../../../source/platform/linux/descriptors.js';
import {Details} from '../../../source/platform/linux/details.js';
import {createLinuxPlatform} from '../../../source/platform/linux/linux.js';
import {readRegions} from '../../../source/platform/linux/region-reader.js';
import {Sweep} from '../../../source/platform/linux/sweep.js';
import {Users} from '../../../source/platform/linux/users.js';
import type {Process, RegionFailure, RegionReading} from '../../../source/platform/platform.js';
import {rawText, safeText} from '../../../source/safe-text.js';
import {ownFixture} from '../../support/fixtures.js';
import {makeProcTree, smapsEntry, type TreeProcess} from '../../support/proc-tree.js';
import {openFilesBelow} from './open-files.js';

const wanted = () => new AbortController().signal;

async function read(proc: string, pid: number, signal = wanted()): Promise<RegionReading | RegionFailure> {
	const platform = createLinuxPlatform(proc);
	try {
		return await platform.regions(pid, signal);
	} finally {
		platform.close();
	}
}

function readingOf(t: ExecutionContext, outcome: RegionReading | RegionFailure): RegionReading {
	return 'failure' in outcome ? t.fail(outcome.message) : outcome;
}

const sum = (column: Float64Array | undefined) => column?.reduce((total, value) => total + value, 0);

type Recorded = {
	readonly processes: Readonly<
		Record<string, {readonly smaps?: {readonly mappings: number; readonly sums: Readonly<Record<string, number>>}}>
	>;
};

for (const name of ['debian12-6.18', 'debian12-6.12-swap', 's390x-6.1', 'arm64-16k-6.12', 'ppc64le-64k-6.1']) {
	test(`the maps of ${name} have the regions and sums computed apart from our code`, async t => {
		const folder = ownFixture(`linux/${name}`);
		const expected: Recorded = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
		let compared = 0;
		for (const [pid, {smaps}] of Object.entries(expected.processes)) {
			if (!smaps) continue;
			const {map, process, reason} = readingOf(t, await read(join(folder, 'proc'), Number(pid)));
			t.is(process.pid, Number(pid));
			t.is(map.count, smaps.mappings);
			t.is(reason === undefined, map.count > 0, reason);
			t.true(map.complete);
			for (const [field, bytes] of Object.entries(smaps.sums)) {
				if (map.count > 0) t.is(sum(map.fields.get(field)), bytes, `${field} of ${pid}`);
				compared++;
			}
		}
		t.true(compared > 20);
	});
}

test('a kernel thread and a zombie have no regions, which is no error', async t => {
	const proc = ownFixture('linux/debian12-6.18/proc');
	const kernelThread = readingOf(t, await read(proc, 2));
	t.is(kernelThread.reason, 'kernel thread: it has no address space of its own');
	const zombie = readingOf(t, await read(proc, 16_223));
	t.regex(zombie.reason ?? '', /^zombie: /);
	for (const {map} of [kernelThread, zombie]) {
		t.is(map.count, 0);
		t.true(map.complete);
	}
});

/** A tree with one process and its map. */
function mapped(t: ExecutionContext, smaps: string, described: Partial<TreeProcess> = {}) {
	return makeProcTree(t, [{pid: 10, ...described, files: {smaps, ...described.files}}]);
}

const manyEntries = (count: number) =>
	Array.from({length: count}, (_, i) => smapsEntry(0x10_0000 + i * 0x10_0000, 8, 4, '/usr/lib/a')).join('');

test('the reading tells whose map it is, when it was read and what it cost', async t => {
	const {proc} = mapped(t, manyEntries(2), {comm: 'name', cmdline: ['name', 'x']});
	const before = Date.now();
	const {process, at, cost, mounts, stackPointers, map} = readingOf(t, await read(proc, 10));
	t.is(rawText(process.name), 'name');
	t.is(process.facts?.command && rawText(process.facts.command), 'name x');
	t.true(at >= before && at <= Date.now());
	t.true(cost > 0 && cost < 10_000, String(cost));
	t.is(mounts, undefined);
	t.deepEqual(stackPointers, []);
	t.deepEqual([...(map.fields.get('Rss') ?? [])], [4096, 4096]);
	t.deepEqual(openFilesBelow(proc), []);
});

test('without smaps the regions come from maps, with no resident figures', async t => {
	const line = '1000-3000 r-xp 00000000 08:01 42 /usr/bin/a\n';
	const {map} = readingOf(t, await read(makeProcTree(t, [{pid: 10, files: {maps: line}}]).proc, 10));
	t.is(map.count, 1);
	t.deepEqual([map.start[0], map.end[0], map.inode[0]], [0x1000n, 0x3000n, 42n]);
	t.is(map.fields.size, 0);
});

test('a process that is there and has no map to read is unsupported, and one that is not there is gone', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}]);
	t.deepEqual(await read(proc, 10), {
		failure: 'unsupported',
		message: 'there is no map of process 10 to read',
	});
	t.deepEqual(await read(proc, 11), {failure: 'gone', message: 'no process 11'});
});

test('a map that is a folder is unsupported, with what the kernel said', async t => {
	const tree = makeProcTree(t, [{pid: 10}]);
	tree.write('proc/10/smaps/folder', '');
	const outcome = await read(tree.proc, 10);
	t.deepEqual(outcome, {failure: 'unsupported', message: "the map of 10 can't be read: EISDIR"});
	t.deepEqual(openFilesBelow(tree.proc), []);
});

test('hostile paths arrive whole, and none of their bytes reaches a terminal', async t => {
	const path = '/tmp/\u001B]0;PWNED\u0007\\012 x';
	const {map} = readingOf(t, await read(mapped(t, smapsEntry(0x1000, 8, 4, path)).proc, 10));
	const found = map.path.list[map.path.index[0] ?? 0];
	t.is(found && rawText(found), path);
	t.is(found && safeText(found), '/tmp/?]0;PWNED?\\012 x');
});

test('stacks of threads are told by where their stack pointers are', async t => {
	const blocked = (pointer: string) => `202 0x1 0x2 0x3 0x4 0x5 0x6 ${pointer} 0x7f00\n`;
	const files = {
		'task/10/syscall': blocked('0x7ffd1000'),
		'task/11/syscall': 'running\n',
		'task/12/syscall': blocked('0x7f1234567890'),
		'task/13/comm': 'no syscall here\n',
	};
	const {proc} = mapped(t, manyEntries(1), {files});
	const {stackPointers} = readingOf(t, await read(proc, 10));
	t.deepEqual(new Set(stackPointers), new Set([0x7ffd1000n, 0x7f1234567890n]));
});

test('mount points of tmpfs and hugetlbfs come with the map', async t => {
	const mountinfo = [
		'30 20 0:26 / / rw - ext4 /dev/sda rw',
		'31 20 0:27 / /run/user\\040a rw - tmpfs tmpfs rw',
		'32 20 0:28 / /dev/hugepages rw - hugetlbfs hugetlbfs rw',
		'33 20 0:29 / /tmp rw - tmpfs tmpfs rw\n',
	].join('\n');
	const {mounts} = readingOf(t, await read(mapped(t, manyEntries(1), {files: {mountinfo}}).proc, 10));
	t.deepEqual(mounts, {tmpfs: ['/run/user a', '/tmp'], hugetlbfs: ['/dev/hugepages']});
});

/** A reading whose process is another (or none) when it is looked at the second time. */
async function readWhile(
	t: ExecutionContext,
	smaps: string,
	change: (before: Process) => Process | undefined,
): Promise<RegionReading | RegionFailure> {
	const {proc} = mapped(t, smaps);
	const platform = createLinuxPlatform(proc);
	t.teardown(() => platform.close());
	const sample = await platform.sample({figures: 'all', rollups: [], rollupBudget: 0});
	const before = sample.processes.get(10) ?? t.fail();
	let looks = 0;
	return readRegions(proc, 10, () => (++looks === 1 ? before : change(before)), wanted());
}

const ends: Array<readonly [what: string, change: (before: Process) => Process | undefined]> = [
	['ends', () => undefined],
	['ends and leaves its pid to another', before => ({...before, startTicks: before.startTicks + 1})],
	['becomes a zombie', before => ({...before, state: 'Z', vsz: 0})],
	['has given up its memory and is about to end', before => ({...before, vsz: 0})],
];

for (const [what, change] of ends) {
	test(`of a process that ${what} in the middle, the part that was read is shown as a part`, async t => {
		const {map, reason, process} = readingOf(t, await readWhile(t, manyEntries(3), change));
		t.is(map.count, 3);
		t.false(map.complete);
		t.is(reason, 'it ended while its map was read');
		t.is(process.startTicks, 100);
	});
}

test('a process that ended before anything of its map was read is gone', async t => {
	const gone = {failure: 'gone', message: 'process 10 ended'} as const;
	t.deepEqual(await readWhile(t, '', () => undefined), gone);
	t.deepEqual(await readWhile(t, '', before => ({...before, startTicks: 5})), gone);
});

const programs: Array<readonly [what: string, after: Partial<TreeProcess>]> = [
	['another name', {comm: 'other'}],
	['other arguments', {cmdline: ['program', 'again'], startCode: 99}],
];

for (const [what, after] of programs) {
	test(`of a process that runs another program in the middle, told by ${what}, the part is shown as a part`, async t => {
		const tree = mapped(t, manyEntries(3));
		const descriptors = new Descriptors(100);
		t.teardown(() => descriptors.closeAll());
		const sweep = new Sweep(tree.proc, descriptors, undefined, () => 4096);
		const details = new Details(tree.proc, descriptors, new Users(true), () => 4096);
		let looks = 0;
		const find = (pid: number) => {
			if (++looks === 2) tree.put({pid, ...after});
			const record = sweep.look(pid) ?? t.fail();
			details.facts(record);
			return record.process;
		};
		const {map, reason, process} = readingOf(t, await readRegions(tree.proc, 10, find, wanted()));
		t.false(map.complete);
		t.is(reason, 'it ran another program while its map was read');
		t.is(rawText(process.name), String(after.comm ?? 'program'));
	});
}

test('a process that only goes on working while its map is read has a whole map', async t => {
	const outcome = await readWhile(t, manyEntries(3), before => ({...before, state: 'R', cpuTime: 50}));
	const {map, reason, process} = readingOf(t, outcome);
	t.true(map.complete);
	t.is(reason, undefined);
	t.is(process.cpuTime, 50);
});

test('a map that nobody wants any more is not read', async t => {
	const tree = mapped(t, manyEntries(1));
	const abort = new AbortController();
	abort.abort();
	const outcome = await read(tree.proc, 10, abort.signal);
	t.deepEqual(outcome, {failure: 'not read', message: 'not wanted any more'});
	t.deepEqual(openFilesBelow(tree.proc), []);
});

test('the reading of a big map stops in the middle when nobody wants it any more', async t => {
	const tree = mapped(t, manyEntries(60_000));
	const platform = createLinuxPlatform(tree.proc);
	t.teardown(() => platform.close());
	const abort = new AbortController();
	const outcome = platform.regions(10, abort.signal);
	t.deepEqual(openFilesBelow(join(tree.proc, '10')).includes(join(tree.proc, '10/smaps')), true);
	abort.abort(new Error('a reason of the caller'));
	t.deepEqual(await outcome, {failure: 'not read', message: 'not wanted any more'});
	t.false(openFilesBelow(tree.proc).includes(join(tree.proc, '10/smaps')));
});

test('other work has its turn while a big map is read, and two at once do not mix', async t => {
	const tree = mapped(t, manyEntries(100_000));
	tree.put({pid: 11, files: {smaps: manyEntries(20_000).replaceAll('Rss: 4', 'Rss: 8')}});
	const platform = createLinuxPlatform(tree.proc);
	t.teardown(() => platform.close());
	let turns = 0;
	let isOver = false;
	const count = () => {
		turns++;
		if (!isOver) setImmediate(count);
	};
	const both = Promise.all([platform.regions(10, wanted()), platform.regions(11, wanted())]);
	setImmediate(count);
	const [first, second] = await both;
	isOver = true;
	t.true(turns > 3, `${turns} turns`);
	const rss = (outcome: RegionReading | RegionFailure) => sum(readingOf(t, outcome).map.fields.get('Rss'));
	t.is(rss(first), 100_000 * 4096);
	t.is(rss(second), 20_000 * 8192);
});

test('every map of every recorded process can be read, whatever it is', async t => {
	let count = 0;
	for (const name of ['debian12-6.18-i386', 'debian12-6.18-series/t2']) {
		const proc = ownFixture(`linux/${name}/proc`);
		for (const pid of readdirSync(proc).filter(entry => /^\d+$/.test(entry))) {
			const {map, reason} = readingOf(t, await read(proc, Number(pid)));
			t.is(map.count === 0, reason !== undefined, `${name} ${pid}: ${reason}`);
			count++;
		}
	}
	t.true(count >= 3);
});
