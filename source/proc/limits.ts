/** The soft limit of open files from /proc/PID/limits (proc_pid_limits(5)); `undefined` where it isn't told. */
export function parseOpenFilesLimit(bytes: Uint8Array): number | undefined {
	const line = /^Max open files\s+(\d+|unlimited)/m.exec(Buffer.from(bytes).toString('latin1'));
	if (line?.[1] === undefined) return undefined;
	return line[1] === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(line[1]);
}
