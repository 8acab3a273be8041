import type {Process} from '../platform.js';
import type {PageReading, RegionFailure} from '../region-reading.js';

export async function readPages(
	_proc: string,
	_process: Process,
	_find: (pid: number) => Process | undefined,
	_from: bigint,
	_to: bigint,
	_signal: AbortSignal,
): Promise<PageReading | RegionFailure> {
	return {failure: 'unsupported', message: ''};
}
