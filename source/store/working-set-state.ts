import type {RegionFailure} from '../platform/region-reading.js';

/** The working set of the mapped process: what it touches after its referenced bits were cleared. */
export type WorkingSetState =
	| {readonly phase: 'clearing'}
	/** Milliseconds since the epoch. */
	| {readonly phase: 'cleared'; readonly at: number}
	| {readonly phase: 'failed'; readonly failure: RegionFailure};
