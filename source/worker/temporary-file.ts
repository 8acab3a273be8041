/** The files of the kinds `shared` and `file`: without a name, so that nothing can stay behind. */
import {closeSync, constants, existsSync, openSync, statfsSync, unlinkSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {megabytes, Refusal} from './refusal.js';

/** An open file that has no name any more, or never had one. */
export type TemporaryFile = {readonly descriptor: number; readonly folder: string};

/** Linux's __O_TMPFILE (open(2)), on all that Node runs on. */
const withoutName = 0o20000000;
/** f_type of statfs(2). */
const tmpfs = 0x0102_1994;
const ramfs = 0x8584_58f6;

/** A file in memory, on /dev/shm. Throws a `Refusal`. */
export function openShared(bytes: number, folder = '/dev/shm'): TemporaryFile {
	if (!isInMemory(folder)) {
		throw new Refusal('space', `${folder} is no tmpfs here: there is nowhere to put shared memory`);
	}
	return openIn(folder, bytes);
}

/** A file on a disk: in the first of the folders that isn't in memory itself. Throws a `Refusal`. */
export function openOnDisk(bytes: number, folders = diskFolders()): TemporaryFile {
	const folder = folders.find(path => existsSync(path) && !isInMemory(path));
	if (folder === undefined) {
		const all = folders.join(', ');
		throw new Refusal('space', `none of ${all} is a folder on a disk; set TMPDIR to one that is`);
	}
	return openIn(folder, bytes);
}

function diskFolders(): readonly string[] {
	const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
	return [tmpdir(), '/var/tmp', cache];
}

function isInMemory(folder: string): boolean {
	try {
		return [tmpfs, ramfs].includes(statfsSync(folder).type);
	} catch {
		return false;
	}
}

function openIn(folder: string, bytes: number): TemporaryFile {
	try {
		const {bavail, blocks, bsize} = statfsSync(folder);
		// A tmpfs that has no limit says 0 blocks.
		if (blocks > 0 && bavail * bsize < bytes) {
			throw new Refusal(
				'space',
				`${folder} has ${megabytes(bavail * bsize)} free, too little for ${megabytes(bytes)}`,
			);
		}
		return {descriptor: openNameless(folder), folder};
	} catch (error) {
		if (error instanceof Refusal) throw error;
		throw new Refusal('space', `no file can be made in ${folder}: ${reasonOf(error)}`);
	}
}

function openNameless(folder: string): number {
	const mode = constants.O_RDWR;
	if (process.platform === 'linux') {
		try {
			return openSync(folder, mode | constants.O_DIRECTORY | withoutName, 0o600);
		} catch (error) {
			// An old kernel or file system (open(2)): it has to have a name for a moment.
			if (!['EOPNOTSUPP', 'EISDIR', 'EINVAL', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
		}
	}
	const path = join(folder, `memtui-worker-${process.pid}`);
	const descriptor = openSync(path, mode | constants.O_CREAT | constants.O_EXCL, 0o600);
	try {
		unlinkSync(path);
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

/** `ENOSPC` and the like; `undefined` for an error that isn't the system's. */
export function codeOf(error: unknown): string | undefined {
	return (error as NodeJS.ErrnoException).code;
}

const reasons: Readonly<Record<string, string>> = {
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EROFS: 'it is read-only',
	ENOENT: 'it is not there',
	ENOTDIR: 'it is not a folder',
	EMFILE: 'too many open files (see ulimit -n)',
	ENFILE: 'too many open files on this machine',
	ENOSPC: 'no space left',
	EDQUOT: 'the quota of this user is used up',
	EFBIG: 'larger than a file may be (see ulimit -f)',
	EIO: 'input/output error',
};

/** A phrase for what the system said. */
export function reasonOf(error: unknown): string {
	const code = codeOf(error);
	return reasons[code ?? ''] ?? code ?? String(error);
}
