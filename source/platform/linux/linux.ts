import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {parseOpenFilesLimit} from '../../proc/limits.js';
import {parseMeminfo} from '../../proc/meminfo.js';
import {pageSize} from '../../proc/page-size.js';
import {parsePressure} from '../../proc/pressure.js';
import {parseStatm} from '../../proc/statm.js';
import {parseStatus} from '../../proc/status.js';
import {parseBootTime} from '../../proc/system-stat.js';
import {parseVmstat} from '../../proc/vmstat.js';
import type {LinuxMachine, Platform, Process, Sample, Wanted} from '../platform.js';
import {WorkerCpu} from '../worker-cpu.js';
import {readAllocator} from './allocator.js';
import {clearReferenced} from './clear-referenced.js';
import {Descriptors} from './descriptors.js';
import {Details} from './details.js';
import {readSmallFile, tryReadSmallFile} from './files.js';
import {LimitReader} from './limit.js';
import {readPages} from './pages.js';
import {readRegionExtras} from './region-extras.js';
import {readRegions} from './region-reader.js';
import {findSharers} from './sharing.js';
import {type ProcessRecord, Sweep} from './sweep.js';
import {Users} from './users.js';

const sliceMilliseconds = 6;
/** Enough for a large server; beyond that files are opened for each read. */
const mostDescriptors = 16_384;
/** Processes that came since the last tick and are read though nobody asked for them yet. */
const mostFreshRead = 64;
/** Left for pipes, sockets, maps and what libraries open. */
const sparedDescriptors = 256;

/** Thrown when the tree that was named is no procfs. */
export class NoProcfsError extends Error {}

/**
 * Linux by its procfs. `proc` is `/proc`, or another tree of that shape: a container's mounted host, a
 * recording. Throws {@link NoProcfsError} when there is no meminfo in it.
 */
export function createLinuxPlatform(proc = '/proc'): Platform {
	const foreign = resolve(proc) !== '/proc';
	if (!tryReadSmallFile(join(proc, 'meminfo'))) {
		throw new NoProcfsError(`${proc} is no procfs: it has no readable meminfo`);
	}
	const bootText = tryReadSmallFile(join(proc, 'stat'));
	const descriptors = new Descriptors(descriptorLimit());
	const users = new Users(foreign);
	let limits: LimitReader | undefined;
	// Its files are found when a sample wants them: a map doesn't.
	const limitsOf = () => {
		limits ??= new LimitReader(proc, foreign);
		return limits;
	};
	let page: number | undefined;
	let isPageSought = false;
	// A tree may hold no process that tells it: then it is sought once a sample, not once a process.
	const pageOf = () => {
		if (!isPageSought) page = findPageSize(proc, foreign);
		isPageSought = true;
		return page ?? 4096;
	};
	const sweep = new Sweep(proc, descriptors, bootText && parseBootTime(bootText), pageOf);
	const details = new Details(proc, descriptors, users, pageOf);
	const workerCpu = new WorkerCpu();
	let last: Sample | undefined;

	async function readWanted(wanted: Wanted, machine: LinuxMachine, monotonic: number): Promise<void> {
		const {meminfo} = machine;
		const swapInUse = meminfo.SwapTotal === undefined || meminfo.SwapTotal !== meminfo.SwapFree;
		const all = [...sweep.records.values()];
		// Newcomers may belong on the screen at once: reading a few of them now saves a frame of half-empty rows.
		const fresh = sweep.newcomers.length <= mostFreshRead ? sweep.newcomers : [];
		const shown = wanted.figures === 'all' ? all : [...recordsOf(wanted.figures), ...fresh];
		await inSlices(shown, record => {
			details.facts(record);
			details.figures(record, swapInUse);
		});
		if (wanted.facts === 'all') await inSlices(all, record => details.facts(record));
		if (wanted.swap === 'all' && swapInUse) await inSlices(all, record => details.swap(record));
		if (wanted.extras === 'all') await inSlices(all, record => details.extras(record));
		await readRollups(
			wanted.rollups === 'all' ? all : recordsOf(wanted.rollups),
			wanted.rollupBudget,
			monotonic,
		);
	}

	async function readRollups(records: readonly ProcessRecord[], budget: number, now: number): Promise<void> {
		const due = records
			.map(record => ({record, due: details.rollupDue(record, now)}))
			.filter(({due}) => due > 0);
		// Never read ones first, in the order they were asked for; then the oldest.
		due.sort((a, b) => (a.due === b.due ? 0 : b.due - a.due));
		const start = performance.now();
		let sliceStart = start;
		for (const {record} of due) {
			details.rollup(record, now);
			const passed = performance.now();
			if (passed - start > budget) return;
			if (passed - sliceStart > sliceMilliseconds) {
				await setImmediate();
				sliceStart = performance.now();
			}
		}
	}

	function recordsOf(pids: readonly number[]): ProcessRecord[] {
		const records: ProcessRecord[] = [];
		for (const pid of pids) {
			const record = sweep.records.get(pid);
			if (record) records.push(record);
		}
		return records;
	}

	function sampleOf(machine: LinuxMachine, at: number, monotonic: number): Sample {
		const processes = new Map<number, Process>();
		for (const [pid, record] of sweep.records) processes.set(pid, record.process);
		last = {at, monotonic, machine, pageSize: pageOf(), processes, troubles: [...sweep.troubles]};
		return last;
	}

	return {
		capabilities: {pss: true, regions: true, foreign},

		async machine() {
			return {at: Date.now(), machine: readMachine(proc, limitsOf())};
		},

		async sample(wanted) {
			const at = Date.now();
			const monotonic = performance.now();
			const machine = readMachine(proc, limitsOf());
			isPageSought = page !== undefined;
			pageOf();
			await sweep.run(monotonic, wanted.figures === 'all' ? 'all' : new Set(wanted.figures));
			await readWanted(wanted, machine, monotonic);
			return sampleOf(machine, at, monotonic);
		},

		async look(wanted) {
			if (last?.machine.kind !== 'linux') return this.sample(wanted);
			await readWanted(wanted, last.machine, last.monotonic);
			return sampleOf(last.machine, last.at, last.monotonic);
		},

		async regions(pid, signal, fields) {
			return readRegions(proc, pid, wantedPid => currentProcess(wantedPid), signal, fields);
		},

		pages: (process, from, to, signal) => readPages(proc, process, currentProcess, from, to, signal),

		regionExtras: async (process, start) => readRegionExtras(proc, process, start),

		async sharing(process, region, milliseconds, signal) {
			const others = [...sweep.records.values()].map(record => record.process);
			return findSharers(proc, process, others, region, milliseconds, signal);
		},

		clearReferenced: async process => clearReferenced(proc, process, currentProcess),

		allocator: async () => readAllocator(proc, pageOf()),

		workerCpu: pids => workerCpu.read(pids),

		close() {
			descriptors.closeAll();
			workerCpu.close();
		},
	};

	function currentProcess(pid: number): Process | undefined {
		const record = sweep.look(pid);
		if (record) details.facts(record);
		return record?.process;
	}
}

