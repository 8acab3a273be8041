import {left, width as widthOf} from '../format.js';
import type {Theme} from '../theme.js';
import {frame, Panel} from './panel.js';

/** A short list to choose from, over the panes. */

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly title: string;
	readonly items: readonly string[];
	readonly selected: number;
	/** Rows that are there for it: of a longer list the part around the selection is shown. */
	readonly rows: number;
};

const leastWidth = 20;
/** Of an item that many columns are the mark of the selection. */
const markWidth = 2;

export function Menu({theme, x, y, title, items, selected, rows}: Props) {
	const room = Math.max(1, Math.min(items.length, rows - frame.rows));
	const top = Math.max(0, Math.min(selected - Math.floor(room / 2), items.length - room));
	const inside = Math.max(leastWidth, ...items.map(item => widthOf(item) + markWidth));
	const lines = items.slice(top, top + room).map((item, row) => {
		const i = top + row;
		const text = left(
			`${i === selected ? theme.glyphs.pointer : ' '} ${item}`,
			inside,
			theme.glyphs.ellipsis,
		);
		return i === selected ? theme.paint.selected(text) : text;
	});
	return (
		<Panel
			theme={theme}
			x={x}
			y={y}
			width={inside + frame.columns}
			height={room + frame.rows}
			title={title}
			isFocused
			lines={lines}
		/>
	);
}
