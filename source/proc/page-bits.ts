/** What is known of a page, a bit each (Documentation/admin-guide/mm/pagemap.rst). */
export const pageBits = {
	present: 1,
	swapped: 2,
	/** Of a file or shared memory; else anonymous. */
	file: 4,
	/** Mapped by this process alone. */
	exclusive: 8,
	/** Part of a huge page, as far as that may be known. */
	huge: 16,
	softDirty: 32,
} as const;

/** Pages that one reading covers at most: 4 GiB of small ones. */
export const mostPages = 1024 * 1024;
