import type {RegionReading} from '../platform/region-reading.js';
import {type RegionTypes, regionTypes} from './region-types.js';
import {sumOfTotals, type Totals, type TypeTotals, totalsByType} from './totals.js';

/** A reading with what is derived of it once, so that scrolling costs nothing. */
export type RegionView = {
	readonly reading: RegionReading;
	readonly types: RegionTypes;
	readonly byType: readonly TypeTotals[];
	readonly totals: Totals;
};

export function regionView(reading: RegionReading): RegionView {
	const types = regionTypes(reading);
	const byType = totalsByType(reading.map, types);
	return {reading, types, byType, totals: sumOfTotals(byType)};
}
