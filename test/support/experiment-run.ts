import {readFileSync} from 'node:fs';
import type {
	ExperimentOrder,
	ExperimentRun,
	Observation,
	WorkerFigures,
} from '../../source/model/experiment.js';
import type {LinuxMachine, Process} from '../../source/platform/platform.js';
import {parseLimit, parseOomControl} from '../../source/proc/cgroup.js';
import {parseMeminfo} from '../../source/proc/meminfo.js';
import {parsePressure} from '../../source/proc/pressure.js';
import {parseVmstat} from '../../source/proc/vmstat.js';
import {outsideText} from '../../source/safe-text.js';
import {ownFixture} from './fixtures.js';
import {machineOf, processOf} from './samples.js';

/** Runs of experiments: made by hand on a machine that stands still, and read from test/fixtures/experiments. */

export const MB = 1024 ** 2;
const pageSize = 4096;
const baseline = {rss: 50 * MB, vsz: 900 * MB};
const pid = 4242;

/** What stands above the quiet machine at a look, in bytes (counters of vmstat in pages). */
export type Change = {
	readonly meminfo?: Readonly<Record<string, number>>;
	readonly vmstat?: Readonly<Record<string, number | undefined>>;
	/** Of the worker; `null` when it is gone. */
	readonly worker?: Partial<WorkerFigures> | null;
	readonly machine?: Partial<LinuxMachine>;
	readonly processes?: readonly Process[];
};

const quietVmstat: Readonly<Record<string, number>> = {
	...{pgsteal_file: 1000, pgsteal_anon: 10, pgscan_file: 2000, pgscan_anon: 20, pswpin: 5, pswpout: 7},
	...{workingset_refault_file: 100, workingset_refault_anon: 1, oom_kill: 2, thp_fault_alloc: 30},
	...{pgpgin: 5000, pgpgout: 6000},
};

/** A look at the machine, `second` seconds after the first. */
export function lookAt(second: number, change: Change = {}): Observation {
	const quiet = machineOf();
	const meminfo: Record<string, number | undefined> = {...quiet.meminfo};
	for (const [name, bytes] of Object.entries(change.meminfo ?? {}))
		meminfo[name] = (meminfo[name] ?? 0) + bytes;
	const vmstat: Record<string, number | undefined> = {...quietVmstat};
	for (const [name, pages] of Object.entries(change.vmstat ?? {}))
		vmstat[name] = pages === undefined ? undefined : (vmstat[name] ?? 0) + pages;
	const {worker} = change;
	const above = (name: keyof WorkerFigures, own: number) => own + (worker?.[name] ?? 0);
	return {
		at: 1_795_435_200_000 + second * 1000,
		monotonic: 1000 + second * 1000,
		machine: {...quiet, meminfo, vmstat, ...change.machine},
		pageSize,
		worker:
			worker === null
				? undefined
				: {
						rss: above('rss', baseline.rss),
						pss: above('pss', 30 * MB),
						uss: above('uss', 12 * MB),
						vsz: above('vsz', baseline.vsz),
						swap: above('swap', 0),
						minorFaults: above('minorFaults', 9000),
						majorFaults: above('majorFaults', 3),
					},
		processes: change.processes && new Map(change.processes.map(each => [each.pid, each])),
	};
}

/** A run of 300 MB with these changes; without any, nothing moved at all. */
export function runOf(
	{during = {}, after = {worker: null}}: {during?: Change | null; after?: Change} = {},
	{order = {}, ...more}: Partial<Omit<ExperimentRun, 'order'>> & {order?: Partial<ExperimentOrder>} = {},
): ExperimentRun {
	const full: ExperimentOrder = {bytes: 300 * MB, kind: 'anon', access: 'rmw', seconds: 2, ...order};
	return {
		order: full,
		pid,
		baseline,
		quiet: [0, 1, 2, 3].map(second => lookAt(second, second === 3 ? {processes: quietProcesses} : {})),
		growth: [lookAt(4)],
		during: during === null ? [] : [lookAt(6, {processes: quietProcesses, ...during})],
		after: [lookAt(8, {worker: null, processes: quietProcesses, ...after})],
		map: {before: undefined, during: undefined},
		touched: full.kind === 'reserve' ? 0 : full.bytes,
		firstTouch: {seconds: 0.2, bytesPerSecond: full.bytes * 5},
		passes: 12,
		bytesPerSecond: 12e9,
		end: {reason: 'time'},
		overcommitMemory: 0,
		...more,
	};
}

