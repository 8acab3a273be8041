import {bytes, count, left, right} from '../../format.js';
import type {RegionType} from '../../model/region-types.js';
import type {RegionView} from '../../model/region-view.js';
import {dirtyOf, type Region, regionAt} from '../../model/regions.js';
import type {Totals} from '../../model/totals.js';
import {mappingText, marked, markerWidth, type RegionLook, type Tint, typeOf} from './look.js';

/** A line a region: address, figures, type and mapping. Pure. */

type Cell = {readonly region: Region; readonly type: RegionType; readonly dirty: number | undefined};

type Column = {
	readonly head: string;
	readonly width: number;
	/** Taken in this order while the mapping keeps its room; 0 is always there. */
	readonly rank: number;
	readonly align: (text: string, width: number, mark?: string) => string;
	readonly text: (cell: Cell, mark: string) => string;
	readonly total: (totals: Totals) => string;
};

function figure(
	head: string,
	rank: number,
	of: (cell: Cell) => number | undefined,
	total: (totals: Totals) => number | undefined,
): Column {
	return {
		head,
		rank,
		width: 5,
		align: right,
		text: cell => bytes(of(cell)),
		total: totals => bytes(total(totals)),
	};
}

const none = () => '';

const addressWidth = 12;

/** `[vsyscall]` alone has 16 digits: its ends tell it. */
export function shortAddress(address: string, mark: string): string {
	return address.length <= addressWidth ? address : `${address.slice(0, 5)}${mark}${address.slice(-6)}`;
}

const columns: readonly Column[] = [
	{
		head: 'ADDRESS',
		width: addressWidth,
		rank: 0,
		align: right,
		text: ({region}, mark) => shortAddress(region.start, mark),
		total: () => 'total'.padEnd(addressWidth),
	},
	figure(
		'SIZE',
		0,
		({region}) => region.size,
		totals => totals.size,
	),
	figure(
		'RSS',
		0,
		({region}) => region.rss,
		totals => totals.rss,
	),
	figure(
		'PSS',
		4,
		({region}) => region.pss,
		totals => totals.pss,
	),
	figure(
		'DIRTY',
		3,
		({dirty}) => dirty,
		totals => totals.dirty,
	),
	figure(
		'SWAP',
		5,
		({region}) => region.swap,
		totals => totals.swap,
	),
	{head: 'PERMS', width: 5, rank: 2, align: left, text: ({region}) => region.perms, total: none},
	{head: 'TYPE', width: 14, rank: 1, align: left, text: ({type}) => type, total: none},
];

const leastMapping = 12;

function fitColumns(width: number): {readonly shown: readonly Column[]; readonly mapping: number} {
	const chosen = new Set(columns.filter(column => column.rank === 0));
	const rest = () => width - markerWidth - [...chosen].reduce((sum, column) => sum + column.width + 1, 0);
	for (const column of [...columns].sort((a, b) => a.rank - b.rank)) {
		if (rest() - column.width - 1 >= leastMapping) chosen.add(column);
	}
	return {shown: columns.filter(column => chosen.has(column)), mapping: Math.max(0, rest())};
}

export function listHead({theme, columns: width}: RegionLook): string {
	const {shown, mapping} = fitColumns(width);
	const heads = shown.map(column => column.align(column.head, column.width, ''));
	return theme.paint.head(`  ${heads.join(' ')} ${left('MAPPING', mapping, '')}`);
}

export function listLine(
	view: RegionView,
	index: number,
	isSelected: boolean,
	look: RegionLook,
	tint: Tint | undefined,
): string {
	const {shown, mapping} = fitColumns(look.columns);
	const mark = look.theme.glyphs.ellipsis;
	const {map} = view.reading;
	const cell = {region: regionAt(map, index), type: typeOf(view, index), dirty: dirtyOf(map, index)};
	const cells = shown.map(column => column.align(column.text(cell, mark), column.width, mark));
	const name = left(mappingText(view, index, mapping, mark), mapping, '');
	return marked(`${cells.join(' ')} ${name}`, isSelected, look, tint);
}

/** The sums of all regions, each under its column; of those that are shown when there is a filter. */
export function listTotal(totals: Totals, {theme, columns: width}: RegionLook): string {
	const {shown, mapping} = fitColumns(width);
	const cells = shown.map(column => column.align(column.total(totals), column.width));
	const rest = left(`${count(totals.count)} regions`, mapping, theme.glyphs.ellipsis);
	return theme.paint.title(`  ${cells.join(' ')} ${rest}`);
}
