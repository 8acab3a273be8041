/** Pass after pass over a block that has been touched. */
import {type Block, pieceBytes} from './block.js';
import {stepMs} from './growth.js';
import type {SentOrder} from './messages.js';
import {lookAround, mention} from './parent.js';

const passEveryMs = 1000;

/** Whole passes, the seconds they took, and the rate; a pass that was begun counts in the rate. */
export type Streamed = {readonly passes: number; readonly seconds: number; readonly bytesPerSecond: number};

/** Streams until something stops it: at last the time. */
export async function stream(block: Block, {parent, seconds = Infinity}: SentOrder): Promise<Streamed> {
	const start = performance.now();
	const deadline = start + seconds * 1000;
	const longest = block.workBytes ?? pieceBytes;
	let now = start;
	let passes = 0;
	let at = 0;
	let last = {passes, now};
	while (now < deadline && (await lookAround(parent))) {
		const pause = Math.min(performance.now() + stepMs, deadline);
		do {
			const piece = Math.min(longest, block.bytes - at);
			block.work(at, piece, passes + 1);
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
	}
	const elapsed = (now - start) / 1000;
	return {passes, seconds: elapsed, bytesPerSecond: elapsed > 0 ? (block.bytes * passes + at) / elapsed : 0};
}
