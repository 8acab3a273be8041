import type {Point} from '../../source/model/trend.js';

/** Made-up histories of memory, the same at every run. */

export const M = 1024 * 1024;
/** 2026-07-14 14:00 UTC. */
export const noon = 1_784_037_600_000;

/** Numbers from 0 to 1 (xorshift). */
export function random(seed: number): () => number {
	let state = Math.imul(seed + 1, 2_654_435_761) >>> 0 || 1;
	const next = () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 2 ** 32;
	};
	for (let i = 0; i < 20; i++) next();
	return next;
}

/** Normally distributed with deviation 1 (Box and Muller). */
export function normal(next: () => number): number {
	return Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
}

/** `megabytes` at each time in seconds, with noise, read every `every` seconds in whole pages. */
export function seriesOf(
	seconds: number,
	megabytes: (second: number) => number,
	{every = 2, noise = 1, seed = 1}: {every?: number; noise?: number; seed?: number} = {},
): Point[] {
	const next = random(seed);
	const points: Point[] = [];
	for (let second = 0; second <= seconds; second += every) {
		const bytes = (megabytes(second) + noise * normal(next)) * M;
		points.push({at: noon + second * 1000, bytes: Math.round(bytes / 4096) * 4096});
	}

	return points;
}
