/** The first touch of a block. */
import {type Block, pieceBytes} from './block.js';
import type {SentOrder} from './messages.js';
import {lookAround, mention, rest, say, wantedBytes} from './parent.js';
import type {PressureWatch} from './pressure.js';
import {megabytes, Refusal} from './refusal.js';

/** What is done between two looks at the world. */
export const stepMs = 10;
const allocatingEveryMs = 100;

/**
 * Fills the block from one byte to another, both whole pages of 64 KiB. Returns the seconds it took, `undefined`
 * when it was stopped on the way. Throws a `Refusal` when the watch says that memory is getting short.
 */
export async function grow(
	block: Block,
	{parent}: SentOrder,
	watch: PressureWatch | undefined,
	from = 0,
	to = block.bytes,
): Promise<number | undefined> {
	const start = performance.now();
	let mentioned = start;
	let now = start;
	let touched = from;
	while (await lookAround(parent)) {
		const pause = performance.now() + stepMs;
		do {
			// A piece is never more than its own part of the block, however far the last growth came.
			const piece = Math.min(pieceBytes - (touched % pieceBytes), to - touched);
			block.fill(touched, piece);
			touched += piece;
			now = performance.now();
			const shortage = touched < to ? watch?.check(now, touched) : undefined;
			if (shortage !== undefined) {
				throw new Refusal(
					'pressure',
					`stopped after ${megabytes(touched)} of ${megabytes(block.bytes)}: ${shortage}`,
				);
			}
		} while (touched < to && now < pause);
		if (touched === to) return (now - start) / 1000;
		if (now - mentioned >= allocatingEveryMs) {
			mention({event: 'allocating', touched});
			mentioned = now;
		}
	}
	return undefined;
}

/**
 * Holds a reserve, and touches so much of it as it is told to, until something stops it: at last the time.
 * Returns the seconds.
 */
export async function holdReserve(
	block: Block,
	order: SentOrder,
	watch: PressureWatch | undefined,
): Promise<number> {
	const {parent, seconds = Infinity} = order;
	const start = performance.now();
	const elapsed = () => (performance.now() - start) / 1000;
	let touched = 0;
	while (elapsed() < seconds && (await rest(parent))) {
		const wanted = Math.min(wantedBytes(), block.bytes);
		if (wanted === touched) continue;
		if ((await grow(block, order, watch, touched, wanted)) === undefined) break;
		touched = wanted;
		// Not to be dropped: perhaps nothing comes after it.
		void say({event: 'allocating', touched});
	}
	return elapsed();
}
