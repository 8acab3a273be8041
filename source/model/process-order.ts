import type {Process, Sample} from '../platform/platform.js';
import {rawText} from '../safe-text.js';
import {cpuBetween, rssOf} from './process-figures.js';

/** The order of the process list: one column, flat or as a tree. */

export const sortKeys = [
	'pid',
	'user',
	'state',
	'cpu',
	'rss',
	'pss',
	'swap',
	'memoryShare',
	'time',
	'command',
] as const;
export type SortKey = (typeof sortKeys)[number];

export type Sort = {readonly key: SortKey; readonly reverse: boolean};

/** One line of the list. `guide` says for each level above whether more siblings follow there. */
export type ListRow = {readonly process: Process; readonly guide?: readonly boolean[]};

/** Levels that are drawn; a screen has no room for more, and a chain of 30,000 must not cost their square. */
const deepestGuide = 16;

const textKeys: ReadonlySet<SortKey> = new Set(['user', 'state', 'command']);

/** True when the first row of the column's usual order is the smallest: names and pids; figures begin with the largest. */
export function startsWithSmallest(key: SortKey): boolean {
	return key === 'pid' || textKeys.has(key);
}

/**
 * Sorts into a new list. What has no figure comes last, whatever the direction; equals are in order of pid, so
 * that rows don't jump about.
 */
export function sortProcesses(
	processes: Iterable<Process>,
	sort: Sort,
	previous: Sample | undefined,
	sample: Sample,
): Process[] {
	const direction = startsWithSmallest(sort.key) === sort.reverse ? -1 : 1;
	if (textKeys.has(sort.key)) {
		const keyed = [...processes].map(process => ({process, key: textKey(process, sort.key)}));
		return keyed
			.sort((a, b) => compareText(a.key, b.key, direction) || byPid(a.process, b.process))
			.map(row => row.process);
	}
	const figure = figureOf(sort.key, previous, sample);
	const keyed = [...processes].map(process => ({process, key: figure(process)}));
	keyed.sort((a, b) => compareFigures(a.key, b.key, direction) || byPid(a.process, b.process));
	return keyed.map(row => row.process);
}

function byPid(a: Process, b: Process): number {
	return a.pid - b.pid;
}

function textKey(process: Process, key: SortKey): string | undefined {
	switch (key) {
		case 'user':
			return process.facts?.user === undefined ? undefined : rawText(process.facts.user);
		case 'state':
			return process.state;
		default:
			return rawText(process.facts?.command ?? process.name);
	}
}

function compareText(a: string | undefined, b: string | undefined, direction: number): number {
	if (a === b) return 0;
	if (a === undefined) return 1;
	if (b === undefined) return -1;
	return a < b ? -direction : direction;
}

function compareFigures(a: number | undefined, b: number | undefined, direction: number): number {
	if (a === b) return 0;
	if (a === undefined) return 1;
	if (b === undefined) return -1;
	return (a - b) * direction;
}

function figureOf(
	key: SortKey,
	previous: Sample | undefined,
	sample: Sample,
): (process: Process) => number | undefined {
	switch (key) {
		case 'pid':
			return process => process.pid;
		case 'cpu':
			return process => cpuBetween(previous, sample, process);
		case 'pss':
			return process => process.rollup?.pss;
		case 'swap':
			return process => process.figures?.swap;
		case 'time':
			return process => process.cpuTime;
		default:
			return rssOf;
	}
}

/** Parents above their children, siblings in the order of `processes`. Who has no parent in the list is a root. */
export function treeRows(processes: readonly Process[]): ListRow[] {
	const byPid = new Map(processes.map(process => [process.pid, process]));
	const children = new Map<number, Process[]>();
	const roots: Process[] = [];
	for (const process of processes) {
		const parent = byPid.get(process.ppid);
		// A damaged tree may name a process as its own parent.
		if (!parent || parent === process) {
			roots.push(process);
			continue;
		}
		const siblings = children.get(process.ppid);
		if (siblings) siblings.push(process);
		else children.set(process.ppid, [process]);
	}
	const rows: ListRow[] = [];
	const seen = new Set<number>();
	const place = (start: readonly Process[]) => {
		// An own stack: a chain of 30,000 parents must not end in a stack overflow.
		const open = start.map(process => ({process, guide: [] as readonly boolean[]})).reverse();
		for (let next = open.pop(); next; next = open.pop()) {
			if (seen.has(next.process.pid)) continue;
			seen.add(next.process.pid);
			rows.push({process: next.process, guide: next.guide});
			const below = children.get(next.process.pid) ?? [];
			for (let i = below.length - 1; i >= 0; i--) {
				const process = below[i];
				const more = i < below.length - 1;
				if (process) open.push({process, guide: [...next.guide.slice(1 - deepestGuide), more]});
			}
		}
	};
	place(roots);
	// Circles of parents, which only a damaged tree can have, hang below no root.
	if (seen.size < processes.length) place(processes.filter(process => !seen.has(process.pid)));
	return rows;
}
