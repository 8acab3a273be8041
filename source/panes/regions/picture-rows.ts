import {bytes, right} from '../../format.js';
import type {PagePicture} from '../../model/page-picture.js';
import {cellAt, type Picture, pictureRoom} from '../../model/picture.js';
import type {RegionType} from '../../model/region-types.js';
import type {RegionView} from '../../model/region-view.js';
import {type PictureSize, shownPicture} from '../../model/shown-picture.js';
import type {PictureState} from '../../store/picture-state.js';
import type {Role, Theme} from '../../theme.js';
import type {RegionLook} from './look.js';
import {pictureLegend} from './picture-legend.js';
import {centred, shade, typeLetter, typeRole} from './picture-marks.js';
import {pictureScale, pictureTitle} from './picture-title.js';

/** The picture of an address space, or of the pages of a region, as lines that are exactly as wide as `size`. Pure. */
export function pictureLines(
	view: RegionView,
	state: PictureState,
	size: PictureSize,
	look: RegionLook,
): {readonly title: string; readonly scale: string; readonly lines: string[]} {
	const picture = shownPicture(view, state, size);
	const {rows, legend} = pictureRoom(size.columns, size.rows);
	const canvas = new Canvas(picture, look.theme, size.columns, rows);
	drawAddresses(picture, canvas);
	for (const {line, x, bytes: missing, isSized} of picture.gaps) drawGap(canvas, line, x, missing, isSized);
	const typeOf = (index: number): RegionType => view.types.list[index] ?? 'other';
	for (const {line, x, text, type} of picture.labels)
		canvas.put(line, x, text, typeRole(typeOf(type), false));
	drawCells(picture, canvas, typeOf);
	drawCursor(picture, canvas, state.cursor, look);
	return {
		title: pictureTitle(view, state, picture),
		scale: pictureScale(picture),
		lines: [...canvas.lines(), ...pictureLegend(view, state, picture, size.columns, legend, look.theme)],
	};
}

const isOfPages = (picture: Picture | PagePicture): picture is PagePicture => 'pages' in picture;

function drawAddresses({cells, digits}: Picture, canvas: Canvas): void {
	let last = -1;
	for (let cell = 0; cell < cells.count; cell++) {
		const line = cells.line[cell] ?? 0;
		if (line === last) continue;
		last = line;
		const hex = BigInt(cells.start[cell] ?? 0).toString(16);
		const text = hex.padStart(digits.shown + digits.dropped, '0').slice(0, digits.shown);
		canvas.put(line, -digits.shown - 1, text, 'dim');
	}
}

function drawGap(canvas: Canvas, line: number, x: number, size: number, isSized: boolean): void {
	const {gap, gapEnds} = canvas.theme.glyphs.picture;
	canvas.put(line, x, isSized ? gapEnds.join(right(bytes(size), 5)) : gap, 'dim');
}

function drawCells(
	picture: Picture | PagePicture,
	canvas: Canvas,
	typeOf: (index: number) => RegionType,
): void {
	const {cells} = picture;
	const {theme} = canvas;
	const marks = theme.glyphs.picture;
	let inRegion = 0;
	let lastType = -1;
	let nextX = -1;
	for (let cell = 0; cell < cells.count; cell++) {
		const isSame = cells.firstRow[cell] === cells.firstRow[cell - 1];
		inRegion = isSame ? inRegion + 1 : 0;
		const resident = cells.resident[cell] ?? Number.NaN;
		const swapped = cells.swapped[cell] || 0;
		const share = (resident + swapped) / (cells.bytes[cell] || 1);
		const typeIndex = cells.type[cell] ?? 0;
		const type = typeOf(typeIndex);
		let glyph = shade(share, theme);
		const isDirty = glyph !== marks.untouched && (cells.dirty[cell] ?? 0) * 2 >= resident && resident > 0;
		const line = cells.line[cell] ?? 0;
		const x = cells.x[cell] ?? 0;
		const width = cells.width[cell] ?? 1;
		// Without colours a letter tells where another type begins.
		const begins = typeIndex !== lastType || (!isSame && x !== nextX);
		const isMore = cells.firstRow[cell + 1] === cells.firstRow[cell];
		lastType = width > 1 ? -1 : typeIndex;
		nextX = x + width;
		let role = typeRole(type, isDirty);
		if (width > 1) {
			const text = ` ${bytes(cells.bytes[cell])} `;
			canvas.put(line, x, centred(text, width, glyph), role);
			continue;
		}
		if (isSwapMark(inRegion, swapped, resident)) glyph = marks.swapped;
		else if (isOfPages(picture) && picture.pages) {
			const shared = picture.shared[cell] ?? 0;
			const huge = picture.huge[cell] ?? 0;
			const isShared = shared * 2 > resident;
			const isHuge = huge * 2 > resident;
			role = isHuge ? 'hugePages' : typeRole(type, !isShared);
			if (!theme.hasColor && resident > 0) glyph = isHuge ? 'H' : isShared ? 'o' : glyph;
		} else if (!theme.hasColor && begins && (glyph !== marks.untouched || isMore))
			glyph = typeLetter(type, isDirty);
		canvas.put(line, x, glyph, role);
	}
}

