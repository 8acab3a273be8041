import type {Process} from '../platform.js';
import type {RegionFailure} from '../region-reading.js';

export function clearReferenced(
	_proc: string,
	_process: Process,
	_find: (pid: number) => Process | undefined,
): RegionFailure | undefined {
	return {failure: 'unsupported', message: ''};
}
