import {createLinuxPlatform} from '../../../source/platform/linux/linux.js';
import type {Platform, Wanted} from '../../../source/platform/platform.js';

/** The platform over a tree, or over the machine itself; it is closed with the test. */
export function openLinux(owner: {teardown(end: () => void): void}, proc?: string): Platform {
	const platform = createLinuxPlatform(proc);
	owner.teardown(() => platform.close());
	return platform;
}

/** A look at the list alone. */
export const nothingWanted: Wanted = {figures: [], rollups: [], rollupBudget: 0};
