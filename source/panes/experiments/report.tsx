import {Table} from '../../components/table.js';
import {truncate, width as widthOf} from '../../format.js';
import type {WorkerState} from '../../store/state.js';
import type {Theme} from '../../theme.js';
import {type ReportRow, reportRows, reportTitle} from './report-rows.js';

type Props = {
	readonly theme: Theme;
	readonly columns: number;
	readonly rows: number;
	readonly worker: WorkerState;
};

const widest = 96;

/** Columns that ink-table puts around a cell. */
const cellFrame = 3;

function longest(rows: readonly ReportRow[], name: 'figure' | 'value'): number {
	return Math.max(name.length, ...rows.map(row => widthOf(row[name])));
}

/** The report of a memory-user that has ended, over the lists until a key is pressed. */
export function Report({theme, columns, rows, worker}: Props) {
	const width = Math.min(columns, widest);
	const data = reportRows(worker);
	// ink-table draws a line between any two rows.
	const height = data.length * 2 + 5;
	const hasRoom = rows > height && columns >= widest;
	const used = cellFrame * 3 + 1 + longest(data, 'figure') + longest(data, 'value');
	const shown = data.map(({figure, value, meaning}) =>
		hasRoom
			? {figure, value, meaning: truncate(meaning, width - used, theme.glyphs.ellipsis)}
			: {figure, value},
	);
	return (
		<Table
			theme={theme}
			x={Math.max(0, Math.floor((columns - width) / 2))}
			y={Math.max(0, Math.floor((rows - height) / 2))}
			width={width}
			title={reportTitle(worker)}
			rows={rows > height ? shown : shown.slice(0, Math.max(1, Math.floor((rows - 5) / 2)))}
			hint="any key closes this report"
		/>
	);
}
