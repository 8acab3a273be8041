/** The rows of the process list, read from the screen by the heads of its columns. */
import type {Terminal} from './terminal.js';

export type ProcessRow = {
	/** Row of the screen. */
	readonly row: number;
	/** `▸` selected, `◆` one of memtui's own, else a blank. */
	readonly marker: string;
	readonly isSelected: boolean;
	readonly pid: number;
	readonly user: string;
	/** As shown. */
	readonly rss: string;
	readonly command: string;
};

/** All rows that are on the screen, from the top. */
export function processRows(terminal: Terminal): ProcessRow[] {
	const head = terminal.find(/ PID[▲▼]? ?USER[▲▼ ]/);
	if (!head) return [];
	const left = head.column;
	const text = cellsOf(terminal, head.row);
	const user = text.indexOf('USER', left);
	const rss = text.indexOf('RSS', left);
	const rssEnd = rss + (/[▲▼]/.test(text[rss + 3] ?? '') ? 4 : 3);
	const command = text.indexOf('COMMAND', left);
	const edge = text.indexOf('│', command);
	const start = text.lastIndexOf('│', left) + 1;
	const rows: ProcessRow[] = [];
	for (let row = head.row + 1; row < terminal.rows; row++) {
		const line = cellsOf(terminal, row);
		const pid = Number(line.slice(start + 1, user));
		if (line[start - 1] !== '│' || !(pid > 0)) break;
		rows.push({
			row,
			marker: line[start] ?? '',
			isSelected: terminal.cell(row, start).inverse || terminal.cell(row, start).bold,
			pid,
			user: line.slice(user, user + 8).trim(),
			rss: line.slice(rssEnd - 5, rssEnd).trim(),
			command: line.slice(command, edge).trim(),
		});
	}
	return rows;
}

/** The row of a process, if it is on the screen. */
export function processRow(terminal: Terminal, pid: number): ProcessRow | undefined {
	return processRows(terminal).find(row => row.pid === pid);
}

export function selectedRow(terminal: Terminal): ProcessRow | undefined {
	return processRows(terminal).find(row => row.isSelected);
}

/** One character a cell, so that an index is a column, whatever wide characters there are. */
function cellsOf(terminal: Terminal, row: number): string {
	return Array.from({length: terminal.columns}, (_, column) => terminal.cell(row, column))
		.map(cell => (cell.text.length === 1 ? cell.text : cell.width === 0 ? ' ' : '?'))
		.join('');
}
