import type {OutsideText} from '../safe-text.js';
import {type RegionType, regionName} from './region-types.js';
import type {RegionView} from './region-view.js';
import {figureSentence, typeSentence} from './region-words.js';
import {dirtyOf, type Region, regionAt} from './regions.js';
import {type VmFlag, vmFlagsInWords} from './vm-flags.js';

/** One figure of a region. `bytes` and `count` are never both told: some of the kernel's figures are no sizes. */
export type RegionFigure = {
	/** The kernel's name; `Uss` and `Dirty` are sums of ours. */
	readonly name: string;
	readonly bytes: number | undefined;
	readonly count: number | undefined;
	/** What it means; `undefined` for a field of a newer kernel. */
	readonly words: string | undefined;
};

/** All that smaps tells of one region, with words for it. */
export type RegionDetails = {
	/** Addresses, permissions, offset, device, inode and path among others. */
	readonly region: Region;
	readonly permsWords: string;
	readonly type: RegionType;
	readonly typeWords: string;
	/** What stands for the mapping: the path, or the name that the program gave. */
	readonly name: OutsideText | undefined;
	/** The fields that the entry has, in the kernel's order, and after its terms what is summed of them. */
	readonly figures: readonly RegionFigure[];
	readonly flags: readonly VmFlag[];
};

// Fields of smaps that are numbers without a unit.
const bare = new Set(['THPeligible', 'ProtectionKey']);

/** The details of row `row`; `undefined` when the map has no such row. Made for one region at a time. */
export function regionDetails(view: RegionView, row: number): RegionDetails | undefined {
	const {map} = view.reading;
	if (!Number.isInteger(row) || row < 0 || row >= map.count) return undefined;
	const region = regionAt(map, row);
	const type = view.types.list[view.types.index[row] ?? -1] ?? 'other';
	return {
		region,
		permsWords: permsInWords(region.perms),
		type,
		typeWords: typeSentence(type),
		name: regionName(map, row, type),
		figures: figuresOf(view, row, region),
		flags: vmFlagsInWords(region.vmFlags),
	};
}

function figuresOf(view: RegionView, row: number, region: Region): RegionFigure[] {
	const {map} = view.reading;
	const found: RegionFigure[] = [];
	for (const [name, column] of map.fields) {
		const value = column[row];
		if (value !== undefined && !Number.isNaN(value)) found.push(figureOf(name, value));
	}
	// maps tells no sizes: the addresses do.
	if (!map.fields.has('Size')) found.unshift(figureOf('Size', region.size));
	const place = found.findIndex(({name}) => name === 'Private_Dirty') + 1;
	if (place > 0) {
		const sums = [
			['Uss', region.uss],
			['Dirty', dirtyOf(map, row)],
		] as const;
		found.splice(place, 0, ...sums.map(([name, bytes]) => ({...figureOf(name, 0), bytes})));
	}
	return found;
}

function figureOf(name: string, value: number): RegionFigure {
	const words = figureSentence(name);
	return bare.has(name)
		? {name, bytes: undefined, count: value, words}
		: {name, bytes: value, count: undefined, words};
}

/** `rw-p` as `read, write, private`. */
function permsInWords(perms: string): string {
	const [read, write, execute, shared] = perms;
	const words: string[] = [];
	if (read === 'r') words.push('read');
	if (write === 'w') words.push('write');
	if (execute === 'x') words.push('execute');
	if (words.length === 0) words.push('no access');
	words.push(shared === 's' ? 'shared' : 'private (copied when written)');
	return words.join(', ');
}
