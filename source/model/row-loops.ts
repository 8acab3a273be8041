import type {RegionMap} from '../platform/region-reading.js';
import loopBytes from './row-loops.wat';

// Where things stand in the memory of row-loops.wat, which knows these numbers too.
const places = {
	/** The path and the start of the row before, and below what number a device has none. */
	pathBefore: 0,
	startBefore: 4,
	noDevice: 8,
	kinds: 12,
	besides: 16,
	perms: 1024,
	device: 4096,
	path: 8192,
	vmFlags: 12_288,
	inode: 16_384,
	start: 24_576,
	rss: 32_768,
	groups: 43_008,
	isNone: 44_032,
	listOfBesides: 45_056,
	groupOfKind: 57_344,
	firstOfKind: 65_536,
	table: 131_072,
	tableEnd: 262_144,
	columns: [262_144, 270_336, 278_528],
	zeros: 286_720,
	sums: 294_912,
	counts: 296_960,
};
const mostRows = 1024;
const pages = 5;
/** Groups for which there is room. */
export const mostGroups = 256;
/** Smaller maps are not worth the compiling. */
const fewestRows = 4096;

type Loops = {
	readonly alike: (count: number, base: number) => number;
	readonly tell: (count: number) => void;
	readonly add: (count: number, first: number, second: number, extra: number) => void;
};

/** By row the group of its kind, each kind's first row, and the rows that need a look at their neighbours. */
export type AlikeRows = {
	readonly index: Uint8Array;
	readonly firsts: readonly number[];
	readonly besides: readonly number[];
};

/** By group: the sum, and over how many rows it is. */
export type Sums = {readonly of: Float64Array; readonly rows: Uint32Array};

/** The loops of row-loops.wat over the columns of a map. */
export class RowLoops {
	private readonly memory = new WebAssembly.Memory({initial: pages, maximum: pages});
	private readonly bytes = new Uint8Array(this.memory.buffer);
	private readonly words = new Uint32Array(this.memory.buffer);
	private readonly numbers = new Float64Array(this.memory.buffer);
	private readonly loops: Loops;

	/** Throws where there is no WebAssembly, or no memory for it. */
	constructor() {
		const module = new WebAssembly.Module(loopBytes);
		this.loops = new WebAssembly.Instance(module, {rows: {memory: this.memory}}).exports as Loops;
	}

	/** As `alikeRows`; undefined when the map has more kinds than there is room for. */
	alike(map: RegionMap, judge: (row: number) => number): AlikeRows | undefined {
		const {bytes, words, numbers, loops} = this;
		const {count, perms, device, path, vmFlags} = map;
		const inode = new Float64Array(map.inode.buffer, map.inode.byteOffset, count);
		const start = new Float64Array(map.start.buffer, map.start.byteOffset, count);
		const rss = map.fields.get('Rss');
		bytes.fill(0, places.table, places.tableEnd);
		bytes.set(
			perms.list.map(text => (text === '---p' ? 1 : 0)),
			places.isNone,
		);
		words[places.pathBefore / 4] = 0;
		words[places.startBefore / 4] = 1;
		words[places.noDevice / 4] = device.list.indexOf('00:00');
		words[places.kinds / 4] = 0;
		if (!rss) numbers.fill(0, places.rss / 8, places.rss / 8 + mostRows);
		const index = new Uint8Array(count);
		const besides: number[] = [];
		let kinds = 0;
		for (let from = 0; from < count; from += mostRows) {
			const rows = Math.min(mostRows, count - from);
			const to = from + rows;
			bytes.set(perms.index.subarray(from, to), places.perms);
			words.set(device.index.subarray(from, to), places.device / 4);
			words.set(path.index.subarray(from, to), places.path / 4);
			words.set(vmFlags.index.subarray(from, to), places.vmFlags / 4);
			numbers.set(inode.subarray(from, to), places.inode / 8);
			numbers.set(start.subarray(from, to), places.start / 8);
			if (rss) numbers.set(rss.subarray(from, to), places.rss / 8);
			if (loops.alike(rows, from) === 0) return undefined;
			while (kinds < (words[places.kinds / 4] as number)) {
				kinds++;
				bytes[places.groupOfKind + kinds] = judge(words[places.firstOfKind / 4 + kinds] as number);
			}

			loops.tell(rows);
			index.set(bytes.subarray(places.groups, places.groups + rows), from);
			const list = places.listOfBesides / 4;
			besides.push(...words.subarray(list, list + (words[places.besides / 4] as number)));
		}

		const firsts = words.subarray(places.firstOfKind / 4 + 1, places.firstOfKind / 4 + 1 + kinds);
		return {index, firsts: [...firsts], besides};
	}

	/** The sums over the rows that tell `first` and `second`, and of `extra` where such a row tells it. */
	sums(groupOf: Uint8Array, groups: number, ...columns: ReadonlyArray<Float64Array | undefined>): Sums {
		const {bytes, words, numbers, loops} = this;
		const [first, second, extra] = places.columns.map((place, i) => (columns[i] ? place : places.zeros));
		bytes.fill(0, places.sums, places.counts + 4 * mostGroups);
		for (let from = 0; from < groupOf.length; from += mostRows) {
			const rows = Math.min(mostRows, groupOf.length - from);
			bytes.set(groupOf.subarray(from, from + rows), places.groups);
			for (const [i, column] of columns.entries())
				if (column) numbers.set(column.subarray(from, from + rows), (places.columns[i] as number) / 8);
			loops.add(rows, first as number, second as number, extra as number);
		}

		return {
			of: numbers.slice(places.sums / 8, places.sums / 8 + groups),
			rows: words.slice(places.counts / 4, places.counts / 4 + groups),
		};
	}
}

let shared: RowLoops | undefined;
// The columns' halves stand in the order of the memory here, WebAssembly's always with the low one first.
let isAbsent = new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1;

/** The loops for a map of so many rows; undefined for a small one, and where this machine has none. */
export function rowLoops(count: number): RowLoops | undefined {
	if (isAbsent || count < fewestRows) return undefined;
	try {
		shared ??= new RowLoops();
	} catch {
		isAbsent = true;
	}

	return shared;
}
