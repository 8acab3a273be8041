/** A limit that the kernel enforces, seen from inside. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {parseCgroup} from '../../../source/proc/cgroup.js';
import {parseMountinfo} from '../../../source/proc/mountinfo.js';
import {rawText} from '../../../source/safe-text.js';
import {nothingWanted} from './opened.js';
import {sampleApart} from './sample-apart.js';

const MB = 1_048_576;

/** A memory cgroup below our own with a limit, and one with a looser limit in it; or why there is none. */
function makeCgroup(t: ExecutionContext): {readonly outer: string; readonly inner: string} | string {
	const self = readFileSync('/proc/self/cgroup');
	const mountinfo = parseMountinfo(readFileSync('/proc/self/mountinfo'));
	const {v1Memory, v2} = parseCgroup(self);
	const mount = mountinfo.find(({fsType, options}) =>
		v1Memory ? fsType === 'cgroup' && options.split(',').includes('memory') : fsType === 'cgroup2',
	);
	const own = v1Memory ?? v2;
	if (mount?.root !== '/' || own === undefined) return 'no memory cgroups are mounted here';
	const limitFile = v1Memory ? 'memory.limit_in_bytes' : 'memory.max';
	const outer = join(mount.mountPoint, rawText(own), `memtui-test-${process.pid}`);
	const inner = join(outer, 'inner');
	const write = (path: string, value: string) =>
		execFileSync('sh', ['-c', 'echo "$1" > "$2"', 'sh', value, path]);
	try {
		mkdirSync(outer);
		t.teardown(() => rmdirSync(outer));
		if (!v1Memory) write(join(outer, 'cgroup.subtree_control'), '+memory');
		mkdirSync(inner);
		t.teardown(() => rmdirSync(inner));
		write(join(outer, limitFile), String(512 * MB));
		write(join(inner, limitFile), String(600 * MB));
	} catch (error) {
		return `no memory cgroup can be made here: ${String(error).split('\n')[0]}`;
	}
	return {outer, inner};
}

test('the limit of a real memory cgroup is found by a process in it, in the cgroup that sets it', async t => {
	const cgroup = makeCgroup(t);
	if (typeof cgroup === 'string') {
		t.log(`skipped: ${cgroup}`);
		t.pass();
		return;
	}
	const {machine} = await sampleApart(
		{wanted: nothingWanted},
		`echo $$ > '${join(cgroup.inner, 'cgroup.procs')}'`,
	);
	const limit = machine.kind === 'linux' ? machine.limit : undefined;
	t.is(limit?.max, 512 * MB);
	t.true(limit !== undefined && cgroup.outer.endsWith(rawText(limit.path)));
	t.true((limit?.current ?? 0) > MB && (limit?.current ?? 0) < 512 * MB, String(limit?.current));
});
