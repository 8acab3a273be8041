/** The loops of stream.wat over a WebAssembly memory. */
import {setFlagsFromString} from 'node:v8';
import {entryBytes} from './block.js';
import {type WorkerAccess, wasmPage} from './messages.js';
import {strideOf} from './stride.js';

/** Addresses and ranges are of one memory; see stream.wat. */
export type Loops = {
	rmw(from: number, entries: number): void;
	write(from: number, entries: number, value: number): void;
	read(from: number, entries: number): bigint;
	random(from: number, entries: number, pages: number, stride: number): void;
};

/** One piece of a pass; the first pass after the first touch is number 1. */
export type Work = (at: number, bytes: number, pass: number) => void;

/** A memory of so many pages of 64 KiB, and its loops. Throws a RangeError when the system refuses it. */
export function makeMemory(stream: WebAssembly.Module, pages: number): {buffer: ArrayBuffer; loops: Loops} {
	const memory = new WebAssembly.Memory({initial: pages, maximum: pages});
	const {exports} = new WebAssembly.Instance(stream, {worker: {memory}});
	return {buffer: memory.buffer, loops: exports as Loops};
}

/**
 * Compiles the loops (the bytes of stream.wat) and tries them on one page, so that what the compiler needs (some MB)
 * is in memory before the baseline is taken: what grows after that is the block.
 */
export function compileStream(bytes: Uint8Array): WebAssembly.Module {
	// The best code at once.
	setFlagsFromString('--no-liftoff');
	const stream = new WebAssembly.Module(bytes);
	const {loops} = makeMemory(stream, 1);
	const entries = wasmPage / entryBytes;
	loops.write(0, entries, 1);
	loops.rmw(0, entries);
	loops.read(0, entries);
	loops.random(0, entries, 1, 1);
	return stream;
}

/** What an access does with each entry, as a piece of a pass over a memory of so many pages. */
export function workOf(loops: Loops, access: WorkerAccess, pages: number): Work {
	const stride = strideOf(pages);
	return {
		rmw: (at: number, bytes: number) => loops.rmw(at, bytes / entryBytes),
		// The first touch wrote 1.
		write: (at: number, bytes: number, pass: number) => loops.write(at, bytes / entryBytes, pass + 1),
		read: (at: number, bytes: number) => void loops.read(at, bytes / entryBytes),
		// A piece is a part of the order here, not of the memory.
		random: (at: number, bytes: number) => loops.random(at / entryBytes, bytes / entryBytes, pages, stride),
	}[access];
}
