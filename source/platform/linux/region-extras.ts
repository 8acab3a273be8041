import type {Process} from '../platform.js';
import type {RegionExtras} from '../region-reading.js';

export function readRegionExtras(_proc: string, _process: Process, _start: bigint): RegionExtras {
	return {};
}
