/** The kind `anon`: private anonymous memory. */
import {type Block, entryBytes, pieceBytes} from './block.js';
import {makeMemory, type Work, workOf} from './loops.js';
import {type SentOrder, wasmPage} from './messages.js';
import {lookAround} from './parent.js';

/** Half a millisecond of streaming: between two pieces lie some µs of JavaScript. It divides a memory. */
const workBytes = 8 * pieceBytes;

/** What one WebAssembly memory can be at most. */
const largestMemory = 65_536 * wasmPage;

/**
 * One region of exactly `bytes`, or one for each 4 GiB: mapped, but not there until it is filled. V8 maps it with
 * MAP_NORESERVE (VmFlags `nr`), so that Committed_AS leaves it out unless vm.overcommit_memory is 2. Returns
 * `undefined` when it was stopped on the way; throws a RangeError when the system refuses.
 */
export async function mapAnonymous(stream: WebAssembly.Module, order: SentOrder): Promise<Block | undefined> {
	const fills: Work[] = [];
	const works: Work[] = [];
	const fences = [makeFence()];
	for (let left = order.bytes; left > 0; left -= largestMemory) {
		const pages = Math.min(left, largestMemory) / wasmPage;
		const {loops} = makeMemory(stream, pages);
		fills.push((at, length) => loops.write(at, length / entryBytes, 1));
		works.push(workOf(loops, order.access, pages));
		fences.push(makeFence());
		if (!(await lookAround(order.parent))) return undefined;
	}
	const memoryOf = (at: number) => Math.floor(at / largestMemory);
	return {
		bytes: order.bytes,
		kept: fences,
		...(order.access !== 'random' && {workBytes}),
		fill: (at, length) => fills[memoryOf(at)]?.(at % largestMemory, length, 0),
		work: (at, length, pass) => works[memoryOf(at)]?.(at % largestMemory, length, pass),
	};
}

/**
 * A page that may not be touched. The kernel makes one region of neighbours that are alike, so between two of ours,
 * or between ours and V8's, something must stand. New mappings come below the one before.
 */
function makeFence(): WebAssembly.Memory {
	return new WebAssembly.Memory({initial: 0, maximum: 1});
}
