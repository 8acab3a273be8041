import {bar} from '../../components/meter.js';
import {bytes, count, left, right, width as widthOf} from '../../format.js';
import {type RegionType, regionName} from '../../model/region-types.js';
import type {RegionRow, RegionView} from '../../model/region-view.js';
import {type Region, regionAt} from '../../model/regions.js';
import type {Totals, TypeTotals} from '../../model/totals.js';
import {safeText} from '../../safe-text.js';
import type {Theme} from '../../theme.js';

/** The lines of the region pane, each exactly `columns` wide. Pure. */

export type RegionLook = {readonly theme: Theme; readonly columns: number; readonly isFocused: boolean};

type ListColumn = {
	readonly head: string;
	readonly width: number;
	/** Taken in this order while the mapping keeps its room; 0 is always there. */
	readonly rank: number;
	readonly align: (text: string, width: number, mark?: string) => string;
	readonly text: (region: Region, type: RegionType) => string;
	readonly total?: (totals: Totals) => number | undefined;
};

const dirty = (region: Region): number | undefined =>
	region.sharedDirty === undefined && region.privateDirty === undefined
		? undefined
		: (region.sharedDirty ?? 0) + (region.privateDirty ?? 0);

const listColumns: readonly ListColumn[] = [
	{head: 'ADDRESS', width: 12, rank: 0, align: right, text: region => region.start},
	{
		head: 'SIZE',
		width: 5,
		rank: 0,
		align: right,
		text: region => bytes(region.size),
		total: totals => totals.size,
	},
	{
		head: 'RSS',
		width: 5,
		rank: 0,
		align: right,
		text: region => bytes(region.rss),
		total: totals => totals.rss,
	},
	{
		head: 'PSS',
		width: 5,
		rank: 4,
		align: right,
		text: region => bytes(region.pss),
		total: totals => totals.pss,
	},
	{
		head: 'DIRTY',
		width: 5,
		rank: 3,
		align: right,
		text: region => bytes(dirty(region)),
		total: totals => totals.dirty,
	},
	{
		head: 'SWAP',
		width: 5,
		rank: 5,
		align: right,
		text: region => bytes(region.swap),
		total: totals => totals.swap,
	},
	{head: 'PERMS', width: 5, rank: 2, align: left, text: region => region.perms},
	{head: 'TYPE', width: 14, rank: 1, align: left, text: (_, type) => type},
];

const leastMapping = 12;
const markerWidth = 2;

function fitListColumns(width: number): {readonly shown: readonly ListColumn[]; readonly mapping: number} {
	const chosen = new Set(listColumns.filter(column => column.rank === 0));
	const rest = () => width - markerWidth - [...chosen].reduce((sum, column) => sum + column.width + 1, 0);
	for (const column of [...listColumns].sort((a, b) => a.rank - b.rank)) {
		if (rest() - column.width - 1 >= leastMapping) chosen.add(column);
	}
	return {shown: listColumns.filter(column => chosen.has(column)), mapping: Math.max(0, rest())};
}

/** Address, figures, type and mapping of each region. */
export function regionListHead({theme, columns}: RegionLook): string {
	const {shown, mapping} = fitListColumns(columns);
	const heads = shown.map(column => column.align(column.head, column.width, ''));
	return theme.paint.head(`  ${heads.join(' ')} ${left('MAPPING', mapping, '')}`);
}

export function regionLine(view: RegionView, index: number, isSelected: boolean, look: RegionLook): string {
	const {theme, columns} = look;
	const {shown, mapping} = fitListColumns(columns);
	const region = regionAt(view.reading.map, index);
	const type = typeOf(view, index);
	const cells = shown.map(column =>
		column.align(column.text(region, type), column.width, theme.glyphs.ellipsis),
	);
	const name = regionName(view.reading.map, index, type);
	const line = `${cells.join(' ')} ${left(endOf(name === undefined ? '' : safeText(name), mapping, theme.glyphs.ellipsis), mapping, '')}`;
	return marked(line, isSelected, look);
}

/** A path's end tells more than its beginning: the beginning is what is left out. */
function endOf(text: string, columns: number, mark: string): string {
	if (widthOf(text) <= columns) return text;
	const characters = [...text];
	let used = 1;
	let from = characters.length;
	while (from > 0) {
		used += widthOf(characters[from - 1] ?? '');
		if (used > columns) break;
		from--;
	}
	return mark + characters.slice(from).join('');
}

