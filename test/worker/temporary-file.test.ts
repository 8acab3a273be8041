import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, closeSync, fstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import test, {type ExecutionContext} from 'ava';
import type {WorkerOrder} from '../../source/worker/messages.js';
import {openOnDisk, openShared, reasonOf} from '../../source/worker/temporary-file.js';
import {buildWorker} from '../support/worker-bundle.js';

const MB = 1_048_576;

const bundle = await buildWorker();
test.after.always(() => bundle.remove());

function makeFolder(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-folder-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	return folder;
}

test('a file has no name, and only its owner may read it', t => {
	const folder = makeFolder(t);
	for (const {descriptor} of [openOnDisk(MB, [folder]), openShared(MB)]) {
		t.teardown(() => closeSync(descriptor));
		const {nlink, mode} = fstatSync(descriptor);
		t.is(nlink, 0);
		t.is(mode & 0o777, 0o600);
	}
	t.deepEqual(readdirSync(folder), []);
});

test('a file on disk goes to the first folder that is there and not in memory', t => {
	const folder = makeFolder(t);
	const file = openOnDisk(MB, ['/nowhere', '/dev/shm', folder, tmpdir()]);
	t.teardown(() => closeSync(file.descriptor));
	t.is(file.folder, folder);
	t.throws(() => openOnDisk(MB, ['/nowhere', '/dev/shm']), {
		message: 'none of /nowhere, /dev/shm is a folder on a disk; set TMPDIR to one that is',
	});
});

test('shared memory is never put on a disk', t => {
	const folder = makeFolder(t);
	t.throws(() => openShared(MB, folder), {
		message: `${folder} is no tmpfs here: there is nowhere to put shared memory`,
	});
});

test('more than is free is refused before anything is written', t => {
	const error = t.throws(() => openShared(2 ** 50));
	t.regex(error.message, /^\/dev\/shm has [\d,]+ MB free, too little for 1,073,741,824 MB$/);
	t.like(error, {failure: {event: 'failed', reason: 'space'}});
});

test('what the system says is a phrase', t => {
	t.is(reasonOf(Object.assign(new Error('x'), {code: 'EMFILE'})), 'too many open files (see ulimit -n)');
	t.is(reasonOf(Object.assign(new Error('x'), {code: 'EXDEV'})), 'EXDEV');
	const folder = makeFolder(t);
	mkdirSync(join(folder, 'closed'));
	chmodSync(join(folder, 'closed'), 0o500);
	if (process.getuid?.() === 0) {
		t.log('skipped: root may write anywhere');
		return;
	}
	t.throws(() => openOnDisk(MB, [join(folder, 'closed')]), {
		message: `no file can be made in ${folder}/closed: permission denied`,
	});
});

/** Runs a worker's parent with a small tmpfs in place of /dev/shm, and returns what was said. */
async function withSmallShm(orders: readonly WorkerOrder[]) {
	const mount = 'mount -t tmpfs -o size=40m none /dev/shm';
	const apart = 'exec unshare -m sh -c "$@"';
	const parents = orders.map((_, i) => `"$0" "$1" "$${i + 2}" & `).join('');
	const args = [process.execPath, bundle.parents[0], ...orders.map(order => JSON.stringify(order))];
	const child = spawn('sh', ['-c', apart, 'sh', `${mount}; ${parents} wait; df -k /dev/shm`, ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const output = await text(child.stdout);
	const lines = output.split('\n');
	const used = Number(/^none +\d+ +(\d+)/m.exec(output)?.[1]);
	return {said: lines.filter(line => line.startsWith('{')).map(line => JSON.parse(line)), used};
}

test.serial('a /dev/shm that is too small is told before or while it is filled, and left empty', async t => {
	const {status} = spawnSync('sh', ['-c', 'unshare -m mount -t tmpfs none /dev/shm']);
	if (status !== 0) {
		t.log('skipped: no tmpfs can be mounted here');
		t.pass();
		return;
	}
	const order = {kind: 'shared', access: 'rmw', seconds: 0.5} as const;
	const tooLarge = await withSmallShm([{...order, bytes: 50 * MB}]);
	t.deepEqual(tooLarge.said.at(-1), {
		reason: 'failed',
		message: '/dev/shm has 40 MB free, too little for 50 MB',
	});
	t.is(tooLarge.used, 0);
	// Each would fit; which of them is refused, and when, is a matter of luck.
	const two = await withSmallShm([
		{...order, bytes: 39 * MB},
		{...order, bytes: 39 * MB},
	]);
	const failures = two.said.filter(({event}) => event === 'failed');
	t.true(failures.length > 0);
	for (const {reason, message} of failures) {
		t.is(reason, 'space');
		t.regex(
			message,
			/^(\/dev\/shm has \d+ MB free, too little for 39 MB|no space left in \/dev\/shm, after \d+ MB of 39 MB written)$/,
		);
	}
	t.is(two.used, 0);
});

test.serial('a file larger than the user may make is told in a sentence', async t => {
	const order: WorkerOrder = {bytes: 50 * MB, kind: 'file', access: 'rmw', seconds: 0.5};
	const args = [process.execPath, bundle.parents[0], JSON.stringify(order)];
	const child = spawn('sh', ['-c', 'ulimit -f 20480; exec "$0" "$@"', ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const last = (await text(child.stdout)).trim().split('\n').at(-1) ?? '';
	const {reason, message} = JSON.parse(last);
	t.is(reason, 'failed');
	t.regex(message, /^larger than a file may be \(see ulimit -f\) in \/.+, after \d+ MB of 50 MB written$/);
});
