/**
 * The screen of a terminal as an SVG picture of its window. Every run of text is put in its place and told
 * its width, so that columns line up whatever font the reader has.
 */
import type {Cell, Place} from '../test/support/screen.js';
import {type CellSize, type Glyph, glyphOf} from './glyph.js';
import {cellColors, dark, mix, type Rgb, type Theme} from './theme.js';

/** What is drawn: a {@link import('../test/support/terminal.js').Terminal} is one. */
export type Picture = {
	readonly columns: number;
	readonly rows: number;
	cell(row: number, column: number): Cell;
};

export type SvgOptions = {
	/** Stands in the window's bar, and is what a screen reader says. */
	readonly title: string;
	readonly theme?: Theme | undefined;
	/** Where the cursor is, if it is visible. */
	readonly cursor?: Place | undefined;
};

const size: CellSize = {width: 9, height: 19};
const fontSize = 15;
// From the top of a cell to the line on which letters stand.
const baseline = 14.5;
const margin = 14;
const barHeight = 34;
const fonts = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

// What XML 1.0 has no way to write, not even escaped.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const entities: {readonly [character: string]: string} = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};

function escapeXml(text: string): string {
	return text.replace(unwritable, '\uFFFD').replace(/[&<>"]/g, character => entities[character] ?? '');
}

/** Collects pieces by a key, in the order in which the keys came up: what looks alike is written together. */
class Groups {
	readonly #groups = new Map<string, string[]>();

	add(key: string, piece: string): void {
		const group = this.#groups.get(key);
		if (group) group.push(piece);
		else this.#groups.set(key, [piece]);
	}

	write(wrap: (key: string, pieces: readonly string[]) => string): string[] {
		return [...this.#groups].map(([key, pieces]) => wrap(key, pieces));
	}
}

/** A cell with its column and the colours in which it is shown. */
type Shown = {
	readonly cell: Cell;
	readonly column: number;
	readonly foreground: Rgb;
	readonly background: Rgb;
};

/** The layers of the picture, from the bottom up. */
type Layers = {readonly backgrounds: Groups; readonly shapes: Groups; readonly texts: Groups};

function drawBackgrounds(row: readonly Shown[], top: number, theme: Theme, layers: Layers): void {
	for (let from = 0; from < row.length; ) {
		const color = row[from]?.background;
		let to = from + 1;
		while (to < row.length && row[to]?.background === color) to++;
		const width = (to - from) * size.width;
		if (color && color !== theme.background) {
			layers.backgrounds.add(color, `M${from * size.width} ${top}h${width}v${size.height}h-${width}z`);
		}
		from = to;
	}
}

/** Draws the characters that are shapes, and gives the others: all that is left to write. */
function drawShapes(row: readonly Shown[], top: number, layers: Layers): Shown[] {
	return row.filter(({cell, column, foreground, background}) => {
		const glyph = glyphOf(cell.text, column * size.width, top, size);
		if (glyph) layers.shapes.add(paint(glyph, mix(foreground, background, glyph.strength)), glyph.path);
		return !glyph && cell.text.trim() !== '';
	});
}

/** Characters that every monospace font has in its own width; each other one is put in its place alone. */
const isCommon = (text: string): boolean => /^[\u0021-\u024F]$/.test(text);

function drawTexts(letters: readonly Shown[], top: number, layers: Layers): void {
	for (let from = 0; from < letters.length; ) {
		const first = letters[from];
		if (!first) return;
		const style = textStyle(first.cell, first.foreground);
		let {text} = first.cell;
		let cells: number = first.cell.width;
		let to = from + 1;
		// A run goes on over one blank: what stands further apart is another column.
		for (; isCommon(first.cell.text) && to < letters.length; to++) {
			const next = letters[to];
			const gap = (next?.column ?? 0) - first.column - cells;
			if (!next || gap > 1 || !isCommon(next.cell.text)) break;
			if (textStyle(next.cell, next.foreground) !== style) break;
			text += ' '.repeat(gap) + next.cell.text;
			cells += gap + 1;
		}
		const place = `x="${first.column * size.width}" y="${top + baseline}" textLength="${cells * size.width}"`;
		const squeeze = isCommon(first.cell.text) ? '' : ' lengthAdjust="spacingAndGlyphs"';
		layers.texts.add(style, `<text ${place}${squeeze}>${escapeXml(text)}</text>`);
		from = to;
	}
}

/** The picture of the screen. */
export function svgOf(picture: Picture, {title, theme = dark, cursor}: SvgOptions): string {
	const layers: Layers = {backgrounds: new Groups(), shapes: new Groups(), texts: new Groups()};
	for (let index = 0; index < picture.rows; index++) {
		const row = Array.from({length: picture.columns}, (_, column): Shown => {
			const cell = picture.cell(index, column);
			return {cell, column, ...cellColors(cell, theme)};
		});
		const top = index * size.height;
		drawBackgrounds(row, top, theme, layers);
		drawTexts(drawShapes(row, top, layers), top, layers);
	}
	const width = picture.columns * size.width + 2 * margin;
	const height = picture.rows * size.height + barHeight + 2 * margin;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${fonts}" font-size="${fontSize}">`,
		`<title>${escapeXml(title)}</title>`,
		...frame(width, height, title, theme),
		`<g transform="translate(${margin} ${barHeight + margin})">`,
		...layers.backgrounds.write(
			(color, paths) => `<path shape-rendering="crispEdges" fill="${color}" d="${paths.join('')}"/>`,
		),
		...cursorBlock(cursor, theme),
		...layers.shapes.write((attributes, paths) => `<path ${attributes} d="${paths.join('')}"/>`),
		...layers.texts.write((style, pieces) => `<g ${style}>\n${pieces.join('\n')}\n</g>`),
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

function paint(glyph: Glyph, color: Rgb): string {
	if (glyph.paint === 'fill') return `fill="${color}"`;
	return `fill="none" stroke="${color}" stroke-width="${glyph.paint === 'heavy' ? 2.5 : 1}"`;
}

function textStyle(cell: Cell, color: Rgb): string {
	const lines = [cell.underline && 'underline', cell.strikethrough && 'line-through'].filter(Boolean);
	return [
		`fill="${color}"`,
		cell.bold && 'font-weight="bold"',
		cell.italic && 'font-style="italic"',
		lines.length > 0 && `text-decoration="${lines.join(' ')}"`,
	]
		.filter(Boolean)
		.join(' ');
}

function cursorBlock(cursor: Place | undefined, theme: Theme): string[] {
	if (!cursor) return [];
	const place = `x="${cursor.column * size.width}" y="${cursor.row * size.height}"`;
	const block = `width="${size.width}" height="${size.height}"`;
	return [`<rect ${place} ${block} fill="${mix(theme.foreground, theme.background, 0.6)}"/>`];
}

function frame(width: number, height: number, title: string, theme: Theme): string[] {
	const lamps = ['#e5687a', '#d9b45b', '#7cc27a'].map(
		(color, index) => `<circle cx="${20 + index * 20}" cy="${barHeight / 2}" r="6" fill="${color}"/>`,
	);
	return [
		`<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="${theme.background}" stroke="${theme.border}"/>`,
		`<path d="M1 ${barHeight}V9.5a8.5 8.5 0 0 1 8.5-8.5H${width - 9.5}a8.5 8.5 0 0 1 8.5 8.5V${barHeight}z" fill="${theme.bar}"/>`,
		...lamps,
		`<text x="${width / 2}" y="${barHeight / 2 + 5}" text-anchor="middle" fill="${theme.barText}" font-size="14">${escapeXml(title)}</text>`,
	];
}
