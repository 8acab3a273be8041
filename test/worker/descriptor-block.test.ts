import {closeSync, openSync, readdirSync, readlinkSync, readSync} from 'node:fs';
import test from 'ava';
import {fileBlock} from '../../source/worker/descriptor-block.js';
import type {SentOrder, WorkerAccess} from '../../source/worker/messages.js';
import {openOnDisk} from '../../source/worker/temporary-file.js';
import {meminfo, moved, rollup, rss, startMemoryUser, status, streamBytes} from '../support/memory-user.js';
import {waitFor} from '../support/wait-for.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;

const bundle = await buildWorker();
const stream = new WebAssembly.Module(await streamBytes());
test.after.always(() => bundle.remove());

// Committed_AS moves too, by GBs, with what the tests beside these only reserve: it can't be held here.
for (const [kind, up, still] of [
	['shared', ['Shmem', 'Cached'], []],
	['file', ['Cached'], ['Shmem']],
] as const) {
	test.serial(`${kind} moves the machine's ${up.join(', ')}, and nothing of the process`, async t => {
		const bytes = 200 * MB;
		const worker = startMemoryUser(t, bundle, {bytes, kind, access: 'rmw', hold: true});
		const {baseline} = await worker.first('started');
		const before = meminfo();
		worker.go();
		await worker.first('allocated');
		const [file, ...others] = readdirSync(`/proc/${worker.pid}/fd`)
			.map(fd => readlinkSync(`/proc/${worker.pid}/fd/${fd}`))
			.filter(path => path.endsWith(' (deleted)'));
		t.deepEqual(others, []);
		t.is(file?.startsWith('/dev/shm/'), kind === 'shared');
		for (const name of up) {
			const up = () => moved(before, name) > 0.9 * bytes && moved(before, name) < 1.15 * bytes;
			t.true(await waitFor(up, `${name} to be up by 200 MB`));
		}
		for (const name of still) {
			t.true(await waitFor(() => Math.abs(moved(before, name)) < 0.2 * bytes, `${name} to stay`));
		}
		t.true(Math.abs(rss(worker.pid) - baseline.rss) < 10 * MB);
		t.true(rollup(worker.pid, 'Pss') < baseline.rss + 10 * MB);
		t.true(Math.abs(status(worker.pid, 'VmSize') - (baseline.vsz ?? 0)) < 10 * MB);
		worker.release();
		t.deepEqual(await worker.ended, {reason: 'released'});
		const back = () => Math.abs(moved(before, 'Cached')) < 0.2 * bytes;
		t.true(await waitFor(back, 'the cache to be given back'));
	});
}

const order = (access: WorkerAccess, bytes = 3 * MB): SentOrder => ({bytes, kind: 'file', access, parent: 1});

for (const [access, values] of [
	['rmw', [1n, 2n, 3n]],
	['write', [1n, 2n, 3n]],
	['read', [1n, 1n, 1n]],
	['random', [1n, 2n, 3n]],
] as const) {
	test(`after each pass of ${access} every entry of the file is what it should be`, t => {
		// The last piece and the last block are not whole ones.
		const bytes = 2 * MB + 5 * 65_536;
		const file = openOnDisk(bytes);
		t.teardown(() => closeSync(file.descriptor));
		const block = fileBlock(stream, order(access, bytes), file);
		const pieces = Array.from({length: Math.ceil(bytes / MB)}, (_, i) => i * MB);
		const seen = values.map((_, pass) => {
			for (const at of pieces) {
				const length = Math.min(MB, bytes - at);
				if (pass === 0) block.fill(at, length);
				else block.work(at, length, pass);
			}
			const entries = new BigInt64Array(bytes / 8);
			t.is(readSync(file.descriptor, entries, 0, bytes, 0), bytes);
			return [...new Set(entries)];
		});
		t.deepEqual(
			seen,
			values.map(value => [value]),
		);
	});
}

test('a disk that is full on the way is told in a sentence with how much was written', t => {
	const descriptor = openSync('/dev/full', 'r+');
	t.teardown(() => closeSync(descriptor));
	const block = fileBlock(stream, order('rmw', 300 * MB), {descriptor, folder: '/somewhere'});
	const error = t.throws(() => block.fill(120 * MB, MB));
	t.like(error, {
		failure: {
			event: 'failed',
			reason: 'space',
			message: 'no space left in /somewhere, after 120 MB of 300 MB written',
		},
	});
});

test('a file that ends too early is told in a sentence', t => {
	const descriptor = openSync('/dev/null', 'r+');
	t.teardown(() => closeSync(descriptor));
	const block = fileBlock(stream, order('read', 300 * MB), {descriptor, folder: '/somewhere'});
	t.throws(() => block.work(7 * MB, MB, 1), {
		message: 'the file in /somewhere could not be read at 7 MB: nothing more could be moved',
	});
});
