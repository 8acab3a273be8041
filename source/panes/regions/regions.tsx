import {useEffect} from 'react';
import {frame, inset, Panel} from '../../components/panel.js';
import {age, bytes, clockTime, count} from '../../format.js';
import {verdictSentence} from '../../model/leak-verdict.js';
import {isSameProcess} from '../../model/process-figures.js';
import {regionDetails} from '../../model/region-details.js';
import type {RegionView} from '../../model/region-view.js';
import {type WorkingSet, workingSet} from '../../model/working-set.js';
import type {Process} from '../../platform/platform.js';
import {safeText} from '../../safe-text.js';
import type {RegionState} from '../../store/region-state.js';
import {useActions, useStore} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';
import {detailLines} from './detail-rows.js';
import type {RegionLook} from './look.js';
import {pictureLines} from './picture-rows.js';
import {tableLines} from './rows.js';
import {workingSetLines} from './working-set-rows.js';

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

/** What stands in the pane: its title after the process, its lines, its bottom line. */
type Content = {
	readonly words: readonly string[];
	readonly lines: readonly string[];
	readonly footer?: string;
	/** How far a text may be scrolled. */
	readonly mostScroll?: number;
};

export function Regions({theme, ...box}: Props) {
	const regions = useStore(state => state.regions);
	const now = useStore(state => state.sample?.at ?? 0);
	const isFocused = useStore(state => state.focus === 'regions');
	const look = {theme, columns: box.width - frame.columns, isFocused};
	const content = regions ? contentOf(regions, box.height - frame.rows, now, look) : undefined;
	const actions = useActions();
	const most = content?.mostScroll;
	const bound = most !== undefined && regions && regions.scroll > most ? most : undefined;
	useEffect(() => {
		if (bound !== undefined) actions.boundScroll(bound);
	}, [actions, bound]);
	return (
		<Panel
			theme={theme}
			{...box}
			title={regions && content ? titleText(regions, content.words, theme) : 'Regions'}
			footer={content?.footer ?? ''}
			isFocused={isFocused}
			lines={content?.lines ?? hint(look)}
		/>
	);
}

function hint({theme, columns}: RegionLook): string[] {
	return ['', 'Enter maps the selected process:', 'what its memory is made of, region by region.'].map(text =>
		theme.paint.dim(inset(text, columns, theme.glyphs.ellipsis)),
	);
}

function contentOf(regions: RegionState, height: number, now: number, look: RegionLook): Content {
	const {columns, theme} = look;
	const {view, failure, detail, change, picture} = regions;
	const say = (...texts: readonly string[]): Content => ({
		words: [],
		lines: ['', ...texts].map(text => inset(text, columns, theme.glyphs.ellipsis)),
	});
	if (failure) return say(`${failure.failure}: ${failure.message}`);
	if (!view) return say(`reading ${theme.glyphs.ellipsis}`);
	const {reason, map} = view.reading;
	if (map.count === 0) return say(reason ?? 'no regions');
	if (detail) {
		const details = regionDetails(view, map.start.indexOf(detail.start));
		if (!details) return say('this region is no more; Esc goes back');
		const all = detailLines(details, detail.extras, detail.sharing, look);
		return {words: ['one region', ...ageWords(regions, now)], ...scrolled(all, regions.scroll, height)};
	}
	if (regions.workingSet) return workingSetContent(regions, height, say, look);
	if (regions.mode === 'picture' && !change) {
		const drawn = pictureLines(view, picture, {columns, rows: height}, look);
		return {words: [drawn.title, ...ageWords(regions, now)], lines: drawn.lines, footer: drawn.scale};
	}
	const {rows, selectedIndex} = regions;
	const place = rows.count > 0 ? `${count(selectedIndex + 1)}/${count(rows.count)}` : '';
	return {
		words: [...viewWords(regions, now), ...ageWords(regions, now)],
		lines:
			rows.count > 0
				? tableLines(regions, view, height - tableRowsOff, look)
				: say(emptyWords(regions)).lines,
		footer: [verdictText(regions, columns, theme), place].filter(text => text !== '').join(' '),
	};
}

/** The head and the total. */
const tableRowsOff = 2;

