import type {PagePicture} from '../../model/page-picture.js';
import type {Picture} from '../../model/picture.js';
import type {RegionType} from '../../model/region-types.js';
import type {RegionView} from '../../model/region-view.js';
import type {PictureState} from '../../store/picture-state.js';
import type {Role, Theme} from '../../theme.js';
import {typeLetter, typeRole} from './picture-marks.js';
import {pageCellWords} from './picture-title.js';

type Piece = {readonly text: string; readonly role?: Role};
/** Stays together or is left out. */
type Entry = readonly Piece[];

/** The lines below a picture that explain its marks and name the types in it, those with most memory first. */
export function pictureLegend(
	view: RegionView,
	state: PictureState,
	picture: Picture | PagePicture,
	width: number,
	lines: number,
	theme: Theme,
): string[] {
	if (lines === 0) return [];
	const ofPages = 'pages' in picture && picture.pages !== undefined;
	const type: RegionType =
		'pages' in picture ? (view.types.list[view.types.index[picture.row] ?? 0] ?? 'other') : 'anonymous';
	const marks = ofPages ? pageMarks(theme, type) : [...shadeMarks(theme), ...dirtyMarks(theme, type)];
	const types: Entry[] =
		'pages' in picture ? pageCellWords(state, picture).map(text => [{text}]) : typeMarks(view, theme);
	if (lines === 1) return [fitted([...marks.slice(0, 4), ...types, ...marks.slice(4)], width, theme)];
	return [fitted(marks, width, theme), fitted(types, width, theme)];
}

function shadeMarks({glyphs: {picture}}: Theme): Entry[] {
	return [
		[{text: `${picture.touched} touched`}],
		[{text: `${[...picture.parts].reverse().join('')} partly`}],
		[{text: `${picture.untouched} untouched`}],
		[{text: `${picture.swapped} swapped`}],
		[{text: `${picture.gap} nothing mapped`}],
	];
}

function dirtyMarks({glyphs: {picture}, hasColor}: Theme, type: RegionType): Entry[] {
	if (!hasColor) return [[{text: 'A letter begins a type, a capital is dirty'}]];
	const sample = picture.touched.repeat(2);
	return [
		[{text: sample, role: typeRole(type, true)}, {text: ' bright: dirty'}],
		[{text: sample, role: typeRole(type, false)}, {text: ' clean'}],
	];
}

function pageMarks({glyphs: {picture}, hasColor}: Theme, type: RegionType): Entry[] {
	const shades: Entry[] = [
		[{text: `${picture.touched} present`}],
		[{text: `${[...picture.parts].reverse().join('')} partly`}],
		[{text: `${picture.untouched} absent`}],
		[{text: `${picture.swapped} swapped`}],
	];
	if (!hasColor) return [...shades, [{text: 'o shared'}], [{text: 'H huge'}]];
	const sample = picture.touched.repeat(2);
	return [
		...shades,
		[{text: sample, role: typeRole(type, true)}, {text: ' its own'}],
		[{text: sample, role: typeRole(type, false)}, {text: ' shared'}],
		[{text: sample, role: 'hugePages'}, {text: ' huge'}],
	];
}

function typeMarks(view: RegionView, {glyphs, hasColor}: Theme): Entry[] {
	return view.byType.map(({type, rss, dirty}) => {
		const isDirty = (dirty ?? 0) * 2 >= (rss ?? 0) && (rss ?? 0) > 0;
		if (!hasColor) return [{text: `${typeLetter(type, false)} ${type}`}];
		return [{text: glyphs.square, role: typeRole(type, isDirty)}, {text: ` ${type}`}];
	});
}

function fitted(entries: readonly Entry[], width: number, {paint}: Theme): string {
	let line = ' ';
	let used = 1;
	for (const entry of entries) {
		const columns = entry.reduce((sum, {text}) => sum + text.length, 0);
		const blanks = used === 1 ? 0 : 2;
		if (used + blanks + columns > width - 1) break;
		line += ' '.repeat(blanks) + entry.map(({text, role}) => paint[role ?? 'dim'](text)).join('');
		used += blanks + columns;
	}
	return width <= 0 ? '' : line + ' '.repeat(Math.max(0, width - used));
}
