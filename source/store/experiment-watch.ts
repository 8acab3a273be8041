import type {Observation} from '../model/experiment.js';
import {regionView} from '../model/region-view.js';
import {summedFields, type TypeTotals} from '../model/totals.js';
import type {Platform, Process, Sample} from '../platform/platform.js';

/** What an experiment looks at: the machine, the worker, and the worker's map. */
export type Watch = {
	/**
	 * The machine and the worker now. PSS and USS that were read before `since` (on the sample's monotonic clock)
	 * are left out: they are of another phase.
	 */
	look(pid: number, since: number): Promise<Observation & {readonly processes: ReadonlyMap<number, Process>}>;
	allocator: Platform['allocator'];
	/** The worker's map by type; `undefined` where it can't be read. */
	map(pid: number): Promise<readonly TypeTotals[] | undefined>;
};

/** Long enough for the worker alone: its rollup is read whenever it is due. */
const rollupBudget = 1000;

/** Over a platform that nobody else samples meanwhile. */
export function watchPlatform(platform: Platform, signal: AbortSignal): Watch {
	return {
		async look(pid, since) {
			const wanted = {figures: [pid], rollups: [pid], rollupBudget};
			return observationOf(await platform.sample(wanted), pid, since);
		},
		allocator: () => platform.allocator(),
		async map(pid) {
			const reading = await platform.regions(pid, signal, summedFields);
			return 'map' in reading ? regionView(reading).byType : undefined;
		},
	};
}

function observationOf(sample: Sample, pid: number, since: number) {
	const {at, monotonic, machine, pageSize, processes} = sample;
	const process = processes.get(pid);
	// A zombie has given everything back.
	const isThere = process !== undefined && process.state !== 'Z';
	return {
		at,
		monotonic,
		machine,
		pageSize,
		processes,
		worker: isThere ? figuresOf(process, since) : undefined,
	};
}

function figuresOf({figures, rollup, vsz, minorFaults, majorFaults}: Process, since: number) {
	const fresh = rollup !== undefined && rollup.at >= since ? rollup : undefined;
	return {
		rss: figures?.rss,
		pss: fresh?.pss,
		uss: fresh?.uss,
		vsz,
		swap: figures?.swap,
		minorFaults,
		majorFaults,
	};
}
