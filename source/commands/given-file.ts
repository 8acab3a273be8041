import {
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	openSync,
	readSync,
	realpathSync,
	renameSync,
	type Stats,
	statSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {cannotRead, cannotWrite, noSuchFile} from './errors.js';

/** Files that the user names: read in pieces, and written as a whole or not at all. */

/** How a person writes standard input and standard output. */
export const standardStream = '-';

export type GivenText = {
	/** When it was written, in milliseconds since the epoch; of a pipe, now. */
	readonly at: number;
	/** A piece is to be used before the next one is asked for: its memory serves again. */
	readonly pieces: AsyncIterable<Uint8Array>;
};

const pieceSize = 1024 * 1024;

/** Opens a file or a named pipe (never waiting for somebody to open its other end), or standard input. */
export function openGiven(path: string): GivenText {
	if (path === standardStream) return {at: timeOf(tryStat(0)), pieces: standardInput()};
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		throw readError(path, error);
	}

	return {at: timeOf(tryStat(descriptor)), pieces: piecesOf(path, descriptor)};
}

async function* standardInput(): AsyncGenerator<Uint8Array> {
	try {
		yield* process.stdin;
	} catch (error) {
		throw readError('standard input', error);
	}
}

async function* piecesOf(path: string, descriptor: number): AsyncGenerator<Uint8Array> {
	const piece = Buffer.allocUnsafeSlow(pieceSize);
	let isOpen = true;
	try {
		for (;;) {
			const length = readSync(descriptor, piece, 0, piece.length, null);
			if (length === 0) return;
			yield piece.subarray(0, length);
		}
	} catch (error) {
		// A pipe that somebody is still writing to.
		if (codeOf(error) !== 'EAGAIN' || !tryStat(descriptor)?.isFIFO()) throw readError(path, error);
		isOpen = false;
		const {Socket} = await import('node:net');
		// It closes the descriptor when it ends.
		yield* new Socket({fd: descriptor, readable: true, writable: false});
	} finally {
		if (isOpen) closeSync(descriptor);
	}
}

/** Writes a new file; throws the system's error, also when there is something of that name. */
export function writeNew(path: string, text: string): void {
	writeFileSync(path, text, {flag: 'wx'});
}

/**
 * Writes a file that only its owner may read: first beside it, then renamed, so that whoever reads it sees the
 * old or the new one whole. What is no ordinary file is not touched.
 */
export function writeGiven(path: string, pieces: Iterable<string>): void {
	let target = path;
	let temporary: string | undefined;
	try {
		const old = tryStatPath(path);
		if (old && !old.isFile())
			throw cannotWrite(`${path} is ${old.isDirectory() ? 'a folder' : 'no ordinary file'}`);
		// Through a symbolic link, which stays.
		if (old) target = realpathSync(path);
		const name = `${target}.${process.pid}.part`;
		const descriptor = openSync(name, 'wx', 0o600);
		temporary = name;
		try {
			for (const piece of pieces) writeWhole(descriptor, Buffer.from(piece));
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}

		renameSync(temporary, target);
	} catch (error) {
		if (temporary !== undefined) unlinkIfThere(temporary);
		const code = codeOf(error);
		if (code === undefined) throw error;
		throw cannotWrite(`${path} can't be written: ${writeTroubles[code] ?? code}`);
	}
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
	for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

function unlinkIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// It has its own name already, or its folder is gone.
	}
}

const writeTroubles: Readonly<Record<string, string>> = {
	EACCES: 'not allowed',
	EPERM: 'not allowed',
	EROFS: 'its file system is read-only',
	ENOENT: 'there is no such folder',
	ENOTDIR: 'a part of its path is no folder',
	ENOSPC: 'no space left',
	EDQUOT: 'no space left for this user',
	ENAMETOOLONG: 'its name is too long',
	EEXIST: 'another memtui is writing it',
};

function readError(path: string, error: unknown): unknown {
	const code = codeOf(error);
	switch (code) {
		case undefined:
			return error;
		case 'ENOENT':
		case 'ENOTDIR':
			return noSuchFile(path);
		case 'EISDIR':
			return cannotRead(`${path} is a folder; --file takes a file`);
		case 'EACCES':
		case 'EPERM':
			return cannotRead(`${path} may not be read by you`);
		default:
			return cannotRead(`${path} can't be read: ${code}`);
	}
}

function tryStat(descriptor: number): Stats | undefined {
	try {
		return fstatSync(descriptor);
	} catch {
		return undefined;
	}
}

function tryStatPath(path: string): Stats | undefined {
	return statSync(path, {throwIfNoEntry: false});
}

function timeOf(stats: Stats | undefined): number {
	return stats?.isFile() ? Math.trunc(stats.mtimeMs) : Date.now();
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
