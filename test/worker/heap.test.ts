import test from 'ava';
import {meminfo, moved, regions, rss, startMemoryUser} from '../support/memory-user.js';
import {waitFor} from '../support/wait-for.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;

const bundle = await buildWorker();
test.after.always(() => bundle.remove());

/** Size and resident bytes of `[heap]`. */
const heapOf = (pid: number) =>
	regions(pid)
		.filter(({path}) => path === '[heap]')
		.reduce((sum, {size, resident}) => ({size: sum.size + size, resident: sum.resident + resident}), {
			size: 0,
			resident: 0,
		});

test.serial('heap grows by what was ordered, and so do RSS and the memory of programs', async t => {
	const bytes = 200 * MB;
	const order = {bytes, kind: 'heap', access: 'rmw', hold: true} as const;
	const worker = startMemoryUser(t, bundle, order);
	const {baseline} = await worker.first('started');
	const before = {heap: heapOf(worker.pid), machine: meminfo()};
	worker.go();
	await worker.first('pass');
	const heap = heapOf(worker.pid);
	for (const [name, growth] of [
		['size of the heap', heap.size - before.heap.size],
		['resident in the heap', heap.resident - before.heap.resident],
		['RSS', rss(worker.pid) - baseline.rss],
	] as const) {
		t.true(growth > 0.97 * bytes && growth < 1.1 * bytes, `${name}: ${growth / MB} MB`);
	}
	const ofPrograms = await waitFor(() => {
		const growth = moved(before.machine, 'AnonPages');
		return growth > 0.9 * bytes && growth < 1.3 * bytes ? growth : undefined;
	}, 'AnonPages to be up by 200 MB');
	t.log(`AnonPages: ${Math.round(ofPrograms / MB)} MB`);
	worker.release();
	t.deepEqual(await worker.ended, {reason: 'released'});
});

test.serial('V8 has room for the objects that stand for a large heap', async t => {
	const bytes = 1500 * MB;
	const worker = startMemoryUser(t, bundle, {bytes, kind: 'heap', access: 'random', seconds: 0.1});
	const {baseline} = await worker.first('started');
	await worker.first('allocated');
	const growth = rss(worker.pid) - baseline.rss;
	t.true(growth < 1.05 * bytes, `${growth / MB} MB`);
	t.deepEqual(await worker.ended, {reason: 'time'});
});
