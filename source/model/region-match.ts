import type {Process} from '../platform/platform.js';
import {type Comparable, hasInode} from './comparable.js';
import type {RegionTypes} from './region-types.js';

/** Whether the addresses of two maps mean the same places, and how the maps are compared. */
export type Kinship =
	/** One process, running one program. */
	| 'same'
	/** One process that ran another program (execve) in between. */
	| 'replaced'
	/** Two processes that have files in common. */
	| 'similar'
	| 'unlike';

/**
 * How two maps are related. Pid and start tell whether it is one process; of files without that (pid 0) where
 * the stack ends and the vdso begins, which the kernel sets at random for every program it starts.
 */
export function kinship(a: Comparable, b: Comparable, processes: readonly [Process, Process]): Kinship {
	const [before, after] = processes;
	const isKnown = before.pid > 0 && after.pid > 0;
	const image = sameImage(a, b);
	if (isKnown && before.pid === after.pid && before.startTicks === after.startTicks) {
		return image === false ? 'replaced' : 'same';
	}

	if (!isKnown && image === true) return 'same';
	for (const file of a.files) {
		if (b.files.has(file)) return 'similar';
	}

	return 'unlike';
}

/** Which rows belong together: rows of the first map, then those of the second, joined into groups. */
export class Groups {
	private readonly parents: Int32Array;

	constructor(count: number) {
		this.parents = new Int32Array(count);
		for (let row = 0; row < count; row++) this.parents[row] = row;
	}

	/** The group of every row. */
	all(): Int32Array {
		const groups = new Int32Array(this.parents.length);
		for (let row = 0; row < groups.length; row++) groups[row] = this.of(row);
		return groups;
	}

	/** The least member of the group of `row`. */
	of(row: number): number {
		const {parents} = this;
		let root = row;
		for (let up = parents[root] ?? root; up !== root; up = parents[root] ?? root) root = up;
		for (let at = row; at !== root; ) {
			const up = parents[at] ?? root;
			parents[at] = root;
			at = up;
		}

		return root;
	}

	join(row: number, other: number): void {
		const one = this.of(row);
		const two = this.of(other);
		if (one < two) this.parents[two] = one;
		else this.parents[one] = two;
	}
}

export type Side = {readonly facts: Comparable; readonly types: RegionTypes};

/**
 * Joins what overlaps and is the same mapping. A region that grew, that the kernel merged with its neighbour or
 * that was split is one group; one whose addresses were taken by something else is not. Types keep apart, so that
 * the groups of a type add up to the change of the type.
 */
export function matchByAddress(a: Side, b: Side, groups: Groups): void {
	const {count: before, start: startA, end: endA} = a.facts;
	const {count: after, start: startB, end: endB} = b.facts;
	let i = 0;
	let j = 0;
	while (i < before && j < after) {
		const stopA = endA[i] ?? 0;
		const stopB = endB[j] ?? 0;
		if (stopA > (startB[j] ?? 0) && stopB > (startA[i] ?? 0) && isSameMapping(a, i, b, j)) {
			groups.join(i, before + j);
		}

		if (stopA <= stopB) i++;
		else j++;
	}
}

/** The heap is one area to its program, in however many regions the kernel keeps it. */
export function joinHeaps(a: Side, b: Side, groups: Groups): void {
	let first = -1;
	const join = ({facts, types}: Side, shift: number) => {
		const heap = types.list.indexOf('heap');
		for (let row = 0; row < facts.count; row++) {
			if (types.index[row] !== heap) continue;
			if (first < 0) first = row + shift;
			else groups.join(first, row + shift);
		}
	};
	join(a, 0);
	join(b, a.facts.count);
}

/** A file by where its first byte would lie, anonymous memory by its name. */
function isSameMapping(a: Side, i: number, b: Side, j: number): boolean {
	if (a.types.index[i] !== b.types.index[j]) return false;
	const one = a.facts;
	const two = b.facts;
	if (!hasInode(one, i)) return !hasInode(two, j) && one.path[i] === two.path[j];
	return (
		one.inode[2 * i] === two.inode[2 * j] &&
		one.inode[2 * i + 1] === two.inode[2 * j + 1] &&
		one.device[i] === two.device[j] &&
		(one.start[i] ?? 0) - (one.offset[i] ?? 0) === (two.start[j] ?? 0) - (two.offset[j] ?? 0)
	);
}

/** `undefined` where the maps don't tell. A process that moved none of both still may run another program. */
function sameImage(a: Comparable, b: Comparable): boolean | undefined {
	let isSame: boolean | undefined;
	for (const i of [0, 1] as const) {
		const before = a.anchors[i];
		const after = b.anchors[i];
		if (before === undefined || after === undefined) continue;
		if (before !== after) return false;
		isSame = true;
	}

	// Without address space randomisation every program has the same anchors.
	const isExchanged =
		a.program !== 0 && b.program !== 0 && !b.files.has(a.program) && !a.files.has(b.program);
	return isExchanged ? false : isSame;
}
