import type {Wanted} from '../platform/platform.js';
import {shownProcesses} from './list.js';
import type {State} from './state.js';

/** Shares of the refresh interval that may go into PSS: keeping it fresh, filling rows that have none, all rows. */
const rollupShares = {fresh: 0.0015, missing: 0.006, all: 0.05};
const leastRollupBudget = 1;

/** What the screen needs of the next sample. */
export function wantedBy(state: State): Wanted {
	const {list} = state;
	const {sort, filter} = list;
	const shown = shownProcesses(list, 0).map(process => process.pid);
	const near = shownProcesses(list, Math.min(list.height, 40)).map(process => process.pid);
	const extra = [process.pid, ...workerPids(state)];
	const needsAllRollups = sort.key === 'pss' || filter.needsRollups;
	return {
		figures: [...new Set([...near, ...extra])],
		facts: filter.needsFacts || sort.key === 'user' || sort.key === 'command' ? 'all' : undefined,
		swap: filter.needsSwap || sort.key === 'swap' ? 'all' : undefined,
		rollups: needsAllRollups ? [...new Set([...shown, ...(state.sample?.processes.keys() ?? [])])] : shown,
		rollupBudget: rollupBudget(state, needsAllRollups),
	};
}

function rollupBudget({list, interval, sample}: State, needsAll: boolean): number {
	// The first frame doesn't wait for PSS.
	if (!sample) return 0;
	const isMissing = shownProcesses(list, 0).some(process => !process.rollup);
	const share = needsAll ? rollupShares.all : isMissing ? rollupShares.missing : rollupShares.fresh;
	return Math.max(leastRollupBudget, interval * share);
}

/** True when rows are on the screen of which nothing but the ranking is known yet. */
export function lacksFigures(state: State): boolean {
	return shownProcesses(state.list, 0).some(
		process => process.figures === undefined || process.facts === undefined,
	);
}

export function workerPids(state: State): readonly number[] {
	return state.workers.flatMap(worker =>
		worker.pid === undefined || worker.phase === 'ended' ? [] : [worker.pid],
	);
}
