import {Chalk} from 'chalk';

/** Colours and glyphs by what they mean. Colour is never the only sign of anything. */

type Paint = (text: string) => string;

const colours = new Chalk({level: 1});

const roles = {
	border: colours.gray,
	focusedBorder: colours.cyan,
	title: colours.bold,
	head: colours.bold,
	dim: colours.gray,
	selected: colours.inverse,
	key: colours.cyan,
	own: colours.magentaBright,
	good: colours.green,
	warning: colours.yellow,
	bad: colours.redBright,
	programs: colours.green,
	shared: colours.magenta,
	cache: colours.blue,
	kernel: colours.yellow,
	unexplained: colours.red,
	free: colours.gray,
	available: colours.cyan,
} satisfies Record<string, Paint>;

export type Role = keyof typeof roles;

const unicode = {
	horizontal: '─',
	vertical: '│',
	topLeft: '╭',
	topRight: '╮',
	bottomLeft: '╰',
	bottomRight: '╯',
	pointer: '▸',
	worker: '◆',
	ellipsis: '…',
	separator: '·',
	descending: '▼',
	ascending: '▲',
	opened: '▾',
	closed: '▸',
	branch: '├─',
	lastBranch: '└─',
	trunk: '│ ',
	parts: {programs: '█', shared: '▓', cache: '▒', kernel: '░', unexplained: '?', free: '·'},
	/** Stands for `programs` in the legend, where a full block would grow together with the bar above it. */
	square: '■',
	spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	full: '▇',
	empty: '▁',
};

const ascii: typeof unicode = {
	horizontal: '-',
	vertical: '|',
	topLeft: '+',
	topRight: '+',
	bottomLeft: '+',
	bottomRight: '+',
	pointer: '>',
	worker: '*',
	ellipsis: '~',
	separator: '-',
	descending: 'v',
	ascending: '^',
	opened: 'v',
	closed: '>',
	branch: '|-',
	lastBranch: '`-',
	trunk: '| ',
	parts: {programs: '#', shared: '%', cache: '=', kernel: '+', unexplained: '?', free: '.'},
	square: '#',
	spark: ['_', '.', ':', '-', '=', '+', '*', '#'],
	full: '#',
	empty: '.',
};

export type Theme = {
	readonly paint: Readonly<Record<Role, Paint>>;
	readonly glyphs: typeof unicode;
};

const same: Paint = text => text;

/** The look for a terminal: with or without colours (NO_COLOR), with or without characters beyond ASCII. */
export function createTheme(options: {readonly color: boolean; readonly ascii: boolean}): Theme {
	const paint = options.color
		? roles
		: {...(Object.fromEntries(Object.keys(roles).map(role => [role, same])) as Record<Role, Paint>)};
	// The selected row must be seen without colour too, and inverse is no colour.
	return {paint: {...paint, selected: roles.selected}, glyphs: options.ascii ? ascii : unicode};
}
