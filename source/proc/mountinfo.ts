import {blank, findByte, lineEnd, startsWith} from './ascii.js';

/** One mount. The texts were chosen by others: they are for comparing, never for the terminal. */
export type Mount = {
	/** The folder of the file system that is seen at the mount point. */
	readonly root: string;
	readonly mountPoint: string;
	readonly fsType: string;
	/** Options of the file system itself (not of the mount), joined by commas. */
	readonly options: string;
};

const backslash = 0x5c;

/**
 * /proc/PID/mountinfo in its order, with the octal escapes (blank, tab, newline, backslash) undone. Lines of
 * another form and a cut last line are ignored. Source: proc_pid_mountinfo(5).
 */
export function parseMountinfo(bytes: Uint8Array): readonly Mount[] {
	const mounts: Mount[] = [];
	let end = 0;
	for (let at = 0; at < bytes.length; at = end + 1) {
		end = lineEnd(bytes, at);
		if (end === bytes.length) break;
		const mount = parseLine(bytes, at, end);
		if (mount) mounts.push(mount);
	}
	return mounts;
}

function parseLine(bytes: Uint8Array, from: number, end: number): Mount | undefined {
	const rootStart = fieldAfter(bytes, 3, from, end);
	const mountPointStart = fieldAfter(bytes, 1, rootStart, end);
	// Id and device stand before them, options of the mount and any number of optional fields behind.
	let separator = fieldAfter(bytes, 1, mountPointStart, end);
	while (separator < end && !startsWith(bytes, '- ', separator, end))
		separator = fieldAfter(bytes, 1, separator, end);
	const typeStart = separator + 2;
	// The source, which is skipped, may be empty: fields are counted by single blanks.
	const optionsStart = fieldAfter(bytes, 2, typeStart, end);
	if (optionsStart >= end) return undefined;
	return {
		root: unescaped(bytes, rootStart, end),
		mountPoint: unescaped(bytes, mountPointStart, end),
		fsType: unescaped(bytes, typeStart, end),
		options: unescaped(bytes, optionsStart, end),
	};
}

/** Where the field starts that follows `count` fields. */
function fieldAfter(bytes: Uint8Array, count: number, from: number, end: number): number {
	let at = from;
	for (let i = 0; i < count; i++) at = findByte(bytes, blank, at, end) + 1;
	return at;
}

/** The field that starts at `from`. */
function unescaped(bytes: Uint8Array, from: number, end: number): string {
	const stop = findByte(bytes, blank, from, end);
	const text = Buffer.alloc(stop - from);
	let length = 0;
	for (let at = from; at < stop; at++) {
		const octal = bytes[at] === backslash ? octalAfter(bytes, at, stop) : undefined;
		text[length++] = octal ?? bytes[at] ?? 0;
		if (octal !== undefined) at += 3;
	}
	return text.toString('utf8', 0, length);
}

/** The byte that three octal digits behind a backslash stand for. */
function octalAfter(bytes: Uint8Array, at: number, stop: number): number | undefined {
	if (at + 3 >= stop) return undefined;
	let value = 0;
	for (let i = 1; i <= 3; i++) {
		const digit = (bytes[at + i] ?? 0) - 0x30;
		if (digit < 0 || digit > 7) return undefined;
		value = value * 8 + digit;
	}
	return value <= 0xff ? value : undefined;
}
