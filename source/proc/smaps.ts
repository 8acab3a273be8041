import type {RegionMap} from '../platform/region-reading.js';
import {findByte, newline as newlineByte, startsWith} from './ascii.js';
import {RegionColumns} from './region-columns.js';
import {orderRegions} from './region-order.js';
import {parseFieldLine} from './smaps-field.js';
import {HeaderReader} from './smaps-header.js';
import {cut, EntryLayout, mismatch} from './smaps-layout.js';

/** Takes the text of smaps or maps piece by piece. */
export type SmapsReader = {
	/** The next `length` bytes of the text; the array may be used again at once. */
	readonly push: (bytes: Uint8Array, length: number) => void;
	/** The regions, when the text is over. The reader can't be used any more. */
	readonly finish: () => RegionMap;
};

const carriageReturn = 0x0d;
const batch = 64 * 1024;
// No entry of a kernel is so long: a line that is has nothing to say.
const longest = 1024 * 1024;
// Behind the text: a newline, and room for reading eight bytes at once.
const slack = 16;

/**
 * Reads /proc/PID/smaps or /proc/PID/maps (proc_pid_smaps(5), Documentation/filesystems/proc.rst), in which
 * maps is smaps without fields. Sizes become bytes, fields the kernel's names in its order, what a row lacks
 * NaN. Lines that are neither header nor field are passed over. `complete` is false when the text ended inside
 * a line or an entry; that entry is left out. Never throws. Memory is bounded by the map, not by the text.
 */
export function createSmapsReader(): SmapsReader {
	const reader = new Reader();
	return {
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

class Reader {
	private bytes = Buffer.alloc(batch + slack);
	private view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
	private end = 0;
	private isStarted = false;
	/** The text went through another system, which ends every line with CR and newline. */
	private hasCarriageReturns = false;
	/** Inside a line that is too long. */
	private isSkipping = false;
	private readonly columns = new RegionColumns();
	private readonly header = new HeaderReader(this.columns);
	private readonly layout = new EntryLayout();
	// The last keys of the newest entry and of the one before it: they tell an entry that was cut.
	private lastKey: string | undefined;
	private lastKeyBefore: string | undefined;

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
		if (!this.isLastEntryWhole()) {
			this.columns.drop();
			isComplete = false;
		}

		const map = this.columns.build(isComplete);
		return this.columns.increasing ? map : orderRegions(map);
	}

	/** Reads all lines that are whole and keeps the rest for the next time. */
	private parse(isLast: boolean): void {
		if (!this.isStarted) this.start();
		const {bytes, end, layout} = this;
		bytes[end] = newlineByte;
		let at = 0;
		while (at < end) {
			if (layout.isReady && !this.isSkipping) {
				const next = this.readEntry(at);
				if (next > 0) {
					at = next;
					continue;
				}

				if (next === cut && !isLast) break;
			}

			const newline = bytes.indexOf(newlineByte, at);
			if (newline >= end) break;
			if (this.isSkipping) this.isSkipping = false;
			else this.readLine(at, newline);
			at = newline + 1;
		}

		this.keepFrom(at);
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

	/** An entry at once, by the layout of the ones before it. */
	private readEntry(at: number): number {
		const {bytes, columns, end} = this;
		const newline = this.header.read(bytes, at, end);
		if (newline < 0) return mismatch;
		const next = this.layout.read(bytes, this.view, newline + 1, end, columns);
		if (next > 0) {
			columns.accept();
			this.lastKeyBefore = this.lastKey;
		}

		return next;
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
			(columns.fields[field] as Float64Array)[row] = line.value;
			layout.learnField(view, at, end, line, field);
		} else if (line?.key === 'Name') {
			columns.nameRow(row, bytes.subarray(line.from, end));
		}
	}

	private keepFrom(at: number): void {
		this.bytes.copyWithin(0, at, this.end);
		this.end -= at;
		const capacity = this.bytes.length - slack;
		if (this.end < capacity) return;
		if (capacity >= longest) {
			this.isSkipping = true;
			this.end = 0;
			return;
		}

		const longer = Buffer.alloc(2 * capacity + slack);
		longer.set(this.bytes);
		this.bytes = longer;
		this.view = new DataView(longer.buffer, longer.byteOffset, longer.length);
	}

	/** Whether the rest without a newline is a line that lacks nothing else; if so it is read. */
	private readUnfinishedLine(): boolean {
		const text = this.bytes.toString('latin1', 0, this.end);
		const isWhole =
			/^VmFlags:( [a-z]{2})* ?$|^\w+: *\d+ kB$|^[\da-f]+-[\da-f]+ .{4} 0+ 00:00 0 +\[[^\]]+\]$/.test(text);
		this.bytes[this.end] = newlineByte;
		if (isWhole) this.readLine(0, this.end);
		return isWhole;
	}

	/**
	 * VmFlags is the last line since Linux 3.8. Before that all entries of a text end with the same key, and if
	 * there is but one: the page sizes stood at the end.
	 */
	private isLastEntryWhole(): boolean {
		const {count, fieldNames} = this.columns;
		if (count === 0 || this.lastKey === 'VmFlags') return true;
		if (count > 1 || this.lastKey === undefined) return this.lastKey === this.lastKeyBefore;
		const rss = fieldNames.indexOf('Rss');
		const isOldOrder = rss >= 0 && rss < fieldNames.indexOf('KernelPageSize');
		return isOldOrder && (this.lastKey === 'MMUPageSize' || this.lastKey === 'Locked');
	}
}
