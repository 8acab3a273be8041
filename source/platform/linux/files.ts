import {closeSync, constants, openSync, readSync} from 'node:fs';

/**
 * Reading of small files under /proc and /sys. Everything is opened with O_NONBLOCK: a FIFO in a tree that
 * `--proc` names must not hang anything.
 */

// One buffer for all readers, which hand out copies of what they read.
const buffer = Buffer.allocUnsafeSlow(256 * 1024);

export function openForReading(path: string): number {
	return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/**
 * Bytes of a file, at most `limit` (256 KiB if not said). Throws what the kernel says (ENOENT, EACCES, ESRCH, …).
 */
export function readSmallFile(path: string, limit = buffer.length): Uint8Array {
	const descriptor = openForReading(path);
	try {
		return readDescriptor(descriptor, limit);
	} finally {
		closeSync(descriptor);
	}
}

/** The same over a descriptor that is open already, from its beginning. */
export function readDescriptor(descriptor: number, limit = buffer.length): Uint8Array {
	let length = 0;
	while (length < limit) {
		// /proc hands out a page at a time: a file is over when a read gives nothing.
		const size = readSync(descriptor, buffer, length, limit - length, length);
		if (size === 0) break;
		length += size;
	}
	return Uint8Array.prototype.slice.call(buffer, 0, length);
}

/** As `readSmallFile`, `undefined` instead of an error. */
export function tryReadSmallFile(path: string, limit?: number): Uint8Array | undefined {
	try {
		return readSmallFile(path, limit);
	} catch {
		return undefined;
	}
}
