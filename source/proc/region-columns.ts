import type {RegionMap} from '../platform/region-reading.js';
import type {OutsideText} from '../safe-text.js';
import {outsideText} from '../safe-text.js';
import {ByteNames} from './byte-names.js';

// Which 32-bit half of a 64-bit number comes first in memory here (s390x is big-endian).
export const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
export const lowHalf = isLittleEndian ? 0 : 1;
export const highHalf = 1 - lowHalf;

// Flipped in both, signed numbers compare as unsigned ones.
const signBit = 0x8000_0000 | 0;

const firstCapacity = 256;

function ascii(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

type Column = Uint8Array | Uint32Array | Float64Array;

function longer<Kind extends Column>(column: Kind, length: number): Kind {
	const make = column.constructor as new (length: number) => Kind;
	const grown = new make(length);
	grown.set(column);
	return grown;
}

/** Whether the number of 64 bits at `at` is higher than the one at `before`. */
function isHigher(halves: Int32Array, at: number, before: number): boolean {
	const high = (halves[at + highHalf] as number) ^ signBit;
	const highBefore = (halves[before + highHalf] as number) ^ signBit;
	const low = (halves[at + lowHalf] as number) ^ signBit;
	const lowBefore = (halves[before + lowHalf] as number) ^ signBit;
	return high > highBefore || (high === highBefore && low > lowBefore);
}

/**
 * The columns of a {@link RegionMap} while they grow. The row with the number `count` is the one being
 * written: it isn't part of the map until `begin` accepts it. Addresses, offsets and inodes are held as pairs
 * of 32-bit halves (`lowHalf`, `highHalf`), because a BigInt for each would cost more than all the rest.
 * With `wanted`, only the fields of these names are kept: the columns of the others have no rows.
 */
export class RegionColumns {
	count = 0;
	start = new Uint32Array(2 * firstCapacity);
	end = new Uint32Array(2 * firstCapacity);
	offset = new Uint32Array(2 * firstCapacity);
	inode = new Uint32Array(2 * firstCapacity);
	perms = new Uint8Array(firstCapacity);
	device = new Uint32Array(firstCapacity);
	path = new Uint32Array(firstCapacity);
	vmFlags = new Uint32Array(firstCapacity);
	readonly permsNames = new ByteNames<string>(ascii);
	readonly devices = new ByteNames<string>(ascii);
	readonly paths = new ByteNames<OutsideText | undefined>(outsideText, undefined);
	readonly flags = new ByteNames<string | undefined>(ascii, undefined);
	readonly fieldNames: string[] = [];
	readonly fields: Float64Array[] = [];
	private readonly fieldIndexes = new Map<string, number>();
	/** Rows at the beginning whose order is known to be right. */
	private ordered = 0;
	/** Rows for which there is room: when it changes, every column is another array. */
	capacity = firstCapacity;

	constructor(private readonly wanted?: ReadonlySet<string>) {}

	/** Accepts the row being written as a region without any field, to which fields may be added. */
	begin(): void {
		for (const field of this.fields) if (field.length > 0) field[this.count] = Number.NaN;
		this.accept();
	}

	/** Accepts the row being written as it is. */
	accept(): void {
		this.count++;
		if (this.count === this.capacity) this.grow();
	}

	/** Makes room for so many rows more. */
	reserve(rows: number): void {
		while (this.count + rows >= this.capacity) this.grow();
	}

	/** Takes the last region out again. */
	drop(): void {
		this.count--;
	}

	/** Android's `Name:` line: the name of anonymous memory whose header has none. */
	nameRow(row: number, name: Uint8Array): void {
		if (this.path[row] !== 0 || name.length === 0) return;
		const isMarked = name[0] === '['.charCodeAt(0);
		const path = isMarked
			? Buffer.from(name)
			: Buffer.concat([Buffer.from('[anon:'), name, Buffer.from(']')]);
		this.path[row] = this.paths.intern(path, 0, path.length);
	}

	/** The number of the column for a field of the kernel; it is made when the name is new. */
	field(name: string): number {
		const known = this.fieldIndexes.get(name);
		if (known !== undefined) return known;
		this.fieldIndexes.set(name, this.fields.length);
		this.fieldNames.push(name);
		const isWanted = this.wanted === undefined || this.wanted.has(name);
		const rows = isWanted ? this.capacity : 0;
		return this.fields.push(new Float64Array(rows).fill(Number.NaN, 0, this.count)) - 1;
	}

	isWanted(field: number): boolean {
		return (this.fields[field] as Float64Array).length > 0;
	}

	/** Writes the figure of a region; nothing where the field isn't wanted. */
	set(field: number, row: number, value: number): void {
		const column = this.fields[field] as Float64Array;
		if (column.length > 0) column[row] = value;
	}

	/** The finished map. The columns must not be written to any more. */
	build(complete: boolean): RegionMap {
		const {count} = this;
		return {
			count,
			start: new BigUint64Array(this.start.buffer, 0, count),
			end: new BigUint64Array(this.end.buffer, 0, count),
			offset: new BigUint64Array(this.offset.buffer, 0, count),
			inode: new BigUint64Array(this.inode.buffer, 0, count),
			perms: {index: this.perms.subarray(0, count), list: this.permsNames.list},
			device: {index: this.device.subarray(0, count), list: this.devices.list},
			path: {index: this.path.subarray(0, count), list: this.paths.list},
			vmFlags: {index: this.vmFlags.subarray(0, count), list: this.flags.list},
			fields: new Map(
				this.fieldNames
					.map((name, i) => [name, (this.fields[i] as Float64Array).subarray(0, count)] as const)
					.filter((_, i) => this.isWanted(i)),
			),
			complete,
		};
	}

	/** The rows until now are known to start each higher than the one before it. */
	trustOrder(): void {
		this.ordered = this.count;
	}

	/** False when a region starts no higher than the one before it. */
	isIncreasing(): boolean {
		// Signed halves are small integers to the engine, whatever addresses there are.
		const halves = new Int32Array(this.start.buffer, 0, 2 * this.count);
		let at = 2 * Math.max(1, this.ordered);
		while (at < halves.length && isHigher(halves, at, at - 2)) at += 2;
		if (at < halves.length) return false;
		this.trustOrder();
		return true;
	}

	private grow(): void {
		this.capacity *= 4;
		this.start = longer(this.start, 2 * this.capacity);
		this.end = longer(this.end, 2 * this.capacity);
		this.offset = longer(this.offset, 2 * this.capacity);
		this.inode = longer(this.inode, 2 * this.capacity);
		this.perms = longer(this.perms, this.capacity);
		this.device = longer(this.device, this.capacity);
		this.path = longer(this.path, this.capacity);
		this.vmFlags = longer(this.vmFlags, this.capacity);
		for (const [i, field] of this.fields.entries())
			if (field.length > 0) this.fields[i] = longer(field, this.capacity);
	}
}
