/** Bars and curves as text. Pure. */

/**
 * Cells for each part of a whole that is `columns` wide: by largest remainder, so that they add up. Parts that
 * are missing or below zero get none.
 */
export function shareCells(parts: readonly (number | undefined)[], columns: number): number[] {
	const positive = parts.map(part => Math.max(0, part ?? 0));
	const whole = positive.reduce((sum, part) => sum + part, 0);
	if (whole <= 0) return parts.map(() => 0);
	const exact = positive.map(part => (part / whole) * columns);
	const cells = exact.map(Math.floor);
	const order = exact
		.map((value, i) => ({i, rest: value - Math.floor(value)}))
		.sort((a, b) => b.rest - a.rest || a.i - b.i);
	let left = columns - cells.reduce((sum, cell) => sum + cell, 0);
	for (const {i} of order) {
		if (left <= 0) break;
		cells[i] = (cells[i] ?? 0) + 1;
		left--;
	}
	return cells;
}

/** The latest values as a curve from 0 to `most`, one column each; a missing value is a blank. */
export function sparkline(
	values: readonly (number | undefined)[],
	most: number,
	columns: number,
	steps: readonly string[],
): string {
	return values
		.slice(-Math.max(0, columns))
		.map(value => (value === undefined ? ' ' : step(value, most, steps)))
		.join('');
}

function step(value: number, most: number, steps: readonly string[]): string {
	const share = most > 0 ? value / most : 0;
	return steps[Math.max(0, Math.min(steps.length - 1, Math.floor(share * steps.length)))] ?? ' ';
}

/** A bar of one figure: how much of `columns` is `part` of `whole`. At least one cell when there is anything. */
export function bar(
	part: number | undefined,
	whole: number | undefined,
	columns: number,
	full: string,
	empty: string,
): string {
	if (part === undefined || whole === undefined || whole <= 0 || columns <= 0)
		return ' '.repeat(Math.max(0, columns));
	const filled = Math.max(part > 0 ? 1 : 0, Math.min(columns, Math.round((part / whole) * columns)));
	return full.repeat(filled) + empty.repeat(columns - filled);
}
