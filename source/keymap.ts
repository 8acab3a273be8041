/**
 * THE table of keys. Input, key bar, help, README and the end-to-end tests are fed from it; nowhere else is a
 * key bound.
 */

export type Action =
	| 'up'
	| 'down'
	| 'left'
	| 'right'
	| 'pageUp'
	| 'pageDown'
	| 'first'
	| 'last'
	| 'nextPane'
	| 'previousPane'
	| 'open'
	| 'back'
	| 'filter'
	| 'chooseSort'
	| 'previousSort'
	| 'nextSort'
	| 'reverse'
	| 'tree'
	| 'follow'
	| 'allocate'
	| 'release'
	| 'experiment'
	| 'touchMore'
	| 'saveReport'
	| 'regionView'
	| 'mark'
	| 'change'
	| 'workingSet'
	| 'explain'
	| 'zoom'
	| 'pause'
	| 'faster'
	| 'slower'
	| 'help'
	| 'quit';

/** Where a key matters most: the key bar shows those of the focused pane first. */
export type Place = 'everywhere' | 'processes' | 'regions';

export type Binding = {
	/** Names as {@link keyName} gives them. */
	readonly keys: readonly string[];
	readonly action: Action;
	/** What the key does, as a sentence without a full stop. */
	readonly help: string;
	readonly place: Place;
	/** Word in the key bar; without it the key is in the help alone. Lower `rank` is shown first. */
	readonly bar?: {readonly label: string; readonly rank: number};
};

export const keymap: readonly Binding[] = [
	{keys: ['up', 'k'], action: 'up', help: 'one row up in the focused pane', place: 'everywhere'},
	{keys: ['down', 'j'], action: 'down', help: 'one row down', place: 'everywhere'},
	{
		keys: ['left'],
		action: 'left',
		help: 'in the picture of the address space: to the left',
		place: 'regions',
	},
	{keys: ['right'], action: 'right', help: 'in the picture: to the right', place: 'regions'},
	{keys: ['pageUp'], action: 'pageUp', help: 'one page up', place: 'everywhere'},
	{keys: ['pageDown'], action: 'pageDown', help: 'one page down', place: 'everywhere'},
	{keys: ['home', 'g'], action: 'first', help: 'the first row', place: 'everywhere'},
	{keys: ['end', 'G'], action: 'last', help: 'the last row', place: 'everywhere'},
	{
		keys: ['tab'],
		action: 'nextPane',
		help: 'the next pane',
		place: 'everywhere',
		bar: {label: 'pane', rank: 8},
	},
	{keys: ['shift-tab'], action: 'previousPane', help: 'the previous pane', place: 'everywhere'},
	{
		keys: ['enter'],
		action: 'open',
		help: 'map the selected process; in Regions: open a type, a region, in the picture its pages',
		place: 'processes',
		bar: {label: 'map', rank: 1},
	},
	{keys: ['escape'], action: 'back', help: 'go back one step', place: 'everywhere'},
	{
		keys: ['/'],
		action: 'filter',
		help: 'filter: text, user=root, rss>1g, state=D; in Regions: text, rwx, 7f12ab340000, type=heap; ! negates',
		place: 'processes',
		bar: {label: 'filter', rank: 2},
	},
	{
		keys: ['s'],
		action: 'chooseSort',
		help: 'choose the column to sort by',
		place: 'processes',
		bar: {label: 'sort', rank: 3},
	},
	{keys: ['<'], action: 'previousSort', help: 'sort by the column to the left', place: 'processes'},
	{keys: ['>'], action: 'nextSort', help: 'sort by the column to the right', place: 'processes'},
	{keys: ['r'], action: 'reverse', help: 'reverse the order', place: 'processes'},
	{
		keys: ['t'],
		action: 'tree',
		help: 'tree of parents and children',
		place: 'processes',
		bar: {label: 'tree', rank: 4},
	},
	{keys: ['f'], action: 'follow', help: 'keep the selected process in view', place: 'processes'},
	{
		keys: ['a'],
		action: 'allocate',
		help: 'start a memory-user: MB [SECONDS] [KIND]',
		place: 'everywhere',
		bar: {label: 'allocate', rank: 5},
	},
	{
		keys: ['d'],
		action: 'release',
		help: 'end the experiment that goes on, else release the selected memory-user, else the newest',
		place: 'everywhere',
		bar: {label: 'release', rank: 6},
	},
	{
		keys: ['e'],
		action: 'experiment',
		help: 'an experiment: MB[,MB] [SECONDS] [KIND], ? at the end asks for guesses first; before, during, after, and why',
		place: 'everywhere',
		bar: {label: 'experiment', rank: 7},
	},
	{
		keys: ['T'],
		action: 'touchMore',
		help: 'touch a tenth of what an experiment has reserved',
		place: 'everywhere',
	},
	{
		keys: ['M'],
		action: 'saveReport',
		help: 'save the last report of experiments as Markdown',
		place: 'everywhere',
	},
	{
		keys: ['v'],
		action: 'regionView',
		help: 'region view: list, by type, by file, picture of the address space',
		place: 'regions',
		bar: {label: 'view', rank: 2},
	},
	{
		keys: ['m'],
		action: 'mark',
		help: 'mark the map as it is now',
		place: 'regions',
		bar: {label: 'mark', rank: 3},
	},
	{
		keys: ['D'],
		action: 'change',
		help: 'what changed since the newest mark; again: choose among the marks',
		place: 'regions',
		bar: {label: 'change', rank: 4},
	},
	{
		keys: ['w'],
		action: 'workingSet',
		help: 'measure the working set of the mapped process (asks first)',
		place: 'regions',
		bar: {label: 'working set', rank: 9},
	},
	{
		keys: ['i'],
		action: 'explain',
		help: 'what the selected type of memory is',
		place: 'regions',
		bar: {label: 'explain', rank: 5},
	},
	{keys: ['z'], action: 'zoom', help: 'zoom the focused pane to the whole screen', place: 'everywhere'},
	{
		keys: ['p', ' '],
		action: 'pause',
		help: 'pause and go on',
		place: 'everywhere',
		bar: {label: 'pause', rank: 9},
	},
	{keys: ['+'], action: 'slower', help: 'longer refresh interval', place: 'everywhere'},
	{keys: ['-'], action: 'faster', help: 'shorter refresh interval', place: 'everywhere'},
	{
		keys: ['?'],
		action: 'help',
		help: 'this help, with search',
		place: 'everywhere',
		bar: {label: 'help', rank: 0},
	},
	{keys: ['q', 'ctrl-c'], action: 'quit', help: 'quit', place: 'everywhere', bar: {label: 'quit', rank: 0}},
];