/** Which pages of a region are swapped smaps does not tell: their share of its cells is spread over them. */
function isSwapMark(cell: number, swapped: number, resident: number): boolean {
	if (!(swapped > 0)) return false;
	const share = swapped / (swapped + (resident || 0));
	return Math.floor((cell + 1) * share + 0.5) > Math.floor(cell * share + 0.5);
}

function drawCursor({cells}: Picture, canvas: Canvas, cursor: bigint, {isFocused, theme}: RegionLook): void {
	const cell = cellAt(cells, cursor);
	const width = cells.width[cell] ?? 1;
	const line = cells.line[cell];
	const x = cells.x[cell];
	if (line === undefined || x === undefined) return;
	const text = width > 1 ? canvas.textAt(line, x, width) : theme.glyphs.picture.cursor;
	canvas.put(line, x, text, isFocused ? 'selected' : 'title');
}

/** A character and a role for every place, so that neighbours of one look become one painted piece. */
class Canvas {
	readonly theme: Theme;
	readonly #width: number;
	readonly #left: number;
	readonly #glyphs: string[][];
	readonly #roles: (Role | undefined)[][];

	constructor(picture: Picture, theme: Theme, width: number, rows: number) {
		this.theme = theme;
		this.#width = width;
		this.#left = picture.digits.shown + 2;
		this.#glyphs = Array.from({length: rows}, () => new Array<string>(width).fill(' '));
		this.#roles = Array.from({length: rows}, () => new Array<Role | undefined>(width).fill(undefined));
	}

	/** What lies outside is cut off. */
	put(line: number, x: number, text: string, role: Role): void {
		const glyphs = this.#glyphs[line];
		const roles = this.#roles[line];
		if (!glyphs || !roles) return;
		for (let i = 0; i < text.length; i++) {
			const at = this.#left + x + i;
			if (at < 0 || at >= this.#width) continue;
			glyphs[at] = text[i] ?? ' ';
			roles[at] = role;
		}
	}

	textAt(line: number, x: number, width: number): string {
		return (this.#glyphs[line] ?? []).slice(this.#left + x, this.#left + x + width).join('');
	}

	lines(): string[] {
		return this.#glyphs.map((glyphs, line) => this.#painted(glyphs, this.#roles[line] ?? []));
	}

	#painted(glyphs: readonly string[], roles: readonly (Role | undefined)[]): string {
		let line = '';
		let piece = '';
		let role: Role | undefined;
		for (let i = 0; i < glyphs.length; i++) {
			const glyph = glyphs[i] ?? ' ';
			// A blank has no colour: it goes with what stands before it, unless that is inverse.
			const next = glyph === ' ' && role !== 'selected' && roles[i] !== 'selected' ? role : roles[i];
			if (next !== role) {
				line += this.#paint(piece, role);
				piece = '';
				role = next;
			}
			piece += glyph;
		}
		return line + this.#paint(piece, role);
	}

	#paint(text: string, role: Role | undefined): string {
		return role === undefined || text === '' ? text : this.theme.paint[role](text);
	}
}
