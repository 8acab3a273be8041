/** The memory of a memory-user, whatever its kind. */

/** What an access reads or writes at a time. */
export const entryBytes = 8;
/** What is done between two looks at the clock: about 1 ms of first touch. */
export const pieceBytes = 1_048_576;

/**
 * Pieces come in order from 0 to `bytes`, in whole pages of 64 KiB; none goes past a multiple of `pieceBytes`.
 * Both throw a `Refusal` or a RangeError for what the system refuses.
 */
export type Block = {
	readonly bytes: number;
	/** What V8 must not collect while the block is there. */
	readonly kept?: readonly object[];
	/** Pieces of `work` may be so long, a multiple of `pieceBytes`, where one takes well under a step. */
	readonly workBytes?: number;
	/** The first touch: takes the piece, where the kind takes memory piece by piece, and writes 1 into each entry. */
	fill(at: number, length: number): void;
	/** A piece of a pass; passes count from 1. */
	work(at: number, length: number, pass: number): void;
};
