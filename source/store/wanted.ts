import type {Wanted} from '../platform/platform.js';
import {shownProcesses} from './list.js';
import type {State} from './state.js';

/** Share of the refresh interval that may go into PSS. */
const rollupShare = 0.0015;
const leastRollupBudget = 1;
/** When the order or the filter asks for the PSS of all. */
const allRollupShare = 0.05;

/** What the screen needs of the next sample. */
export function wantedBy(state: State): Wanted {
	const {list} = state;
	const {sort, filter} = list;
	const shown = shownProcesses(list, 0).map(process => process.pid);
	const near = shownProcesses(list, Math.min(list.height, 40)).map(process => process.pid);
	const extra = [process.pid, ...workerPids(state)];
	const needsAllRollups = sort.key === 'pss' || filter.needsRollups;
	const everything = state.sample ? [...state.sample.processes.keys()] : [];
	return {
		figures: [...new Set([...near, ...extra])],
		facts: filter.needsFacts || sort.key === 'user' || sort.key === 'command' ? 'all' : undefined,
		swap: filter.needsSwap || sort.key === 'swap' ? 'all' : undefined,
		rollups: needsAllRollups ? [...new Set([...shown, ...everything])] : shown,
		rollupBudget: Math.max(
			leastRollupBudget,
			state.interval * (needsAllRollups ? allRollupShare : rollupShare),
		),
	};
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
