import type {Layout, PaneName} from '../../source/layout.js';

/**
 * A layout as boxes of ASCII characters: `scale` columns and rows of the screen are one character. Each box
 * holds its pane's name and its exact size, so that scaling hides nothing; `=` is what no pane covers.
 */
export function drawing(place: Layout, scale: {readonly columns: number; readonly rows: number}): string {
	const across = (column: number) => Math.round(column / scale.columns);
	const down = (row: number) => Math.round(row / scale.rows);
	const lines = Array.from({length: down(place.rows)}, () =>
		Array.from({length: across(place.columns)}, () => '='),
	);
	const put = (row: number, column: number, text: string) => {
		for (const [i, character] of [...text].entries()) {
			const line = lines[row];
			if (line && column + i < line.length) line[column + i] = character;
		}
	};
	for (const [name, pane] of Object.entries(place.panes) as [PaneName, Layout['panes'][PaneName]][]) {
		if (!pane) continue;
		const [x, y] = [across(pane.x), down(pane.y)];
		const [width, height] = [across(pane.x + pane.width) - x, down(pane.y + pane.height) - y];
		const edge = `+${'-'.repeat(width - 2)}+`;
		put(y, x, edge);
		for (let row = y + 1; row < y + height - 1; row++) put(row, x, `|${' '.repeat(width - 2)}|`);
		put(y + height - 1, x, edge);
		put(y + (height > 2 ? 1 : 0), x + 2, `${name} ${pane.width}x${pane.height}`);
	}
	return lines.map(line => line.join('')).join('\n');
}
