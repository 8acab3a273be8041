import {bytes, count} from '../format.js';
import {type RegionType, regionName} from '../model/region-types.js';
import {type RegionView, regionView} from '../model/region-view.js';
import {regionAt} from '../model/regions.js';
import type {Totals, TypeTotals} from '../model/totals.js';
import {rawText, safeText} from '../safe-text.js';
import {cannotRead, noSuchProcess, notReadable} from './errors.js';
import {type CommonOptions, openPlatform, readPid} from './options.js';
import {orNull, print, printJson, type TableColumn, tableText} from './output.js';

type Options = CommonOptions & {readonly json?: boolean};

/** `memtui map PID`: the regions of a process, by type. */
export async function map(given: string, options: Options): Promise<void> {
	const pid = readPid(given);
	const platform = openPlatform(options);
	try {
		const outcome = await platform.regions(pid, new AbortController().signal);
		if ('failure' in outcome) {
			if (outcome.failure === 'gone') throw noSuchProcess(pid);
			if (outcome.failure === 'denied') throw notReadable(outcome.message);
			throw cannotRead(outcome.message);
		}
		const view = regionView(outcome);
		if (options.json) printJson(mapJson(view));
		else print(mapText(view));
	} finally {
		platform.close();
	}
}

/** The object of `map --json` (contracts). Bytes. */
export function mapJson(view: RegionView) {
	const {reading} = view;
	const {process, map: regions} = reading;
	const name = rawText(process.name);
	return {
		pid: process.pid,
		name,
		command: process.facts?.command === undefined ? `[${name}]` : rawText(process.facts.command),
		startTime: process.startTime === undefined ? null : new Date(process.startTime).toISOString(),
		time: new Date(reading.at).toISOString(),
		platform: 'linux',
		complete: regions.complete,
		reason: orNull(reading.reason),
		regions: Array.from({length: regions.count}, (_, i) => regionJson(view, i)),
		types: view.byType.map(totalsJson),
		totals: totalsJson(view.totals),
	};
}

function typeOf(view: RegionView, index: number): RegionType {
	return view.types.list[view.types.index[index] ?? -1] ?? 'other';
}

function regionJson(view: RegionView, index: number) {
	const {map: regions} = view.reading;
	const region = regionAt(regions, index);
	const type = typeOf(view, index);
	const name = regionName(regions, index, type);
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

function totalsJson(row: Totals & {readonly type?: RegionType}) {
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

type Line = Totals & {readonly name: string};

const figures: readonly TableColumn<Line>[] = [
	{head: 'TYPE', align: 'left', text: row => row.name},
	{head: 'COUNT', align: 'right', text: row => count(row.count)},
	{head: 'SIZE', align: 'right', text: row => bytes(row.size)},
	{head: 'RSS', align: 'right', text: row => bytes(row.rss)},
	{head: 'PSS', align: 'right', text: row => bytes(row.pss)},
	{head: 'USS', align: 'right', text: row => bytes(row.uss)},
	{head: 'DIRTY', align: 'right', text: row => bytes(row.dirty)},
	{head: 'SWAP', align: 'right', text: row => bytes(row.swap)},
];

/** The readable listing: a line a type, largest first, a total that adds up, then each type's regions. */
export function mapText(view: RegionView): string {
	const {process, reason, map: regions} = view.reading;
	const command = process.facts?.command;
	const head = `${process.pid}: ${command === undefined ? `[${safeText(process.name)}]` : safeText(command)}\n`;
	if (regions.count === 0) return `${head}${reason ?? 'no regions'}\n`;
	const lines: Line[] = [
		...view.byType.map((row: TypeTotals) => ({...row, name: row.type})),
		{...view.totals, name: 'total'},
	];
	const note = reason === undefined ? '' : `${reason}\n`;
	return `${head}\n${tableText(figures, lines)}${note}\n${regionTable(view)}`;
}

type Row = {readonly index: number; readonly type: RegionType};

/** All regions, in the order of their types, then of address. */
function regionTable(view: RegionView): string {
	const {map: regions} = view.reading;
	const rank = new Map(view.byType.map((row, i) => [row.type, i]));
	const rows: Row[] = Array.from({length: regions.count}, (_, index) => ({index, type: typeOf(view, index)}));
	rows.sort((a, b) => (rank.get(a.type) ?? 0) - (rank.get(b.type) ?? 0) || a.index - b.index);
	return tableText<Row>(
		[
			{head: 'TYPE', align: 'left', text: row => row.type},
			{head: 'ADDRESS', align: 'right', text: row => regionAt(regions, row.index).start},
			{head: 'PERMS', align: 'left', text: row => regionAt(regions, row.index).perms},
			{head: 'SIZE', align: 'right', text: row => bytes(regionAt(regions, row.index).size)},
			{head: 'RSS', align: 'right', text: row => bytes(regionAt(regions, row.index).rss)},
			{head: 'PSS', align: 'right', text: row => bytes(regionAt(regions, row.index).pss)},
			{head: 'MAPPING', align: 'left', text: row => mappingOf(view, row)},
		],
		rows,
	);
}

function mappingOf(view: RegionView, {index, type}: Row): string {
	const name = regionName(view.reading.map, index, type);
	return name === undefined ? '' : safeText(name);
}
