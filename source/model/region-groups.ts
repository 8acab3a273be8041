import {type OutsideText, rawText} from '../safe-text.js';
import type {RegionSort} from './region-order.js';
import type {RegionType} from './region-types.js';
import type {RegionView} from './region-view.js';
import {byRss, sumsByGroup, type Totals} from './totals.js';

/** Regions put together: by type, or by the file that they map. */

export type Group = Totals & {
	/** Stays the same from reading to reading. */
	readonly key: string;
	readonly type: RegionType;
	/** The file; `undefined` where a type is the group. */
	readonly file: OutsideText | undefined;
};

export type Grouping = {
	readonly groups: readonly Group[];
	/** The rows of one group, in the order of `rows`. */
	rowsOf(key: string): Uint32Array;
};

type Label = Pick<Group, 'key' | 'type' | 'file'>;

/** Groups the given rows of a map; words and figures sort them, with the largest first as in the list. */
export function groupRegions(
	view: RegionView,
	rows: Uint32Array,
	by: 'type' | 'file',
	sort: RegionSort,
): Grouping {
	const {labels, indexOf} = by === 'type' ? typeLabels(view) : fileLabels(view);
	const {map} = view.reading;
	const none = labels.length;
	const groupOf = new Uint32Array(map.count).fill(none);
	for (const row of rows) groupOf[row] = indexOf(row);
	const sums = sumsByGroup(map, groupOf, none + 1);
	const groups = labels
		.map((label, i) => ({...label, ...(sums[i] as Totals)}))
		.filter(group => group.count > 0)
		.sort((a, b) => (sort.reverse ? compare(b, a, sort.key) : compare(a, b, sort.key)) || byRss(a, b));
	return {
		groups,
		rowsOf(key) {
			const wanted = labels.findIndex(label => label.key === key);
			return wanted < 0 ? new Uint32Array() : rows.filter(row => groupOf[row] === wanted);
		},
	};
}

function compare(a: Group, b: Group, key: RegionSort['key']): number {
	switch (key) {
		case 'size':
		case 'rss':
		case 'pss':
		case 'uss':
		case 'dirty':
		case 'swap':
			return (b[key] ?? -1) - (a[key] ?? -1);
		case 'type':
		case 'mapping':
			return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
		default:
			return 0;
	}
}

function typeLabels({types}: RegionView) {
	const labels: Label[] = types.list.map(type => ({key: type, type, file: undefined}));
	return {labels, indexOf: (row: number) => types.index[row] ?? labels.length};
}

/**
 * One group a file, with the bss that belongs to it, and one for each type of what is no file: of a library its
 * headers, code, constants, relocated and other data are one line.
 */
function fileLabels(view: RegionView) {
	const {types} = view;
	const {map} = view.reading;
	const labels: Label[] = types.list.map(type => ({key: type, type, file: undefined}));
	const fileAt = new Map<number, number>();
	const fileTypes: ReadonlySet<RegionType> = new Set(['code', 'data', 'read-only data', 'shared file']);
	const isOfFile = types.list.map(type => fileTypes.has(type));
	const bss = types.list.indexOf('bss');
	const indexOf = (row: number): number => {
		const type = types.index[row] ?? 0;
		// bss is anonymous, and stands right behind the data of its file.
		const named = type === bss ? row - 1 : row;
		if (!isOfFile[type] && type !== bss) return type;
		const path = map.path.index[named] ?? 0;
		const text = map.path.list[path];
		if (text === undefined) return type;
		let group = fileAt.get(path);
		if (group === undefined) {
			group = labels.push({key: `file ${rawText(text)}`, type: types.list[type] ?? 'other', file: text}) - 1;
			fileAt.set(path, group);
		}
		return group;
	};
	// Every row is asked once before the labels are counted.
	for (let row = 0; row < map.count; row++) indexOf(row);
	return {labels, indexOf};
}
