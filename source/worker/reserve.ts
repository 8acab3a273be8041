/** The kind `reserve`: asked for, and not touched until it is said. */
import type {Block} from './block.js';
import type {SentOrder} from './messages.js';
import {lookAround} from './parent.js';

/** What one buffer can be at most in Node 20. */
const largestBuffer = 2 ** 32;

/**
 * Memory of malloc(3), which maps what is large by itself: one region (and a page for malloc) for each 4 GiB.
 * Unlike that of WebAssembly, which is mapped with MAP_NORESERVE, it counts in Committed_AS from the beginning.
 * Returns `undefined` when it was stopped on the way; throws a RangeError when the system refuses.
 */
export async function reserveMemory({bytes, parent}: SentOrder): Promise<Block | undefined> {
	// Kept by the block: V8 frees a buffer that nothing reads any more.
	const buffers: BigInt64Array[] = [];
	for (let left = bytes; left > 0; left -= largestBuffer) {
		buffers.push(new BigInt64Array(Buffer.allocUnsafeSlow(Math.min(left, largestBuffer)).buffer));
		if (!(await lookAround(parent))) return undefined;
	}
	return {
		bytes,
		fill(at, length) {
			const from = (at % largestBuffer) / BigInt64Array.BYTES_PER_ELEMENT;
			const to = from + length / BigInt64Array.BYTES_PER_ELEMENT;
			buffers[Math.floor(at / largestBuffer)]?.fill(1n, from, to);
		},
		// Nothing goes through it.
		work() {},
	};
}
