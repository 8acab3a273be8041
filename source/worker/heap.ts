/** The kind `heap`: blocks of malloc. */
import {readFileSync} from 'node:fs';
import {type Block, entryBytes} from './block.js';
import {makeMemory} from './loops.js';
import {type SentOrder, wasmPage} from './messages.js';
import {Refusal, refusedMemory} from './refusal.js';
import {strideOf} from './stride.js';

/** From 128 KiB on glibc maps a block by itself (mallopt(3), M_MMAP_THRESHOLD): it would leave the heap. */
const blockBytes = wasmPage;
const blockEntries = blockBytes / entryBytes;
/** What V8 needs beside the blocks; where it gets none, it aborts. */
const reserveBytes = 64 * 1_048_576;

/**
 * Nothing is taken before it is filled. The loops run over one block at a time, in a copy that stays in the
 * processor's cache: WebAssembly reaches its own memory alone. Throws a `Refusal` where the limits are too low.
 */
export function takeFromHeap(stream: WebAssembly.Module, {bytes, access}: SentOrder): Block {
	if (bytes + reserveBytes > allowedBytes()) {
		const {reason, message} = refusedMemory(bytes);
		throw new Refusal(reason, message);
	}
	// Of 32 bits, since 64-bit ones are slow in JavaScript. Kept here: V8 frees a buffer that nothing reads any more.
	const blocks: Int32Array[] = [];
	const {buffer, loops} = makeMemory(stream, 1);
	const copy = new Int32Array(buffer);
	const each = (at: number, length: number, act: (block: Int32Array) => void) => {
		for (let next = at; next < at + length; next += blockBytes) {
			const block = blocks[next / blockBytes];
			if (block) act(block);
		}
	};
	const walk = walkOver(blocks, bytes / blockBytes);
	return {
		bytes,
		fill(_at, length) {
			loops.write(0, blockEntries, 1);
			for (let left = length; left > 0; left -= blockBytes) {
				const block = new Int32Array(Buffer.allocUnsafeSlow(blockBytes).buffer);
				block.set(copy);
				blocks.push(block);
			}
		},
		work: {
			rmw: (at: number, length: number) =>
				each(at, length, block => {
					copy.set(block);
					loops.rmw(0, blockEntries);
					block.set(copy);
				}),
			write(at: number, length: number, pass: number) {
				loops.write(0, blockEntries, pass + 1);
				each(at, length, block => block.set(copy));
			},
			read: (at: number, length: number) =>
				each(at, length, block => {
					copy.set(block);
					loops.read(0, blockEntries);
				}),
			random: (_at: number, length: number) => walk(length / entryBytes),
		}[access],
	};
}

/** Goes on, from where it stands, in the order of `random` in stream.wat, a block being a page there. */
function walkOver(blocks: readonly Int32Array[], count: number): (entries: number) => void {
	const stride = strideOf(count);
	let round = 0;
	let at = 0;
	let scatter = 0;
	return entries => {
		for (let left = entries; left > 0; left--) {
			const block = blocks[at];
			if (!block) return;
			// The lower half of an entry: it would take days to count past it.
			const word = 2 * (scatter ^ (Math.imul(at, 0x9e37_79b1) >>> 19));
			block[word] = (block[word] ?? 0) + 1;
			at += stride;
			if (at >= count) at -= count;
			if (at !== 0) continue;
			round = (round + 1) % blockEntries;
			scatter = (round * 5197) % blockEntries;
			scatter ^= scatter >> 7;
		}
	};
}

/**
 * What this process may still map: malloc(3) that fails ends Node without a word, so it is asked before. From
 * /proc/self/limits (getrlimit(2): RLIMIT_AS and RLIMIT_DATA) and, where the kernel holds to CommitLimit, from
 * /proc/meminfo. Infinity where nothing limits it or nothing can be read.
 */
function allowedBytes(): number {
	try {
		const limits = readFileSync('/proc/self/limits', 'utf8');
		const status = readFileSync('/proc/self/status', 'utf8');
		const limit = (name: string) =>
			Number(new RegExp(`^Max ${name} +(\\d+)`, 'm').exec(limits)?.[1] ?? Infinity);
		const own = (name: string) => kilobytes(status, name);
		const strict = readFileSync('/proc/sys/vm/overcommit_memory', 'utf8').trim() === '2';
		const meminfo = strict ? readFileSync('/proc/meminfo', 'utf8') : '';
		return Math.min(
			limit('address space') - own('VmSize'),
			limit('data size') - own('VmData'),
			strict ? kilobytes(meminfo, 'CommitLimit') - kilobytes(meminfo, 'Committed_AS') : Infinity,
		);
	} catch {
		return Infinity;
	}
}

function kilobytes(text: string, name: string): number {
	return 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
