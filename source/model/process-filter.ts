import type {Process} from '../platform/platform.js';
import {rawText} from '../safe-text.js';
import {rssOf} from './process-figures.js';

/**
 * The filter language of the process list: words joined by spaces, all of which must hold. A word is text
 * that name or command contains (case ignored), `user=NAME`, `state=LETTER`, `pid=N`, or a figure with
 * `>`, `<`, `>=`, `<=`, `=`: `rss>1g`, `swap>0`, `pss`, `uss`, `vsz`, `threads`. A leading `!` negates.
 */

export type Filter = {
	readonly test: (process: Process) => boolean;
	/** It looks at user or command of every process. */
	readonly needsFacts: boolean;
	readonly needsSwap: boolean;
	readonly needsRollups: boolean;
};

type Term = Filter;

const figures: Readonly<Record<string, (process: Process) => number | undefined>> = {
	rss: rssOf,
	pss: process => process.rollup?.pss,
	uss: process => process.rollup?.uss,
	swap: process => process.figures?.swap,
	vsz: process => process.vsz,
	threads: process => process.threads,
	pid: process => process.pid,
	ppid: process => process.ppid,
};

const comparison = /^([a-z]+)(>=|<=|=|>|<)(.*)$/i;
const size = /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i;
const factors: Readonly<Record<string, number>> = {'': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4};

/** A filter, or in words what is wrong with the text. An empty text filters nothing. */
export function parseFilter(text: string): Filter | {readonly error: string} {
	const terms: Term[] = [];
	for (const word of text.split(/\s+/)) {
		// A lone ! is the beginning of a word that is still being typed.
		if (word === '' || word === '!') continue;
		const negated = word.startsWith('!');
		const term = parseTerm(negated ? word.slice(1) : word);
		if ('error' in term) return term;
		terms.push(negated ? {...term, test: process => !term.test(process)} : term);
	}
	return {
		test: process => terms.every(term => term.test(process)),
		needsFacts: terms.some(term => term.needsFacts),
		needsSwap: terms.some(term => term.needsSwap),
		needsRollups: terms.some(term => term.needsRollups),
	};
}

function parseTerm(word: string): Term | {readonly error: string} {
	const [, name = '', operator = '', value = ''] = comparison.exec(word) ?? [];
	const field = name.toLowerCase();
	if (operator === '') return textTerm(word);
	if (field === 'user') return operator === '=' ? userTerm(value) : {error: 'user takes =, as user=root'};
	if (field === 'state') return operator === '=' ? stateTerm(value) : {error: 'state takes =, as state=D'};
	const figure = Object.hasOwn(figures, field) ? figures[field] : undefined;
	// `a>b` may be part of a command line: only known names are figures.
	if (!figure) return textTerm(word);
	return figureTerm(field, figure, operator, value);
}

const plain = {needsFacts: false, needsSwap: false, needsRollups: false};

function textTerm(word: string): Term {
	const wanted = word.toLowerCase();
	return {
		...plain,
		needsFacts: true,
		test: process =>
			rawText(process.name).toLowerCase().includes(wanted) ||
			(process.facts?.command !== undefined && rawText(process.facts.command).toLowerCase().includes(wanted)),
	};
}

function userTerm(value: string): Term {
	return {
		...plain,
		needsFacts: true,
		test: ({facts}) => {
			if (facts === undefined) return false;
			return (facts.user !== undefined && rawText(facts.user) === value) || String(facts.uid) === value;
		},
	};
}

function stateTerm(value: string): Term {
	return {
		...plain,
		test: process => value !== '' && value.toUpperCase().includes(process.state.toUpperCase()),
	};
}

function figureTerm(
	field: string,
	figure: (process: Process) => number | undefined,
	operator: string,
	value: string,
): Term | {readonly error: string} {
	const [, digits, unit = ''] = size.exec(value) ?? [];
	if (digits === undefined) {
		return {
			error:
				value === ''
					? `${field}${operator} needs a number, as ${field}${operator}100m`
					: `${value} is no size: digits with K, M, G or T`,
		};
	}
	const limit = Number(digits) * (factors[unit.toLowerCase()] ?? 1);
	const holds = comparisons[operator];
	return {
		needsFacts: false,
		needsSwap: field === 'swap',
		needsRollups: field === 'pss' || field === 'uss',
		test: process => {
			const amount = figure(process);
			return amount !== undefined && (holds?.(amount, limit) ?? false);
		},
	};
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	'>': (a, b) => a > b,
	'<': (a, b) => a < b,
	'>=': (a, b) => a >= b,
	'<=': (a, b) => a <= b,
	'=': (a, b) => a === b,
};
