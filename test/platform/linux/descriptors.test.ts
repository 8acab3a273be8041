import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Descriptors} from '../../../source/platform/linux/descriptors.js';
import {makeProcTree} from '../../support/proc-tree.js';
import {openFilesBelow} from './open-files.js';

const buffer = Buffer.alloc(64);

/** `count` files, `0` and on, each with its own number in it; all descriptors are closed at the end. */
function files(t: ExecutionContext, limit: number, count: number) {
	const tree = makeProcTree(t);
	const descriptors = new Descriptors(limit);
	t.teardown(() => descriptors.closeAll());
	const kept = Array.from({length: count}, (_, i) => {
		tree.write(`proc/files/${i}`, `file ${i}`);
		return descriptors.keep(join(tree.proc, 'files', String(i)));
	});
	return {
		descriptors,
		folder: join(tree.proc, 'files'),
		read(index: number): string {
			const file = kept[index];
			if (!file) throw new RangeError(`no file ${index}`);
			return buffer.toString('latin1', 0, descriptors.read(file, buffer));
		},
		close(index: number): void {
			const file = kept[index];
			if (file) descriptors.close(file);
		},
		/** The numbers of the files that this process has open. */
		open: () => openFilesBelow(join(tree.proc, 'files')).map(path => Number(path.split('/').at(-1))),
	};
}

test('a kept file is read from its beginning each time and shows what it holds now', t => {
	const {read, folder, open} = files(t, 4, 1);
	t.is(read(0), 'file 0');
	t.is(read(0), 'file 0');
	writeFileSync(join(folder, '0'), 'other');
	t.is(read(0), 'other');
	t.deepEqual(open(), [0]);
});

test('no more than the limit stay open, and the files beyond it are read all the same', t => {
	const {descriptors, read, open} = files(t, 3, 8);
	for (let tick = 0; tick < 4; tick++) {
		descriptors.nextTick();
		for (let i = 0; i < 8; i++) t.is(read(i), `file ${i}`);
		t.is(open().length, 3);
		t.is(descriptors.size, 3);
	}
});

test('files that no tick asked for lately make room for others', t => {
	const {descriptors, read, open} = files(t, 3, 5);
	descriptors.nextTick();
	for (const i of [0, 1, 2]) read(i);
	descriptors.nextTick();
	for (const i of [1, 3]) read(i);
	t.deepEqual(open(), [0, 1, 2], 'what the tick before read is still in use');
	descriptors.nextTick();
	for (const i of [3, 1, 4]) t.is(read(i), `file ${i}`);
	t.deepEqual(open(), [1, 3, 4]);
});

test('without any place every file is opened, read and closed', t => {
	const {read, open} = files(t, 0, 2);
	t.is(read(0), 'file 0');
	t.is(read(1), 'file 1');
	t.deepEqual(open(), []);
});

test('a closed file is opened anew when it is read again', t => {
	const {descriptors, read, close, open} = files(t, 4, 2);
	read(0);
	read(1);
	close(0);
	close(0);
	t.deepEqual(open(), [1]);
	t.is(descriptors.size, 1);
	t.is(read(0), 'file 0');
	descriptors.closeAll();
	t.deepEqual(open(), []);
	t.is(descriptors.size, 0);
});

test('a file that cannot be opened throws what the kernel says and keeps nothing', t => {
	const descriptors = new Descriptors(4);
	const file = descriptors.keep('/proc/self/no such file');
	t.throws(() => descriptors.read(file, buffer), {code: 'ENOENT'});
	t.is(descriptors.size, 0);
});
