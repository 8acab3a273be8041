/** Where the cgroups of this machine are, as its mountinfo tells. */
import {join} from 'node:path';
import test from 'ava';
import {LimitReader} from '../../../source/platform/linux/limit.js';
import {rawText} from '../../../source/safe-text.js';
import {makeProcTree} from '../../support/proc-tree.js';

const mounts: Array<readonly [what: string, root: string, own: string, path: string]> = [
	['the whole hierarchy is mounted', '/', '/docker/abc/x', '/docker/abc/x'],
	["only a container's own part is mounted", '/docker/abc', '/docker/abc/x', '/x'],
	["a container's own part is mounted and ours is its root", '/docker/abc', '/docker/abc', '/'],
	['our path only begins like the part that is mounted', '/docker/abc', '/docker/abcd', '/'],
];

for (const [what, root, own, path] of mounts) {
	for (const version of [1, 2]) {
		test(`on this machine cgroups of v${version} are where mountinfo says, also when ${what}`, t => {
			const tree = makeProcTree(t);
			const mount = join(tree.proc, '../else where');
			const escaped = mount.replaceAll(' ', '\\040');
			const type = version === 2 ? 'cgroup2 none rw' : 'cgroup none rw,memory';
			const other = `30 20 0:26 / ${escaped}/cpu rw - cgroup none rw,cpu\n`;
			tree.write('proc/self/mountinfo', `${other}31 20 0:27 ${root} ${escaped} rw shared:9 - ${type}\n`);
			tree.write('proc/self/cgroup', `${version === 2 ? '0:' : '4:memory'}:${own}\n`);
			const file = version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
			tree.write(join('else where', path, file), '10\n');
			const limit = new LimitReader(tree.proc, false).read();
			t.is(limit && rawText(limit.path), path);
			t.is(limit?.max, 10);
		});
	}
}

test('a machine without cgroups has no limit', t => {
	const tree = makeProcTree(t);
	tree.write('proc/self/cgroup', '4:memory:/\n0::/\n');
	tree.write('proc/self/mountinfo', '30 20 0:26 / / rw - ext4 /dev/sda rw\n');
	t.is(new LimitReader(tree.proc, false).read(), undefined);
});
