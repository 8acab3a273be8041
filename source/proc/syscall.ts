import {asciiText} from './ascii.js';

// Number of the system call, its six arguments, stack pointer, program counter; or, for a thread that waits
// elsewhere in the kernel, -1 and the two last. Counting them guards against a cut text.
const blocked = /^(?:-1|\d+(?: 0x[\da-f]{1,16}){6}) 0x([\da-f]{1,16}) 0x[\da-f]{1,16}\n$/;

/**
 * The stack pointer of a thread from /proc/PID/task/TID/syscall: the last but one value. `undefined` for
 * `running` and for anything that isn't of its form. Source: proc_pid_syscall(5).
 */
export function parseStackPointer(bytes: Uint8Array): bigint | undefined {
	// The longest true line has 9 numbers of at most 19 characters: more is another file.
	if (bytes.length > 256) return undefined;
	const hex = blocked.exec(asciiText(bytes, 0, bytes.length))?.[1];
	return hex === undefined ? undefined : BigInt(`0x${hex}`);
}
