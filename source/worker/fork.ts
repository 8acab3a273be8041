/** The parent's side of a memory-user: starts the child, passes its messages on, and says how it ended. */
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';
import type {FromWorker, SentOrder, ToWorker, WorkerOrder} from './messages.js';

/** How a worker ended. `killed`: by a signal that it could not answer; SIGKILL may be the OOM killer's. */
export type WorkerEnd = {
	readonly reason: 'time' | 'signal' | 'released' | 'failed' | 'killed';
	/** The signal that ended it, where it could not say so itself. */
	readonly signal?: string | undefined;
	/** One sentence for a person, where it failed or was killed. */
	readonly message?: string | undefined;
};

export type Worker = {
	/** `undefined` when it could not be started: then `ended` says why. */
	readonly pid: number | undefined;
	/** Lets one that was ordered to `hold` begin. */
	go(): void;
	/** Has a `reserve` touch so many bytes more; says `allocating` when it is done. */
	touch(bytes: number): void;
	/** Asks it to stop; it still says `finished`. */
	release(): void;
	/** Ends it for certain: SIGTERM, and SIGKILL half a second later. Whoever quits calls this and awaits `ended`. */
	kill(): void;
	/** Resolves (never rejects) when the process is gone and its last message was passed on. */
	readonly ended: Promise<WorkerEnd>;
};

const forceAfterMs = 500;

/** What V8 may need for the objects that stand for the blocks of a `heap`, some 250 bytes each of 64 KiB. */
const heapShare = 1 / 128;

const nodeOptions = ({kind, bytes}: WorkerOrder) => [
	// Without it each WebAssembly memory is surrounded by 10 GiB of reserved address space (VSZ!).
	'--disable-wasm-trap-handler',
	// The child computes next to nothing: small heap, one V8 thread, so that little stands beside the block.
	'--max-semi-space-size=1',
	`--max-old-space-size=${64 + (kind === 'heap' ? Math.ceil((bytes * heapShare) / 2 ** 20) : 0)}`,
	'--v8-pool-size=1',
];

/** Settings of glibc's malloc (mallopt(3)). */
const malloc = {
	// All in `[heap]`: each further arena would reserve 64 MiB of address space at a moment of its own.
	MALLOC_ARENA_MAX: '1',
	// The default, but fixed: a `reserve` of a few MB is a mapping of its own, whatever was freed before.
	MALLOC_MMAP_THRESHOLD_: '131072',
};

/** The signals whose default action ends a process that has not come so far as to handle them. */
const politeSignals: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** The child's bundle lies beside `cli.js`; this code may be in there or in one of its chunks, a folder below. */
function findEntry(): string | undefined {
	return ['memory-user.js', '../memory-user.js']
		.map(path => fileURLToPath(new URL(path, import.meta.url)))
		.find(path => existsSync(path));
}

/**
 * Starts a memory-user; `onMessage` gets all it says, in order. Never throws: what goes wrong is told by `ended`.
 * `entry` is the path of the child's bundle, for those who run it from elsewhere.
 */
export function forkWorker(
	order: WorkerOrder,
	onMessage: (message: FromWorker) => void,
	entry: string | undefined = findEntry(),
): Worker {
	if (entry === undefined) {
		const message = `memory-user.js is missing beside ${fileURLToPath(import.meta.url)}: install memtui again`;
		const ended = Promise.resolve<WorkerEnd>({reason: 'failed', message});
		return {pid: undefined, go() {}, touch() {}, release() {}, kill() {}, ended};
	}
	const sent: SentOrder = {...order, parent: process.pid};
	const child = execa(entry, [JSON.stringify(sent)], {
		node: true,
		nodeOptions: nodeOptions(order),
		// Settings meant for memtui itself would change the child's memory, or write files in its name.
		env: {NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined, ...malloc},
		// Holds no folder in use, and works where memtui's own has been deleted.
		cwd: '/',
		stdio: 'ignore',
		ipc: true,
		serialization: 'json',
		buffer: false,
		reject: false,
		// What execa sends when memtui exits: a worker that somebody stopped must go too.
		cleanup: true,
		killSignal: 'SIGKILL',
	});
	let last: FromWorker | undefined;
	child.on('message', message => {
		last = message as FromWorker;
		onMessage(last);
	});
	const tell = (message: ToWorker) => {
		// It may be ending just now: then there is nothing left to ask for.
		if (child.connected) child.sendMessage(message).catch(() => {});
	};
	let force: NodeJS.Timeout | undefined;
	return {
		pid: child.pid,
		go: () => tell({type: 'go'}),
		touch: bytes => tell({type: 'touch', bytes}),
		release: () => tell({type: 'release'}),
		kill() {
			if (force || !child.kill('SIGTERM')) return;
			force = setTimeout(() => child.kill('SIGKILL'), forceAfterMs);
		},
		ended: child.then(result => {
			clearTimeout(force);
			return endOf(
				last,
				result.signal,
				force !== undefined,
				result.originalMessage ?? `exit code ${result.exitCode}`,
			);
		}),
	};
}

function endOf(
	last: FromWorker | undefined,
	signal: string | undefined,
	wasKilled: boolean,
	detail: string,
): WorkerEnd {
	if (last?.event === 'finished') return {reason: last.reason};
	if (last?.event === 'failed') return {reason: 'failed', message: last.message};
	if (signal === undefined) return {reason: 'failed', message: `the worker ended without a word: ${detail}`};
	if (politeSignals.includes(signal)) return {reason: 'signal', signal};
	if (signal !== 'SIGKILL') return {reason: 'killed', signal, message: `the worker was ended by ${signal}`};
	const cause = wasKilled ? 'it did not answer' : "perhaps by the kernel's OOM killer";
	return {reason: 'killed', signal, message: `the worker was killed: ${cause}`};
}
