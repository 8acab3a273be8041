const slots = 16;
const none = new Uint8Array(0);

/**
 * Names that repeat from row to row (paths, devices, flags), each kept once in `list`. They are told apart
 * by their bytes: a name is decoded when it is first seen, and two names that decode alike (invalid UTF-8)
 * stay two. The list may begin with a name that no bytes stand for.
 */
export class ByteNames<Name> {
	readonly list: Name[];
	private readonly indexes = new Map<string, number>();
	// The names met lately, found without making a string: rows with the same few names take turns.
	private readonly lateBytes: Uint8Array[] = Array.from({length: slots}, () => none);
	private readonly lateIndexes = new Int32Array(slots).fill(-1);

	constructor(
		private readonly decode: (bytes: Uint8Array) => Name,
		...first: Name[]
	) {
		this.list = first;
	}

	/** The index in `list` of the name that stands at `from` to `to`. */
	intern(bytes: Buffer, from: number, to: number): number {
		const length = to - from;
		const slot = (length * 3 + (bytes[from + (length >> 1)] as number)) & (slots - 1);
		const late = this.lateBytes[slot] as Uint8Array;
		if (late.length === length) {
			let i = 0;
			while (i < length && late[i] === bytes[from + i]) i++;
			const index = this.lateIndexes[slot] as number;
			if (i === length && index >= 0) return index;
		}

		return this.find(bytes, from, to, slot);
	}

	private find(bytes: Buffer, from: number, to: number, slot: number): number {
		const key = bytes.toString('latin1', from, to);
		let index = this.indexes.get(key);
		if (index === undefined) {
			index = this.list.push(this.decode(bytes.subarray(from, to))) - 1;
			this.indexes.set(key, index);
		}

		this.lateBytes[slot] = Uint8Array.from(bytes.subarray(from, to));
		this.lateIndexes[slot] = index;
		return index;
	}
}
