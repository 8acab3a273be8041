import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {findSharers} from '../../../source/platform/linux/sharing.js';
import type {Process} from '../../../source/platform/platform.js';
import type {SharedRegion, SharingReading} from '../../../source/platform/region-reading.js';
import {rawText} from '../../../source/safe-text.js';
import {childrenOf} from '../../support/kernel.js';
import {makeProcTree, type ProcTree} from '../../support/proc-tree.js';
import {processOf} from '../../support/samples.js';
import {header, type MadeRegion} from '../../support/smaps-text.js';
import {waitFor} from '../../support/wait-for.js';
import {startChild} from './children.js';
import {askAs, type Mapped, mappedRegion} from './mapped-regions.js';
import {nothingWanted, openLinux} from './opened.js';

type Member = Partial<Omit<Process, 'name'>> & {
	readonly pid: number;
	readonly name?: string;
	readonly maps?: readonly MadeRegion[];
};

const file = {device: 'fe:01', inode: 77, path: '/usr/lib/a.so', perms: 'r--p'};
const place = {start: 0x7f0000100000, end: 0x7f0000108000};
const asked: Member = {pid: 10, ppid: 5, startTicks: 7, name: 'asked'};

function regionOf(made: MadeRegion): SharedRegion {
	return {
		...{start: BigInt(made.start), end: BigInt(made.end), device: made.device ?? '00:00'},
		...{inode: BigInt(made.inode ?? 0), offset: BigInt(`0x${made.offset ?? '0'}`)},
		isPrivate: /^.w.p$/.test(made.perms ?? 'rw-p'),
	};
}

type Search = {readonly milliseconds?: number; readonly signal?: AbortSignal};

/** Who shares the region with process 10 among made-up ones; 10 itself maps it. */
async function search(
	t: ExecutionContext,
	made: MadeRegion,
	members: readonly Member[],
	options: Search = {},
) {
	const tree: ProcTree = makeProcTree(t);
	const all = [{...asked, maps: [made]}, ...members];
	for (const {pid, maps} of all) if (maps) tree.write(`proc/${pid}/maps`, maps.map(header).join(''));
	const processes = all.map(({maps: _, ...given}) => processOf(given));
	const {milliseconds = 5000, signal = new AbortController().signal} = options;
	return findSharers(tree.proc, processes[0] as Process, processes, regionOf(made), milliseconds, signal);
}

async function found(
	t: ExecutionContext,
	made: MadeRegion,
	members: readonly Member[],
	options: Search = {},
) {
	const outcome = await search(t, made, members, options);
	return 'failure' in outcome ? t.fail(outcome.message) : outcome;
}

const told = ({sharers}: SharingReading) =>
	sharers.map(({pid, start, perms, how}) => `${pid} ${start.toString(16)} ${perms} ${how}`);

const elsewhere = {start: 0x7e0000000000, end: 0x7e0000004000};

test('who maps the same part of the same file is found, with the address at which it begins', async t => {
	const made = {...place, ...file, offset: '00004000'};
	const members: Member[] = [
		{pid: 20, maps: [{...elsewhere, ...file, offset: '00004000'}]},
		{pid: 21, maps: [{...elsewhere, ...file, offset: '00001000', perms: 'r-xp'}]},
		{pid: 22, maps: [{...elsewhere, ...file, offset: '0000b000', perms: 'rw-s'}]},
		// Beside it, but not the same.
		{pid: 30, maps: [{...elsewhere, ...file, offset: '00000000'}]},
		{pid: 31, maps: [{...elsewhere, ...file, offset: '0000c000'}]},
		{pid: 32, maps: [{...elsewhere, ...file, offset: '00004000', inode: 78}]},
		{pid: 33, maps: [{...elsewhere, ...file, offset: '00004000', device: 'fe:02'}]},
		{pid: 34, maps: [{...elsewhere, ...file, offset: '00004000', inode: String(77n + (1n << 32n))}]},
	];
	const reading = await found(t, made, members);
	t.deepEqual(told(reading), [
		'20 7e0000000000 r--p maps',
		'21 7e0000003000 r-xp maps',
		'22 7e0000000000 rw-s maps',
	]);
	t.like(reading, {read: 8, denied: 0, unread: 0});
	t.is(rawText(reading.sharers[0]?.name ?? t.fail('no name')), 'sleep');
});

