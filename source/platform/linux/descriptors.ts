import {closeSync, readSync} from 'node:fs';
import {isOutOfDescriptors} from './failure.js';
import {openForReading} from './files.js';

/** A file that is read again and again. `number` is -1 while it is closed. */
export type Kept = {readonly path: string; number: number; used: number};

/**
 * Keeps descriptors of files that are read at every tick: reading again at position 0 costs a third of open,
 * read and close. Bounded; when it is full the least recently used are closed, and when all are in use the
 * file is opened, read and closed.
 */
export class Descriptors {
	readonly #open = new Set<Kept>();
	#limit: number;
	#tick = 0;
	#fullSince = -1;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#open.size;
	}

	/** A new tick: what wasn't read in this one or the one before may be closed for others. */
	nextTick(): void {
		this.#tick++;
	}

	keep(path: string): Kept {
		return {path, number: -1, used: 0};
	}

	/** Reads from the beginning; returns the number of bytes. Throws what the kernel says. */
	read(file: Kept, into: Uint8Array): number {
		file.used = this.#tick;
		if (file.number >= 0) return readSync(file.number, into, 0, into.length, 0);
		const number = this.#openOne(file.path);
		if (this.#makeRoom()) {
			file.number = number;
			this.#open.add(file);
			return readSync(number, into, 0, into.length, 0);
		}
		try {
			return readSync(number, into, 0, into.length, 0);
		} finally {
			closeSync(number);
		}
	}

	close(file: Kept): void {
		if (file.number < 0) return;
		closeSync(file.number);
		file.number = -1;
		this.#open.delete(file);
	}

	closeAll(): void {
		for (const file of [...this.#open]) this.close(file);
	}

	#openOne(path: string): number {
		try {
			return openForReading(path);
		} catch (error) {
			if (!isOutOfDescriptors(error) || this.#open.size === 0) throw error;
			// Others in this process (a map, a worker's pipes) need some too: give back an eighth, least recently
			// used first, and stay below from now on.
			const oldest = [...this.#open].sort((a, b) => a.used - b.used);
			for (const file of oldest.slice(0, Math.max(16, oldest.length >> 3))) this.close(file);
			this.#limit = this.#open.size;
			return openForReading(path);
		}
	}

	#makeRoom(): boolean {
		if (this.#open.size < this.#limit) return true;
		if (this.#fullSince === this.#tick) return false;
		for (const file of this.#open) {
			if (file.used < this.#tick - 1) this.close(file);
		}
		if (this.#open.size < this.#limit) return true;
		// All are in use: don't search again in this tick.
		this.#fullSince = this.#tick;
		return false;
	}
}
