import type {Reason} from '../platform.js';

/**
 * The failure policy for what belongs to one process: gone is dropped, denied leaves the figure out with the
 * reason. Anything else (an odd kernel, a broken tree) leaves it out as well and is reported once.
 */
export function reasonOf(error: unknown): Reason {
	switch (codeOf(error)) {
		case 'ENOENT':
		case 'ESRCH':
		case 'ENOTDIR':
			return 'gone';
		case 'EACCES':
		case 'EPERM':
			return 'denied';
		default:
			return 'unsupported';
	}
}

/** The errno name of a file system error. */
export function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Too many open files, in this process or on the machine. */
export function isOutOfDescriptors(error: unknown): boolean {
	const code = codeOf(error);
	return code === 'EMFILE' || code === 'ENFILE';
}
