import {bar, shareCells} from '../../components/meter.js';
import {bytes, bytesChange, count, left, missing, right} from '../../format.js';
import type {Group} from '../../model/region-groups.js';
import type {RegionSort} from '../../model/region-order.js';
import type {RegionView} from '../../model/region-view.js';
import {dirtyOf, regionAt} from '../../model/regions.js';
import type {Totals} from '../../model/totals.js';
import {safeText} from '../../safe-text.js';
import {shortAddress} from './list-rows.js';
import {mappingText, marked, markerWidth, type RegionLook, type Tint} from './look.js';
import {typeRole} from './picture-marks.js';

/** A line a type or file: how many regions, their figures, how it grows, and what it is made of. Pure. */

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
const fileWidth = 24;
const countWidth = 6;
const figureWidth = 6;
const leastBar = 6;
const growthWidth = 10;
/** From this room on there are two bars: its share among the others, and what it is made of. */
const roomForTwo = 30;

type Fit = {
	readonly shown: readonly Column[];
	/** Columns for the name of a type: its usual width where there is room. */
	readonly name: number;
	/** Columns for growth: 0 where there is no room. */
	readonly growth: number;
	readonly bar: number;
};

function fitColumns({columns: width, by}: GroupLook): Fit {
	let shown = columns;
	const isByFile = by === 'file';
	const usual = isByFile ? fileWidth : typeWidth;
	// A file doesn't grow by the process's doing.
	let growth = isByFile ? 0 : growthWidth;
	const rest = () =>
		width -
		markerWidth -
		usual -
		1 -
		countWidth -
		shown.length * (figureWidth + 1) -
		(growth > 0 ? growth + 1 : 0) -
		1;
	for (let rank = 3; rank > 0 && rest() < leastBar; rank--) {
		shown = shown.filter(column => column.rank !== rank);
		if (rank === 2 && rest() < leastBar) growth = 0;
	}
	// Names of files are long: what a bar doesn't need is theirs.
	const spare = Math.max(0, Math.min(24, rest() - roomForTwo));
	return {
		shown,
		name: usual + Math.min(0, rest()) + spare,
		growth,
		bar: Math.max(0, rest() - spare),
	};
}

/** Name, count, figures, growth and what stands in the place of the bar, each in its column. */
function tableLine(
	fit: Fit,
	texts: {
		readonly name: string;
		readonly middle: string;
		readonly figures: string;
		readonly growth?: string;
		/** As wide as the bar, or nothing where one is put behind the line. */
		readonly end: string;
	},
	mark: string,
): string {
	const growth = fit.growth === 0 ? '' : ` ${right(texts.growth ?? '', fit.growth)}`;
	return `${left(texts.name, fit.name, mark)} ${right(texts.middle, countWidth)} ${texts.figures}${growth} ${texts.end}`;
}

function figureCells(row: Figures, {shown}: Fit): string {
	return shown.map(column => right(bytes(column.figure(row)), figureWidth)).join(' ');
}

export function groupHead(look: GroupLook): string {
	const {by, sort, theme} = look;
	const fit = fitColumns(look);
	const figures = fit.shown.map(column => right(column.head, figureWidth)).join(' ');
	const {first, second} = barWidths(fit);
	const figure = barFigure(sort).toUpperCase();
	const share = left(first > figure.length + 6 ? `${figure} SHARE` : figure, first, '');
	const made = second === 0 ? '' : ` ${left('DIRTY CLEAN SWAP NEVER', second, theme.glyphs.ellipsis)}`;
	const texts = {
		name: by === 'type' ? 'TYPE' : 'FILE OR TYPE',
		middle: 'COUNT',
		figures,
		growth: 'GROWTH',
		end: left(share + made, fit.bar, ''),
	};
	return theme.paint.head(`  ${tableLine(fit, texts, theme.glyphs.ellipsis)}`);
}

