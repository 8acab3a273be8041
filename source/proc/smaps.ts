import type {RegionMap} from '../platform/region-reading.js';
import {findByte, newline as newlineByte, startsWith} from './ascii.js';
import {isLastEntryWhole, isWholeLine} from './last-entry.js';
import {RegionColumns} from './region-columns.js';
import {orderRegions} from './region-order.js';
import {parseFieldLine} from './smaps-field.js';
import {HeaderReader} from './smaps-header.js';
import {cut, EntryLayout} from './smaps-layout.js';
import {type SmapsScanner, slack, takeScanner} from './smaps-scanner.js';

/** Takes the text of smaps or maps piece by piece. */
export type SmapsReader = {
	/** Calls `read` until some 60 KB are there, and takes them; false when the text is over. */
	readonly pull: (read: ReadInto) => boolean;
	/** The next `length` bytes of the text; the array may be used again at once. */
	readonly push: (bytes: Uint8Array, length: number) => void;
	/** The regions, when the text is over. The reader can't be used any more. */
	readonly finish: () => RegionMap;
};

/** Puts the next bytes of a text at `at`, at most `length`, and returns how many these are: 0 at its end. */
export type ReadInto = (bytes: Uint8Array, at: number, length: number) => number;

const carriageReturn = 0x0d;
const batch = 64 * 1024;
// No entry of a kernel is so long: a line that is has nothing to say.
const longest = 1024 * 1024;
// What a read of smaps gives at most.
const piece = 4096;

/**
 * Reads /proc/PID/smaps or /proc/PID/maps (proc_pid_smaps(5), Documentation/filesystems/proc.rst), in which
 * maps is smaps without fields. Sizes become bytes, fields the kernel's names in its order, what a row lacks
 * NaN. Lines that are neither header nor field are passed over. `complete` is false when the text ended inside
 * a line or an entry; that entry is left out. Never throws. Memory is bounded by the map, not by the text.
 * With `wanted`, only the fields of these names are told. Without `scans`, all is done in JavaScript.
 */
export function createSmapsReader(wanted?: ReadonlySet<string>, scans = true): SmapsReader {
	const reader = new Reader(wanted, scans);
	return {
		pull: read => reader.pull(read),
		push: (bytes, length) => reader.push(bytes, length),
		finish: () => reader.finish(),
	};
}

/** The same for a text that is whole in memory. */
export function parseSmaps(bytes: Uint8Array): RegionMap {
	const reader = new Reader();
	reader.push(bytes, bytes.length);
	return reader.finish();
}

/** Reads until there is no room for a piece, or no more text: returns where it ends. Small: it runs often. */
function fill(bytes: Uint8Array, from: number, read: ReadInto): number {
	const last = bytes.length - slack;
	let at = from;
	for (;;) {
		if (at > last - piece) return at;
		const length = read(bytes, at, last - at);
		if (length === 0) return at;
		at += length;
	}
}

class Reader {
	private bytes: Buffer;
	private view: DataView;
	private scanner: SmapsScanner | undefined;
	private end = 0;
	private isStarted = false;
	/** The text went through another system, which ends every line with CR and newline. */
	private hasCarriageReturns = false;
	/** Inside a line that is too long. */
	private isSkipping = false;
	private readonly columns: RegionColumns;
	private readonly header: HeaderReader;
	private readonly layout: EntryLayout;
	private stop = cut;
	// The last keys of the newest entry and of the one before it: they tell an entry that was cut.
	private lastKey: string | undefined;
	private lastKeyBefore: string | undefined;

	constructor(wanted?: ReadonlySet<string>, scans = true) {
		this.columns = new RegionColumns(wanted);
		this.scanner = scans ? takeScanner(this.columns, () => this.moveText(this.bytes.length)) : undefined;
		this.bytes = this.scanner?.text ?? Buffer.alloc(batch + slack);
		this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
		this.header = new HeaderReader(this.columns);
		this.layout = new EntryLayout(this.columns, this.header);
	}

	pull(read: ReadInto): boolean {
		this.end = fill(this.bytes, this.end, read);
		const isFull = this.end > this.bytes.length - slack - piece;
		if (isFull) this.parse(false);
		return isFull;
	}

