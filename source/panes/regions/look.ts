import {truncate, width as widthOf} from '../../format.js';
import {type RegionType, regionName} from '../../model/region-types.js';
import type {RegionView} from '../../model/region-view.js';
import {warningsOf} from '../../model/region-words.js';
import {safeText} from '../../safe-text.js';
import type {Theme} from '../../theme.js';

/** What the lines of both views of the region pane share. */

export type RegionLook = {readonly theme: Theme; readonly columns: number; readonly isFocused: boolean};

/** Columns that the mark of the selection takes. */
export const markerWidth = 2;

/** How a region differs from the reading before, by a sign and a colour. */
export type Tint = 'new' | 'grown' | 'shrunk' | 'changed';

/** A line behind the mark of the selection and the sign of a change. */
export function marked(
	line: string,
	isSelected: boolean,
	{theme, isFocused}: RegionLook,
	tint?: Tint,
): string {
	const {glyphs, paint} = theme;
	const sign = tint === undefined ? ' ' : signs(theme)[tint];
	const whole = `${isSelected ? glyphs.pointer : ' '}${sign}${line}`;
	if (isSelected) return isFocused ? paint.selected(whole) : paint.title(whole);
	return tint === undefined ? whole : paint[tints[tint]](whole);
}

const tints = {new: 'good', grown: 'warning', shrunk: 'available', changed: 'available'} as const;

function signs({glyphs}: Theme): Readonly<Record<Tint, string>> {
	return {new: '+', grown: glyphs.ascending, shrunk: glyphs.descending, changed: glyphs.separator};
}

export function typeOf(view: RegionView, index: number): RegionType {
	return view.types.list[view.types.index[index] ?? -1] ?? 'other';
}

/** What is mapped there, in at most so many columns: of a long path the end tells more than the beginning. */
export function mappingText(view: RegionView, index: number, columns: number, mark: string): string {
	const {map} = view.reading;
	const name = regionName(map, index, typeOf(view, index));
	const text = name === undefined ? '' : safeText(name);
	// A person who looks for trouble wants to see code that could be written, or whose file is gone.
	return warningsOf(map, index).length === 0
		? ending(text, columns, mark)
		: truncate(`! ${ending(text === '' ? 'writable code' : text, columns - 2, mark)}`, columns, mark);
}

/** A text, or the end of it behind a mark where it is longer. */
export function ending(text: string, columns: number, mark: string): string {
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
