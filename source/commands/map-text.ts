import {bytes, count} from '../format.js';
import {type RegionType, regionName} from '../model/region-types.js';
import type {RegionView} from '../model/region-view.js';
import {type Region, regionAt} from '../model/regions.js';
import type {Totals} from '../model/totals.js';
import {outsideText, safeText} from '../safe-text.js';
import {typeOf} from './map-json.js';
import type {MapSource} from './map-source.js';
import {type TableColumn, tableText} from './output.js';

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
export function mapText(source: MapSource): string {
	const {view} = source;
	const {reason, map} = view.reading;
	const head = `${titleOf(source)}\n`;
	if (map.count === 0) return `${head}${reason ?? 'no regions'}\n`;
	return `${head}\n${typeTable(view)}${reason === undefined ? '' : `${reason}\n`}\n${regionTable(view)}`;
}

/** `map --summary`: a line a type and the total. */
export function summaryText(view: RegionView): string {
	const {reason} = view.reading;
	return `${typeTable(view)}${reason === undefined ? '' : `${reason}\n`}`;
}

/** PID and command; of a saved text, whose process nobody knows, the file. */
export function titleOf({view, file}: Pick<MapSource, 'view' | 'file'>): string {
	const {process} = view.reading;
	if (process.pid === 0) return safeText(outsideText(file ?? ''));
	const command = process.facts?.command;
	return `${process.pid}: ${command === undefined ? `[${safeText(process.name)}]` : safeText(command)}`;
}

function typeTable(view: RegionView): string {
	return tableText(figures, [
		...view.byType.map(row => ({...row, name: row.type})),
		{...view.totals, name: 'total'},
	]);
}

type Row = {readonly region: Region; readonly type: RegionType; readonly mapping: string};

/** All regions, in the order of their types, then of address. */
function regionTable(view: RegionView): string {
	const {map} = view.reading;
	const rank = new Map(view.byType.map((row, i) => [row.type, i]));
	const ranks = Uint8Array.from({length: map.count}, (_, row) => rank.get(typeOf(view, row)) ?? 0);
	const order = Uint32Array.from({length: map.count}, (_, row) => row);
	order.sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b);
	return tableText<Row>(
		[
			{head: 'TYPE', align: 'left', text: row => row.type},
			{head: 'ADDRESS', align: 'right', text: row => row.region.start},
			{head: 'PERMS', align: 'left', text: row => row.region.perms},
			{head: 'SIZE', align: 'right', text: row => bytes(row.region.size)},
			{head: 'RSS', align: 'right', text: row => bytes(row.region.rss)},
			{head: 'PSS', align: 'right', text: row => bytes(row.region.pss)},
			{head: 'MAPPING', align: 'left', text: row => row.mapping},
		],
		Array.from(order, row => rowOf(view, row)),
	);
}

function rowOf(view: RegionView, row: number): Row {
	const {map} = view.reading;
	const type = typeOf(view, row);
	const name = regionName(map, row, type);
	return {region: regionAt(map, row), type, mapping: name === undefined ? '' : safeText(name)};
}
