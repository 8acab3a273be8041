import type {RegionMap} from '../platform/region-reading.js';

function pick<Column extends {readonly length: number}>(
	column: Column & ArrayLike<number | bigint>,
	rows: readonly number[],
): Column {
	const make = column.constructor as new (length: number) => Record<number, number | bigint>;
	const picked = new make(rows.length);
	for (const [to, from] of rows.entries()) picked[to] = column[from] as number | bigint;
	return picked as unknown as Column;
}

/**
 * The same regions with growing addresses. A map is not read at one moment: while the process maps, an entry
 * may come twice; of regions with the same start the one that was read last stays.
 */
export function orderRegions(map: RegionMap): RegionMap {
	const byStart = new Map<bigint, number>();
	for (const [row, start] of map.start.entries()) byStart.set(start, row);
	const rows = [...byStart].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
	const _named = <List>({index, list}: {readonly index: Uint32Array; readonly list: List}) => ({
		index: pick(index, rows),
		list,
	});
	return {
		count: rows.length,
		start: pick(map.start, rows),
		end: pick(map.end, rows),
		offset: pick(map.offset, rows),
		inode: pick(map.inode, rows),
		perms: {index: pick(map.perms.index, rows), list: map.perms.list},
		device: {index: pick(map.device.index, rows), list: map.device.list},
		path: {index: pick(map.path.index, rows), list: map.path.list},
		vmFlags: {index: pick(map.vmFlags.index, rows), list: map.vmFlags.list},
		fields: new Map([...map.fields].map(([name, column]) => [name, pick(column, rows)])),
		complete: map.complete,
	};
}
