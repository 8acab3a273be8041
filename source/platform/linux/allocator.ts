import {join} from 'node:path';
import {parseFreeStock} from '../../proc/zoneinfo.js';
import type {AllocatorState} from '../platform.js';
import {tryReadSmallFile} from './files.js';

/**
 * /proc/zoneinfo and vm.overcommit_memory; what can't be read is left out. Of a zoneinfo of hundreds of processors
 * the first 256 KiB are counted: then the stock is at least what is said.
 */
export function readAllocator(proc: string, pageSize: number): AllocatorState {
	const zones = tryReadSmallFile(join(proc, 'zoneinfo'));
	const pages = zones && parseFreeStock(zones);
	const mode = tryReadSmallFile(join(proc, 'sys/vm/overcommit_memory'), 16);
	const text = mode && Buffer.from(mode).toString('latin1').trim();
	return {
		freeStock: pages === undefined ? undefined : pages * pageSize,
		overcommitMemory: text && /^[012]$/.test(text) ? Number(text) : undefined,
	};
}
