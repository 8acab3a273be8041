import type {Figures, MapChange, RegionChange, TypeChange} from './region-change.js';
import type {Group, Grouping} from './region-groups.js';

/** What stands in the lines of the region pane. */

/** One line of the region pane. */
export type RegionRow =
	| {readonly kind: 'region'; readonly index: number; readonly nested: boolean}
	| {readonly kind: 'group'; readonly group: Group; readonly opened: boolean}
	| {readonly kind: 'typeChange'; readonly change: TypeChange; readonly opened: boolean}
	| {readonly kind: 'regionChange'; readonly change: RegionChange};

/** The lines without an object for each: a map may have 65,530. */
export type RegionRows = {readonly count: number; at(row: number): RegionRow | undefined};

export const noRows: RegionRows = {count: 0, at: () => undefined};

/** Each of the given rows of a map, as they come. */
export function listRows(order: Uint32Array): RegionRows {
	return {
		count: order.length,
		at(row) {
			const index = order[row];
			return index === undefined ? undefined : {kind: 'region', index, nested: false};
		},
	};
}

/** A line a group, the opened one followed by its regions. */
export function groupRows({groups, rowsOf}: Grouping, openKey: string | undefined): RegionRows {
	const openAt = groups.findIndex(group => group.key === openKey);
	const inside = openKey === undefined || openAt < 0 ? new Uint32Array() : rowsOf(openKey);
	return nestedRows(
		groups,
		openAt,
		inside.length,
		(group, opened) => ({kind: 'group', group, opened}),
		row => ({kind: 'region', index: inside[row] ?? 0, nested: true}),
	);
}

/** Whether anything differs that the lines show: PSS and USS of libraries move by others' coming and going. */
export function isShownChange({count, size, rss, dirty, swap}: Figures): boolean {
	return [count, size, rss, dirty, swap].some(figure => figure !== undefined && figure !== 0);
}

/** A line a type that changed, the opened one followed by its regions that did. */
export function changeRows({types: all, regions}: MapChange, openKey: string | undefined): RegionRows {
	const types = all.filter(isShownChange);
	const openAt = types.findIndex(({type}) => type === openKey);
	const inside =
		openAt < 0 ? [] : (regions ?? []).filter(({type, change}) => type === openKey && isShownChange(change));
	return nestedRows(
		types,
		openAt,
		inside.length,
		(change, opened) => ({kind: 'typeChange', change, opened}),
		row => {
			const change = inside[row];
			return change && {kind: 'regionChange', change};
		},
	);
}

function nestedRows<Outer>(
	outer: readonly Outer[],
	openAt: number,
	inside: number,
	lineOf: (line: Outer, opened: boolean) => RegionRow,
	insideLine: (row: number) => RegionRow | undefined,
): RegionRows {
	return {
		count: outer.length + inside,
		at(row) {
			if (openAt >= 0 && row > openAt && row <= openAt + inside) return insideLine(row - openAt - 1);
			const at = openAt >= 0 && row > openAt ? row - inside : row;
			const line = outer[at];
			return line === undefined ? undefined : lineOf(line, at === openAt);
		},
	};
}
