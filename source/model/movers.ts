import type {Process} from '../platform/platform.js';
import {safeText} from '../safe-text.js';
import {isSameProcess, rssOf} from './process-figures.js';

/** A process whose RSS moved. */
export type Mover = {
	readonly pid: number;
	/** Fit for a terminal. */
	readonly name: string;
	/** Bytes; all it has of one that started, and less all it had of one that ended. */
	readonly change: number;
};

type Processes = ReadonlyMap<number, Process> | undefined;

/**
 * Processes but for the worker whose RSS moved by more than `threshold` bytes, the farthest first; none where either
 * list is missing.
 */
export function moversBetween(
	before: Processes,
	later: Processes,
	worker: number,
	threshold: number,
): readonly Mover[] {
	if (!before || !later) return [];
	const movers: Mover[] = [];
	const add = (process: Process, change: number | undefined) => {
		if (process.pid === worker || change === undefined || !(Math.abs(change) > threshold)) return;
		movers.push({pid: process.pid, name: safeText(process.name), change});
	};
	for (const process of later.values()) {
		const earlier = before.get(process.pid);
		if (isSameProcess(earlier, process) && earlier) add(process, rssChange(earlier, process));
		else add(process, rssOf(process));
	}

	for (const process of before.values()) {
		const rss = rssOf(process);
		if (!isSameProcess(process, later.get(process.pid))) add(process, rss === undefined ? undefined : -rss);
	}

	return movers.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
}

/** Like with like: what ranks lags behind the exact figure by up to some hundred pages. */
function rssChange(before: Process, later: Process): number | undefined {
	const isExact = before.figures?.rss !== undefined && later.figures?.rss !== undefined;
	const from = isExact ? before.figures?.rss : before.rankRss;
	const to = isExact ? later.figures?.rss : later.rankRss;
	return from === undefined || to === undefined ? undefined : to - from;
}
