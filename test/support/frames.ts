/** Whether every pane's frame stands where the layout puts it, on each row of the screen. */
import {layout, type PaneName} from '../../source/layout.js';
import type {Terminal} from './terminal.js';

type Shown = {readonly focus?: PaneName; readonly zoomed?: boolean};

/** The rows on which a side of a frame is not in its column; none when all is in line. */
export function brokenFrames(
	terminal: Terminal,
	{focus = 'processes', zoomed = false}: Shown = {},
): string[] {
	const {panes} = layout(terminal.columns, terminal.rows, focus, zoomed);
	return Object.entries(panes).flatMap(([name, {x, y, width, height}]) =>
		Array.from({length: height}, (_, i) => {
			const [left, right] = i === 0 ? '╭╮' : i === height - 1 ? '╰╯' : '││';
			const row = y + i;
			const isWhole = terminal.cell(row, x).text === left && terminal.cell(row, x + width - 1).text === right;
			return isWhole ? [] : [`${name}, row ${row}: ${terminal.row(row)}`];
		}).flat(),
	);
}

/** Whether the frame of a pane has a colour that no other pane's has: that of the focus. */
export function isFocused(terminal: Terminal, pane: PaneName): boolean {
	const {panes} = layout(terminal.columns, terminal.rows, pane, false);
	const colours = new Map(
		Object.entries(panes).map(([name, {x, y}]) => [name, terminal.cell(y, x).foreground]),
	);
	const own = colours.get(pane);
	return colours.size > 1 && [...colours].every(([name, colour]) => name === pane || colour !== own);
}
