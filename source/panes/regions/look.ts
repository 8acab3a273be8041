import {width as widthOf} from '../../format.js';
import {type RegionType, regionName} from '../../model/region-types.js';
import type {RegionView} from '../../model/region-view.js';
import {safeText} from '../../safe-text.js';
import type {Theme} from '../../theme.js';

/** What the lines of both views of the region pane share. */

export type RegionLook = {readonly theme: Theme; readonly columns: number; readonly isFocused: boolean};

/** Columns that the mark of the selection takes. */
export const markerWidth = 2;

export function marked(line: string, isSelected: boolean, {theme, isFocused}: RegionLook): string {
	if (!isSelected) return `  ${line}`;
	const whole = `${theme.glyphs.pointer} ${line}`;
	return isFocused ? theme.paint.selected(whole) : theme.paint.title(whole);
}

export function typeOf(view: RegionView, index: number): RegionType {
	return view.types.list[view.types.index[index] ?? -1] ?? 'other';
}

/** What is mapped there, in at most so many columns: of a long path the end tells more than the beginning. */
export function mappingText(view: RegionView, index: number, columns: number, mark: string): string {
	const name = regionName(view.reading.map, index, typeOf(view, index));
	const text = name === undefined ? '' : safeText(name);
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
