import test from 'ava';
import {WorkerCpu} from '../../source/platform/worker-cpu.js';
import {waitFor} from '../support/wait-for.js';
import {startChild} from './linux/children.js';

test('a busy worker has its CPU, an idle one has next to none, and one that ended has no figure', async t => {
	const busy = await startChild(t, 'sh', '-c', 'while :; do :; done');
	const idle = await startChild(t, 'sleep', '1000');
	await idle.named('sleep');
	const ended = await startChild(t, 'sleep', '1000');
	await ended.end();
	const workers = new WorkerCpu();
	t.teardown(() => workers.close());
	const pids = [busy.pid, idle.pid, ended.pid];
	t.deepEqual([...(await workers.read(pids)).keys()], [], 'one look gives no rate');
	const usage = await waitFor(async () => {
		const read = await workers.read(pids);
		// Its share of cores that others use too; a tick of 10 ms may fall into either of two readings.
		return (read.get(busy.pid) ?? 0) > 10 && read.get(idle.pid) === 0 && read;
	}, 'CPU of a busy child beside none of an idle one');
	t.deepEqual([...usage.keys()].sort(), [busy.pid, idle.pid].sort());
});

test('the CPU of a worker that stopped working falls: it is that since the last call, not since its start', async t => {
	const child = await startChild(t, 'sh', '-c', 'while :; do :; done');
	const workers = new WorkerCpu();
	t.teardown(() => workers.close());
	const read = async () => (await workers.read([child.pid])).get(child.pid) ?? Number.NaN;
	await read();
	await waitFor(async () => (await read()) > 10, 'CPU of a busy child');
	await child.stop();
	await waitFor(async () => (await read()) === 0, 'no CPU of a child that stands still');
	t.is(await read(), 0);
});
