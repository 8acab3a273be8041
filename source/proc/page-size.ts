const smallest = 4096;
/** The largest of any Linux port (Hexagon). */
const largest = 1024 * 1024;

/**
 * The page size in bytes of the machine that wrote both figures of one process: `vmSize`, the bytes of
 * status VmSize, and `sizePages`, field 1 of statm. `undefined` where they fit no power of two: the process
 * mapped something between the two readings, or it maps a device on an old kernel (2.6.32 leaves that out of
 * VmSize). Then ask another process.
 */
export function pageSize(vmSize: number, sizePages: number): number | undefined {
	if (!(vmSize > 0 && sizePages > 0)) return undefined;
	for (let size = smallest; size <= largest; size *= 2) {
		if (size * sizePages === vmSize) return size;
	}
	return undefined;
}
