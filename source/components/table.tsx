import {Box, Text} from 'ink';
import {Table as InkTable} from 'ink-table';
import type {Theme} from '../theme.js';

/**
 * A small table that is drawn once, as in a report, by ink-table. Unfit for live lists: it lays out a node a
 * cell (95 ms for 40 rows, see benchmark/README.md).
 */

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly title: string;
	readonly rows: readonly Readonly<Record<string, string>>[];
	readonly hint: string;
};

export function Table({theme, x, y, width, title, rows, hint}: Props) {
	return (
		<Box position="absolute" top={y} left={x} width={width} flexDirection="column" backgroundColor="black">
			<Text wrap="truncate-end">{` ${theme.paint.title(title)} `}</Text>
			<InkTable data={rows.map(row => ({...row}))} />
			<Text wrap="truncate-end">{` ${theme.paint.dim(hint)} `}</Text>
		</Box>
	);
}