	push(bytes: Uint8Array, length: number): void {
		for (let at = 0; at < length; ) {
			const room = this.bytes.length - slack - this.end;
			const part = Math.min(room, length - at);
			this.bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + at, part), this.end);
			this.end += part;
			at += part;
			// Reads give 4 KB at most: enough are gathered that few entries lie across two batches.
			if (part === room) this.parse(false);
		}
	}

	finish(): RegionMap {
		this.parse(true);
		let isComplete = !this.isSkipping && (this.end === 0 || this.readUnfinishedLine());
		if (!isLastEntryWhole(this.columns, this.lastKey, this.lastKeyBefore)) {
			this.columns.drop();
			isComplete = false;
		}

		this.scanner?.release();
		const map = this.columns.build(isComplete);
		return this.columns.isIncreasing() ? map : orderRegions(map);
	}

	/** Reads all lines that are whole and keeps the rest for the next time. */
	private parse(isLast: boolean): void {
		if (!this.isStarted) this.start();
		const {bytes, end, layout} = this;
		bytes[end] = newlineByte;
		let at = 0;
		while (at < end) {
			if (layout.isReady && !this.isSkipping) {
				at = this.readEntries(at);
				if (at >= end || (this.stop === cut && !isLast)) break;
			}

			const newline = bytes.indexOf(newlineByte, at);
			if (newline >= end) break;
			if (this.isSkipping) this.isSkipping = false;
			else this.readLine(at, newline);
			at = newline + 1;
		}

		this.keepFrom(at);
	}

	/** Entries that lie as the layout has it; returns where they are over, and leaves in `stop` why. */
	private readEntries(from: number): number {
		const {bytes, view, end, layout} = this;
		let at = from;
		while (at < end) {
			const next = layout.read(bytes, view, at, end);
			if (next <= 0) {
				this.stop = next;
				break;
			}

			at = next;
			// The entry before it has the layout: those that follow may be many.
			if (this.scanner) at = this.scanner.run(at, end, layout);
		}

		if (at > from) this.lastKeyBefore = this.lastKey;
		return at;
	}

	/** Looks at the first lines (the buffer is full, or the text is short) for marks of other systems. */
	private start(): void {
		this.isStarted = true;
		const {bytes} = this;
		if (startsWith(bytes, '\u00ef\u00bb\u00bf', 0, this.end)) {
			bytes.copyWithin(0, 3, this.end);
			this.end -= 3;
		}

		// A name may end in CR, but hardly the first two lines of a kernel's text.
		const first = findByte(bytes, newlineByte, 0, this.end);
		const second = findByte(bytes, newlineByte, first + 1, this.end);
		this.hasCarriageReturns =
			bytes[first - 1] === carriageReturn && (second >= this.end || bytes[second - 1] === carriageReturn);
	}

	/** One line, whatever it is. */
	private readLine(at: number, newline: number): void {
		const {bytes, columns, layout} = this;
		let end = newline;
		if (this.hasCarriageReturns && bytes[newline - 1] === carriageReturn) {
			end = newline - 1;
			bytes[end] = newlineByte;
		}

		if (this.header.read(bytes, at, newline + 1) >= 0) {
			columns.begin();
			layout.learn();
			if (this.hasCarriageReturns) layout.spoil();
			this.lastKeyBefore = this.lastKey;
			this.lastKey = undefined;
		} else if (columns.count > 0) {
			this.readField(at, end);
		}
	}

	private readField(at: number, end: number): void {
		const {bytes, columns, layout, view} = this;
		const row = columns.count - 1;
		const line = parseFieldLine(bytes, at, end);
		if (line) this.lastKey = line.key;
		if (line?.key === 'VmFlags') {
			columns.vmFlags[row] = columns.flags.intern(bytes, line.from, line.to);
			layout.learnFlags(view, at);
		} else if (line?.value !== undefined) {
			const field = columns.field(line.key);
			columns.set(field, row, line.value);
			layout.learnField(view, at, end, line, field);
		} else if (line?.key === 'Name') {
			columns.nameRow(row, bytes.subarray(line.from, end));
		}
	}

	private keepFrom(at: number): void {
		this.bytes.copyWithin(0, at, this.end);
		this.end -= at;
		const capacity = this.bytes.length - slack;
		if (this.end <= capacity - piece) return;
		if (capacity >= longest) {
			this.isSkipping = true;
			this.end = 0;
			return;
		}

		this.scanner?.release();
		this.moveText(2 * capacity + slack);
	}

	/** The text goes on in memory of its own, where it can't be scanned. */
	private moveText(length: number): void {
		this.scanner = undefined;
		const moved = Buffer.alloc(length);
		moved.set(this.bytes);
		this.bytes = moved;
		this.view = new DataView(moved.buffer, moved.byteOffset, moved.length);
	}

	/** Whether the rest without a newline is a line that lacks nothing else; if so it is read. */
	private readUnfinishedLine(): boolean {
		const text = this.bytes.toString('latin1', 0, this.end);
		const isWhole = isWholeLine(text);
		this.bytes[this.end] = newlineByte;
		if (isWhole) this.readLine(0, this.end);
		return isWhole;
	}
}