test('addresses, inodes and offsets past 2^53 are told apart', async t => {
	const high = {
		device: 'fe:01',
		path: '/a',
		inode: '18446744073709551557',
		offset: 'ffffffffffff0000',
		perms: 'r--s',
	};
	const members: Member[] = [
		{pid: 20, maps: [{...elsewhere, ...high}]},
		{pid: 21, maps: [{...elsewhere, ...high, inode: '18446744073709551558'}]},
		{pid: 22, maps: [{...elsewhere, ...high, offset: 'fffffffffffe0000'}]},
	];
	t.deepEqual(told(await found(t, {...place, ...high}, members)), ['20 7e0000000000 r--s maps']);
});

test('memory without an inode never matches, and of others but the kin nothing is read', async t => {
	const anonymous = {...place, perms: 'rw-p'};
	const members: Member[] = [{pid: 20, ppid: 1, maps: [anonymous]}];
	t.like(await found(t, anonymous, members), {sharers: [], read: 0});
	t.like(await found(t, {...place, perms: 'r-xp', path: '[vdso]'}, members), {sharers: [], read: 0});
});

test('parent, children and siblings with private memory at the same place may share it since a fork', async t => {
	const heap = {...place, perms: 'rw-p', path: '[heap]'};
	const grown = {...heap, end: heap.end + 0x4000};
	const members: Member[] = [
		{pid: 5, ppid: 1, maps: [heap]},
		{pid: 20, ppid: 10, maps: [grown]},
		{pid: 21, ppid: 5, maps: [{...heap, start: heap.start + 0x1000}]},
		// Another program, other permissions, shared, another place, no kin.
		{pid: 30, ppid: 10, maps: [elsewhere]},
		{pid: 31, ppid: 10, maps: [{...heap, perms: 'r--p'}]},
		{pid: 32, ppid: 10, maps: [{...heap, perms: 'rw-s'}]},
		{pid: 33, ppid: 10, maps: [{...heap, start: heap.end, end: heap.end + 0x1000}]},
		{pid: 34, ppid: 20, maps: [heap]},
		{pid: 35, ppid: 1, maps: [heap]},
	];
	const reading = await found(t, heap, members);
	t.deepEqual(told(reading), [
		'5 7f0000100000 rw-p fork',
		'20 7f0000100000 rw-p fork',
		'21 7f0000101000 rw-p fork',
	]);
	t.is(reading.read, 7);
});

test('a private writable part of a file is shared since a fork by kin, and by others as the file', async t => {
	const data = {...place, ...file, perms: 'rw-p'};
	const members: Member[] = [
		{pid: 20, ppid: 10, maps: [data]},
		{pid: 21, ppid: 10, maps: [{...elsewhere, ...file, perms: 'rw-p'}]},
		{pid: 22, ppid: 1, maps: [data]},
	];
	t.deepEqual(told(await found(t, data, members)), [
		'20 7f0000100000 rw-p fork',
		'21 7e0000000000 rw-p maps',
		'22 7f0000100000 rw-p maps',
	]);
});

test('another process that has got the pid has other kin', async t => {
	const tree = makeProcTree(t);
	const heap = {...place, perms: 'rw-p', path: '[heap]'};
	tree.write('proc/20/maps', header(heap));
	const others = [processOf({pid: 10, startTicks: 8}), processOf({pid: 20, ppid: 10})];
	const signal = new AbortController().signal;
	const reading = await findSharers(
		tree.proc,
		processOf({pid: 10, startTicks: 7}),
		others,
		regionOf(heap),
		5000,
		signal,
	);
	t.like(reading, {sharers: [], read: 0});
});

test('System V memory is told from other shared memory with the same number, and the first has number 0', async t => {
	const shared = {device: '00:01', perms: 'rw-s'};
	const segment = {...shared, inode: 3, path: '/SYSV00000000 (deleted)'};
	const zero = {...shared, inode: 3, path: '/dev/zero (deleted)'};
	const members: Member[] = [
		{pid: 20, maps: [{...elsewhere, ...segment}]},
		{pid: 21, maps: [{...elsewhere, ...zero}]},
		{pid: 22, maps: [{...elsewhere, ...segment, inode: 0}]},
	];
	t.deepEqual(told(await found(t, {...place, ...segment}, members)), ['20 7e0000000000 rw-s maps']);
	t.deepEqual(told(await found(t, {...place, ...zero}, members)), ['21 7e0000000000 rw-s maps']);
	t.deepEqual(told(await found(t, {...place, ...segment, inode: 0}, members)), ['22 7e0000000000 rw-s maps']);
});

