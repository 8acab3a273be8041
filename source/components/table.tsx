import {Box, Text} from 'ink';
import {Table as InkTable} from 'ink-table';
import type {ReactNode} from 'react';
import type {Theme} from '../theme.js';
import {Line} from './panel.js';

/**
 * A small table that is drawn once, as in a report, by ink-table. Unfit for live lists: it lays out a node a
 * cell (95 ms for 40 rows, see benchmark/README.md).
 */

/** Screen rows of so many rows: ink-table draws a line around any of them, and the head. */
export const tableHeight = (rows: number): number => rows * 2 + 3;

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	/** In the lines before and after it; without them the table stands alone. */
	readonly title?: string;
	readonly hint?: string;
	readonly rows: readonly Readonly<Record<string, string>>[];
};

export function Table({theme, x, y, width, title, rows, hint}: Props) {
	const parts = {
		header: ({children}: Part) => <Text>{theme.paint.head(String(children))}</Text>,
		skeleton: ({children}: Part) => <Text>{theme.paint.border(frameOf(String(children), theme))}</Text>,
	};
	const height = tableHeight(rows.length) + (title === undefined ? 0 : 1) + (hint === undefined ? 0 : 1);
	return (
		<>
			<Box position="absolute" top={y} left={x} flexDirection="column">
				{/* What is below must not shine through, with colours or without. */}
				{Array.from({length: height}, (_, i) => (
					<Line key={`${i.toString()}`} text={' '.repeat(width)} />
				))}
			</Box>
			<Box position="absolute" top={y} left={x} width={width} flexDirection="column">
				{title !== undefined && <Text wrap="truncate-end">{` ${theme.paint.title(title)} `}</Text>}
				<InkTable data={rows.map(row => ({...row}))} {...parts} />
				{hint !== undefined && <Text wrap="truncate-end">{` ${theme.paint.dim(hint)} `}</Text>}
			</Box>
		</>
	);
}

type Part = {readonly children?: ReactNode};

/** ink-table's own lines, as the theme has them: with corners and crossings in ASCII too. */
function frameOf(line: string, {glyphs}: Theme): string {
	if (glyphs.horizontal === '─') return line;
	return line.replaceAll('─', glyphs.horizontal).replaceAll('│', glyphs.vertical).replace(/[┌-┼]/g, '+');
}
