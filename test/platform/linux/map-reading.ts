import type {ExecutionContext} from 'ava';
import {createLinuxPlatform} from '../../../source/platform/linux/linux.js';
import type {RegionFailure, RegionReading} from '../../../source/platform/region-reading.js';
import {makeProcTree, smapsEntry, type TreeProcess} from '../../support/proc-tree.js';

/** A signal of someone who goes on wanting the map. */
export const wanted = () => new AbortController().signal;

/** The map of a process by a platform of its own. */
export async function read(
	proc: string,
	pid: number,
	signal = wanted(),
): Promise<RegionReading | RegionFailure> {
	const platform = createLinuxPlatform(proc);
	try {
		return await platform.regions(pid, signal);
	} finally {
		platform.close();
	}
}

/** The reading; a failure fails the test. */
export function readingOf(t: ExecutionContext, outcome: RegionReading | RegionFailure): RegionReading {
	return 'failure' in outcome ? t.fail(outcome.message) : outcome;
}

/** The sum of a column. */
export const sum = (column: Float64Array | undefined) => column?.reduce((total, value) => total + value, 0);

/** A tree with one process and its map. */
export function mapped(t: ExecutionContext, smaps: string, described: Partial<TreeProcess> = {}) {
	return makeProcTree(t, [{pid: 10, ...described, files: {smaps, ...described.files}}]);
}

/** The text of a map with so many regions of 8 KiB, half of each resident. */
export const manyEntries = (count: number) =>
	Array.from({length: count}, (_, i) => smapsEntry(0x10_0000 + i * 0x10_0000, 8, 4, '/usr/lib/a')).join('');
