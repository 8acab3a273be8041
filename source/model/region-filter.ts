import {rawText} from '../safe-text.js';
import {type FigureName, figureColumn} from './region-figures.js';
import type {RegionView} from './region-view.js';

/**
 * The search language of the region pane: words joined by spaces, all of which must hold; a leading `!` negates.
 * A word is permissions (`rwx`, `r-x`, `rw-s`: what stands there must be there), an address in hex, of five
 * digits or more (the region that holds it), `type=NAME`, a figure with `>` or `<` (`rss>1m`, `swap>0`), or a text
 * that the path, the name or the type holds, case ignored.
 */
export type RegionFilter = {
	readonly isEmpty: boolean;
	/** What is looked up once for a map, and the test of its rows. */
	over(view: RegionView): (row: number) => boolean;
};

type Over = RegionFilter['over'];

const permissions = /^(?=.*[rwxps])[r-][w-][x-][ps]?$/i;
const address = /^(?:0x)?([0-9a-f]{5,16})(?:…|~|\.\.\.)?$/i;
const comparison = /^(size|rss|pss|uss|dirty|swap)(>=|<=|>|<|=)(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i;
const factors: Readonly<Record<string, number>> = {'': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4};

/** A filter, or in words what is wrong with the text. An empty text lets everything pass. */
export function parseRegionFilter(text: string): RegionFilter | {readonly error: string} {
	const terms: Over[] = [];
	for (const word of text.split(/\s+/)) {
		if (word === '' || word === '!') continue;
		const negated = word.startsWith('!');
		const term = termOf(negated ? word.slice(1) : word);
		if (typeof term !== 'function') return term;
		terms.push(negated ? view => not(term(view)) : term);
	}
	return {
		isEmpty: terms.length === 0,
		over(view) {
			const tests = terms.map(term => term(view));
			return row => tests.every(test => test(row));
		},
	};
}

function not(test: (row: number) => boolean): (row: number) => boolean {
	return row => !test(row);
}

function termOf(word: string): Over | {readonly error: string} {
	const [, name = '', operator = '', amount = '', unit = ''] = comparison.exec(word) ?? [];
	if (operator !== '') {
		return figureTerm(
			name.toLowerCase() as FigureName,
			operator,
			Number(amount) * (factors[unit.toLowerCase()] ?? 1),
		);
	}
	const [, figure, sign] = /^(size|rss|pss|uss|dirty|swap)(>=|<=|>|<|=)/i.exec(word) ?? [];
	if (figure !== undefined) return {error: `${figure} takes a size, as ${figure}${sign}1m`};
	if (/^type=/i.test(word)) return typeTerm(word.slice('type='.length).toLowerCase());
	if (permissions.test(word)) return permsTerm(word.toLowerCase());
	const digits = address.exec(word)?.[1];
	// Five hex digits may also be a part of a name: then both are found.
	return digits === undefined ? textTerm(word) : either(addressTerm(BigInt(`0x${digits}`)), textTerm(word));
}

function either(a: Over, b: Over): Over {
	return view => {
		const first = a(view);
		const second = b(view);
		return row => first(row) || second(row);
	};
}

function figureTerm(name: FigureName, operator: string, bytes: number): Over {
	const holds = comparisons[operator] ?? (() => false);
	return ({reading: {map}}) => {
		const told = figureColumn(map, name);
		// What isn't told is NaN, which no comparison holds for.
		return row => holds(told?.[row] ?? Number.NaN, bytes);
	};
}

const comparisons: Readonly<Record<string, (value: number, bytes: number) => boolean>> = {
	'>': (value, bytes) => value > bytes,
	'<': (value, bytes) => value < bytes,
	'>=': (value, bytes) => value >= bytes,
	'<=': (value, bytes) => value <= bytes,
	'=': (value, bytes) => value === bytes,
};

/** A type by the beginning of its name; blanks can't be typed, so `malloc` stands for `malloc arena`. */
function typeTerm(wanted: string): Over | {readonly error: string} {
	if (wanted === '') return {error: 'type takes a name, as type=heap'};
	return ({types}) => {
		const matching = types.list.map(type => type.startsWith(wanted) || type.replaceAll(' ', '-') === wanted);
		return row => matching[types.index[row] ?? -1] ?? false;
	};
}

/** `r-x`: what stands as a letter must be there, and what stands as `-` must not. */
function permsTerm(wanted: string): Over {
	return ({reading: {map}}) => {
		const matching = map.perms.list.map(perms => perms.startsWith(wanted));
		return row => matching[map.perms.index[row] ?? -1] ?? false;
	};
}

function addressTerm(wanted: bigint): Over {
	return ({reading: {map}}) =>
		row =>
			(map.start[row] ?? 0n) <= wanted && wanted < (map.end[row] ?? 0n);
}

function textTerm(word: string): Over {
	const wanted = word.toLowerCase();
	const holds = (text: string) => text.toLowerCase().includes(wanted);
	return view => {
		const {map} = view.reading;
		const types = view.types.list.map(holds);
		const paths = map.path.list.map(path => path !== undefined && holds(rawText(path)));
		return row => (paths[map.path.index[row] ?? 0] || types[view.types.index[row] ?? -1]) ?? false;
	};
}
