import type {RegionView} from '../model/region-view.js';
import {outsideText, safeText} from '../safe-text.js';
import {regionJson} from './map-json.js';

/** The columns, which are the members of `regions[]` in `map --json`. */
const columns = [
	...['start', 'end', 'perms', 'offset', 'device', 'inode', 'path', 'type', 'name', 'size', 'rss', 'pss'],
	...['uss', 'sharedClean', 'sharedDirty', 'privateClean', 'privateDirty', 'referenced', 'anonymous'],
	...['lazyFree', 'anonHuge', 'swap', 'swapPss', 'locked', 'kernelPageSize', 'vmFlags'],
] as const;

/** `map --csv`: a head line and a line a region, quoted as RFC 4180 says; what is missing is empty. */
export function* mapCsv(view: RegionView): Generator<string> {
	yield `${columns.join(',')}\n`;
	for (let row = 0; row < view.reading.map.count; row++) {
		const values: Readonly<Record<string, number | string | null>> = regionJson(view, row);
		yield `${columns.map(name => cell(values[name])).join(',')}\n`;
	}
}

function cell(value: number | string | null | undefined): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number') return String(value);
	const safe = safeText(outsideText(value));
	// Blanks at an end belong to a name, and some readers take them away.
	return /[",\n\r]|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