export type GroupLook = RegionLook & {
	readonly by: 'type' | 'file';
	readonly sort: RegionSort;
	/** The same figure of the largest group, to which bars compare. */
	readonly most: number | undefined;
	/** Bytes a minute by type. */
	readonly growth: ReadonlyMap<string, number>;
};

export function groupLine(group: Group, opened: boolean, isSelected: boolean, look: GroupLook): string {
	const fit = fitColumns(look);
	const {opened: openedMark, ellipsis} = look.theme.glyphs;
	const name = group.file === undefined ? group.type : baseName(safeText(group.file));
	const growth = group.file === undefined ? look.growth.get(group.type) : undefined;
	const texts = {
		name: opened ? `${openedMark} ${name}` : name,
		middle: count(group.count),
		figures: figureCells(group, fit),
		growth: perMinute(growth),
		end: '',
	};
	// Reversed, as the selected line is, a full bar would look empty.
	return marked(tableLine(fit, texts, ellipsis), isSelected, look) + bars(group, fit, look);
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1) || path;
}

export function perMinute(growth: number | undefined): string {
	return growth === undefined ? missing : growth === 0 ? '0' : `${bytesChange(growth)}/min`;
}

/** The figure that bars compare: the one that sorts, where a bar can show it. */
export function barFigure(sort: RegionSort): 'size' | 'rss' | 'pss' | 'dirty' | 'swap' {
	const {key} = sort;
	return key === 'size' || key === 'pss' || key === 'dirty' || key === 'swap' ? key : 'rss';
}

function barWidths({bar: width}: Fit): {readonly first: number; readonly second: number} {
	const first = width >= roomForTwo ? Math.floor((width - 1) / 2) : width;
	return {first, second: Math.max(0, width - first - 1)};
}

/** How large it is among the others; and of its size, what is dirty, clean, in swap, and was never touched. */
function bars(group: Group, fit: Fit, {theme, sort, most}: GroupLook): string {
	const {full, empty, parts, spark} = theme.glyphs;
	const {first, second} = barWidths(fit);
	const paint = theme.paint[typeRole(group.type, false)];
	const share = paint(bar(group[barFigure(sort)], most, first, full, empty));
	if (second === 0) return share;
	const {size, rss, dirty, swap} = group;
	if (size === undefined || rss === undefined) return share + ' '.repeat(second + 1);
	const never = Math.max(0, size - rss - (swap ?? 0));
	const cells = shareCells([dirty ?? 0, rss - (dirty ?? 0), swap, never], second);
	const marks = [parts.programs, parts.cache, 's', spark[0] ?? empty];
	const made = cells.map((cell, i) => (marks[i] ?? ' ').repeat(cell)).join('');
	// Cells are fewer than columns where nothing is told.
	return `${share} ${paint(made)}${' '.repeat(second - made.length)}`;
}

/** A region of the opened group, under the same columns: its address for the name, its mapping for the bar. */
export function nestedLine(
	view: RegionView,
	index: number,
	isSelected: boolean,
	look: GroupLook,
	tint: Tint | undefined,
): string {
	const fit = fitColumns(look);
	const mark = look.theme.glyphs.ellipsis;
	const {map} = view.reading;
	const region = regionAt(map, index);
	const texts = {
		name: `  ${shortAddress(region.start, mark)}`,
		middle: region.perms,
		figures: figureCells({...region, dirty: dirtyOf(map, index)}, fit),
		end: left(mappingText(view, index, fit.bar, mark), fit.bar, ''),
	};
	return marked(tableLine(fit, texts, mark), isSelected, look, tint);
}

/** The sums of all regions. */
export function groupTotal(totals: Totals, look: GroupLook): string {
	const fit = fitColumns(look);
	const texts = {
		name: 'total',
		middle: count(totals.count),
		figures: figureCells(totals, fit),
		end: ' '.repeat(fit.bar),
	};
	return look.theme.paint.title(`  ${tableLine(fit, texts, look.theme.glyphs.ellipsis)}`);
}