function typeOf(view: RegionView, index: number): RegionType {
	return view.types.list[view.types.index[index] ?? -1] ?? 'other';
}

function marked(line: string, isSelected: boolean, {theme, isFocused}: RegionLook): string {
	if (!isSelected) return `  ${line}`;
	const whole = `${theme.glyphs.pointer} ${line}`;
	return isFocused ? theme.paint.selected(whole) : theme.paint.title(whole);
}

const typeFigures = [
	{head: 'size', rank: 0, figure: (row: Totals) => row.size},
	{head: 'rss', rank: 0, figure: (row: Totals) => row.rss},
	{head: 'pss', rank: 3, figure: (row: Totals) => row.pss},
	{head: 'dirty', rank: 1, figure: (row: Totals) => row.dirty},
	{head: 'swap', rank: 2, figure: (row: Totals) => row.swap},
] as const;

const typeWidth = 15;
const countWidth = 6;
const figureWidth = 6;
const leastBar = 6;

function fitTypeFigures(width: number): {
	readonly shown: readonly (typeof typeFigures)[number][];
	/** Columns for the name of a type: its usual width where there is room. */
	readonly name: number;
	readonly bar: number;
} {
	let shown: readonly (typeof typeFigures)[number][] = typeFigures;
	const rest = () => width - markerWidth - typeWidth - 1 - countWidth - shown.length * (figureWidth + 1) - 1;
	for (let rank = 3; rank > 0 && rest() < leastBar; rank--)
		shown = shown.filter(column => column.rank !== rank);
	return {shown, name: typeWidth + Math.min(0, rest()), bar: Math.max(0, rest())};
}

/** A line a type: how many regions, their figures, and how much of the type is resident. */
export function typeHead({theme, columns}: RegionLook): string {
	const {shown, name, bar: barWidth} = fitTypeFigures(columns);
	const heads = shown.map(column => right(column.head.toUpperCase(), figureWidth)).join(' ');
	const head = `  ${left('TYPE', name)} ${right('COUNT', countWidth)} ${heads} ${left('RESIDENT', barWidth, '')}`;
	return theme.paint.head(head);
}

export function typeLine(row: TypeTotals, opened: boolean, isSelected: boolean, look: RegionLook): string {
	const {theme, columns} = look;
	const {shown, name: nameWidth, bar: barWidth} = fitTypeFigures(columns);
	const {full, empty, opened: openedMark, ellipsis} = theme.glyphs;
	const name = opened ? `${openedMark} ${row.type}` : row.type;
	const line =
		`${left(name, nameWidth, ellipsis)} ${right(count(row.count), countWidth)} ` +
		`${figureCells(row, shown)} ${bar(row.rss, row.size, barWidth, full, empty)}`;
	return marked(line, isSelected, look);
}

/** The sums of all regions, each under its column: the last line of the pane. */
export function totalLine(view: RegionView, mode: 'list' | 'types', look: RegionLook): string {
	return look.theme.paint.title(
		mode === 'list' ? listTotal(view.totals, look) : typeTotal(view.totals, look),
	);
}

function typeTotal(totals: Totals, {columns}: RegionLook): string {
	const {shown, name, bar: barWidth} = fitTypeFigures(columns);
	const line = `${left('total', name)} ${right(count(totals.count), countWidth)} ${figureCells(totals, shown)} `;
	return `  ${line}${' '.repeat(barWidth)}`;
}

function listTotal(totals: Totals, {theme, columns}: RegionLook): string {
	const {shown, mapping} = fitListColumns(columns);
	const cells = shown.map(column => {
		const figure = column.total?.(totals);
		if (column.head === 'ADDRESS') return left('total', column.width);
		return column.align(column.total ? bytes(figure) : '', column.width);
	});
	return `  ${cells.join(' ')} ${left(`${count(totals.count)} regions`, mapping, theme.glyphs.ellipsis)}`;
}

function figureCells(row: Totals, shown: readonly (typeof typeFigures)[number][]): string {
	return shown.map(column => right(bytes(column.figure(row)), figureWidth)).join(' ');
}

export function rowLine(view: RegionView, row: RegionRow, isSelected: boolean, look: RegionLook): string {
	return row.kind === 'type'
		? typeLine(row.totals, row.opened, isSelected, look)
		: regionLine(view, row.index, isSelected, look);
}
