/**
 * Characters that are drawings of a cell: lines, blocks, shades and braille dots. A font's glyphs for them
 * leave gaps unless its height happens to be that of the row, so they are drawn as shapes.
 */

export type CellSize = {readonly width: number; readonly height: number};

export type Glyph = {
	/** How the path is painted: filled, or stroked as a light or a heavy line. */
	readonly paint: 'fill' | 'light' | 'heavy';
	/** SVG path data, in the picture's units. */
	readonly path: string;
	/** Share of the foreground in the colour: shades are less than 1. */
	readonly strength: number;
};

type Side = 'u' | 'r' | 'd' | 'l';

// The sides of the cell that the line reaches from the middle.
const sides: {readonly [character: string]: string} = {
	...{'─': 'lr', '│': 'ud', '┌': 'dr', '┐': 'dl', '└': 'ur', '┘': 'ul', '├': 'udr', '┤': 'udl'},
	...{'┬': 'dlr', '┴': 'ulr', '┼': 'udlr', '╴': 'l', '╵': 'u', '╶': 'r', '╷': 'd'},
	...{'━': 'lr', '┃': 'ud', '┏': 'dr', '┓': 'dl', '┗': 'ur', '┛': 'ul', '┣': 'udr', '┫': 'udl'},
	...{'┳': 'dlr', '┻': 'ulr', '╋': 'udlr', '╸': 'l', '╹': 'u', '╺': 'r', '╻': 'd'},
	...{'╭': 'dr', '╮': 'dl', '╰': 'ur', '╯': 'ul'},
};
const heavy = '━┃┏┓┗┛┣┫┳┻╋╸╹╺╻';
const round = '╭╮╰╯';

/** A part of the cell: left, top, right and bottom as shares of it. */
type Part = readonly [number, number, number, number];

const quadrants: readonly Part[] = [
	[0, 0, 0.5, 0.5],
	[0.5, 0, 1, 0.5],
	[0, 0.5, 0.5, 1],
	[0.5, 0.5, 1, 1],
];
// U+2596 to U+259F: which quadrants are filled, in the order of the list above.
const quadrantSets: readonly (readonly number[])[] = [
	[2],
	[3],
	[0],
	[0, 2, 3],
	[0, 3],
	[0, 1, 2],
	[0, 1, 3],
	[1],
	[1, 2],
	[1, 2, 3],
];
// Braille: bit n of the code point is the dot in this column and row.
const dots: readonly (readonly [number, number])[] = [
	...([
		[0, 0],
		[0, 1],
		[0, 2],
		[1, 0],
	] as const),
	...([
		[1, 1],
		[1, 2],
		[0, 3],
		[1, 3],
	] as const),
];

function blockParts(code: number): readonly Part[] | undefined {
	if (code === 0x2580) return [[0, 0, 1, 0.5]];
	if (code >= 0x2581 && code <= 0x2588) return [[0, 1 - (code - 0x2580) / 8, 1, 1]];
	if (code >= 0x2589 && code <= 0x258f) return [[0, 0, (0x2590 - code) / 8, 1]];
	if (code === 0x2590) return [[0.5, 0, 1, 1]];
	if (code >= 0x2591 && code <= 0x2593) return [[0, 0, 1, 1]];
	if (code === 0x2594) return [[0, 0, 1, 1 / 8]];
	if (code === 0x2595) return [[7 / 8, 0, 1, 1]];
	const filled = quadrantSets[code - 0x2596];
	if (filled) return quadrants.filter((_, index) => filled.includes(index));
	return undefined;
}

function brailleParts(code: number): readonly Part[] | undefined {
	if (code < 0x2800 || code > 0x28ff) return undefined;
	const set = dots.filter((_, bit) => ((code >> bit) & 1) === 1);
	return set.map(([column, row]) => {
		const left = 0.15 + column * 0.5;
		const top = 0.07 + row * 0.25;
		return [left, top, left + 0.22, top + 0.11];
	});
}

function number(value: number): string {
	return String(Math.round(value * 100) / 100);
}

function linePath(reach: string, isRound: boolean, x: number, y: number, {width, height}: CellSize): string {
	const middle = `${number(x + width / 2)} ${number(y + height / 2)}`;
	const ends: {readonly [side in Side]: string} = {
		u: `${number(x + width / 2)} ${number(y)}`,
		d: `${number(x + width / 2)} ${number(y + height)}`,
		l: `${number(x)} ${number(y + height / 2)}`,
		r: `${number(x + width)} ${number(y + height / 2)}`,
	};
	const [first, second] = [...reach] as Side[];
	// A corner is one line, so that its join is drawn; everything else is a line from side to side.
	if (reach.length === 2 && first && second && reach !== 'lr' && reach !== 'ud') {
		return isRound
			? `M${ends[first]}Q${middle} ${ends[second]}`
			: `M${ends[first]}L${middle}L${ends[second]}`;
	}
	const upright = reach.includes('u') ? `M${ends.u}L${reach.includes('d') ? ends.d : middle}` : '';
	const down = !upright && reach.includes('d') ? `M${middle}L${ends.d}` : '';
	const across = reach.includes('l') ? `M${ends.l}L${reach.includes('r') ? ends.r : middle}` : '';
	const right = !across && reach.includes('r') ? `M${middle}L${ends.r}` : '';
	return upright + down + across + right;
}

/** The drawing of a character whose cell has its left top corner at x and y; `undefined` for letters. */
export function glyphOf(character: string, x: number, y: number, cell: CellSize): Glyph | undefined {
	const reach = sides[character];
	if (reach !== undefined) {
		const path = linePath(reach, round.includes(character), x, y, cell);
		return {paint: heavy.includes(character) ? 'heavy' : 'light', path, strength: 1};
	}
	const code = character.codePointAt(0) ?? 0;
	const parts = blockParts(code) ?? brailleParts(code);
	if (!parts) return undefined;
	const path = parts.map(([left, top, right, bottom]) => {
		const wide = number((right - left) * cell.width);
		const high = number((bottom - top) * cell.height);
		return `M${number(x + left * cell.width)} ${number(y + top * cell.height)}h${wide}v${high}h-${wide}z`;
	});
	const strength = code >= 0x2591 && code <= 0x2593 ? (code - 0x2590) / 4 : 1;
	return {paint: 'fill', path: path.join(''), strength};
}
