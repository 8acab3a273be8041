import {freemem, totalmem} from 'node:os';
import {outsideText} from '../safe-text.js';
import type {Platform, Process, Sample, Wanted} from './platform.js';
import type {RegionFailure} from './region-reading.js';
import {WorkerCpu} from './worker-cpu.js';

/**
 * For platforms without a reader of our own: what Node's `os` and pidusage tell about the machine, about
 * memtui itself and about the pids that are asked for. What they can't tell is left out, not guessed.
 */
export function createFallbackPlatform(): Platform {
	const workers = new WorkerCpu();
	const started = Date.now() - process.uptime() * 1000;

	async function machine(): Promise<Pick<Sample, 'at' | 'machine'>> {
		return {at: Date.now(), machine: {kind: 'other', total: totalmem(), free: freemem()}};
	}

	async function sample(wanted: Wanted): Promise<Sample> {
		const pids = new Set([process.pid, ...(wanted.figures === 'all' ? [] : wanted.figures)]);
		const processes = new Map<number, Process>();
		for (const pid of pids) {
			const found = await readProcess(pid, started);
			if (found) processes.set(pid, found);
		}
		return {
			...(await machine()),
			monotonic: performance.now(),
			pageSize: 4096,
			processes,
			troubles: [`no reader for ${process.platform} yet: only memtui and its workers are listed`],
		};
	}

	return {
		capabilities: {pss: false, regions: false, foreign: false},
		machine,
		sample,
		look: sample,
		async regions() {
			return unsupported;
		},
		async pages() {
			return unsupported;
		},
		async allocator() {
			return {};
		},
		async regionExtras() {
			return {};
		},
		async sharing() {
			return unsupported;
		},
		async clearReferenced() {
			return unsupported;
		},
		workerCpu: pids => workers.read(pids),
		close() {
			workers.close();
		},
	};
}

const unsupported: RegionFailure = {
	failure: 'unsupported',
	message: `region maps are not available on ${process.platform}`,
};

async function readProcess(pid: number, started: number): Promise<Process | undefined> {
	try {
		// It loads what starts programs, which takes long and which Linux has no need of.
		const {default: pidusage} = await import('pidusage');
		const usage = await pidusage(pid);
		return {
			pid,
			ppid: usage.ppid,
			startTicks: 0,
			startTime: pid === process.pid ? started : Date.now() - usage.elapsed,
			state: '?',
			name: outsideText(pid === process.pid ? 'memtui' : String(pid)),
			threads: 1,
			isKernelThread: false,
			cpuTime: usage.ctime,
			minorFaults: undefined,
			majorFaults: undefined,
			vsz: undefined,
			rankRss: usage.memory,
			figures: {rss: usage.memory},
		};
	} catch {
		return undefined;
	}
}
