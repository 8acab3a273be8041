import type {Process, Sample} from '../platform/platform.js';

/** What is derived of a process from one or two samples. */

/** RSS as shown: statm's where it was read, else stat's, which ranks. */
export function rssOf(process: Process): number | undefined {
	if (process.figures) return process.figures.rss;
	return process.isKernelThread || process.vsz === 0 ? undefined : process.rankRss;
}

/**
 * CPU between two samples in percent of one CPU (100 is one CPU all the time). Absent on the first sample and
 * for a process that is new in the second.
 */
export function cpuBetween(before: Sample | undefined, now: Sample, process: Process): number | undefined {
	const earlier = before?.processes.get(process.pid);
	if (!before || !earlier || earlier.startTicks !== process.startTicks) return undefined;
	if (earlier === process) return 0;
	if (process.cpuTime === earlier.cpuTime) return 0;
	// It may have been at rest, and not read for the sample before.
	const milliseconds = now.monotonic - Math.min(before.monotonic, process.readBefore ?? before.monotonic);
	return milliseconds > 0 ? ((process.cpuTime - earlier.cpuTime) / milliseconds) * 100 : undefined;
}

/** CPU since the process started, as `ps` prints it. */
export function cpuSinceStart(process: Process, at: number): number | undefined {
	if (process.startTime === undefined) return undefined;
	const milliseconds = at - process.startTime;
	return milliseconds > 0 ? (process.cpuTime / milliseconds) * 100 : undefined;
}

/** RSS as a share of the machine's memory, in percent. */
export function memoryShare(rss: number | undefined, total: number | undefined): number | undefined {
	return rss === undefined || total === undefined || total <= 0 ? undefined : (rss / total) * 100;
}

/** The key of a process through time: a pid alone is used again. */
export function isSameProcess(a: Process | undefined, b: Process | undefined): boolean {
	return a !== undefined && b !== undefined && a.pid === b.pid && a.startTicks === b.startTicks;
}
