import type {RegionExtras, RegionFailure, SharingReading} from '../platform/region-reading.js';

/** One region of the mapped process, opened. What is not in its map is asked for. */
export type RegionDetail = {
	/** Where it starts: by that it is found again in the next reading. */
	readonly start: bigint;
	readonly extras: RegionExtras | undefined;
	/** Asked for on demand. */
	readonly sharing: SharingReading | RegionFailure | 'looking' | undefined;
};

export function openDetail(start: bigint): RegionDetail {
	return {start, extras: undefined, sharing: undefined};
}
