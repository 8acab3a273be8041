import test from 'ava';
import {parseMountinfo} from '../../source/proc/mountinfo.js';

const mounts = (text: string) => parseMountinfo(Buffer.from(text));

test('a mount is read with any number of optional fields', t => {
	const wanted = {root: '/', mountPoint: '/dev/shm', fsType: 'tmpfs', options: 'rw,size=24684084k'};
	for (const optional of ['', 'shared:4 ', 'shared:4 master:1 propagate_from:2 unbindable ']) {
		t.deepEqual(mounts(`25 24 0:23 / /dev/shm rw,relatime ${optional}- tmpfs tmpfs rw,size=24684084k\n`), [
			wanted,
		]);
	}
});

test('mounts keep their order, which says which one lies on top', t => {
	const text = '1 0 0:1 / /a rw - ext4 /dev/sda rw\n2 0 0:2 /sub /a rw - tmpfs none rw\n';
	t.deepEqual(
		mounts(text).map(({root, fsType}) => [root, fsType]),
		[
			['/', 'ext4'],
			['/sub', 'tmpfs'],
		],
	);
});

test('octal escapes are undone, once', t => {
	const [mount] = mounts(
		'1 0 0:1 /a\\134040 /b\\040c\\011\\012d\\043 rw - fuse.x\\040y s\\040t rw,a\\134b\n',
	);
	t.deepEqual(mount, {root: '/a\\040', mountPoint: '/b c\t\nd#', fsType: 'fuse.x y', options: 'rw,a\\b'});
});

test('what only looks like an escape stays', t => {
	const [mount] = mounts('1 0 0:1 /\\04 /\\089\\ rw - t s \\777\\40\n');
	t.deepEqual(mount, {root: '/\\04', mountPoint: '/\\089\\', fsType: 't', options: '\\777\\40'});
});

test('an empty source shifts nothing', t => {
	t.deepEqual(mounts('1 0 0:1 / /a rw - tmpfs  rw,size=1k\n'), [
		{root: '/', mountPoint: '/a', fsType: 'tmpfs', options: 'rw,size=1k'},
	]);
});

test('names in UTF-8 and names with a dash of their own are read', t => {
	t.is(mounts('1 0 0:1 / /\u65e5\u672c - - rw - tmpfs tmpfs rw\n').length, 1);
	t.is(mounts('1 0 0:1 / /\u65e5\u672c rw - tmpfs tmpfs rw\n')[0]?.mountPoint, '/\u65e5\u672c');
});

test('lines of another form and a cut last line are ignored', t => {
	const whole = '1 0 0:1 / /a rw - tmpfs tmpfs rw\n';
	t.deepEqual(
		mounts(`\n1\n1 0 0:1 / /b rw tmpfs tmpfs rw\n1 0 0:1 / /c rw - tmpfs\n${whole}`),
		mounts(whole),
	);
	for (let length = 0; length < whole.length; length++) t.deepEqual(mounts(whole.slice(0, length)), []);
});
