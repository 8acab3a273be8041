import test from 'ava';
import {rawText, safeText} from '../../../source/safe-text.js';
import {makeProcTree, smapsEntry} from '../../support/proc-tree.js';
import {manyEntries, mapped, read, readingOf} from './map-reading.js';
import {openFilesBelow} from './open-files.js';

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
