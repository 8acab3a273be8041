import {left, right, width} from '../format.js';
import {outsideText, safeJson, safeText} from '../safe-text.js';

/** Results on standard output: tables for people, JSON for scripts. */

/** Writes a result. Whoever reads may close the pipe: `cli.tsx` takes that for a quiet end. */
export function print(text: string): void {
	process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Characters that are written at once: more than a pipe holds, and little for us. */
const blockLength = 64 * 1024;

/** Writes a result of many lines, as fast as it is read; when nobody reads any more it ends. */
export async function printAll(lines: Iterable<string>): Promise<void> {
	let block = '';
	for (const line of lines) {
		block += line;
		if (block.length < blockLength) continue;
		await written(block);
		block = '';
		if (process.stdout.destroyed) return;
	}

	if (block !== '') await written(block);
}

async function written(text: string): Promise<void> {
	// An error is told to the handler in `cli.tsx`: a closed pipe ends the command quietly.
	await new Promise<void>(resolve => process.stdout.write(text, () => resolve()));
}

/** A word for the person beside a result that has no place for it: on standard error, in one line. */
export function note(text: string): void {
	process.stderr.write(`memtui: ${safeText(outsideText(text))}\n`);
}

/** `undefined` is `null`: a figure that could not be had has its place in the object. */
export function printJson(value: unknown): void {
	print(safeJson(value, 2));
}

/** One object of many: a line each. */
export function printJsonLine(value: unknown): void {
	print(safeJson(value));
}

/** `undefined` members become `null`, so that every promised field is there. */
export function orNull<T>(value: T | undefined): T | null {
	return value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : value;
}

export type TableColumn<Row> = {
	readonly head: string;
	readonly align: 'left' | 'right';
	readonly text: (row: Row) => string;
};

/** Columns as wide as their widest cell; a last column on the left is not filled up. */
export function tableText<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
	const cells = rows.map(row => columns.map(column => column.text(row)));
	const widths = columns.map((column, i) =>
		cells.reduce((widest, row) => Math.max(widest, width(row[i] ?? '')), width(column.head)),
	);
	const line = (texts: readonly string[]) =>
		texts
			.map((text, i) => {
				const column = columns[i];
				if (column?.align === 'right') return right(text, widths[i] ?? 0);
				return i === columns.length - 1 ? text : left(text, widths[i] ?? 0);
			})
			.join('  ');
	return [line(columns.map(column => column.head)), ...cells.map(line)].map(text => `${text}\n`).join('');
}
