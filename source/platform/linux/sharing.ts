import type {Process} from '../platform.js';
import type {RegionFailure, SharedRegion, SharingReading} from '../region-reading.js';

export async function findSharers(
	_proc: string,
	_process: Process,
	_others: readonly Process[],
	_region: SharedRegion,
	_milliseconds: number,
	_signal: AbortSignal,
): Promise<SharingReading | RegionFailure> {
	return {failure: 'unsupported', message: ''};
}