async function inSlices(
	records: readonly ProcessRecord[],
	visit: (record: ProcessRecord) => void,
): Promise<void> {
	let sliceStart = performance.now();
	for (const record of records) {
		visit(record);
		if (performance.now() - sliceStart > sliceMilliseconds) {
			await setImmediate();
			sliceStart = performance.now();
		}
	}
}

function readMachine(proc: string, limits: LimitReader): LinuxMachine {
	const vmstat = tryReadSmallFile(join(proc, 'vmstat'));
	const vmstatCounters = vmstat && parseVmstat(vmstat);
	const pressure = tryReadSmallFile(join(proc, 'pressure/memory'), 1024);
	const pressureLines = pressure && parsePressure(pressure);
	return {
		kind: 'linux',
		meminfo: parseMeminfo(readSmallFile(join(proc, 'meminfo'))),
		vmstat: vmstatCounters,
		pressure: pressureLines,
		limit: limits.read(),
	};
}

/** From any process that tells its size both in bytes and in pages: a tree may come from another machine. */
function findPageSize(proc: string, foreign: boolean): number | undefined {
	for (const folder of foreign ? readdirSync(proc) : ['self']) {
		if (foreign && !/^\d+$/.test(folder)) continue;
		const size = pageSizeOf(join(proc, folder));
		if (size !== undefined) return size;
	}
	return undefined;
}

function pageSizeOf(folder: string): number | undefined {
	const status = tryReadSmallFile(join(folder, 'status'));
	const vmSize = status && parseStatus(status).vmSize;
	const statm = tryReadSmallFile(join(folder, 'statm'), 256);
	const pages = statm && parseStatm(statm)?.sizePages;
	return vmSize === undefined || pages === undefined ? undefined : pageSize(vmSize, pages);
}

function descriptorLimit(): number {
	const limits = tryReadSmallFile('/proc/self/limits');
	const most = (limits && parseOpenFilesLimit(limits)) ?? 1024;
	return Math.max(16, Math.min(mostDescriptors, most - sparedDescriptors));
}
