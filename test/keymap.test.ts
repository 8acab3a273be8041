import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {actionOf, type KeyPress, keymap, keyNames, shownKey} from '../source/keymap.js';
import {keyTable, keyTableOf} from './support/key-table.js';

test('no key is bound twice', t => {
	const keys = keymap.flatMap(binding => binding.keys);
	t.deepEqual([...new Set(keys)], keys);
});

test('no action has two entries, and each has a key and a sentence', t => {
	const actions = keymap.map(binding => binding.action);
	t.deepEqual([...new Set(actions)], actions);
	for (const {keys, help} of keymap) {
		t.true(keys.length > 0);
		t.regex(help, /^[^.|]+$/);
	}
});

/** The keys of the contract, those of later issues (e x c u, and a replay's steps) left out. */
const promised: Readonly<Record<string, string>> = {
	up: 'up',
	e: 'experiment',
	T: 'touchMore',
	M: 'saveReport',
	down: 'down',
	left: 'left',
	right: 'right',
	pageUp: 'pageUp',
	pageDown: 'pageDown',
	home: 'first',
	end: 'last',
	j: 'down',
	k: 'up',
	g: 'first',
	G: 'last',
	tab: 'nextPane',
	'shift-tab': 'previousPane',
	enter: 'open',
	escape: 'back',
	'/': 'filter',
	s: 'chooseSort',
	'<': 'previousSort',
	'>': 'nextSort',
	r: 'reverse',
	t: 'tree',
	f: 'follow',
	a: 'allocate',
	d: 'release',
	v: 'regionView',
	m: 'mark',
	D: 'change',
	w: 'workingSet',
	i: 'explain',
	z: 'zoom',
	p: 'pause',
	' ': 'pause',
	'+': 'slower',
	'-': 'faster',
	'?': 'help',
	q: 'quit',
	'ctrl-c': 'quit',
};

test('the keys of the contract are bound to what it says, and no others', t => {
	const bound = Object.fromEntries(keymap.flatMap(({keys, action}) => keys.map(key => [key, action])));
	t.deepEqual(bound, promised);
	for (const [key, action] of Object.entries(promised))
		t.is(actionOf(key), action as ReturnType<typeof actionOf>);
});

test('a key that is not in the table does nothing', t => {
	for (const key of ['', 'E', 'A', 'W', 'backspace', 'toString', 'ctrl-z', 'é'])
		t.is(actionOf(key), undefined);
});

test('keys have names for people', t => {
	t.is(shownKey('pageUp'), 'PgUp');
	t.is(shownKey(' '), 'Space');
	t.is(shownKey('ctrl-c'), 'Ctrl-C');
	t.is(shownKey('G'), 'G');
	t.is(shownKey('left'), 'Left');
	// Whatever is longer than a character has a name of its own.
	for (const key of keymap.flatMap(binding => binding.keys)) {
		if (key.length > 1) t.not(shownKey(key), key);
	}
});

test('the table of keys in the README is that of the keymap', t => {
	const readme = readFileSync(new URL('../readme.md', import.meta.url), 'utf8');
	t.is(keyTableOf(readme), keyTable(), 'paste what test/support/key-table.ts gives between the marks');
});

test('the table of a README is what stands between its marks', t => {
	t.is(keyTableOf('a\n<!-- keys -->\n| x |\n<!-- /keys -->\nb'), '| x |');
	t.is(keyTableOf('<!-- keys -->'), undefined);
	t.is(keyTableOf('no table'), undefined);
});

const noKey: KeyPress = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageUp: false,
	pageDown: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
};
const names = (input: string, key: Partial<KeyPress> = {}) => keyNames(input, {...noKey, ...key});

test('keys without a character are told by their name', t => {
	t.deepEqual(names('', {upArrow: true}), ['up']);
	t.deepEqual(names('', {downArrow: true}), ['down']);
	t.deepEqual(names('', {leftArrow: true}), ['left']);
	t.deepEqual(names('', {rightArrow: true}), ['right']);
	t.deepEqual(names('', {pageUp: true}), ['pageUp']);
	t.deepEqual(names('', {pageDown: true}), ['pageDown']);
	t.deepEqual(names('', {home: true}), ['home']);
	t.deepEqual(names('', {end: true}), ['end']);
	t.deepEqual(names('\r', {return: true}), ['enter']);
	t.deepEqual(names('\u001B', {escape: true}), ['escape']);
	t.deepEqual(names('\u001B', {escape: true, meta: true}), ['escape']);
	t.deepEqual(names('\t', {tab: true}), ['tab']);
	t.deepEqual(names('', {tab: true, shift: true}), ['shift-tab']);
	t.deepEqual(names('', {backspace: true}), ['backspace']);
	t.deepEqual(names('', {delete: true}), ['backspace']);
});

test('a letter is itself, and with Ctrl the name says so', t => {
	t.deepEqual(names('a'), ['a']);
	t.deepEqual(names('G', {shift: true}), ['G']);
	t.deepEqual(names('c', {ctrl: true}), ['ctrl-c']);
	t.deepEqual(names('\u0003'), ['ctrl-c']);
	t.deepEqual(names('', {ctrl: true}), []);
});

test('a burst of typing is taken key by key', t => {
	t.deepEqual(names('a300\r'), ['a', '3', '0', '0', 'enter']);
	t.deepEqual(names('/node\n'), ['/', 'n', 'o', 'd', 'e', 'enter']);
	t.deepEqual(names('x\ty'), ['x', 'tab', 'y']);
	t.deepEqual(names('数🐘'), ['数', '🐘']);
	t.deepEqual(names('ab\u007Fc\u0008\u0015'), ['a', 'b', 'backspace', 'c', 'backspace', 'ctrl-u']);
	t.deepEqual(names(''), []);
});

test('Esc and a key in quick succession are both taken', t => {
	t.deepEqual(names('q', {meta: true}), ['escape', 'q']);
	t.deepEqual(names('\r', {meta: true, return: true}), ['escape', 'enter']);
	t.deepEqual(names('', {meta: true, upArrow: true}), ['escape', 'up']);
});

test('a burst of characters gives a name for each, in their order', t => {
	const characters = fc.string({
		unit: fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}).filter(each => !/\p{Cc}/u.test(each)),
	});
	fc.assert(fc.property(characters, text => t.is(names(text).join(''), text)));
});
