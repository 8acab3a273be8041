import {type RegionType, regionName} from '../model/region-types.js';
import type {RegionView} from '../model/region-view.js';
import {regionAt} from '../model/regions.js';
import type {Totals} from '../model/totals.js';
import type {Process} from '../platform/platform.js';
import {rawText, safeJson} from '../safe-text.js';
import {orNull} from './output.js';

/** The object of `map --json` (contracts). Bytes. */
export type MapJson = ReturnType<typeof headJson> & {
	readonly regions: ReadonlyArray<ReturnType<typeof regionJson>>;
} & ReturnType<typeof sumsJson>;

/** The text of a {@link MapJson}, a region at a time: of a large map the whole object would be hundreds of MB. */
export function* mapJsonText(view: RegionView): Generator<string> {
	const text = safeJson({...headJson(view), regions: [], ...sumsJson(view)}, 2);
	const {count} = view.reading.map;
	// No text within the object can look like this: there a line feed is escaped.
	const mark = '\n  "regions": [';
	const place = text.indexOf(mark) + mark.length;
	yield text.slice(0, place);
	for (let row = 0; row < count; row++) {
		const region = safeJson(regionJson(view, row), 2).replaceAll('\n', '\n    ');
		yield `${row === 0 ? '' : ','}\n    ${region}`;
	}

	yield `${count === 0 ? '' : '\n  '}${text.slice(place)}\n`;
}

function headJson({reading}: RegionView) {
	return {
		...processJson(reading.process),
		time: new Date(reading.at).toISOString(),
		platform: 'linux',
		complete: reading.map.complete,
		reason: orNull(reading.reason),
	};
}

function sumsJson(view: RegionView) {
	return {types: view.byType.map(totalsJson), totals: totalsJson(view.totals)};
}

/** Whose map it is: all `null` for a saved text, of which nobody knows. */
export function processJson(process: Process) {
	if (process.pid === 0) return {pid: null, name: null, command: null, startTime: null};
	const name = rawText(process.name);
	return {
		pid: process.pid,
		name,
		command: process.facts?.command === undefined ? `[${name}]` : rawText(process.facts.command),
		startTime: process.startTime === undefined ? null : new Date(process.startTime).toISOString(),
	};
}

export function typeOf(view: RegionView, row: number): RegionType {
	return view.types.list[view.types.index[row] ?? -1] ?? 'other';
}

/** The members of an element of `regions`, in their order: those of the JSON and the columns of the CSV. */
export function regionJson(view: RegionView, row: number) {
	const {map} = view.reading;
	const region = regionAt(map, row);
	const type = typeOf(view, row);
	const name = regionName(map, row, type);
	return {
		start: region.start,
		end: region.end,
		perms: region.perms,
		offset: region.offset,
		device: region.device,
		inode: region.inode,
		path: region.path === undefined ? null : rawText(region.path),
		type,
		name: name === undefined ? null : rawText(name),
		size: region.size,
		rss: orNull(region.rss),
		pss: orNull(region.pss),
		uss: orNull(region.uss),
		sharedClean: orNull(region.sharedClean),
		sharedDirty: orNull(region.sharedDirty),
		privateClean: orNull(region.privateClean),
		privateDirty: orNull(region.privateDirty),
		referenced: orNull(region.referenced),
		anonymous: orNull(region.anonymous),
		lazyFree: orNull(region.lazyFree),
		anonHuge: orNull(region.anonHuge),
		swap: orNull(region.swap),
		swapPss: orNull(region.swapPss),
		locked: orNull(region.locked),
		kernelPageSize: orNull(region.kernelPageSize),
		vmFlags: orNull(region.vmFlags),
	};
}

/** A row of `types`, or `totals`. */
export function totalsJson(row: Totals & {readonly type?: RegionType}) {
	return {
		...(row.type !== undefined && {type: row.type}),
		count: row.count,
		size: orNull(row.size),
		rss: orNull(row.rss),
		pss: orNull(row.pss),
		uss: orNull(row.uss),
		dirty: orNull(row.dirty),
		swap: orNull(row.swap),
	};
}
