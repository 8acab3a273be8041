/**
 * A step that leads from 0 over each of `count` places once and back to 0 (steps are taken modulo `count`), far
 * from one to the next: near the golden section, which leaves no two early places close together.
 */
export function strideOf(count: number): number {
	let stride = Math.floor(count * 0.6180339887498949);
	while (commonDivisor(stride, count) > 1) stride++;
	return stride;
}

function commonDivisor(a: number, b: number): number {
	return b === 0 ? a : commonDivisor(b, a % b);
}
