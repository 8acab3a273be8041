import {createFallbackPlatform} from './fallback.js';
import {createLinuxPlatform} from './linux/linux.js';
import type {Platform} from './platform.js';

/** The platform for this machine, or the procfs that was named. */
export function choosePlatform(options: {readonly proc?: string | undefined}): Platform {
	if (options.proc !== undefined || process.platform === 'linux') return createLinuxPlatform(options.proc);
	return createFallbackPlatform();
}
