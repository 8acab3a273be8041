/**
 * A memory-user: the child that takes memory, touches every entry of it and streams through it, until its time
 * is over or somebody stops it. It works in small steps and looks around between them, so that a release, a
 * signal and the death of its parent are seen within hundredths of a second. It ends by having nothing to do.
 */
import {setFlagsFromString} from 'node:v8';
import {mapAnonymous} from './anonymous.js';
import type {Block} from './block.js';
import {fileBlock} from './descriptor-block.js';
import {grow, holdReserve} from './growth.js';
import {takeFromHeap} from './heap.js';
import {compileStream} from './loops.js';
import {type FromWorker, readOrder, type SentOrder} from './messages.js';
import {introduceItself, ownFigures} from './own-process.js';
import {listen, lookAround, reasonToEnd, say, sayLast, stop, waitForGo} from './parent.js';
import {PressureWatch} from './pressure.js';
import {Refusal, refusedMemory} from './refusal.js';
import {reserveMemory} from './reserve.js';
import streamBytes from './stream.wat';
import {type Streamed, stream} from './streaming.js';
import {openOnDisk, openShared} from './temporary-file.js';

/** The block, not touched yet; `undefined` when it was stopped on the way. Throws what the system refuses. */
async function take(loops: WebAssembly.Module, order: SentOrder): Promise<Block | undefined> {
	switch (order.kind) {
		case 'anon':
			return mapAnonymous(loops, order);
		case 'reserve':
			return reserveMemory(order);
		case 'heap':
			return takeFromHeap(loops, order);
		case 'shared':
			return fileBlock(loops, order, openShared(order.bytes));
		case 'file':
			return fileBlock(loops, order, openOnDisk(order.bytes));
	}
}

function sayAllocated(bytes: number, seconds: number): void {
	void say({event: 'allocated', seconds, bytesPerSecond: seconds > 0 ? bytes / seconds : 0});
}

/** From the first byte to the end. `undefined` when it was stopped before all was touched. */
async function use(loops: WebAssembly.Module, order: SentOrder): Promise<Streamed | undefined> {
	const watch = order.stopUnderPressure ? new PressureWatch() : undefined;
	const start = performance.now();
	const block = await take(loops, order);
	if (!block) return undefined;
	if (order.kind === 'reserve') {
		sayAllocated(block.bytes, (performance.now() - start) / 1000);
		return {passes: 0, seconds: await holdReserve(block, order, watch), bytesPerSecond: 0};
	}
	const seconds = await grow(block, order, watch);
	if (seconds === undefined) return undefined;
	sayAllocated(block.bytes, seconds);
	return stream(block, order);
}

/** Carries the order out and returns its last words. */
async function work(order: SentOrder): Promise<FromWorker> {
	const {bytes, kind, access, parent} = order;
	// It has nearly nothing to do in JavaScript: code that is optimised would only take memory.
	if (kind !== 'heap' || access !== 'random') setFlagsFromString('--no-opt');
	const loops = compileStream(streamBytes);
	let result: Streamed | undefined;
	if (await lookAround(parent)) {
		void say({event: 'started', pid: process.pid, bytes, kind, access, baseline: ownFigures()});
		try {
			if (!order.hold || (await waitForGo(parent))) result = await use(loops, order);
		} catch (error) {
			if (error instanceof Refusal) return error.failure;
			if (error instanceof RangeError) return refusedMemory(bytes);
			throw error;
		}
	}
	// Nothing else has stopped it where this counts.
	stop('time');
	return {
		event: 'finished',
		...(result ?? {passes: 0, seconds: 0, bytesPerSecond: 0}),
		reason: reasonToEnd(),
	};
}

introduceItself();
listen();
const order = readOrder(process.argv[2] ?? '');
const lastWords = 'event' in order ? order : await work(order);
if (lastWords.event === 'failed') process.exitCode = 1;
await sayLast(lastWords);
