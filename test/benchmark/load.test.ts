import {existsSync} from 'node:fs';
import test from 'ava';
import {treeOf} from '../../benchmark/cost.js';
import {startLoad} from '../../benchmark/load.js';

test('idle processes are there as long as they are wanted, and none is left afterwards', async t => {
	if (process.platform !== 'linux') {
		t.log('skipped: there is no /proc');
		t.pass();
		return;
	}
	const load = await startLoad(5);
	const tree = treeOf(load.pid ?? Number.NaN);
	await load.end();
	t.is(tree.length, 6);
	t.deepEqual(
		tree.filter(pid => existsSync(`/proc/${pid}`)),
		[],
	);
});

test('no idle processes need no shell', async t => {
	const load = await startLoad(0);
	await load.end();
	t.is(load.pid, undefined);
});
