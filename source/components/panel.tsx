import {Box, Text} from 'ink';
import {memo} from 'react';
import {left, truncate, width as widthOf} from '../format.js';
import type {Theme} from '../theme.js';

/** A frame with a title, a corner and lines of text that are exactly as wide as its inside. */

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly title: string;
	/** On the right of the title line, left out where there is no room. */
	readonly corner?: string;
	/** On the right of the bottom line. */
	readonly footer?: string;
	readonly isFocused?: boolean;
	/** Already painted, each exactly `width - 2` columns wide; missing ones are blank. */
	readonly lines: readonly string[];
};

/** Columns and rows that a frame takes of its pane. */
export const frame = {columns: 2, rows: 2};

export function Panel({theme, x, y, width, height, title, corner, footer, isFocused = false, lines}: Props) {
	const {glyphs} = theme;
	const border = isFocused ? theme.paint.focusedBorder : theme.paint.border;
	const side = border(glyphs.vertical);
	const blank = ' '.repeat(Math.max(0, width - frame.columns));
	const body = Array.from(
		{length: Math.max(0, height - frame.rows)},
		(_, i) => `${side}${lines[i] ?? blank}${side}`,
	);
	return (
		<Box position="absolute" top={y} left={x} width={width} flexDirection="column">
			<Line text={titleLine(theme, border, width, title, corner, isFocused)} />
			{body.map((line, i) => (
				// A line has no identity but its place on the screen.
				<Line key={`${i.toString()}`} text={line} />
			))}
			<Line text={bottomLine(theme, border, width, footer)} />
		</Box>
	);
}

/** One `<Text>` a line, drawn again only when its text changes: measured more than twice as cheap as one for all. */
export const Line = memo(function Line({text}: {readonly text: string}) {
	return <Text wrap="truncate-end">{text}</Text>;
});

type Paint = (text: string) => string;

function titleLine(
	theme: Theme,
	border: Paint,
	width: number,
	title: string,
	corner: string | undefined,
	isFocused: boolean,
): string {
	const {glyphs, paint} = theme;
	const room = width - 6;
	const shownTitle = truncate(title, room, glyphs.ellipsis);
	const rest = room - widthOf(shownTitle);
	const shownCorner = corner !== undefined && widthOf(corner) + 3 <= rest ? corner : '';
	const line = rest - (shownCorner === '' ? 0 : widthOf(shownCorner) + 2);
	const painted = isFocused ? paint.focusedBorder(paint.title(shownTitle)) : paint.title(shownTitle);
	return (
		border(`${glyphs.topLeft}${glyphs.horizontal} `) +
		painted +
		border(` ${glyphs.horizontal.repeat(Math.max(0, line))}`) +
		(shownCorner === '' ? '' : ` ${paint.dim(shownCorner)} `) +
		border(`${glyphs.horizontal}${glyphs.topRight}`)
	);
}

function bottomLine(theme: Theme, border: Paint, width: number, footer: string | undefined): string {
	const {glyphs, paint} = theme;
	const shown = !footer || widthOf(footer) + 6 > width ? '' : ` ${footer} `;
	const line = glyphs.horizontal.repeat(Math.max(0, width - 3 - widthOf(shown)));
	return border(glyphs.bottomLeft + line) + paint.dim(shown) + border(glyphs.horizontal + glyphs.bottomRight);
}

/** A text as a line of a panel: one blank on the left, cut or filled to the inside. */
export function inset(text: string, columns: number, mark: string): string {
	return ` ${left(text, columns - 1, mark)}`;
}
