import type {ExperimentRun, FigureName, Observation} from './experiment.js';
import {machineFigureNames, processFigureNames} from './experiment.js';
import {memoryFigures, swapFigures} from './memory.js';

/** Every figure in the order of the report. */
export const figureNames: readonly FigureName[] = [...machineFigureNames, ...processFigureNames];

export type Figures = Readonly<Record<FigureName, number | undefined>>;

/** The figures of one look, in bytes; the process figures are the worker's whole ones. */
export function figuresAt({machine, worker}: Observation): Figures {
	const memory = memoryFigures(machine);
	return {
		used: memory.used,
		free: memory.free,
		available: memory.available,
		buffCache: memory.buffCache,
		shared: memory.shared,
		committed: memory.committed,
		swap: swapFigures(machine).used,
		pageTables: machine.kind === 'linux' ? machine.meminfo.PageTables : undefined,
		vsz: worker?.vsz,
		rss: worker?.rss,
		pss: worker?.pss,
		uss: worker?.uss,
	};
}

/** The three looks that are compared; each is missing where nothing was seen of it. */
export type Moments = {
	readonly before: Observation | undefined;
	readonly during: Observation | undefined;
	readonly after: Observation | undefined;
	/** True where it never held all: `during` is the last look while it grew. */
	readonly isPartial: boolean;
};

/** The last look of each part; of those that show the worker, as it may end between a reading and the next. */
export function momentsOf(run: ExperimentRun): Moments {
	const isPartial = run.during.length === 0;
	return {
		before: lastWithWorker(run.quiet),
		during: lastWithWorker(isPartial ? run.growth : run.during),
		after: run.after.at(-1),
		isPartial,
	};
}

function lastWithWorker(looks: readonly Observation[]): Observation | undefined {
	return looks.findLast(({worker}) => worker !== undefined) ?? looks.at(-1);
}

/**
 * Bytes that stood touched at `during`. Growth goes on after the last look at it: what is resident or swapped then,
 * above the start, is as much as could have been seen. Through a descriptor nothing tells but the worker's word.
 */
export function touchedAt(run: ExperimentRun, {before, during, isPartial}: Moments): number {
	const {kind, bytes} = run.order;
	if (kind === 'reserve') return run.touched;
	if (!isPartial) return bytes;
	if (kind === 'shared' || kind === 'file') return run.touched;
	const start = before?.worker?.rss ?? run.baseline.rss;
	const rss = during?.worker?.rss;
	if (rss === undefined) return run.touched;
	const swapped = (during?.worker?.swap ?? 0) - (before?.worker?.swap ?? 0);
	return Math.max(0, Math.min(run.touched, rss + swapped - start));
}

/** What the worker's own figures were at its start; every process figure of the report is above this. */
export function startOf(run: ExperimentRun, {before}: Moments): Figures | undefined {
	const seen = before && figuresAt(before);
	if (!seen) return undefined;
	return {...seen, vsz: seen.vsz ?? run.baseline.vsz, rss: seen.rss ?? run.baseline.rss};
}
