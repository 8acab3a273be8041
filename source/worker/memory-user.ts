/**
 * A memory-user: the child that takes memory, touches every entry of it and streams through it, until its time
 * is over or somebody stops it. It works in small steps and looks around between them, so that a release, a
 * signal and the death of its parent are seen within hundredths of a second. It ends by having nothing to do.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {setTimeout as delay, setImmediate as nextTurn} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import {
	type Baseline,
	type FromWorker,
	failure,
	readOrder,
	type SentOrder,
	type ToWorker,
	wasmPage,
} from './messages.js';
import streamBytes from './stream.wat';

/** What one WebAssembly memory can be at most. */
const largestMemory = 65_536 * wasmPage;
/** What is done between two looks at the clock: about 1 ms of first touch. */
const pieceBytes = 1_048_576;
const entryBytes = 8;
/** What is done between two looks at the world. */
const stepMs = 10;
const allocatingEveryMs = 100;
const passEveryMs = 1000;

/** Memory in which `touch` adds one to each entry of a piece; `at` is a multiple of `pieceBytes`. */
type Block = {readonly bytes: number; touch(at: number, bytes: number): void};

type End = 'time' | 'signal' | 'released';
const stopping = new AbortController();
/** Whatever comes first counts. */
const stop = (end: End) => stopping.abort(end);

/** Ignores failure: it may not be Linux, or not be allowed in this container. */
function setOwn(file: 'comm' | 'oom_score_adj', text: string): void {
	try {
		writeFileSync(`/proc/self/${file}`, text);
	} catch {}
}

/** VmRSS and VmSize of /proc/self/status (proc(5)): in kB, so that no page size need be known. */
function ownFigures(): Baseline {
	try {
		const status = readFileSync('/proc/self/status', 'utf8');
		const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
		return {rss: bytes('VmRSS'), vsz: bytes('VmSize')};
	} catch {
		return {rss: process.memoryUsage.rss()};
	}
}

/** Resolves when the message has left, or when nobody is there to read it. */
function say(message: FromWorker): Promise<void> {
	return new Promise(resolve => {
		if (!process.connected || !process.send) resolve();
		else process.send(message, undefined, undefined, () => resolve());
	});
}

let isSaying = false;
/** For news that the next news makes old: dropped while the parent doesn't read, rather than piled up. */
function mention(message: FromWorker): void {
	if (isSaying) return;
	isSaying = true;
	void say(message).then(() => {
		isSaying = false;
	});
}

/** Lets messages and signals in. Says whether there is still reason to go on. */
async function lookAround(parent: number): Promise<boolean> {
	await nextTurn();
	// Asked, not listened for: the channel may have closed before this program began. Pid 0 is a parent in another
	// pid namespace.
	if (!process.connected || (process.ppid !== parent && process.ppid !== 0)) stop('signal');
	return !stopping.signal.aborted;
}

type Loop = (from: number, entries: number) => void;

function loopOver(stream: WebAssembly.Module, pages: number): Loop {
	const memory = new WebAssembly.Memory({initial: pages, maximum: pages});
	return new WebAssembly.Instance(stream, {worker: {memory}}).exports.rmw as Loop;
}

/**
 * Compiles the loops and tries them on one page, so that what the compiler needs (some MB) is in memory before
 * the baseline is taken: what grows after that is the block.
 */
function compileStream(): WebAssembly.Module {
	// The best code at once; and none for the JavaScript around it, which has nearly nothing to do.
	setFlagsFromString('--no-liftoff');
	setFlagsFromString('--no-opt');
	const stream = new WebAssembly.Module(streamBytes);
	loopOver(stream, 1)(0, wasmPage / entryBytes);
	return stream;
}

/**
 * Private anonymous memory: one region of exactly `bytes`, or one for each 4 GiB. It is only reserved until it
 * is touched. Returns `undefined` when it was stopped on the way; throws a RangeError when the system refuses.
 */
