import type {RegionMap} from '../platform/region-reading.js';
import {type OutsideText, rawText} from '../safe-text.js';
import {numbersOf} from './region-figures.js';

/** What is compared of two maps, in numbers that mean the same in both: equal text, equal number. */
export type Comparable = {
	readonly count: number;
	readonly start: Float64Array;
	readonly end: Float64Array;
	readonly offset: Float64Array;
	/** Halves of the inode numbers: the two of row `i` at `2i` and `2i + 1`. */
	readonly inode: Uint32Array;
	/** By row. 0: no path. */
	readonly path: Uint32Array;
	readonly device: Uint32Array;
	readonly perms: Uint32Array;
	/** Numbers of the paths that are files'. */
	readonly files: ReadonlySet<number>;
	/** The number of the path of the program: of its lowest executable file; 0 where there is none. */
	readonly program: number;
	/** Where the main stack ends and the vdso begins: fixed from one execve to the next. */
	readonly anchors: readonly [stack: number | undefined, vdso: number | undefined];
};

/** Two maps made comparable. Costs a few passes over the columns, and no object a region. */
export function comparable(a: RegionMap, b: RegionMap): readonly [Comparable, Comparable] {
	const paths = new Numbers();
	const devices = new Numbers();
	const perms = new Numbers();
	const one = (map: RegionMap): Comparable => {
		const path = byRow(map.path.index, map.path.list, text => paths.of(pathText(text)));
		const facts = {
			count: map.count,
			start: numbersOf(map.start),
			end: numbersOf(map.end),
			offset: numbersOf(map.offset),
			inode: new Uint32Array(map.inode.buffer, map.inode.byteOffset, 2 * map.count),
			path,
			device: byRow(map.device.index, map.device.list, text => devices.of(text)),
			perms: byRow(map.perms.index, map.perms.list, text => perms.of(text)),
		};
		return {...facts, ...filesOf(map, facts), anchors: anchorsOf(facts, paths)};
	};
	return [one(a), one(b)];
}

/** True when row `row` belongs to a file, or to what the kernel keeps as one (shared memory). */
export function hasInode(map: Pick<Comparable, 'inode'>, row: number): boolean {
	return map.inode[2 * row] !== 0 || map.inode[2 * row + 1] !== 0;
}

/** A number for every text, the same for the same text; 0 stands for none. */
class Numbers {
	private readonly numbers = new Map<string, number>();

	of(text: string | undefined): number {
		if (text === undefined) return 0;
		const known = this.numbers.get(text);
		if (known !== undefined) return known;
		const number = this.numbers.size + 1;
		this.numbers.set(text, number);
		return number;
	}
}

const deleted = ' (deleted)';

// A file that was deleted or replaced while mapped is the same mapping still.
function pathText(path: OutsideText | undefined): string | undefined {
	const text = path === undefined ? undefined : rawText(path);
	return text?.startsWith('/') && text.endsWith(deleted) ? text.slice(0, -deleted.length) : text;
}

function byRow<Text>(
	index: Uint8Array | Uint16Array | Uint32Array,
	list: readonly Text[],
	number: (text: Text) => number,
): Uint32Array {
	const numbers = Uint32Array.from(list, number);
	const rows = new Uint32Array(index.length);
	for (let row = 0; row < rows.length; row++) rows[row] = numbers[index[row] ?? 0] ?? 0;
	return rows;
}

function filesOf(
	map: RegionMap,
	facts: Pick<Comparable, 'inode' | 'path'>,
): Pick<Comparable, 'files' | 'program'> {
	const isPath = map.path.list.map(path => path !== undefined && rawText(path).startsWith('/'));
	const isExecutable = map.perms.list.map(perms => perms[2] === 'x');
	const files = new Set<number>();
	let program = 0;
	for (let row = 0; row < map.count; row++) {
		if (!isPath[map.path.index[row] ?? 0] || !hasInode(facts, row)) continue;
		const path = facts.path[row] ?? 0;
		files.add(path);
		if (program === 0 && isExecutable[map.perms.index[row] ?? -1]) program = path;
	}

	return {files, program};
}

function anchorsOf(
	facts: Pick<Comparable, 'count' | 'start' | 'end' | 'path' | 'inode'>,
	paths: Numbers,
): Comparable['anchors'] {
	const stack = paths.of('[stack]');
	const vdso = paths.of('[vdso]');
	const anchors: [number | undefined, number | undefined] = [undefined, undefined];
	for (let row = 0; row < facts.count; row++) {
		const path = facts.path[row];
		if ((path !== stack && path !== vdso) || hasInode(facts, row)) continue;
		if (path === stack) anchors[0] = facts.end[row];
		else anchors[1] = facts.start[row];
	}

	return anchors;
}
