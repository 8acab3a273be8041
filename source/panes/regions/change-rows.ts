import {bytes, bytesChange, count, left, right} from '../../format.js';
import type {Figures, MapChange, RegionChange, TypeChange} from '../../model/region-change.js';
import {isShownChange} from '../../model/region-lines.js';
import type {RegionView} from '../../model/region-view.js';
import {dirtyOf, regionAt} from '../../model/regions.js';
import type {Totals} from '../../model/totals.js';
import {safeText} from '../../safe-text.js';
import {perMinute} from './group-rows.js';
import {ending, marked, markerWidth, type RegionLook} from './look.js';

/** What changed since a mark: a line a type, the opened one followed by its regions. Pure. */

export type ChangeLook = RegionLook & {
	/** The reading that is compared, whose figures stand beside the differences. */
	readonly now: RegionView;
	/** The mark, which alone has what is gone. */
	readonly since: RegionView;
	/** Since the mark. */
	readonly milliseconds: number;
};

type Figure = 'size' | 'rss' | 'dirty' | 'swap';

const nameWidth = 28;
/** An address with the word for what is new or gone. */
const leastName = 21;
const countWidth = 6;
const changeWidth = 7;
const nowWidth = 6;
const growthWidth = 10;

type Fit = {
	readonly figures: readonly Figure[];
	readonly hasNow: boolean;
	readonly growth: number;
	readonly name: number;
};

/** Tried in turn, from the most that a wide pane shows down to what a narrow one has room for. */
const fits: ReadonlyArray<Omit<Fit, 'name'>> = [
	{figures: ['size', 'rss', 'dirty', 'swap'], hasNow: true, growth: growthWidth},
	{figures: ['size', 'rss', 'dirty'], hasNow: true, growth: growthWidth},
	{figures: ['size', 'rss', 'dirty'], hasNow: false, growth: growthWidth},
	{figures: ['size', 'rss'], hasNow: false, growth: growthWidth},
	{figures: ['rss'], hasNow: false, growth: 0},
];

function fitColumns(width: number): Fit {
	for (const fit of fits) {
		const cell = changeWidth + 1 + (fit.hasNow ? nowWidth + 1 : 0);
		const taken = markerWidth + countWidth + 1 + fit.figures.length * cell + (fit.growth && fit.growth + 1);
		const name = Math.min(nameWidth, width - taken);
		if (name >= leastName) return {...fit, name};
	}
	return {...(fits.at(-1) as Fit), name: Math.max(0, width - markerWidth - countWidth - changeWidth - 2)};
}

function line(
	fit: Fit,
	width: number,
	texts: {name: string; count: string; growth: string},
	cells: (figure: Figure) => readonly [change: string, now: string],
	mark: string,
): string {
	const figures = fit.figures.map(figure => {
		const [change, now] = cells(figure);
		return ` ${right(change, changeWidth)}${fit.hasNow ? ` ${right(now, nowWidth)}` : ''}`;
	});
	const growth = fit.growth === 0 ? '' : ` ${right(texts.growth, fit.growth)}`;
	const whole = `${left(texts.name, fit.name, mark)} ${right(texts.count, countWidth)}${figures.join('')}${growth}`;
	return left(whole, width - markerWidth, mark);
}

export function changeHead({theme, columns}: RegionLook): string {
	const fit = fitColumns(columns);
	const texts = {name: 'TYPE, MAPPING', count: 'COUNT', growth: 'PER MIN'};
	const heads = line(fit, columns, texts, figure => ['', figure.toUpperCase()], theme.glyphs.ellipsis);
	const narrow = line(fit, columns, texts, figure => [figure.toUpperCase(), ''], theme.glyphs.ellipsis);
	return theme.paint.head(`  ${fit.hasNow ? heads : narrow}`);
}

const noTotals: Totals = {
	count: 0,
	size: 0,
	rss: 0,
	pss: 0,
	uss: 0,
	dirty: 0,
	swap: 0,
};

export function typeChangeLine(
	change: TypeChange,
	opened: boolean,
	isSelected: boolean,
	look: ChangeLook,
): string {
	const {glyphs} = look.theme;
	const now = look.now.byType.find(({type}) => type === change.type) ?? noTotals;
	const name = `${opened ? glyphs.opened : glyphs.closed} ${change.type}`;
	return marked(figuresLine(name, change, now, look), isSelected, look);
}

export function regionChangeLine(change: RegionChange, isSelected: boolean, look: ChangeLook): string {
	const {map} = look.now.reading;
	const regions = change.after.slice(0, mostSummed).map(row => regionAt(map, row));
	const now: Pick<Totals, Figure> = {
		size: sum(regions.map(region => region.size)),
		rss: sum(regions.map(region => region.rss)),
		dirty: sum(change.after.slice(0, mostSummed).map(row => dirtyOf(map, row))),
		swap: sum(regions.map(region => region.swap)),
	};
	const [first] = change.before;
	const was = first === undefined ? undefined : regionAt(look.since.reading.map, first);
	const start = (regions[0] ?? was)?.start;
	const kind = change.kind === 'changed' ? '' : change.kind === 'added' ? ' new' : ' gone';
	const name = change.name === undefined ? '' : safeText(change.name);
	const fit = fitColumns(look.columns);
	const place = `    ${start ?? ''}${kind}`;
	const room = fit.name - place.length - 1;
	const text = room > 0 ? `${place} ${ending(name, room, look.theme.glyphs.ellipsis)}` : place;
	const isLess = change.kind === 'removed' || (change.change.rss || (change.change.size ?? 0)) < 0;
	const tint = change.kind === 'added' ? 'new' : isLess ? 'shrunk' : 'grown';
	return marked(figuresLine(text, change.change, now, look), isSelected, look, tint);
}

/** Rows of one change that are added up for the screen; a change of more is a made-up case. */
const mostSummed = 1000;

function sum(values: ReadonlyArray<number | undefined>): number | undefined {
	return values.some(value => value === undefined)
		? undefined
		: values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function figuresLine(
	name: string,
	change: Figures,
	now: Pick<Totals, Figure>,
	{theme, columns, milliseconds}: ChangeLook,
): string {
	const growth =
		change.rss === undefined || milliseconds <= 0 ? undefined : (change.rss / milliseconds) * 60_000;
	const texts = {
		name,
		count: change.count === 0 ? '' : `${change.count > 0 ? '+' : ''}${count(change.count)}`,
		growth: perMinute(growth),
	};
	return line(
		fitColumns(columns),
		columns,
		texts,
		figure => [bytesChange(change[figure]), bytes(now[figure])],
		theme.glyphs.ellipsis,
	);
}

export function changeTotal(change: MapChange, look: ChangeLook): string {
	const unchangedTypes = change.unchangedTypes + change.types.filter(type => !isShownChange(type)).length;
	const rest =
		unchangedTypes === 0 ? '' : ` (${unchangedTypes} ${unchangedTypes === 1 ? 'type' : 'types'} unchanged)`;
	return look.theme.paint.title(`  ${figuresLine(`total${rest}`, change.totals, look.now.totals, look)}`);
}
