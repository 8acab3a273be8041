import {spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {createInterface} from 'node:readline';
import test from 'ava';
import {forkWorker, type WorkerEnd} from '../../source/worker/fork.js';
import type {FromWorker, WorkerOrder} from '../../source/worker/messages.js';
import {hasEnded, isStopped} from '../support/process-state.js';
import {waitFor} from '../support/wait-for.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;

const bundle = await buildWorker();
test.after.always(() => bundle.remove());

type Teardown = {teardown(end: () => void): void};

/** Runs a program that forks a worker (support/worker-parent.ts); `shell` is what is set before it starts. */
function startParent(
	t: Teardown,
	order: WorkerOrder,
	death: object = {},
	shell = 'true',
	program = bundle.parents[0],
) {
	const command = `${shell}; exec "$@"`;
	const args = [process.execPath, program, JSON.stringify(order), JSON.stringify(death)];
	const parent = spawn('sh', ['-c', command, 'sh', ...args], {stdio: ['ignore', 'pipe', 'inherit']});
	const said: (Partial<FromWorker> & Partial<WorkerEnd> & {pid?: number})[] = [];
	createInterface({input: parent.stdout}).on('line', line => said.push(JSON.parse(line)));
	const gone = new Promise<void>(resolve => parent.on('close', () => resolve()));
	t.teardown(() => parent.kill('SIGKILL'));
	const line = (what: string, found: (line: (typeof said)[number]) => boolean | undefined) =>
		waitFor(() => said.find(found), `the parent's line of ${what}`, 20_000);
	return {
		process: parent,
		said,
		gone,
		event: (event: FromWorker['event']) => line(event, said => said.event === event),
		end: () => line('the end', said => said.reason !== undefined && said.event === undefined),
		workerPid: async () => (await line('the pid', ({pid}) => pid !== undefined)).pid ?? 0,
	};
}

const goneWithinASecond = (pid: number) =>
	waitFor(() => hasEnded(pid), `the worker ${pid} to be gone a second after its parent`, 1000);

for (const [where, place] of [
	['beside the program', 0],
	['a folder above the chunk', 1],
] as const) {
	test.serial(`the child's program is found ${where}`, async t => {
		const order: WorkerOrder = {bytes: MB, kind: 'anon', access: 'rmw', seconds: 0.1};
		const parent = startParent(t, order, {}, 'true', bundle.parents[place]);
		t.deepEqual(await parent.end(), {reason: 'time'});
		const events = parent.said.flatMap(({event}) => event ?? []);
		t.deepEqual(events, ['started', 'allocated', 'finished']);
	});
}

for (const event of ['started', 'allocating', 'allocated', 'pass'] as const) {
	test.serial(`no worker outlives a parent that is killed at "${event}"`, async t => {
		const bytes = (event === 'started' || event === 'allocating' ? 3000 : 100) * MB;
		const parent = startParent(t, {bytes, kind: 'anon', access: 'rmw'}, {event});
		const pid = await parent.workerPid();
		await parent.gone;
		t.is(parent.process.signalCode, 'SIGKILL');
		t.true(await goneWithinASecond(pid));
	});
}

for (const kind of ['heap', 'shared', 'file', 'reserve'] as const) {
	test.serial(`no worker and no file outlives a parent that is killed while it holds ${kind}`, async t => {
		const parent = startParent(t, {bytes: 50 * MB, kind, access: 'rmw'}, {event: 'allocated'});
		const pid = await parent.workerPid();
		await parent.gone;
		t.true(await goneWithinASecond(pid));
		const left = [tmpdir(), '/dev/shm', '/var/tmp'].flatMap(folder => readdirSync(folder));
		t.false(left.includes(`memtui-worker-${pid}`));
	});
}

test.serial('no worker on hold outlives a parent that is stopped and then killed', async t => {
	const parent = startParent(t, {bytes: 50 * MB, kind: 'anon', access: 'rmw', hold: true});
	const pid = await parent.workerPid();
	await parent.event('started');
	parent.process.kill('SIGSTOP');
	await waitFor(() => isStopped(parent.process.pid), 'the parent to stand still');
	parent.process.kill('SIGKILL');
	await parent.gone;
	t.true(await goneWithinASecond(pid));
});

for (let moment = 1; moment <= 10; moment++) {
	test.serial(`no worker outlives a parent that is killed at random (${moment} of 10)`, async t => {
		const afterMs = moment === 1 ? 0 : Math.round(Math.random() * 400);
		t.log(`killed ${afterMs} ms after the fork`);
		const parent = startParent(t, {bytes: 200 * MB, kind: 'anon', access: 'rmw'}, {afterMs});
		const pid = await parent.workerPid();
		await parent.gone;
		t.is(parent.process.signalCode, 'SIGKILL');
		t.true(await goneWithinASecond(pid));
	});
}

test.serial('no worker outlives a parent that is stopped and then killed', async t => {
	const parent = startParent(t, {bytes: 100 * MB, kind: 'anon', access: 'rmw'});
	const pid = await parent.workerPid();
	await parent.event('allocated');
	parent.process.kill('SIGSTOP');
	await waitFor(() => isStopped(parent.process.pid), 'the parent to stand still');
	parent.process.kill('SIGKILL');
	await parent.gone;
	t.true(await goneWithinASecond(pid));
});

test.serial('a worker ends when its time is over while its parent stands still', async t => {
	const parent = startParent(t, {bytes: 10 * MB, kind: 'anon', access: 'rmw', seconds: 0.3});
	const pid = await parent.workerPid();
	await parent.event('allocated');
	parent.process.kill('SIGSTOP');
	t.true(await waitFor(() => hasEnded(pid), 'the worker to end by itself'));
	parent.process.kill('SIGCONT');
	t.deepEqual(await parent.end(), {reason: 'time'});
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
	test.serial(`no worker outlives a parent that ${signal} ends`, async t => {
		const parent = startParent(t, {bytes: 100 * MB, kind: 'anon', access: 'rmw'});
		const pid = await parent.workerPid();
		await parent.event('allocated');
		parent.process.kill(signal);
		await parent.gone;
		t.true(await goneWithinASecond(pid));
	});
}

for (const stopped of [false, true]) {
	test.serial(`a parent that exits takes ${stopped ? 'a stopped' : 'its'} worker along`, async t => {
		const parent = startParent(t, {bytes: 10 * MB, kind: 'anon', access: 'rmw'});
		const pid = await parent.workerPid();
		await parent.event('allocated');
		if (stopped) {
			process.kill(pid, 'SIGSTOP');
			await waitFor(() => isStopped(pid), 'the worker to stand still');
		}
		parent.process.kill('SIGUSR2');
		await parent.gone;
		t.is(parent.process.exitCode, 0);
		t.true(await goneWithinASecond(pid));
	});
}

for (const kind of ['anon', 'heap', 'reserve'] as const) {
	test.serial(`memory of ${kind} that the system refuses is told in a sentence`, async t => {
		const order: WorkerOrder = {bytes: 3000 * MB, kind, access: 'rmw'};
		const parent = startParent(t, order, {}, 'ulimit -v 3000000');
		const {message} = await parent.event('failed');
		t.is(message, 'the system refused to map 3,000 MB; see ulimit -v and vm.overcommit_memory');
		t.deepEqual(await parent.end(), {reason: 'failed', message});
	});
}

function start(t: Teardown, order: WorkerOrder, entry = bundle.entry) {
	const messages: FromWorker[] = [];
	const worker = forkWorker(order, message => messages.push(message), entry);
	t.teardown(() => worker.kill());
	const first = (event: FromWorker['event']) =>
		waitFor(() => messages.find(message => message.event === event), `the message "${event}"`);
	return {...worker, pid: worker.pid ?? 0, messages, first};
}

test.serial('a worker that another kills is told as killed, with what it may have been', async t => {
	const worker = start(t, {bytes: 10 * MB, kind: 'anon', access: 'rmw'});
	await worker.first('allocated');
	process.kill(worker.pid, 'SIGKILL');
	t.deepEqual(await worker.ended, {
		reason: 'killed',
		signal: 'SIGKILL',
		message: "the worker was killed: perhaps by the kernel's OOM killer",
	});
});

test.serial('kill ends a worker, also before it has said a word', async t => {
	const streaming = start(t, {bytes: 10 * MB, kind: 'anon', access: 'rmw'});
	const young = start(t, {bytes: 10 * MB, kind: 'anon', access: 'rmw'});
	young.kill();
	t.like(await young.ended, {reason: 'signal'});
	t.true(hasEnded(young.pid));
	await streaming.first('allocated');
	streaming.kill();
	t.deepEqual(await streaming.ended, {reason: 'signal'});
	t.true(hasEnded(streaming.pid));
	t.notThrows(() => streaming.kill());
	t.notThrows(() => streaming.release());
});

test.serial('kill ends a worker that was stopped', async t => {
	const worker = start(t, {bytes: 10 * MB, kind: 'anon', access: 'rmw'});
	await worker.first('allocated');
	process.kill(worker.pid, 'SIGSTOP');
	await waitFor(() => isStopped(worker.pid), 'the worker to stand still');
	worker.kill();
	t.deepEqual(await worker.ended, {
		reason: 'killed',
		signal: 'SIGKILL',
		message: 'the worker was killed: it did not answer',
	});
});

test.serial("Node's settings for memtui are not handed on to the worker", async t => {
	process.env.NODE_OPTIONS = '--max-old-space-size=2000';
	t.teardown(() => delete process.env.NODE_OPTIONS);
	const worker = start(t, {bytes: MB, kind: 'anon', access: 'rmw'});
	await worker.first('allocated');
	const names = readFileSync(`/proc/${worker.pid}/environ`, 'utf8')
		.split('\0')
		.map(line => line.split('=')[0]);
	t.true(names.includes('PATH'));
	t.false(names.includes('NODE_OPTIONS'));
	t.false(names.includes('NODE_V8_COVERAGE'));
});

test.serial('a program that is missing is told in a sentence', async t => {
	const lost = start(t, {bytes: MB, kind: 'anon', access: 'rmw'}, '/nowhere/memory-user.js');
	t.deepEqual(await lost.ended, {
		reason: 'failed',
		message: 'the worker ended without a word: exit code 1',
	});
	// Beside this source there is no bundle.
	const worker = forkWorker({bytes: MB, kind: 'anon', access: 'rmw'}, () => {});
	t.is(worker.pid, undefined);
	const {reason, message} = await worker.ended;
	t.is(reason, 'failed');
	t.regex(message ?? '', /^memory-user\.js is missing beside .*fork\.ts: install memtui again$/);
	t.notThrows(() => worker.kill());
	t.notThrows(() => {
		worker.release();
		worker.go();
		worker.touch(MB);
	});
});
