import {bar} from '../../components/meter.js';
import {bytes, count, left, right} from '../../format.js';
import type {RegionView} from '../../model/region-view.js';
import {dirtyOf, regionAt} from '../../model/regions.js';
import type {Totals, TypeTotals} from '../../model/totals.js';
import {mappingText, marked, markerWidth, type RegionLook} from './look.js';

/** A line a type: how many regions, their figures, and how much of the type is resident. Pure. */

type Figures = Pick<Totals, 'size' | 'rss' | 'pss' | 'dirty' | 'swap'>;

type Column = {
	readonly head: string;
	/** What goes first where room is short; 0 always stays. */
	readonly rank: number;
	readonly figure: (row: Figures) => number | undefined;
};

const columns: readonly Column[] = [
	{head: 'SIZE', rank: 0, figure: row => row.size},
	{head: 'RSS', rank: 0, figure: row => row.rss},
	{head: 'PSS', rank: 3, figure: row => row.pss},
	{head: 'DIRTY', rank: 1, figure: row => row.dirty},
	{head: 'SWAP', rank: 2, figure: row => row.swap},
];

const typeWidth = 15;
const countWidth = 6;
const figureWidth = 6;
const leastBar = 6;

type Fit = {
	readonly shown: readonly Column[];
	/** Columns for the name of a type: its usual width where there is room. */
	readonly name: number;
	readonly bar: number;
};

function fitColumns(width: number): Fit {
	let shown = columns;
	const rest = () => width - markerWidth - typeWidth - 1 - countWidth - shown.length * (figureWidth + 1) - 1;
	for (let rank = 3; rank > 0 && rest() < leastBar; rank--) {
		shown = shown.filter(column => column.rank !== rank);
	}
	return {shown, name: typeWidth + Math.min(0, rest()), bar: Math.max(0, rest())};
}

/** Name, count, figures and what stands in the place of the bar, each in its column. */
function tableLine(
	fit: Fit,
	name: string,
	middle: string,
	figures: string,
	end: string,
	mark: string,
): string {
	return `${left(name, fit.name, mark)} ${right(middle, countWidth)} ${figures} ${left(end, fit.bar, '')}`;
}

function figureCells(row: Figures, {shown}: Fit): string {
	return shown.map(column => right(bytes(column.figure(row)), figureWidth)).join(' ');
}

export function typeHead({theme, columns: width}: RegionLook): string {
	const fit = fitColumns(width);
	const heads = fit.shown.map(column => right(column.head, figureWidth)).join(' ');
	return theme.paint.head(`  ${tableLine(fit, 'TYPE', 'COUNT', heads, 'RESIDENT', theme.glyphs.ellipsis)}`);
}

export function typeLine(row: TypeTotals, opened: boolean, isSelected: boolean, look: RegionLook): string {
	const fit = fitColumns(look.columns);
	const {full, empty, opened: openedMark, ellipsis} = look.theme.glyphs;
	const name = opened ? `${openedMark} ${row.type}` : row.type;
	const resident = bar(row.rss, row.size, fit.bar, full, empty);
	const line = tableLine(fit, name, count(row.count), figureCells(row, fit), resident, ellipsis);
	return marked(line, isSelected, look);
}

/** A region of the opened type, under the same columns: its address for the name, its mapping for the bar. */
export function nestedLine(view: RegionView, index: number, isSelected: boolean, look: RegionLook): string {
	const fit = fitColumns(look.columns);
	const mark = look.theme.glyphs.ellipsis;
	const {map} = view.reading;
	const region = regionAt(map, index);
	const figures = figureCells({...region, dirty: dirtyOf(map, index)}, fit);
	const mapping = mappingText(view, index, fit.bar, mark);
	const line = tableLine(fit, `  ${region.start}`, region.perms, figures, mapping, mark);
	return marked(line, isSelected, look);
}

/** The sums of all regions. */
export function typeTotal(totals: Totals, {theme, columns: width}: RegionLook): string {
	const fit = fitColumns(width);
	const line = tableLine(
		fit,
		'total',
		count(totals.count),
		figureCells(totals, fit),
		'',
		theme.glyphs.ellipsis,
	);
	return theme.paint.title(`  ${line}`);
}
