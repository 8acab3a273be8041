import {bytesChange, count} from '../format.js';
import type {Figures, MapChange, RegionChange} from '../model/region-change.js';
import {regionAt} from '../model/regions.js';
import {safeText} from '../safe-text.js';
import type {MapSource} from './map-source.js';
import {titleOf} from './map-text.js';
import {type TableColumn, tableText} from './output.js';

/** What `memtui diff` prints: what was compared, the types that changed, and the regions, the largest change first. */
export function diffText(a: MapSource, b: MapSource, change: MapChange): string {
	return [
		`A  ${sideLine(a)}\nB  ${sideLine(b)}\n`,
		typesText(change),
		...(change.regions === undefined || change.regions.length > 0 ? [regionsText(a, b, change)] : []),
	].join('\n');
}

function sideLine(source: MapSource): string {
	const {at, reason, process} = source.view.reading;
	const named = source.file === undefined || process.pid === 0 ? '' : ', saved';
	return `${titleOf(source)}${named} (${new Date(at).toISOString()})${reason === undefined ? '' : `; ${reason}`}`;
}

type Named = Figures & {readonly name: string};

const figures: readonly TableColumn<Figures>[] = [
	{head: 'SIZE', align: 'right', text: row => bytesChange(row.size)},
	{head: 'RSS', align: 'right', text: row => bytesChange(row.rss)},
	{head: 'PSS', align: 'right', text: row => bytesChange(row.pss)},
	{head: 'DIRTY', align: 'right', text: row => bytesChange(row.dirty)},
	{head: 'SWAP', align: 'right', text: row => bytesChange(row.swap)},
];

function typesText({types, unchangedTypes, totals}: MapChange): string {
	if (types.length === 0) return 'nothing changed\n';
	const table = tableText<Named>(
		[
			{head: 'TYPE', align: 'left', text: row => row.name},
			{head: 'COUNT', align: 'right', text: row => countChange(row.count)},
			...figures,
		],
		[...types.map(row => ({...row, name: row.type})), {...totals, name: 'total'}],
	);
	if (unchangedTypes === 0) return table;
	return `${table}${count(unchangedTypes)} ${unchangedTypes === 1 ? 'type' : 'types'} unchanged\n`;
}

const words = {added: 'new', removed: 'gone', changed: 'changed'} as const;

function regionsText(a: MapSource, b: MapSource, {regions, matched}: MapChange): string {
	if (regions === undefined) return "regions of programs that have no file in common can't be matched\n";
	const table = tableText<RegionChange>(
		[
			{head: 'REGION', align: 'left', text: row => words[row.kind]},
			{head: 'ADDRESS', align: 'right', text: row => addressOf(a, b, row)},
			...figures.map(({head, align, text}) => ({
				head,
				align,
				text: (row: RegionChange) => text(row.change),
			})),
			{head: 'TYPE', align: 'left', text: row => row.type},
			{head: 'MAPPING', align: 'left', text: row => (row.name === undefined ? '' : safeText(row.name))},
		],
		regions,
	);
	return `${table}matched ${matched === 'by address' ? 'by address: one process' : 'by mapping, offset, permissions and order'}\n`;
}

/** Where it is in B; what is gone, where it was in A. */
function addressOf(a: MapSource, b: MapSource, {after, before}: RegionChange): string {
	const [source, rows] = after.length > 0 ? [b, after] : [a, before];
	return regionAt(source.view.reading.map, rows[0] ?? 0).start;
}

function countChange(value: number): string {
	return value > 0 ? `+${count(value)}` : value < 0 ? `-${count(-value)}` : '0';
}
