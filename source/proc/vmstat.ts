import type {Counters} from '../platform/platform.js';
import {parseFlatKeyed} from './flat-keyed.js';

/**
 * /proc/vmstat by the kernel's own names: `nr_*` are pages at this moment, the rest events since boot
 * (pages or times). A figure that can't be (negative, or a counter that wrapped to just below 2^64) is absent.
 */
export function parseVmstat(text: Uint8Array): Counters {
	return parseFlatKeyed(text);
}
