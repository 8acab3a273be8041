/**
 * A program that samples by a platform of its own, for conditions that must not hold in the test's process:
 * another user, no descriptors left, a cgroup. The order is JSON in its only argument; it prints the answer as
 * JSON.
 */
import {closeSync, openSync} from 'node:fs';
import {createLinuxPlatform} from '../../../source/platform/linux/linux.js';
import type {Machine, Process, Wanted} from '../../../source/platform/platform.js';
import type {RegionFailure} from '../../../source/platform/region-reading.js';
import {openFilesBelow} from './open-files.js';

export type SampleOrder = {
	/** Of another tree than /proc. */
	readonly proc?: string;
	readonly wanted: Wanted;
	/** Becomes this user and group before it opens anything. */
	readonly uid?: number;
	/** Takes all descriptors that it may have but so many, after the platform was made. */
	readonly spareDescriptors?: number;
	/** So many samples, the last of which is answered: 1 if not said. */
	readonly samples?: number;
	/** Maps to read after the sample. */
	readonly regions?: readonly number[];
};

export type SampleAnswer = {
	readonly machine: Machine;
	readonly processes: readonly Process[];
	readonly troubles: readonly string[];
	/** Files of the tree that are open after the last sample. */
	readonly open: number;
	readonly regions: ReadonlyArray<
		RegionFailure | {readonly count: number; readonly complete: boolean; readonly reason?: string | undefined}
	>;
};

const order: SampleOrder = JSON.parse(process.argv[2] ?? '{}');
if (order.uid !== undefined) {
	process.setgroups?.([]);
	process.setgid?.(order.uid);
	process.setuid?.(order.uid);
}
const platform = createLinuxPlatform(order.proc);
if (order.spareDescriptors !== undefined) leaveDescriptors(order.spareDescriptors);
let sample = await platform.sample(order.wanted);
for (let i = 1; i < (order.samples ?? 1); i++) sample = await platform.sample(order.wanted);
const open = order.proc === undefined ? 0 : openFilesBelow(order.proc).length;
const regions: Array<SampleAnswer['regions'][number]> = [];
for (const pid of order.regions ?? []) {
	const outcome = await platform.regions(pid, new AbortController().signal);
	if ('failure' in outcome) regions.push(outcome);
	else regions.push({count: outcome.map.count, complete: outcome.map.complete, reason: outcome.reason});
}
const {machine, processes, troubles} = sample;
const answer: SampleAnswer = {machine, processes: [...processes.values()], troubles, open, regions};
console.log(JSON.stringify(answer));

function leaveDescriptors(count: number): void {
	const taken: number[] = [];
	for (;;) {
		try {
			taken.push(openSync('/dev/null', 'r'));
		} catch {
			break;
		}
	}
	for (const descriptor of taken.slice(0, count)) closeSync(descriptor);
}
