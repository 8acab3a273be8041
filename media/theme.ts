/** The colours of the pictures' terminals: what `red` or `the default background` means is the terminal's. */
import type {Cell, Color} from '../test/support/screen.js';

export type Rgb = `#${string}`;

export type Theme = {
	readonly foreground: Rgb;
	readonly background: Rgb;
	/** The bar with the title, and the line around the window. */
	readonly bar: Rgb;
	readonly barText: Rgb;
	readonly border: Rgb;
	/** The 16 colours in the order of SGR 30–37 and 90–97. */
	readonly palette: readonly Rgb[];
};

export const dark: Theme = {
	foreground: '#d3d7de',
	background: '#14171c',
	bar: '#20242b',
	barText: '#8f97a3',
	border: '#343a44',
	palette: [
		...(['#2a2f37', '#e5687a', '#7cc27a', '#d9b45b', '#6ca4e8', '#c184dd', '#5bbfc4', '#c3c8d0'] as const),
		...(['#6b7482', '#ff8a99', '#9fe09b', '#f2d07c', '#93c1ff', '#dba6f2', '#83dde0', '#f4f6f9'] as const),
	],
};

export const light: Theme = {
	foreground: '#25292f',
	background: '#fbfbf9',
	bar: '#ecedea',
	barText: '#6a7078',
	border: '#cfd2cf',
	palette: [
		...(['#25292f', '#b8293d', '#2c7a2f', '#8a6200', '#1f5fb0', '#8738ac', '#0f7478', '#b9bdc2'] as const),
		...(['#777e87', '#d23b50', '#3a9440', '#a67908', '#2f78d4', '#a14cc8', '#16908f', '#fbfbf9'] as const),
	],
};

const cubeSteps = [0, 95, 135, 175, 215, 255];

function hex(red: number, green: number, blue: number): Rgb {
	return `#${[red, green, blue].map(part => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

// xterm's table: 16 colours of the theme, a cube of 6 by 6 by 6, and 24 greys.
function resolve(color: Exclude<Color, undefined>, theme: Theme): Rgb {
	if (typeof color === 'string') return color;
	if (color < 16) return theme.palette[color] ?? theme.foreground;
	if (color >= 232) {
		const grey = 8 + 10 * (color - 232);
		return hex(grey, grey, grey);
	}
	const place = color - 16;
	const step = (index: number) => cubeSteps[index % 6] ?? 0;
	return hex(step(Math.floor(place / 36)), step(Math.floor(place / 6)), step(place));
}

/** `share` of the first colour over the second one. */
export function mix(over: Rgb, under: Rgb, share: number): Rgb {
	const part = (color: Rgb, index: number) => Number.parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16);
	const mixed = (index: number) => part(over, index) * share + part(under, index) * (1 - share);
	return hex(mixed(0), mixed(1), mixed(2));
}

/** The colours in which a terminal of that theme shows the cell. */
export function cellColors(cell: Cell, theme: Theme): {readonly foreground: Rgb; readonly background: Rgb} {
	const own = {
		foreground: cell.foreground === undefined ? theme.foreground : resolve(cell.foreground, theme),
		background: cell.background === undefined ? theme.background : resolve(cell.background, theme),
	};
	const background = cell.inverse ? own.foreground : own.background;
	const plain = cell.inverse ? own.background : own.foreground;
	if (cell.invisible) return {foreground: background, background};
	return {foreground: cell.dim ? mix(plain, background, 0.6) : plain, background};
}
