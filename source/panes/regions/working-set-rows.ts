import {shareCells} from '../../components/meter.js';
import {paragraph} from '../../components/paragraph.js';
import {bytes, clockTime, left, right} from '../../format.js';
import type {RegionView} from '../../model/region-view.js';
import {regionAt} from '../../model/regions.js';
import {type UseFigures, type WorkingSet, workingSetNotes} from '../../model/working-set.js';
import {mappingText, type RegionLook, typeOf} from './look.js';

/** What a process touched since its referenced bits were cleared, a line a type, each exactly `columns` wide. Pure. */

type Look = Pick<RegionLook, 'theme' | 'columns'>;

const nameWidth = 17;
const figureWidth = 6;
const leastBar = 6;
const figures = ['hot', 'cold', 'never'] as const;

export function workingSetLines(view: RegionView, set: WorkingSet, look: Look): string[] {
	const {paint} = look.theme;
	const text = (words: string) => paragraph({text: words, label: ' '}, look.columns);
	return [
		...text(summary(set)).map(line => paint.title(line)),
		paint.head(line('  TYPE', ['HOT', 'COLD', 'NEVER'], look) + legend(look)),
		...set.byType.map(use => useLine(`  ${use.type}`, use, look)),
		paint.title(line('  total', cells(set.totals), look) + ' '.repeat(barWidth(look))),
		' '.repeat(look.columns),
		paint.head(line('  REGION', ['HOT', 'COLD', 'NEVER'], look) + ' '.repeat(barWidth(look))),
		...hottest(view, set).map(({row, use}) => regionLine(view, row, use, look)),
		' '.repeat(look.columns),
		...workingSetNotes.flatMap(text),
	];
}

/** Regions that are listed: nobody reads on where less was touched. */
const mostRegions = 200;

/** The regions in RAM, those first of which most was touched. */
function hottest({reading: {map}}: RegionView, set: WorkingSet) {
	const hot = new Float64Array(map.count);
	const resident: number[] = [];
	for (let row = 0; row < map.count; row++) {
		if (!((map.fields.get('Rss')?.[row] ?? 0) > 0)) continue;
		hot[row] = set.row(row).hot ?? -1;
		resident.push(row);
	}
	return resident
		.sort((a, b) => (hot[b] ?? 0) - (hot[a] ?? 0) || a - b)
		.slice(0, mostRegions)
		.map(row => ({row, use: set.row(row)}));
}

/** Its mapping stands in the place of the bar. */
function regionLine(view: RegionView, row: number, use: UseFigures, look: Look): string {
	const {map} = view.reading;
	const room = barWidth(look);
	const name = room === 0 ? '' : ` ${left(placeText(view, row, room - 1, look), room - 1, '')}`;
	return line(`  ${regionAt(map, row).start}`, cells(use), look) + name;
}

function placeText(view: RegionView, row: number, columns: number, {theme}: Look): string {
	const text = mappingText(view, row, columns, theme.glyphs.ellipsis);
	return text === '' ? typeOf(view, row) : text;
}

/** `in 5.0 s since 14:02:11: 120M of 300M in RAM touched (40%)`. */
function summary({totals, seconds, clearedAt}: WorkingSet): string {
	const since = `in ${seconds.toFixed(1)} s since ${clockTime(clearedAt)}`;
	const {hot, cold} = totals;
	if (hot === undefined || cold === undefined) return `${since}: this kernel tells no referenced pages`;
	const share = hot + cold > 0 ? ` (${Math.round((100 * hot) / (hot + cold))}%)` : '';
	return `${since}: ${bytes(hot)} of ${bytes(hot + cold)} in RAM touched${share}`;
}

function useLine(name: string, use: UseFigures, look: Look): string {
	return line(name, cells(use), look) + bar(use, look);
}

function cells(use: UseFigures): string[] {
	return figures.map(figure => bytes(use[figure]));
}

/** Name and figures, without the bar. */
function line(name: string, texts: readonly string[], look: Look): string {
	const mark = look.theme.glyphs.ellipsis;
	const table = left(name, nameWidth, mark) + texts.map(text => ` ${right(text, figureWidth)}`).join('');
	return left(table, look.columns - barWidth(look), mark);
}

/** Columns that the bar takes with the blank before it; 0 where there is no room for one. */
function barWidth({columns}: Look): number {
	const room = columns - nameWidth - figures.length * (figureWidth + 1);
	return room > leastBar ? room : 0;
}

function partsOf({glyphs, paint}: Look['theme']) {
	return [
		{glyph: glyphs.parts.programs, paint: paint.warning},
		{glyph: glyphs.parts.cache, paint: paint.cache},
		{glyph: glyphs.parts.free, paint: paint.free},
	] as const;
}

function bar(use: UseFigures, look: Look): string {
	const room = barWidth(look) - 1;
	if (room < 0) return '';
	const shares = seenCells(
		figures.map(figure => use[figure]),
		room,
	);
	const filled = shares.reduce((sum, share) => sum + share, 0);
	const drawn = partsOf(look.theme).map(({glyph, paint}, i) => {
		const size = shares[i] ?? 0;
		return size > 0 ? paint(glyph.repeat(size)) : '';
	});
	return ` ${drawn.join('')}${' '.repeat(room - filled)}`;
}

/** Shares that add up, of which none that is anything is lost beside a much larger one. */
function seenCells(parts: ReadonlyArray<number | undefined>, room: number): number[] {
	const shares = shareCells(parts, room);
	for (const [i, part] of parts.entries()) {
		const largest = shares.indexOf(Math.max(...shares));
		if ((part ?? 0) <= 0 || (shares[i] ?? 0) > 0 || (shares[largest] ?? 0) < 2) continue;
		shares[i] = 1;
		shares[largest] = (shares[largest] ?? 0) - 1;
	}
	return shares;
}

function legend(look: Look): string {
	const room = barWidth(look);
	if (room === 0) return '';
	const [hot, cold, never] = partsOf(look.theme);
	return left(` ${hot.glyph} hot ${cold.glyph} cold ${never.glyph} never`, room, '');
}
