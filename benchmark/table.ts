/** One table of the report. The first column is the row's name; a cell that is missing is `undefined`. */
export type Table = {
	readonly title: string;
	readonly head: readonly string[];
	readonly rows: readonly (readonly (string | undefined)[])[];
};

/** The table as text: names to the left, figures to the right, `-` for what is missing. */
export function formatTable({title, head, rows}: Table): string {
	const lines = [head, ...rows];
	const columns = Math.max(...lines.map(line => line.length));
	const cells = lines.map(line => Array.from({length: columns}, (_, column) => line[column] ?? '-'));
	const widths = Array.from({length: columns}, (_, column) =>
		Math.max(...cells.map(line => line[column]?.length ?? 0)),
	);
	const text = cells.map(line =>
		line
			.map((cell, column) =>
				column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
			)
			.join('  ')
			.trimEnd(),
	);
	return `${title}\n${text.map(line => `  ${line}`).join('\n')}\n`;
}