test('kernel threads and zombies are passed over, and who ended meanwhile counts nowhere', async t => {
	const made = {...place, ...file};
	const members: Member[] = [
		{pid: 20, isKernelThread: true, maps: [made]},
		{pid: 21, state: 'Z', maps: [made]},
		{pid: 22},
		{pid: 23, maps: []},
	];
	t.like(await found(t, made, members), {sharers: [], read: 1, denied: 0, unread: 0});
});

test('the likely ones are read first: kin, the same program, the same user', async t => {
	const made = {...place, ...file};
	const maps = [made];
	const mine = {facts: {uid: 1000}};
	const members: Member[] = [
		{pid: 20, facts: {uid: 0}, maps},
		{pid: 21, ...mine, maps},
		{pid: 22, facts: {uid: 0}, name: 'asked', maps},
		{pid: 23, facts: {uid: 0}, ppid: 10, maps},
	];
	const tree = makeProcTree(t);
	for (const {pid} of members) tree.write(`proc/${pid}/maps`, header(made));
	const process = processOf({...asked, ...mine});
	const others = [process, ...members.map(({maps: _, ...given}) => processOf(given))];
	const signal = new AbortController().signal;
	const reading = await findSharers(tree.proc, process, others, regionOf(made), 5000, signal);
	if ('failure' in reading) return t.fail(reading.message);
	t.deepEqual(
		reading.sharers.map(({pid}) => pid),
		[23, 22, 21, 20],
	);
});

test('when the time is over the rest is counted, and one that is not wanted any more gives nothing', async t => {
	const made = {...place, ...file};
	const members = Array.from({length: 40}, (_, i): Member => ({pid: 100 + i, maps: [made]}));
	const reading = await found(t, made, members, {milliseconds: 0});
	t.like(reading, {sharers: [], read: 0, denied: 0, unread: 40});
	t.like(await search(t, made, members, {signal: AbortSignal.abort()}), {failure: 'not read'});
});

test('a search that is aborted midway stops, and keys were answered meanwhile', async t => {
	const made = {...place, ...file};
	const many = Array.from({length: 3000}, (_, i) => ({
		...{start: 0x10000000 + i * 0x2000, end: 0x10001000 + i * 0x2000},
		...{device: 'fe:01', inode: 1000 + i, path: `/usr/lib/${'long'.repeat(40)}/${i}`},
	}));
	const members = Array.from({length: 60}, (_, i): Member => ({pid: 100 + i, maps: many}));
	const controller = new AbortController();
	let turns = 0;
	const count = () => {
		turns++;
		if (turns === 3) controller.abort();
		else setImmediate(count);
	};
	setImmediate(count);
	t.like(await search(t, made, members, {signal: controller.signal}), {failure: 'not read'});
	t.is(turns, 3);
});

test('a line that is cut, odd or endless hides nothing behind it', async t => {
	const made = {...place, ...file};
	const tree = makeProcTree(t);
	const odd = ['no header\n', `${'x'.repeat(200_000)}\n`, '7f00-\n', '\n'].join('');
	tree.write('proc/20/maps', `${odd}${header({...elsewhere, ...file})}`);
	tree.write('proc/21/maps', header({...elsewhere, ...file}).slice(0, -3));
	tree.fifo('proc/22/maps');
	const others = [20, 21, 22].map(pid => processOf({pid}));
	const signal = new AbortController().signal;
	const reading = await findSharers(tree.proc, processOf({pid: 10}), others, regionOf(made), 5000, signal);
	if ('failure' in reading) return t.fail(reading.message);
	t.deepEqual(told(reading), ['20 7e0000000000 r--p maps']);
	t.is(reading.read, 3);
});

const askedOf = async (t: ExecutionContext, pid: number, region: Mapped) => {
	const platform = openLinux(t);
	const {processes} = await platform.sample(nothingWanted);
	const process = processes.get(pid) ?? t.fail('it is not listed');
	const reading = await platform.sharing(process, region, 10_000, new AbortController().signal);
	return 'failure' in reading ? t.fail(reading.message) : reading;
};

