/** The memory-user's link to its parent: what it says, what it is told, and whether there is a parent still. */
import {setTimeout as delay, setImmediate as nextTurn} from 'node:timers/promises';
import {type FromWorker, type ToWorker, wasmPage} from './messages.js';

/** Why it ends, other than by a failure. */
export type End = 'time' | 'signal' | 'released';

const stopping = new AbortController();
/** What it does nothing for, before it looks around again. */
const restMs = 20;
/** How long its last words may take. */
const lastWordsMs = 500;

let mayGo = false;
let wanted = 0;
let isSaying = false;

/** Whatever comes first counts. */
export function stop(end: End): void {
	stopping.abort(end);
}

/** Why it was stopped; only after something has stopped it. */
export function reasonToEnd(): End {
	return stopping.signal.reason;
}

/** How many bytes of a reserve it has been told to touch, in all: whole pages of 64 KiB. */
export function wantedBytes(): number {
	return wanted;
}

/** Begins to hear signals and messages. Nonsense in a message is ignored. */
export function listen(): void {
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop('signal'));
	process.on('message', (message: ToWorker) => {
		if (message.type === 'release') stop('released');
		if (message.type === 'go') mayGo = true;
		if (message.type === 'touch' && message.bytes > 0) {
			wanted += Math.ceil(message.bytes / wasmPage) * wasmPage;
		}
	});
}

/** Resolves when the message has left, or when nobody is there to read it. */
export function say(message: FromWorker): Promise<void> {
	return new Promise(resolve => {
		if (!process.connected || !process.send) resolve();
		else process.send(message, undefined, undefined, () => resolve());
	});
}

/** For news that the next news makes old: dropped while the parent doesn't read, rather than piled up. */
export function mention(message: FromWorker): void {
	if (isSaying) return;
	isSaying = true;
	void say(message).then(() => {
		isSaying = false;
	});
}

/** Says the last thing. A parent that has been stopped reads nothing; the memory must go all the same. */
export async function sayLast(message: FromWorker): Promise<void> {
	await Promise.race([say(message), delay(lastWordsMs, undefined, {ref: false})]);
	if (process.connected) process.disconnect();
}

/** Lets messages and signals in. Says whether there is still reason to go on. */
export async function lookAround(parent: number): Promise<boolean> {
	await nextTurn();
	// Asked, not listened for: the channel may have closed before this program began. Pid 0 is a parent in another
	// pid namespace.
	if (!process.connected || (process.ppid !== parent && process.ppid !== 0)) stop('signal');
	return !stopping.signal.aborted;
}

/** As `lookAround`, for one that has nothing to do meanwhile. */
export async function rest(parent: number): Promise<boolean> {
	await delay(restMs);
	return lookAround(parent);
}

/** Waits for `go`. Says whether there is still reason to go on. */
export async function waitForGo(parent: number): Promise<boolean> {
	while (!mayGo) {
		if (!(await rest(parent))) return false;
	}
	return lookAround(parent);
}
