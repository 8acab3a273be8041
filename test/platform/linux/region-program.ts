/**
 * A program that asks about a region of another process as another user. The order is JSON in its only argument;
 * it prints the answer as JSON.
 */
import {clearReferenced} from '../../../source/platform/linux/clear-referenced.js';
import {readRegionExtras} from '../../../source/platform/linux/region-extras.js';
import {findSharers} from '../../../source/platform/linux/sharing.js';
import type {
	RegionExtras,
	RegionFailure,
	SharedRegion,
	SharingReading,
} from '../../../source/platform/region-reading.js';
import {processOf} from '../../support/samples.js';

export type RegionOrder = {
	/** Becomes this user and group first. */
	readonly uid: number;
	readonly pid: number;
	readonly others: readonly number[];
	/** Numbers past 2^53 as text. */
	readonly region: Readonly<Record<'start' | 'end' | 'device' | 'inode' | 'offset', string>>;
};

export type RegionAnswer = {
	readonly cleared: RegionFailure | null;
	readonly extras: RegionExtras;
	readonly sharing:
		| RegionFailure
		| {readonly pids: readonly number[]; readonly read: number; readonly denied: number};
};

const order: RegionOrder = JSON.parse(process.argv[2] ?? '{}');
process.setgroups?.([]);
process.setgid?.(order.uid);
process.setuid?.(order.uid);
const asked = processOf({pid: order.pid});
const {start, end, device, inode, offset} = order.region;
const region: SharedRegion = {
	...{start: BigInt(start), end: BigInt(end), device, inode: BigInt(inode)},
	...{offset: BigInt(offset), isPrivate: false},
};
const others = [...order.others, process.pid].map(pid => processOf({pid}));
const found: RegionFailure | SharingReading = await findSharers(
	...(['/proc', asked, others, region, 5000, new AbortController().signal] as const),
);
const answer: RegionAnswer = {
	cleared: (await clearReferenced('/proc', asked, () => asked)) ?? null,
	extras: await readRegionExtras('/proc', asked, region.start),
	sharing:
		'failure' in found
			? found
			: {pids: found.sharers.map(({pid}) => pid), read: found.read, denied: found.denied},
};
console.log(JSON.stringify(answer));
