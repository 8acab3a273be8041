/** The terminal model: what a person would see of the bytes that a program wrote. */
import type {IBufferCell} from '@xterm/headless';
import xterm from '@xterm/headless';
import {characterWidth} from './character-width.js';

/** `undefined` is the terminal's own colour, a number one of the palette's 256, else `#rrggbb`. */
export type Color = number | `#${string}` | undefined;

export type Cell = {
	/** The character with what combines with it; a blank where nothing was written; `''` right of a wide one. */
	readonly text: string;
	/** 0 is the right half of a wide character. */
	readonly width: 0 | 1 | 2;
	readonly foreground: Color;
	readonly background: Color;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly strikethrough: boolean;
	readonly inverse: boolean;
	readonly invisible: boolean;
};

/** What a program may have switched on, and should have switched off when it ends. */
export type Modes = {
	readonly alternateScreen: boolean;
	readonly cursorVisible: boolean;
	readonly bracketedPaste: boolean;
	readonly mouse: 'none' | 'x10' | 'vt200' | 'drag' | 'any';
	readonly focusReports: boolean;
	readonly applicationCursorKeys: boolean;
	/** Lines that are too long go on in the next row. */
	readonly wraparound: boolean;
	/** A frame has been begun and not ended (CSI ? 2026 h): a terminal still shows the frame before. */
	readonly synchronizedOutput: boolean;
};

export type Place = {readonly row: number; readonly column: number};

export type Screen = {
	readonly columns: number;
	readonly rows: number;
	/** Resolves when the bytes have been taken in: the model works through them later, in order. */
	write(bytes: Uint8Array): Promise<void>;
	resize(columns: number, rows: number): void;
	/** The text of each row, without the blanks at its end. */
	text(): string[];
	/** The text of one row; a negative number counts from the bottom. */
	row(index: number): string;
	cell(row: number, column: number): Cell;
	/** The first place of a text, from the top; a pattern is tried row by row. */
	find(pattern: string | RegExp): Place | undefined;
	cursor(): Place;
	modes(): Modes;
	dispose(): void;
};

type ScreenOptions = {
	readonly columns: number;
	readonly rows: number;
	/** What the terminal itself says to the program, when it is asked (device attributes, cursor place). */
	readonly answer: (text: string) => void;
};

const blank: Cell = {
	text: ' ',
	width: 1,
	foreground: undefined,
	background: undefined,
	bold: false,
	dim: false,
	italic: false,
	underline: false,
	strikethrough: false,
	inverse: false,
	invisible: false,
};

/** A terminal model of that size, empty. */
export function createScreen({columns, rows, answer}: ScreenOptions): Screen {
	const model = new xterm.Terminal({cols: columns, rows, scrollback: 1000, allowProposedApi: true});
	model.unicode.register({version: 'present', wcwidth: characterWidth, charProperties});
	model.unicode.activeVersion = 'present';
	model.onData(answer);
	const cursorIsVisible = trackCursor(model);
	// The model's own decoder loses some characters whose bytes come in two pieces (U+2026 for one).
	const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

	const cellAt = (row: number, column: number): Cell => {
		const {active} = model.buffer;
		const cell = active.getLine(active.baseY + row)?.getCell(column);
		return cell ? readCell(cell) : blank;
	};
	const cellsOf = (row: number): Cell[] =>
		Array.from({length: model.cols}, (_, column) => cellAt(row, column));
	const rowText = (row: number): string =>
		cellsOf(row)
			.map(cell => cell.text)
			.join('')
			.trimEnd();

	return {
		get columns() {
			return model.cols;
		},
		get rows() {
			return model.rows;
		},
		write: bytes =>
			new Promise(resolve => {
				model.write(decoder.decode(bytes, {stream: true}), resolve);
			}),
		resize: (newColumns, newRows) => model.resize(newColumns, newRows),
		text: () => Array.from({length: model.rows}, (_, row) => rowText(row)),
		row: index => rowText(index < 0 ? model.rows + index : index),
		cell: cellAt,
		find(pattern) {
			for (let row = 0; row < model.rows; row++) {
				const cells = cellsOf(row);
				const text = cells.map(cell => cell.text).join('');
				const index = typeof pattern === 'string' ? text.indexOf(pattern) : text.search(pattern);
				if (index >= 0) return {row, column: columnOf(cells, index)};
			}
			return undefined;
		},
		cursor: () => ({row: model.buffer.active.cursorY, column: model.buffer.active.cursorX}),
		modes: () => ({
			alternateScreen: model.buffer.active.type === 'alternate',
			cursorVisible: cursorIsVisible(),
			bracketedPaste: model.modes.bracketedPasteMode,
			mouse: model.modes.mouseTrackingMode,
			focusReports: model.modes.sendFocusMode,
			applicationCursorKeys: model.modes.applicationCursorKeysMode,
			wraparound: model.modes.wraparoundMode,
			synchronizedOutput: model.modes.synchronizedOutputMode,
		}),
		dispose: () => model.dispose(),
	};
}

// The model keeps the cursor's visibility (DECTCEM) to itself, so the sequences are watched on their way in.
function trackCursor(model: xterm.Terminal): () => boolean {
	let visible = true;
	const watch = (final: string, value: boolean) =>
		model.parser.registerCsiHandler({prefix: '?', final}, parameters => {
			if (parameters.flat().includes(25)) visible = value;
			return false;
		});
	watch('h', true);
	watch('l', false);
	model.parser.registerEscHandler({final: 'c'}, () => {
		visible = true;
		return false;
	});
	model.parser.registerCsiHandler({intermediates: '!', final: 'p'}, () => {
		visible = true;
		return false;
	});
	return () => visible;
}

// The model's packed form: bit 0 joins the character to the one before, bits 1 and 2 are the width.
function charProperties(codePoint: number, preceding: number): number {
	const width = characterWidth(codePoint);
	const widthBefore = (preceding >> 1) & 3;
	return width === 0 && widthBefore > 0 ? (widthBefore << 1) | 1 : width << 1;
}

function columnOf(cells: readonly Cell[], index: number): number {
	let length = 0;
	return cells.findIndex(cell => {
		length += cell.text.length;
		return length > index;
	});
}

function readCell(cell: IBufferCell): Cell {
	const width = cell.getWidth();
	return {
		text: width === 0 ? '' : cell.getChars() || ' ',
		width: width === 0 ? 0 : width === 2 ? 2 : 1,
		foreground: color(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
		background: color(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		italic: cell.isItalic() !== 0,
		underline: cell.isUnderline() !== 0,
		strikethrough: cell.isStrikethrough() !== 0,
		inverse: cell.isInverse() !== 0,
		invisible: cell.isInvisible() !== 0,
	};
}

function color(isRgb: boolean, isPalette: boolean, value: number): Color {
	if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
	return isPalette ? value : undefined;
}
