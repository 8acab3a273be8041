import {memoryFigures} from '../model/memory.js';
import {isSameProcess} from '../model/process-figures.js';
import {regionView} from '../model/region-view.js';
import type {Sample} from '../platform/platform.js';
import {remember} from './history.js';
import {arrange} from './list.js';
import type {MapOutcome} from './map-reader.js';
import type {RegionState} from './region-state.js';
import {applyFailure, applyReading} from './region-state.js';
import type {Cost, State} from './state.js';
import {observe} from './workers.js';

/** What the poller brings, as pure changes of the state. */

/** What one refresh brings: one change, so that it is one frame. */
export type Tick = {
	readonly sample: Sample;
	readonly workerCpu: ReadonlyMap<number, number>;
	readonly cost: Cost | undefined;
	readonly map: MapOutcome | undefined;
};

export function tickChange(state: State, tick: Tick): Partial<State> {
	const {sample, workerCpu} = tick;
	const {used, available} = memoryFigures(sample.machine);
	return {
		sample,
		previous: state.sample,
		history: remember(state.history, {at: sample.at, used, available}),
		cost: tick.cost,
		list: arrange(state.list, state.sample, sample),
		regions: withMap({...state, sample}, tick.map),
		workers: state.workers.map(worker => observe(worker, sample, workerCpu)),
		...newTrouble(state.sample, sample),
	};
}

/** A source that fails is told once, not at every tick. */
function newTrouble(before: Sample | undefined, now: Sample): Partial<State> {
	const trouble = now.troubles.find(text => !before?.troubles.includes(text));
	return trouble === undefined ? {} : {notice: {text: trouble, isError: true}};
}

/** The last sweep with more read of some rows. */
export function lookChange(state: State, sample: Sample): Partial<State> {
	return {sample, list: arrange(state.list, state.previous, sample)};
}

/** A map, or why there is none; what belongs to another process by now is none of the mapped one's. */
export function withMap(
	{regions, sample, regionHeight}: State,
	found: MapOutcome | undefined,
): RegionState | undefined {
	if (!regions || !found) return regions;
	const {outcome, pace} = found;
	const at = sample?.at ?? 0;
	if ('failure' in outcome) return applyFailure(regions, outcome, at);
	// What has had regions and has none is ending, or has ended and waits for its parent to take note.
	const isOver = outcome.map.count === 0 && regions.view !== undefined && regions.view.reading.map.count > 0;
	if (isSameProcess(regions.process, outcome.process) && !isOver) {
		return applyReading(regions, regionView(outcome), pace, regionHeight);
	}
	return applyFailure(regions, {failure: 'gone', message: 'it ended'}, at);
}