test('two processes with the same library find each other', async t => {
	const [one, two] = [await startChild(t, 'sleep', '1000'), await startChild(t, 'sleep', '1000')];
	await Promise.all([one.named('sleep'), two.named('sleep')]);
	const library = mappedRegion(one.pid, ({path, perms}) => perms === 'r-xp' && /libc/.test(path));
	const reading = await askedOf(t, one.pid, library);
	const other = mappedRegion(two.pid, ({path, perms}) => perms === 'r-xp' && path === library.path);
	t.like(
		reading.sharers.find(({pid}) => pid === two.pid),
		{start: other.start, perms: 'r-xp', how: 'maps'},
	);
	t.false(reading.sharers.some(({pid}) => pid === one.pid));
	t.true(reading.read >= 2);
});

test('a shell and the copy of itself that it forked may share its heap until one of them writes', async t => {
	// The copy runs no other program: it waits for a line.
	const shell = await startChild(t, 'sh', '-c', 'exec 3<&0; (read _ <&3) & echo ready; wait');
	await shell.said('ready');
	const copy = await waitFor(() => childrenOf(shell.pid)[0], 'the copy of the shell');
	const heap = mappedRegion(shell.pid, ({path}) => path === '[heap]');
	const reading = await askedOf(t, shell.pid, heap);
	t.like(
		reading.sharers.find(({pid}) => pid === copy),
		{start: heap.start, perms: 'rw-p', how: 'fork'},
	);
	const back = await askedOf(t, copy, heap);
	t.is(back.sharers.find(({pid}) => pid === shell.pid)?.how, 'fork');
});

const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find(existsSync);
const sharing = `
import mmap, os, sys
file = os.open(sys.argv[1], os.O_RDWR)
mapped = mmap.mmap(file, 65536)
shared = mmap.mmap(-1, 65536)
mapped[0] = shared[0] = 1
if os.fork() == 0:
    sys.stdin.readline()
    os._exit(0)
print('ready', flush=True)
sys.stdin.readline()
`;

test('a file and anonymous memory that are mapped shared have those who map them, children too', async t => {
	if (python === undefined) {
		t.log('skipped: there is no Python');
		t.pass();
		return;
	}
	const folder = mkdtempSync(join(tmpdir(), 'memtui-sharing-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const path = join(folder, 'mapped');
	writeFileSync(path, Buffer.alloc(65_536));
	const [one, two] = [
		await startChild(t, python, '-c', sharing, path),
		await startChild(t, python, '-c', sharing, path),
	];
	await Promise.all([one.said('ready'), two.said('ready')]);
	const family = [...childrenOf(one.pid), two.pid, ...childrenOf(two.pid)];
	t.is(family.length, 3);
	const ofFile = await askedOf(
		t,
		one.pid,
		mappedRegion(one.pid, region => region.path === path),
	);
	t.deepEqual(ofFile.sharers.map(({pid}) => pid).sort(), family.sort());
	const zero = mappedRegion(
		one.pid,
		region => region.path === '/dev/zero (deleted)' && region.perms === 'rw-s',
	);
	const ofZero = await askedOf(t, one.pid, zero);
	t.deepEqual(
		ofZero.sharers.map(({pid, how}) => [pid, how]),
		childrenOf(one.pid).map(pid => [pid, 'maps']),
	);
});

test('whose maps may not be read is counted', async t => {
	if (process.getuid?.() !== 0) {
		t.log('skipped: only root can become another user');
		t.pass();
		return;
	}
	const [one, two] = [await startChild(t, 'sleep', '1000'), await startChild(t, 'sleep', '1000')];
	const library = mappedRegion(one.pid, ({path, perms}) => perms === 'r-xp' && /libc/.test(path));
	const answer = await askAs(65_534, one.pid, [two.pid], library);
	if ('failure' in answer.sharing) return t.fail(answer.sharing.message);
	t.is(answer.sharing.denied, 1);
	t.is(answer.sharing.read, 1);
	// It finds itself, and nobody knows of the others.
	t.is(answer.sharing.pids.length, 1);
	t.is(answer.extras.isDeleted, undefined);
	t.is(answer.extras.numa, undefined);
});
