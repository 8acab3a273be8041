import {count, left, width as widthOf} from '../../format.js';
import {type ListRow, type Sort, startsWithSmallest} from '../../model/process-order.js';
import type {Process} from '../../platform/platform.js';
import {rawText, safeText} from '../../safe-text.js';
import type {WorkerState} from '../../store/state.js';
import type {Theme} from '../../theme.js';
import {type CellContext, type Column, cell, fitColumns} from './columns.js';

/** The lines of the process pane, each exactly `columns` wide. Pure. */

export type RowLook = {
	readonly theme: Theme;
	readonly columns: number;
	readonly isFocused: boolean;
};

/** Down where the first row is the largest, whatever the column. */
export function sortArrow(sort: Sort, {glyphs}: Theme): string {
	return startsWithSmallest(sort.key) === sort.reverse ? glyphs.descending : glyphs.ascending;
}

/** The head of the table; the sorted column carries the arrow. */
export function headLine(sort: Sort, {theme, columns}: Omit<RowLook, 'isFocused'>): string {
	const {shown, command} = fitColumns(columns);
	const arrow = sortArrow(sort, theme);
	const heads = shown.map(column => {
		const head =
			column.key === sort.key && widthOf(column.head) < column.width ? column.head + arrow : column.head;
		return cell(column, head, '');
	});
	const last = left(sort.key === 'command' ? `COMMAND${arrow}` : 'COMMAND', command, '');
	return theme.paint.head(`  ${heads.join(' ')} ${last}`);
}

export type RowInput = {
	readonly row: ListRow;
	readonly isSelected: boolean;
	/** Our own memory-user, if the process is one. */
	readonly worker: WorkerState | undefined;
	readonly context: CellContext;
};

/** One process. The marker says: selected, or one of our own workers. */
export function processLine(
	{row, isSelected, worker, context}: RowInput,
	{theme, columns, isFocused}: RowLook,
): string {
	const {process, guide} = row;
	const {shown, command} = fitColumns(columns);
	const {glyphs, paint} = theme;
	const cells = shown.map(column => cellText(column, process, context, glyphs.ellipsis));
	const name = left(guideText(guide, theme) + commandText(process, worker, theme), command, glyphs.ellipsis);
	const marker = worker ? glyphs.worker : isSelected ? glyphs.pointer : ' ';
	const line = `${marker} ${cells.join(' ')} ${name}`;
	if (isSelected) return isFocused ? paint.selected(line) : paint.title(line);
	if (worker) return paint.own(line);
	return process.isKernelThread ? paint.dim(line) : line;
}

function cellText(column: Column, process: Process, context: CellContext, mark: string): string {
	return cell(column, column.text(process, context), mark);
}

/** Arguments, or `[name]` where there are none; a name that the arguments don't show stands before them. */
export function commandText(process: Process, worker: WorkerState | undefined, theme: Theme): string {
	const name = safeText(process.name);
	if (worker) return `${name} ${theme.glyphs.separator} ${count(Math.round(worker.bytes / 1024 ** 2))} MB`;
	const command = process.facts?.command;
	if (command === undefined)
		return process.facts === undefined && !process.isKernelThread ? name : `[${name}]`;
	const shown = withoutFolder(safeText(command));
	// comm is cut at 15 bytes, maybe inside a character.
	const known = rawText(process.name).replace(/\uFFFD+$/, '');
	return rawText(command).includes(known) ? shown : `{${name}} ${shown}`;
}

/** `/usr/bin/python3 x` as `python3 x`: on a screen the program's name comes first. */
function withoutFolder(command: string): string {
	return command.replace(/^\/(?:[^\s/]*\/)*(?=[^\s/])/, '');
}

function guideText(guide: readonly boolean[] | undefined, {glyphs}: Theme): string {
	if (!guide || guide.length === 0) return '';
	const trunks = guide.slice(0, -1).map(more => (more ? glyphs.trunk : '  '));
	return `${trunks.join('')}${guide.at(-1) ? glyphs.branch : glyphs.lastBranch} `;
}
