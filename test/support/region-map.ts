import type {RegionMap} from '../../source/platform/region-reading.js';
import {rawText} from '../../source/safe-text.js';

/** Everything a map tells of one row, so that two can be compared. Fields that it lacks are absent. */
export type ToldRegion = {
	readonly start: bigint;
	readonly end: bigint;
	readonly perms: string;
	readonly offset: bigint;
	readonly device: string;
	readonly inode: bigint;
	readonly path: string | undefined;
	readonly vmFlags: string | undefined;
	readonly fields: Readonly<Record<string, number>>;
};

export function toldRegions(map: RegionMap): ToldRegion[] {
	return Array.from({length: map.count}, (_, row) => {
		const path = map.path.list[map.path.index[row] ?? 0];
		const fields = [...map.fields].map(([name, column]) => [name, column[row] ?? Number.NaN] as const);
		return {
			start: map.start[row] ?? 0n,
			end: map.end[row] ?? 0n,
			perms: map.perms.list[map.perms.index[row] ?? -1] ?? '',
			offset: map.offset[row] ?? 0n,
			device: map.device.list[map.device.index[row] ?? -1] ?? '',
			inode: map.inode[row] ?? 0n,
			path: path === undefined ? undefined : rawText(path),
			vmFlags: map.vmFlags.list[map.vmFlags.index[row] ?? 0],
			fields: Object.fromEntries(fields.filter(([, value]) => !Number.isNaN(value))),
		};
	});
}