function emptyWords({change, filterText}: RegionState): string {
	return change ? 'nothing changed since the mark' : `no region fits /${filterText}`;
}

function workingSetContent(
	regions: RegionState,
	height: number,
	say: (...texts: string[]) => Content,
	look: RegionLook,
): Content {
	const {view, workingSet: state} = regions;
	if (state?.phase === 'failed')
		return say(`${state.failure.failure}: ${state.failure.message}`, 'Esc goes back');
	if (!view || state?.phase !== 'cleared' || view.reading.at - view.reading.cost <= state.at) {
		return say(`clearing the referenced bits ${look.theme.glyphs.ellipsis}`);
	}
	return {
		words: [`working set of ${age(view.reading.at - state.at)}`],
		...scrolled(workingSetLines(view, workingSetOf(view, state.at), look), regions.scroll, height),
	};
}

// A reading is drawn more often than it changes.
const workingSets = new WeakMap<RegionView, WorkingSet>();

function workingSetOf(view: RegionView, clearedAt: number): WorkingSet {
	const known = workingSets.get(view);
	if (known?.clearedAt === clearedAt) return known;
	const found = workingSet(view, clearedAt);
	workingSets.set(view, found);
	return found;
}

/** As much of a text as the pane has room for, with the place in it at the bottom. */
function scrolled(all: readonly string[], scroll: number, height: number): Omit<Content, 'words'> {
	const mostScroll = Math.max(0, all.length - height);
	const top = Math.min(scroll, mostScroll);
	const place =
		mostScroll === 0 ? '' : `${top + 1} to ${Math.min(all.length, top + height)} of ${all.length}`;
	return {lines: all.slice(top, top + height), footer: place, mostScroll};
}

/** Which view, sorted how, of how many regions. */
function viewWords(
	{process, change, mode, sort, view, filterText, order}: RegionState,
	now: number,
): string[] {
	if (change) {
		const {at, process: other} = change.since.reading;
		if (!isSameProcess(other, process)) return [`difference from ${processWords(other)} of ${clockTime(at)}`];
		return [`change since ${clockTime(at)} (${age(Math.max(0, now - at))})`];
	}
	const by = {list: '', types: 'by type', files: 'by file', picture: ''}[mode];
	const words = by === '' ? [] : [by];
	if (mode === 'list' || sort.key !== 'rss' || sort.reverse) {
		words.push(`by ${figureWord(sort.key)}${sort.reverse ? ' reversed' : ''}`);
	}
	const all = view?.totals.count ?? 0;
	words.push(filterText === '' ? count(all) : `/${filterText} ${count(order.length)} of ${count(all)}`);
	return words;
}

function figureWord(key: RegionState['sort']['key']): string {
	return key === 'rss' || key === 'pss' || key === 'uss' ? key.toUpperCase() : key;
}

/** How old it is, where that isn't plain. */
function ageWords({view, ended, pace}: RegionState, now: number): string[] {
	if (!view) return [];
	const words: string[] = view.reading.map.complete ? [] : ['incomplete'];
	const old = now - view.reading.at;
	if (ended === undefined && pace !== undefined) words.push(`every ${age(pace)}`);
	else if (ended === undefined && old > 1500) words.push(`${age(old)} old`);
	return words;
}

function verdictText({trend}: RegionState, columns: number, theme: Theme): string {
	if (!trend.verdict) return '';
	const text = verdictSentence(trend.verdict, {bytes, time: clockTime, duration: age});
	return text.length < columns - verdictSpare ? `${text} ${theme.glyphs.separator}` : '';
}

/** Columns of the bottom line that the place in the list and the frame need. */
const verdictSpare = 20;

function processWords({pid, name}: Process): string {
	return `${pid} ${safeText(name)}`;
}

/** Which process, which view, how many regions, how old. */
function titleText(regions: RegionState, more: readonly string[], {glyphs}: Theme): string {
	const {process, view, ended} = regions;
	const words = [`Regions of ${processWords(process)}`];
	if (ended !== undefined) words.push(view ? `ended, map of ${clockTime(view.reading.at)}` : 'ended');
	return [...words, ...more].join(` ${glyphs.separator} `);
}
