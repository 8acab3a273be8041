import {missing} from '../format.js';
import {figureColumn} from '../model/region-figures.js';
import type {RegionMap} from '../platform/region-reading.js';
import {type OutsideText, outsideText, rawText, safeText} from '../safe-text.js';
import type {MapSource} from './map-source.js';
import {kibibytes, pmapTitle} from './pmap-words.js';

/** Fields of the kernel that `-X` leaves out (`-XX` of pmap shows them). */
const leftOut = new Set([
	...['AnonHugePages', 'KernelPageSize', 'MMUPageSize'],
	...['Shared_Clean', 'Shared_Dirty', 'Private_Clean', 'Private_Dirty'],
]);
/** So many bytes of a path does pmap keep, and of these it shows what follows the last slash. */
const keptBytes = 127;

/** A column: as wide as its name, its cells or its total. */
type Column = {
	readonly head: string;
	readonly width: number;
	readonly cell: (row: number) => string;
};

type Field = Column & {readonly total: string};

/** What `pmap -X PID` of procps 4 prints (pmap(1)): the fields that this kernel gives, KiB, and totals. */
export function* detailText(source: MapSource): Generator<string> {
	const {map} = source.view.reading;
	yield pmapTitle(source);
	if (map.count === 0) return;
	const fields = fieldsOf(map);
	const places = placesOf(map);
	const columns = [...places, ...fields];
	yield `${columns.map(({head, width}) => head.padStart(width)).join(' ')} Mapping\n`;
	const names = map.path.list.map(mappingName);
	for (let row = 0; row < map.count; row++) {
		let line = '';
		for (const {cell, width} of columns) line += `${cell(row).padStart(width)} `;
		yield `${line}${names[map.path.index[row] ?? 0] ?? ''}\n`;
	}

	const gap = ' '.repeat(places.reduce((sum, {width}) => sum + width + 1, 0));
	yield `${gap}${fields.map(({width}) => '='.repeat(width)).join(' ')} \n`;
	yield `${gap}${fields.map(({total, width}) => total.padStart(width)).join(' ')} KB \n`;
}

/** Where each region is. */
function placesOf(map: RegionMap): readonly Column[] {
	const hex = (value: bigint | undefined) => (value ?? 0n).toString(16).padStart(8, '0');
	return [
		place('Address', map, row => hex(map.start[row])),
		place('Perm', map, row => map.perms.list[map.perms.index[row] ?? -1] ?? ''),
		place('Offset', map, row => hex(map.offset[row])),
		place('Device', map, row => map.device.list[map.device.index[row] ?? -1] ?? ''),
		place('Inode', map, row => String(map.inode[row] ?? 0n)),
	];
}

function place(head: string, {count}: RegionMap, cell: (row: number) => string): Column {
	let width = head.length;
	for (let row = 0; row < count; row++) width = Math.max(width, cell(row).length);
	return {head, width, cell};
}

/** Of a saved maps, which has no fields, the size and what would be most missed. */
function fieldsOf(map: RegionMap): readonly Field[] {
	if (map.fields.size === 0)
		return [fieldOf('Size', figureColumn(map, 'size')), fieldOf('Rss', undefined), fieldOf('Pss', undefined)];
	return [...map.fields]
		.filter(([name]) => !leftOut.has(name))
		.map(([name, values]) => fieldOf(name, values, !isSize(values)));
}

/** Sizes are whole KiB; flags and keys (THPeligible, ProtectionKey) are small numbers without a unit. */
function isSize(values: Float64Array): boolean {
	return values.every(value => value % 1024 === 0 || Number.isNaN(value));
}

function fieldOf(head: string, values: Float64Array | undefined, isNumber = false): Field {
	const text = isNumber ? numberText : kibibytes;
	const sum = values?.reduce((total, value) => total + (value || 0), 0);
	const total = text(sum);
	const width = Math.max(head.length, total.length);
	let last: number | undefined;
	let lastText = text(undefined);
	const cell = (row: number) => {
		const value = values?.[row];
		if (value !== last) {
			last = value;
			lastText = text(value);
		}

		return lastText;
	};
	return {head, width, cell, total};
}

function numberText(value: number | undefined): string {
	return value === undefined || Number.isNaN(value) ? missing : String(value);
}

function mappingName(path: OutsideText | undefined): string {
	if (path === undefined) return '';
	const kept = Buffer.from(rawText(path)).subarray(0, keptBytes).toString();
	return safeText(outsideText(kept.slice(kept.lastIndexOf('/') + 1)));
}
