import {closeSync, readSync} from 'node:fs';
import {isHugeFrame, pagemapEntry} from '../../proc/pagemap.js';
import {openForReading} from './files.js';

/** Frames that are read at once. The kernel takes some 0.15 microseconds for each, wanted or not. */
const windowFrames = 64;
/** Enough for `mostPages` that lie together; all of them take about 0.2 s. */
const mostReads = 16_384;

/**
 * Tells of frames of memory whether they belong to a huge page, from /proc/kpageflags, which is for root. What stands
 * near one another is read together and kept as long as this lives.
 */
export class HugeFrames {
	readonly #descriptor: number;
	readonly #isBigEndian: boolean;
	readonly #windows = new Map<number, Uint8Array>();
	readonly #bytes = Buffer.allocUnsafeSlow(windowFrames * pagemapEntry);
	#lastWindow = -1;
	#last: Uint8Array | undefined;

	private constructor(descriptor: number, isBigEndian: boolean) {
		this.#descriptor = descriptor;
		this.#isBigEndian = isBigEndian;
	}

	/** `undefined` where it may not be read. */
	static open(proc: string, isBigEndian: boolean): HugeFrames | undefined {
		try {
			return new HugeFrames(openForReading(`${proc}/kpageflags`), isBigEndian);
		} catch {
			return undefined;
		}
	}

	/** How often the kernel was asked: that is what costs. */
	get reads(): number {
		return this.#windows.size;
	}

	/** `undefined` when it can't be told: too many reads, or the kernel refuses. */
	isHuge(frame: number): boolean | undefined {
		const window = Math.floor(frame / windowFrames);
		if (window !== this.#lastWindow) {
			this.#last = this.#windows.get(window) ?? this.#read(window);
			this.#lastWindow = window;
		}
		const flag = this.#last?.[frame % windowFrames];
		return flag === undefined ? undefined : flag === 1;
	}

	close(): void {
		closeSync(this.#descriptor);
	}

	#read(window: number): Uint8Array | undefined {
		if (this.#windows.size >= mostReads) return undefined;
		const flags = new Uint8Array(windowFrames);
		try {
			const position = window * windowFrames * pagemapEntry;
			const length = readSync(this.#descriptor, this.#bytes, 0, this.#bytes.length, position);
			for (let i = 0; i < length / pagemapEntry; i++) {
				flags[i] = isHugeFrame(this.#bytes, i, this.#isBigEndian) ? 1 : 0;
			}
		} catch {
			return undefined;
		}
		this.#windows.set(window, flags);
		return flags;
	}
}
