/**
 * Where the panes stand: a pure function of the terminal's size, the focus and the zoom.
 *
 *   from 151 columns          from 80 columns, 20 rows    below that
 *   ┌─────────────────────┐   ┌────────────┐              ┌────────┐
 *   │ memory              │   │ memory     │              │ memory │
 *   ├──────────┬──────────┤   ├────────────┤              ├────────┤
 *   │ processes│ regions  │   │ processes  │              │ one of │
 *   │          │          │   ├────────────┤              │ both   │
 *   │          │          │   │ regions    │              │        │
 *   └──────────┴──────────┘   └────────────┘              └────────┘
 *    key bar                   key bar                     key bar
 */

export type PaneName = 'memory' | 'processes' | 'regions';

/** In cells from the top left corner. The frame is inside. */
export type Pane = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

export type Layout = {
	/** `tooSmall`: nothing but a word about it fits. `over`: the regions open over the list. */
	readonly kind: 'beside' | 'stacked' | 'over' | 'zoomed' | 'tooSmall';
	readonly columns: number;
	readonly rows: number;
	readonly panes: {readonly [name in PaneName]?: Pane};
};

export const smallest = {columns: 40, rows: 10};
const besideFrom = 151;
const stackedFrom = {columns: 80, rows: 20};
const keyBarRows = 1;

/** Rows of the memory pane with its frame: what is dropped first is the history, then the legend, then the bar. */
function memoryRows(rows: number): number {
	if (rows >= 30) return 6;
	if (rows >= 20) return 5;
	if (rows >= 14) return 4;
	return 3;
}

/** The boxes of the panes. `focus` decides which pane a small screen or the zoom shows. */
export function layout(columns: number, rows: number, focus: PaneName, zoomed: boolean): Layout {
	const common = {columns, rows};
	if (columns < smallest.columns || rows < smallest.rows) return {kind: 'tooSmall', ...common, panes: {}};
	const body = rows - keyBarRows;
	if (zoomed) {
		return {kind: 'zoomed', ...common, panes: {[focus]: {x: 0, y: 0, width: columns, height: body}}};
	}
	const top = memoryRows(rows);
	const memory = {x: 0, y: 0, width: columns, height: top};
	const rest = body - top;
	if (columns >= besideFrom) {
		const width = Math.round(columns * 0.54);
		return {
			kind: 'beside',
			...common,
			panes: {
				memory,
				processes: {x: 0, y: top, width, height: rest},
				regions: {x: width, y: top, width: columns - width, height: rest},
			},
		};
	}
	if (columns >= stackedFrom.columns && rows >= stackedFrom.rows) {
		const height = Math.ceil(rest * 0.55);
		return {
			kind: 'stacked',
			...common,
			panes: {
				memory,
				processes: {x: 0, y: top, width: columns, height},
				regions: {x: 0, y: top + height, width: columns, height: rest - height},
			},
		};
	}
	const shown = focus === 'regions' ? 'regions' : 'processes';
	return {
		kind: 'over',
		...common,
		panes: {memory, [shown]: {x: 0, y: top, width: columns, height: rest}},
	};
}

/** Rows of a pane that are no items of its list: the frame and the head, and for the regions the total. */
const rowsOff = {processes: 3, regions: 4};

/** How many items the lists have room for, and how wide a region's line is; 0 where the pane isn't shown. */
export function listSizes({panes}: Layout): {
	readonly processes: number;
	readonly regions: number;
	readonly regionColumns: number;
} {
	return {
		regionColumns: Math.max(0, (panes.regions?.width ?? 0) - 2),
		processes: Math.max(0, (panes.processes?.height ?? 0) - rowsOff.processes),
		regions: Math.max(0, (panes.regions?.height ?? 0) - rowsOff.regions),
	};
}
