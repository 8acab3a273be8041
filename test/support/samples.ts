import type {LinuxMachine, Machine, Process, Sample} from '../../source/platform/platform.js';
import type {RegionReading} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {type OutsideText, outsideText} from '../../source/safe-text.js';
import {type MadeRegion, smapsText} from './smaps-text.js';

/** Samples made by hand: what a test says of them, and plain values for the rest. */

type Given = Partial<Omit<Process, 'name'>> & {
	readonly pid: number;
	readonly name?: string | Uint8Array;
	/** The exact RSS: short for `figures`. */
	readonly rss?: number;
	/** Arguments and user: short for `facts`. */
	readonly command?: string;
	readonly user?: string;
};

const text = (value: string | Uint8Array | undefined): OutsideText | undefined =>
	value === undefined ? undefined : outsideText(value);

/** A sleeping process of root, child of 1, started 10 s after boot. */
export function processOf({name = 'sleep', rss, command, user = 'root', ...given}: Given): Process {
	return {
		ppid: 1,
		startTicks: 1000,
		startTime: 1_700_000_000_000,
		state: 'S',
		threads: 1,
		isKernelThread: false,
		cpuTime: 0,
		minorFaults: 0,
		majorFaults: 0,
		vsz: 8 * 1024 ** 2,
		rankRss: rss ?? 1024 ** 2,
		facts: {uid: 0, user: text(user), command: text(command)},
		...(rss !== undefined && {figures: {rss, shared: 0, swap: 0}}),
		...given,
		name: outsideText(name),
	};
}

const G = 1024 ** 3;

/** A machine of 24 GiB with a third in use. */
export function machineOf(
	meminfo: Readonly<Record<string, number | undefined>> = {},
	more: Partial<LinuxMachine> = {},
): LinuxMachine {
	return {
		kind: 'linux',
		meminfo: {
			MemTotal: 24 * G,
			MemFree: 8 * G,
			MemAvailable: 16 * G,
			Buffers: G / 2,
			Cached: 8 * G,
			Shmem: G,
			AnonPages: 6 * G,
			Slab: G / 2,
			SReclaimable: G / 4,
			SUnreclaim: G / 4,
			KernelStack: 16 * 1024 ** 2,
			PageTables: 64 * 1024 ** 2,
			SwapTotal: 2 * G,
			SwapFree: 1.5 * G,
			Committed_AS: 11 * G,
			CommitLimit: 14 * G,
			...meminfo,
		},
		...more,
	};
}

/** A sample of these processes, by default taken at noon. */
export function sampleOf(
	processes: readonly Process[],
	more: {readonly at?: number; readonly monotonic?: number; readonly machine?: Machine} = {},
): Sample {
	return {
		at: 1_795_435_200_000,
		monotonic: 1000,
		machine: machineOf(),
		pageSize: 4096,
		processes: new Map(processes.map(process => [process.pid, process])),
		troubles: [],
		...more,
	};
}

/** What a platform gives of a map: regions made by hand, or the text of an smaps. */
export function readingOf(
	regions: readonly MadeRegion[] | Uint8Array,
	more: Partial<RegionReading> = {},
): RegionReading {
	return {
		map: parseSmaps(regions instanceof Uint8Array ? regions : smapsText(...regions)),
		stackPointers: [],
		process: processOf({pid: 4242, name: 'java', rss: G}),
		at: 1_795_435_200_000,
		cost: 1,
		...more,
	};
}
