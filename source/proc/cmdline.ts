import {type OutsideText, outsideText} from '../safe-text.js';

/**
 * /proc/PID/cmdline (or its first part: it may be megabytes): the arguments joined by one blank. NULs at the
 * end are dropped, since programs that retitle themselves fill up with them; arguments that are empty stay.
 * `undefined` where nothing is left: kernel threads and zombies. Source: proc_pid_cmdline(5).
 */
export function parseCmdline(bytes: Uint8Array): OutsideText | undefined {
	let length = bytes.length;
	while (length > 0 && bytes[length - 1] === 0) length--;
	if (length === 0) return undefined;
	// Not `slice`, which for a Buffer is a view of the same bytes.
	const joined = Uint8Array.from(bytes.subarray(0, length));
	for (let at = joined.indexOf(0); at !== -1; at = joined.indexOf(0, at + 1)) joined[at] = 0x20;
	return outsideText(joined);
}
