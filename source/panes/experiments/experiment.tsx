import {frame, Panel} from '../../components/panel.js';
import {Table, tableHeight} from '../../components/table.js';
import {truncate} from '../../format.js';
import {seriesSlopes} from '../../model/series-slope.js';
import type {ExperimentsState, FinishedExperiment} from '../../store/experiments.js';
import {useStore} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';
import {columnsOf, figureLines, progressLines, reportHead} from './experiment-lines.js';
import {seriesLines} from './series-lines.js';
import {experimentTitle, figureRows} from './words.js';

type Props = {
	readonly theme: Theme;
	readonly columns: number;
	readonly rows: number;
	/** The first line that is shown. */
	readonly top: number;
};

/** The experiment that goes on, or the report of those that are done, over all panes. */
export function Experiment({theme, columns, rows, top}: Props) {
	const experiments = useStore(state => state.experiments);
	if (!experiments) return null;
	const height = rows - 1;
	const look = {theme, columns: columns - frame.columns};
	const latest = experiments.finished.at(-1);
	const framed = {theme, x: 0, y: 0, width: columns, height, isFocused: true} as const;
	if (experiments.progress) {
		const {order, pid} = experiments.progress;
		const title = experimentTitle({order, pid: pid ?? 0});
		return (
			<Panel
				{...framed}
				title={title}
				corner={runOf(experiments)}
				footer="d ends it  Esc hides it"
				lines={progressLines(experiments.progress, look)}
			/>
		);
	}
	if (!latest) return <Panel {...framed} title="Experiment" lines={[]} />;
	const footer = 'Up Down scroll  M saves it as Markdown  Esc closes it';
	const isSeries = experiments.finished.length > 1;
	const title = isSeries
		? `Series of ${experiments.finished.length} experiments`
		: experimentTitle(latest.run);
	const table = isSeries ? undefined : tableOf(latest, columns);
	const dense = table && reportHead(latest, look, true);
	if (table && dense && dense.length + tableHeight(table.length) + frame.rows <= height) {
		return (
			<>
				<Panel {...framed} title={title} footer={footer} lines={dense} />
				<Table theme={theme} x={1} y={dense.length + 1} width={look.columns} rows={table} />
			</>
		);
	}
	const all = isSeries
		? seriesLines(experiments.finished, seriesSlopes(experiments.finished), look)
		: [...reportHead(latest, look, false), ' '.repeat(look.columns), ...figureLines(latest.report, look)];
	const first = Math.max(0, Math.min(top, all.length - (height - frame.rows)));
	return <Panel {...framed} title={title} footer={footer} lines={all.slice(first)} />;
}

function runOf({orders, finished}: ExperimentsState): string {
	return orders.length > 1 ? `run ${finished.length + 1} of ${orders.length}` : '';
}

/** Columns that ink-table puts around a cell, and the narrowest reason worth a table. */
const cellFrame = 3;
const leastReason = 30;

/** The rows for ink-table; `undefined` where it would be too narrow for the reasons. */
function tableOf({report}: FinishedExperiment, columns: number) {
	const names = columnsOf(report);
	const rows = figureRows(report);
	const widest = (name: 'figure' | (typeof names)[number]) =>
		Math.max(name.length, ...rows.map(row => row[name].length)) + cellFrame;
	const used = widest('figure') + names.reduce((sum, name) => sum + widest(name), 0);
	const room = columns - frame.columns - used - cellFrame - 1;
	if (room < leastReason) return undefined;
	return rows.map(row => ({
		figure: row.figure,
		...Object.fromEntries(names.map(name => [name, row[name]])),
		why: truncate(row.why, room),
	}));
}
