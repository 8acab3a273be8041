import test from 'ava';
import fc from 'fast-check';
import {type Filter, parseFilter} from '../../source/model/process-filter.js';
import type {Process} from '../../source/platform/platform.js';
import {processOf} from '../support/samples.js';

const K = 1024;
const M = 1024 ** 2;
const G = 1024 ** 3;

const java = processOf({
	pid: 4242,
	ppid: 7,
	name: 'java',
	command: '/usr/bin/java -Xmx4g -jar Shop.jar',
	user: 'app',
	state: 'S',
	threads: 40,
	vsz: 5 * G,
	figures: {rss: 3 * G, swap: 12 * M},
	rollup: {at: 0, pss: 2 * G, uss: G},
});
const postgres = processOf({
	pid: 1201,
	name: 'postgres',
	command: 'postgres: writer a>b',
	user: 'postgres',
	state: 'D',
	figures: {rss: 214 * M, swap: 0},
});
const kworker = processOf({
	pid: 9,
	name: 'kworker/0:1',
	state: 'I',
	isKernelThread: true,
	vsz: 0,
	rankRss: 0,
	facts: {uid: 0, user: undefined, command: undefined},
});
const all = [java, postgres, kworker];

function parse(text: string): Filter {
	const filter = parseFilter(text);
	if ('error' in filter) throw new Error(`${text}: ${filter.error}`);
	return filter;
}

const passing = (text: string): readonly Process[] => all.filter(parse(text).test);

const cases: Readonly<Record<string, readonly Process[]>> = {
	'': all,
	'   ': all,
	// Text in name or command, case ignored.
	java: [java],
	JAVA: [java],
	'shop.jar': [java],
	writer: [postgres],
	kworker: [kworker],
	nothing: [],
	'java shop': [java],
	'java writer': [],
	// Fields.
	'user=app': [java],
	'user=ap': [],
	'user=postgres': [postgres],
	'user=0': all,
	'USER=app': [java],
	'state=D': [postgres],
	'state=d': [postgres],
	'state=DS': [java, postgres],
	'state=': [],
	'pid=1201': [postgres],
	'ppid=7': [java],
	'threads>1': [java],
	// Sizes in 1024s.
	'rss>1g': [java],
	'rss>=3g': [java],
	'rss>3g': [],
	'rss=3G': [java],
	'rss<1g': [postgres],
	'rss<=214M': [postgres],
	'rss<214M': [],
	'rss>0.2g': [java, postgres],
	'rss>200mb': [java, postgres],
	'rss>200MiB': [java, postgres],
	'rss>3145727k': [java],
	'rss>3221225471': [java],
	'rss>3221225472b': [],
	'rss<1t': [java, postgres],
	'swap>0': [java],
	'swap=0': [postgres],
	'pss>1g': [java],
	'uss>1g': [],
	'vsz>4g': [java],
	// Negated: what has no figure does not have that one either.
	'!java': [postgres, kworker],
	'!user=app': [postgres, kworker],
	'!rss>1g': [postgres, kworker],
	// The beginning of a word that is still being typed.
	'!': all,
	'java !': [java],
	'!state=S !state=D': [kworker],
	'rss>100m !java': [postgres],
	// What looks like a comparison of an unknown name is text.
	'a>b': [postgres],
	'size>1g': [],
	'constructor=1': [],
};

for (const [text, processes] of Object.entries(cases)) {
	test(`the filter "${text}" keeps the processes it names`, t => {
		t.deepEqual(
			passing(text).map(process => process.pid),
			processes.map(process => process.pid),
		);
	});
}

const errors: Readonly<Record<string, RegExp>> = {
	'rss>': /^rss> needs a number, as rss>100m$/,
	'swap>=': /^swap>= needs a number/,
	'rss>big': /^big is no size: digits with K, M, G or T$/,
	'rss>1x': /^1x is no size/,
	'rss>-1': /^-1 is no size/,
	'rss>1e9': /^1e9 is no size/,
	'rss>>1': /^>1 is no size/,
	'!rss>big': /^big is no size/,
	'java rss>big': /^big is no size/,
	'pid=x': /^x is no size/,
	'user>root': /^user takes =, as user=root$/,
	'state<D': /^state takes =, as state=D$/,
};

for (const [text, error] of Object.entries(errors)) {
	test(`the filter "${text}" is refused in words`, t => {
		const filter = parseFilter(text);
		t.regex('error' in filter ? filter.error : '', error);
	});
}

test('a name that JavaScript objects know already is text like any other', t => {
	const process = processOf({pid: 5, name: 'constructor=x'});
	t.true(parse('constructor=x').test(process));
	t.false(parse('constructor=y').test(process));
});

test('a filter says what it must know of each process', t => {
	const needs = ({needsFacts, needsSwap, needsRollups}: Filter) => [needsFacts, needsSwap, needsRollups];
	t.deepEqual(needs(parse('')), [false, false, false]);
	t.deepEqual(needs(parse('rss>1g state=D pid=1')), [false, false, false]);
	t.deepEqual(needs(parse('java')), [true, false, false]);
	t.deepEqual(needs(parse('user=root')), [true, false, false]);
	t.deepEqual(needs(parse('!swap>0')), [false, true, false]);
	t.deepEqual(needs(parse('pss>1m')), [false, false, true]);
	t.deepEqual(needs(parse('uss>1m swap>0 x')), [true, true, true]);
});

test('a process of which only the ranking is known passes no filter on what is not read', t => {
	const unread = processOf({pid: 3, name: 'node', facts: undefined, rankRss: 5 * M});
	t.true(parse('node').test(unread));
	t.true(parse('rss>1m').test(unread));
	t.false(parse('swap=0').test(unread));
	t.false(parse('pss>0').test(unread));
	t.false(parse('user=root').test(unread));
});

test('a size is compared with the same factor however its unit is written', t => {
	const process = processOf({pid: 3, figures: {rss: 5 * K}});
	for (const size of ['5k', '5K', '5kb', '5KB', '5kib', '5KiB', '5120', '5120b', '5.0k']) {
		t.true(parse(`rss=${size}`).test(process), size);
	}
});

const typed = fc.oneof(
	fc.string({unit: 'binary'}),
	fc.string({unit: fc.constantFrom(...'rsuswapte=<>!. 019kmgtbi\t\u00A0'.split(''))}),
	fc
		.tuple(
			fc.constantFrom('', '!', '!!'),
			fc.constantFrom('rss', 'swap', 'pss', 'user', 'state', 'toString', '__proto__', 'constructor'),
			fc.constantFrom('=', '>', '<', '>=', '<='),
			fc.string(),
		)
		.map(parts => parts.join('')),
);

test('no text that may be typed makes the filter throw, and each is a filter or one line of words', t => {
	fc.assert(
		fc.property(typed, text => {
			const filter = parseFilter(text);
			if ('error' in filter) t.regex(filter.error, /^.{4,}$/su);
			else for (const process of all) t.is(typeof filter.test(process), 'boolean');
		}),
	);
});

test('a word and its negation part the processes between them', t => {
	const word = fc.stringMatching(/^[a-z0-9]{1,5}$|^(rss|vsz|swap)[<>]=?\d{1,3}[kmg]?$/);
	fc.assert(
		fc.property(word, text => {
			const both = [...passing(text), ...passing(`!${text}`)];
			t.is(both.length, all.length);
			t.is(new Set(both).size, all.length);
		}),
	);
});
