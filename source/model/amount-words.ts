/** Amounts as a sentence has them, in the MB of the homework: 1,048,576 bytes. */

const kilobyte = 1024;
const megabyte = 1024 ** 2;

/** `301 MB`, `1,024 MB`, `4.2 MB`, `12 KB`, `0 MB`; a fall has its sign: `-281 MB`. Takes bytes. */
export function megabytes(bytes: number): string {
	const size = Math.abs(bytes);
	const sign = bytes < 0 ? '-' : '';
	if (size >= 9.95 * megabyte) return `${sign}${grouped(Math.round(size / megabyte))} MB`;
	if (size >= megabyte) return `${sign}${(size / megabyte).toFixed(1)} MB`;
	const kilobytes = Math.round(size / kilobyte);
	return kilobytes === 0 ? '0 MB' : `${sign}${grouped(kilobytes)} KB`;
}

/** With a plus where it rose: `+301 MB`. Takes bytes. */
export function signedMegabytes(bytes: number): string {
	const words = megabytes(bytes);
	return bytes > 0 && words !== '0 MB' ? `+${words}` : words;
}

/** A whole number in groups of three: `71,936`. */
export function grouped(value: number): string {
	return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