const byKey = new Map(keymap.flatMap(binding => binding.keys.map(key => [key, binding] as const)));

/** The action bound to a key, if any. */
export function actionOf(key: string): Action | undefined {
	return byKey.get(key)?.action;
}

const shownNames: Readonly<Record<string, string>> = {
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	pageUp: 'PgUp',
	pageDown: 'PgDn',
	home: 'Home',
	end: 'End',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	enter: 'Enter',
	escape: 'Esc',
	' ': 'Space',
	'ctrl-c': 'Ctrl-C',
};

/** A key's name for people. */
export function shownKey(key: string): string {
	return shownNames[key] ?? key;
}

/** What the terminal library tells about a key press. */
export type KeyPress = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageUp: boolean;
	readonly pageDown: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly meta: boolean;
};

/**
 * Names of the keys in one event: a burst of typing or a paste arrives as one text and is taken key by key.
 * Escape sequences that mean nothing to us give none.
 */
export function keyNames(input: string, key: KeyPress): readonly string[] {
	// Esc and the next key, typed in quick succession, arrive as one with "meta"; no Alt key is bound to anything.
	if (key.meta && !key.escape) return ['escape', ...keyNames(input, {...key, meta: false})];
	if (key.upArrow) return ['up'];
	if (key.downArrow) return ['down'];
	if (key.leftArrow) return ['left'];
	if (key.rightArrow) return ['right'];
	if (key.pageUp) return ['pageUp'];
	if (key.pageDown) return ['pageDown'];
	if (key.home) return ['home'];
	if (key.end) return ['end'];
	if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
	if (key.return) return ['enter'];
	if (key.escape) return ['escape'];
	if (key.backspace || key.delete) return ['backspace'];
	if (key.ctrl) return input.length === 1 ? [`ctrl-${input}`] : [];
	return [...input].map(keyInBurst);
}

function keyInBurst(character: string): string {
	if (character === '\r' || character === '\n') return 'enter';
	if (character === '\t') return 'tab';
	if (character === '\b' || character === '\u007F') return 'backspace';
	// Ctrl with a letter sends the letter's place in the alphabet.
	if (/^[\u0001-\u001A]$/.test(character))
		return `ctrl-${String.fromCharCode(character.charCodeAt(0) + 0x60)}`;
	return character;
}
