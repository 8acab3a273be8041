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
	// The picture of an address space: a hue for a kind of memory, bright where it is dirty.
	anonymousMemory: colours.green,
	anonymousMemoryDirty: colours.greenBright,
	mallocMemory: colours.yellow,
	mallocMemoryDirty: colours.yellowBright,
	codeMemory: colours.blue,
	codeMemoryDirty: colours.blueBright,
	dataMemory: colours.cyan,
	dataMemoryDirty: colours.cyanBright,
	sharedMemory: colours.magenta,
	sharedMemoryDirty: colours.magentaBright,
	jitMemory: colours.red,
	jitMemoryDirty: colours.redBright,
	stackMemory: colours.white,
	stackMemoryDirty: colours.whiteBright,
	otherMemory: colours.gray,
	otherMemoryDirty: colours.white,
	/** Of the pages of a region. */
	hugePages: colours.whiteBright,
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
	picture: {
		untouched: '▁',
		parts: ['░', '▒', '▓'],
		touched: '█',
		swapped: 's',
		unknown: '?',
		gap: '⋯',
		gapEnds: ['⋯ ', ' ⋯'],
		cursor: '┼',
	},
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
	picture: {
		untouched: '_',
		parts: ['-', '+', '='],
		touched: '#',
		swapped: 's',
		unknown: '?',
		gap: ':',
		gapEnds: ['..', '..'],
		cursor: '@',
	},
};

export type Theme = {
	readonly paint: Readonly<Record<Role, Paint>>;
	readonly glyphs: typeof unicode;
	/** Without it what colours tell must be told by characters. */
	readonly hasColor: boolean;
};

const same: Paint = text => text;

/** The look for a terminal: with or without colours (NO_COLOR), with or without characters beyond ASCII. */
export function createTheme(options: {readonly color: boolean; readonly ascii: boolean}): Theme {
	const paint = options.color
		? roles
		: {...(Object.fromEntries(Object.keys(roles).map(role => [role, same])) as Record<Role, Paint>)};
	// The selected row must be seen without colour too, and inverse is no colour.
	return {
		paint: {...paint, selected: roles.selected},
		glyphs: options.ascii ? ascii : unicode,
		hasColor: options.color,
	};
}