async function mapAnonymous(stream: WebAssembly.Module, order: SentOrder): Promise<Block | undefined> {
	const loops: Loop[] = [];
	for (let left = order.bytes; left > 0; left -= largestMemory) {
		loops.push(loopOver(stream, Math.min(left, largestMemory) / wasmPage));
		if (!(await lookAround(order.parent))) return undefined;
	}
	return {
		bytes: order.bytes,
		touch: (at, length) => loops[Math.floor(at / largestMemory)]?.(at % largestMemory, length / entryBytes),
	};
}

/** Touches all of the block once. Returns the seconds it took, `undefined` when it was stopped on the way. */
async function allocate(block: Block, parent: number): Promise<number | undefined> {
	const start = performance.now();
	let mentioned = start;
	let now = start;
	let touched = 0;
	while (await lookAround(parent)) {
		const pause = performance.now() + stepMs;
		do {
			const piece = Math.min(pieceBytes, block.bytes - touched);
			block.touch(touched, piece);
			touched += piece;
			now = performance.now();
		} while (touched < block.bytes && now < pause);
		if (touched === block.bytes) return (now - start) / 1000;
		if (now - mentioned >= allocatingEveryMs) {
			mention({event: 'allocating', touched});
			mentioned = now;
		}
	}
	return undefined;
}

/** Streams pass after pass until something stops it: at last the time. */
async function stream(block: Block, {parent, seconds = Infinity}: SentOrder) {
	const start = performance.now();
	const deadline = start + seconds * 1000;
	let now = start;
	let passes = 0;
	let at = 0;
	let last = {passes, now};
	while (await lookAround(parent)) {
		const pause = Math.min(performance.now() + stepMs, deadline);
		do {
			const piece = Math.min(pieceBytes, block.bytes - at);
			block.touch(at, piece);
			at += piece;
			now = performance.now();
			if (at < block.bytes) continue;
			at = 0;
			passes++;
			const elapsed = (now - last.now) / 1000;
			if (elapsed * 1000 < passEveryMs) continue;
			const bytesPerSecond = (block.bytes * (passes - last.passes)) / elapsed;
			mention({event: 'pass', pass: passes, seconds: elapsed, bytesPerSecond});
			last = {passes, now};
		} while (now < pause);
		if (now >= deadline) stop('time');
	}
	const elapsed = (now - start) / 1000;
	return {passes, seconds: elapsed, bytesPerSecond: elapsed > 0 ? (block.bytes * passes + at) / elapsed : 0};
}

/** Carries the order out and returns its last words. */
async function work(order: SentOrder): Promise<FromWorker> {
	const {bytes, kind, parent} = order;
	let result = {passes: 0, seconds: 0, bytesPerSecond: 0};
	const loops = compileStream();
	if (await lookAround(parent)) {
		void say({event: 'started', pid: process.pid, bytes, kind, baseline: ownFigures()});
		try {
			const block = await mapAnonymous(loops, order);
			const seconds = block && (await allocate(block, parent));
			if (block && seconds !== undefined) {
				void say({event: 'allocated', seconds, bytesPerSecond: bytes / seconds});
				result = await stream(block, order);
			}
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			const amount = `${(bytes / 1_048_576).toLocaleString('en')} MB`;
			return failure('memory', `the system refused to map ${amount}; see ulimit -v and vm.overcommit_memory`);
		}
	}
	return {event: 'finished', ...result, reason: stopping.signal.reason as End};
}

process.title = 'memtui-worker';
setOwn('comm', 'memtui-worker');
// When memory is short, the kernel takes this process before any other.
setOwn('oom_score_adj', '1000');
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop('signal'));
process.on('message', (message: ToWorker) => {
	if (message.type === 'release') stop('released');
});

const order = readOrder(process.argv[2] ?? '');
const lastWords = 'event' in order ? order : await work(order);
if (lastWords.event === 'failed') process.exitCode = 1;
// A parent that has been stopped reads nothing; the memory must go all the same.
await Promise.race([say(lastWords), delay(500, undefined, {ref: false})]);
if (process.connected) process.disconnect();