/** The processes of the quiet machine: the worker is among them. */
export const quietProcesses: readonly Process[] = [
	processOf({pid: 1, name: 'init', rss: 10 * MB}),
	processOf({pid: 77, name: 'sleeper', rss: 40 * MB}),
	processOf({pid, name: 'memtui-worker', rss: 50 * MB}),
];

/** What `anon` does to a machine that has enough. */
export function anonChange(bytes: number): Change {
	return {
		meminfo: {
			MemFree: -bytes,
			MemAvailable: -bytes,
			AnonPages: bytes,
			PageTables: bytes / 512,
		},
		worker: {rss: bytes, pss: bytes, uss: bytes, vsz: bytes, minorFaults: bytes / pageSize},
	};
}

type RecordedLook = {
	readonly at: number;
	readonly monotonic: number;
	readonly meminfo: string;
	readonly vmstat: string;
	readonly pressure: string | null;
	readonly limit?: Readonly<Record<string, string | null>>;
	readonly worker?: Readonly<Record<'statm' | 'stat' | 'smaps_rollup', string>>;
	readonly processes?: ReadonlyArray<readonly [number, number, number, string, number]>;
};

/** A recorded run, e.g. `anon-reclaim`, through the parsers of the product. */
export function recordedRun(name: string): ExperimentRun {
	const run = JSON.parse(readFileSync(ownFixture(`experiments/${name}.json`), 'utf8'));
	const looks = (part: readonly RecordedLook[]) => part.map(recordedLook);
	const quiet = looks(run.quiet);
	const first = quiet[0]?.worker;
	return {
		order: {bytes: run.bytes, kind: run.kind, access: 'rmw', seconds: run.seconds},
		pid: run.pid,
		baseline: {rss: first?.rss ?? 0, vsz: first?.vsz},
		quiet,
		growth: looks(run.growth),
		during: looks(run.during),
		after: looks(run.after),
		map: {before: undefined, during: undefined},
		touched: run.touched,
		firstTouch: undefined,
		passes: 0,
		bytesPerSecond: undefined,
		end: {reason: run.exit === 0 ? 'time' : 'killed'},
		overcommitMemory: run.overcommitMemory,
	};
}

function recordedLook(look: RecordedLook): Observation {
	const bytes = (text: string) => Buffer.from(text);
	const {limit, processes} = look;
	const pressure = look.pressure === null ? undefined : parsePressure(bytes(look.pressure));
	const number = (text: string | null | undefined) => (text == null ? undefined : parseLimit(bytes(text)));
	const max = number(limit?.limit_in_bytes);
	return {
		at: look.at,
		monotonic: look.monotonic,
		pageSize,
		machine: {
			kind: 'linux',
			meminfo: parseMeminfo(bytes(look.meminfo)),
			vmstat: parseVmstat(bytes(look.vmstat)),
			pressure,
			limit:
				max === undefined
					? undefined
					: {
							path: outsideText('/memtui-fixture'),
							max,
							current: number(limit?.usage_in_bytes),
							events: {
								max: number(limit?.failcnt),
								...parseOomControl(bytes(limit?.oom_control ?? '')),
							},
						},
		},
		worker: look.worker && recordedWorker(look.worker),
		processes:
			processes &&
			new Map(
				processes.map(([pid, ppid, startTicks, name, pages]) => [
					pid,
					processOf({pid, ppid, startTicks, name, rss: pages * pageSize}),
				]),
			),
	};
}

function recordedWorker({statm, stat, smaps_rollup}: NonNullable<RecordedLook['worker']>): WorkerFigures {
	const [size, resident] = statm.split(' ').map(Number);
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const kilobytes = (name: string) => {
		const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(smaps_rollup)?.[1];
		return found === undefined ? undefined : Number(found) * 1024;
	};
	const clean = kilobytes('Private_Clean');
	const dirty = kilobytes('Private_Dirty');
	return {
		vsz: size === undefined ? undefined : size * pageSize,
		rss: resident === undefined ? undefined : resident * pageSize,
		pss: kilobytes('Pss'),
		uss: clean === undefined || dirty === undefined ? undefined : clean + dirty,
		swap: kilobytes('Swap'),
		minorFaults: Number(fields[7]),
		majorFaults: Number(fields[9]),
	};
}
