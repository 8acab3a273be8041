import {
	existsSync,
	linkSync,
	mkdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	statSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import test from 'ava';
import {readRegionExtras} from '../../../source/platform/linux/region-extras.js';
import {ownFixture} from '../../support/fixtures.js';
import {makeProcTree} from '../../support/proc-tree.js';
import {processOf} from '../../support/samples.js';
import {startSleeper} from '../../support/sleeper.js';
import {mappedRegion} from './mapped-regions.js';

const extras = (pid: number, start: bigint, proc = '/proc') =>
	readRegionExtras(proc, processOf({pid}), start);

/** The code of a sleeper's program, which was copied under a name of its own. */
const programOf = (pid: number) => mappedRegion(pid, ({perms, inode}) => perms === 'r-xp' && inode > 0n);

test('a recorded tree tells the line of numa_maps and the mode of huge pages, and no deletion that nobody saw', async t => {
	const proc = ownFixture('linux/debian12-6.18/proc');
	const lines = readFileSync(`${proc}/16205/numa_maps`, 'latin1').split('\n');
	const line = lines.find(each => / N0=\d+ /.test(each)) ?? t.fail('no pages');
	const [, pages = '', kilobytes = ''] = /N0=(\d+) kernelpagesize_kB=(\d+)/.exec(line) ?? [];
	const found = await extras(16205, BigInt(`0x${line.split(' ')[0]}`), proc);
	t.deepEqual(found.numa, {
		policy: 'default',
		nodes: [{node: 0, bytes: Number(pages) * Number(kilobytes) * 1024}],
	});
	t.is(found.hugePages, 'madvise');
	t.is(found.isDeleted, false);
	const last = lines.at(-2) ?? '';
	t.truthy((await extras(16205, BigInt(`0x${last.split(' ')[0]}`), proc)).numa);
});

test('what is not there is left out', async t => {
	const tree = makeProcTree(t, [{pid: 10}]);
	const nothing = {numa: undefined, hugePages: undefined, isDeleted: undefined};
	t.deepEqual(await extras(10, 0x1000n, tree.proc), nothing);
	t.deepEqual(await extras(11, 0x1000n, tree.proc), nothing);
	tree.write('sys/kernel/mm/transparent_hugepage/enabled', 'always madvise never\n');
	t.deepEqual(await extras(10, 0x1000n, tree.proc), nothing);
	tree.write('sys/kernel/mm/transparent_hugepage/enabled', '[always] madvise never\n');
	t.is((await extras(10, 0x1000n, tree.proc)).hugePages, 'always');
});

const line = (start: string, end: string, path: string, ids = '08:01 77') =>
	`${`${start}-${end} r-xp 00000000 ${ids} `.padEnd(73)}${path}\n`;

test('the line is that of the address alone, however long the addresses are', async t => {
	const numa = ['00001000', '7f0000001000', 'ffffffffff600000'].map((start, i) => `${start} bind:${i}\n`);
	const tree = makeProcTree(t, [{pid: 10, files: {numa_maps: numa.join('')}}]);
	t.is((await extras(10, 0x1000n, tree.proc)).numa?.policy, 'bind:0');
	t.is((await extras(10, 0x7f0000001000n, tree.proc)).numa?.policy, 'bind:1');
	t.is((await extras(10, 0xffffffffff600000n, tree.proc)).numa?.policy, 'bind:2');
	t.is((await extras(10, 0x100n, tree.proc)).numa, undefined);
	t.is((await extras(10, 0x7f0000001n, tree.proc)).numa, undefined);
});

test('a line is found beyond the first piece that is read', async t => {
	const maps = Array.from({length: 5000}, (_, i) =>
		line((0x100000 + i * 4096).toString(16).padStart(8, '0'), '0', `/lib/${i}`),
	);
	const tree = makeProcTree(t, [{pid: 10, files: {maps: maps.join('')}}]);
	t.is((await extras(10, BigInt(0x100000 + 4999 * 4096), tree.proc)).isDeleted, false);
	t.is((await extras(10, BigInt(0x100000 + 5000 * 4096), tree.proc)).isDeleted, undefined);
});

test('what never had a name is not called deleted, nor what nobody can look at', async t => {
	const paths = [
		'/memfd:x (deleted)',
		'/dev/zero (deleted)',
		'/SYSV00000000 (deleted)',
		'/anon_hugepage (deleted)',
		'',
		'[heap]',
	];
	for (const path of [...paths, '/usr/bin/gone (deleted)']) {
		const tree = makeProcTree(t, [{pid: 10, files: {maps: line('00001000', '00002000', path)}}]);
		t.is((await extras(10, 0x1000n, tree.proc)).isDeleted, undefined, path);
	}
	const tree = makeProcTree(t, [{pid: 10, files: {maps: line('00001000', '00002000', '/a', '00:00 0')}}]);
	t.is((await extras(10, 0x1000n, tree.proc)).isDeleted, undefined);
});

test('named pipes in a tree, in the place of a mapped file too, hold nothing up', async t => {
	const tree = makeProcTree(t, [{pid: 10, files: {maps: line('00001000', '00002000', '/pipe (deleted)')}}]);
	tree.fifo('proc/10/root/pipe (deleted)');
	t.is((await extras(10, 0x1000n, tree.proc)).isDeleted, undefined);
	tree.fifo('proc/10/numa_maps');
	tree.fifo('proc/10/maps');
	t.deepEqual(await extras(10, 0x1000n, tree.proc), {
		numa: undefined,
		hugePages: undefined,
		isDeleted: undefined,
	});
});

test('without a look at the file itself its name decides: device and inode of what stands there now', async t => {
	const name = '/lib/a (deleted)';
	const tree = makeProcTree(t, [{pid: 10}]);
	const told = async (ids: string) => {
		tree.write('proc/10/maps', line('00001000', '00002000', name, ids));
		return (await extras(10, 0x1000n, tree.proc)).isDeleted;
	};
	t.is(await told('08:01 77'), undefined);
	mkdirSync(`${tree.proc}/10/root`);
	t.is(await told('08:01 77'), true);
	tree.write(`proc/10/root${name}`, 'here it is');
	const {dev, ino} = statSync(`${tree.proc}/10/root${name}`);
	// makedev(3): the usual numbers have 8 bits each.
	const device = [dev >> 8, dev & 0xff].map(number => number.toString(16).padStart(2, '0')).join(':');
	t.is(await told(`${device} ${ino}`), false);
	t.is(await told(`${device} ${ino + 1}`), true);
	t.is(await told(`ff:ff ${ino + 1}`), undefined);
	t.is(await told(`ff:ff ${ino}`), false);
});

test('a program that has lost its name but has another one is deleted under its name', async t => {
	const {pid} = await startSleeper(t, {file: 'linked'});
	const {start, path} = programOf(pid);
	linkSync(path, `${path}.other`);
	t.is((await extras(pid, start)).isDeleted, false);
	unlinkSync(path);
	t.is((await extras(pid, start)).isDeleted, true);
});

test('a program that was deleted, replaced or only is called so is told apart', async t => {
	const {pid} = await startSleeper(t, {file: 'plain'});
	const {start, path} = programOf(pid);
	t.true(path.endsWith('/plain'));
	t.is((await extras(pid, start)).isDeleted, false);
	unlinkSync(path);
	t.is((await extras(pid, start)).isDeleted, true);
	writeFileSync(`${path} (deleted)`, 'another file');
	t.is((await extras(pid, start)).isDeleted, true);

	const replaced = await startSleeper(t, {file: 'replaced'});
	const region = programOf(replaced.pid);
	writeFileSync(`${region.path}.new`, '');
	renameSync(`${region.path}.new`, region.path);
	t.is((await extras(replaced.pid, region.start)).isDeleted, true);
});

for (const name of ['called (deleted)', 'two\nlines (deleted)', Buffer.from('bad\xff (deleted)', 'latin1')]) {
	test(`a file is not deleted because it is called ${JSON.stringify(name.toString())}`, async t => {
		const {pid} = await startSleeper(t, {file: name});
		const {start} = programOf(pid);
		const path = readlinkSync(`/proc/${pid}/exe`, 'buffer');
		t.true(existsSync(path));
		t.is((await extras(pid, start)).isDeleted, false);
		unlinkSync(path);
		t.is((await extras(pid, start)).isDeleted, true);
	});
}

test('a region of our own has its pages on a node where there are nodes', async t => {
	const {start} = mappedRegion(process.pid, ({path}) => path === '[heap]');
	const found = await extras(process.pid, start);
	if (!existsSync('/proc/self/numa_maps')) t.is(found.numa, undefined);
	else t.true((found.numa?.nodes[0]?.bytes ?? 0) > 0);
	t.is(found.isDeleted, undefined);
	if (existsSync('/sys/kernel/mm/transparent_hugepage/enabled'))
		t.regex(found.hugePages ?? '', /^(always|madvise|never)$/);
});
