import {type MapChange, mapChange} from '../model/region-change.js';
import type {RegionView} from '../model/region-view.js';

/** Marked readings of a map, and what changed since. */

/** A reading of 60,000 regions is 15 MB: few of those are kept, and more of small ones. */
const mostRegionsMarked = 150_000;
const mostMarks = 9;

/** The newest first; the oldest go when there are too many. */
export function withMark(marks: readonly RegionView[], view: RegionView): readonly RegionView[] {
	const kept = [view];
	let regions = view.reading.map.count;
	for (const mark of marks) {
		// The same reading marked twice is one mark.
		if (mark === view) continue;
		regions += mark.reading.map.count;
		if (kept.length >= mostMarks || regions > mostRegionsMarked) break;
		kept.push(mark);
	}
	return kept;
}

export function mapDifference(
	since: RegionView,
	now: RegionView,
): {readonly since: RegionView; readonly what: MapChange} {
	return {since, what: mapChange(since, now)};
}
