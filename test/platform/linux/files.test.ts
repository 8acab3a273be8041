import {join} from 'node:path';
import test from 'ava';
import {readSmallFile, tryReadSmallFile} from '../../../source/platform/linux/files.js';
import {makeProcTree} from '../../support/proc-tree.js';
import {openFilesBelow} from './open-files.js';

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('latin1');

test('a file is read to its end, however small the pieces are in which the kernel hands it out', t => {
	// /proc gives a page at a time, and the map of a Node process has several.
	const maps = text(readSmallFile('/proc/self/maps')) ?? '';
	t.true(maps.length > 8192);
	t.regex(maps, /\[stack\][\s\S]*\n$/);
	const tree = makeProcTree(t);
	tree.write('proc/long', 'x'.repeat(100_000));
	t.is(readSmallFile(join(tree.proc, 'long')).length, 100_000);
	t.deepEqual(openFilesBelow(tree.proc), []);
});

test('no more is read than was asked for, and never more than 256 KiB', t => {
	const tree = makeProcTree(t);
	tree.write('proc/long', 'x'.repeat(300_000));
	const path = join(tree.proc, 'long');
	t.is(readSmallFile(path, 10).length, 10);
	t.is(readSmallFile(path).length, 256 * 1024);
});

test('what was read stays as it is when the next file is read', t => {
	const tree = makeProcTree(t);
	tree.write('proc/one', 'first');
	tree.write('proc/two', 'other');
	const first = readSmallFile(join(tree.proc, 'one'));
	readSmallFile(join(tree.proc, 'two'));
	t.is(text(first), 'first');
});

test('a file that is missing or is a folder throws what the kernel says, or is undefined where one tries', t => {
	const tree = makeProcTree(t);
	t.throws(() => readSmallFile(join(tree.proc, 'missing')), {code: 'ENOENT'});
	t.throws(() => readSmallFile(tree.proc), {code: 'EISDIR'});
	t.is(tryReadSmallFile(join(tree.proc, 'missing')), undefined);
	t.is(tryReadSmallFile(tree.proc), undefined);
	t.deepEqual(openFilesBelow(tree.proc), []);
});
