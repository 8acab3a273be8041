import {readdirSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {isKernelThread, parsePidStat} from '../../proc/pid-stat.js';
import {rawText} from '../../safe-text.js';
import type {Process} from '../platform.js';
import type {Descriptors, Kept} from './descriptors.js';
import {codeOf, reasonOf} from './failure.js';
import {tryReadSmallFile} from './files.js';

/** CLK_TCK is 100 on every architecture that Linux runs Node on. */
const millisecondsPerTick = 10;
/** A key must not wait for a sweep of 30,000 processes: after so long others have their turn. */
const sliceMilliseconds = 6;

/** What is kept of a process from tick to tick. */
export type ProcessRecord = {
	process: Process;
	readonly stat: Kept;
	readonly statm: Kept;
	/** The bytes of stat as last parsed: equal bytes need no parsing. */
	seen: Uint8Array;
	startCode: number | undefined;
	usersVersion: number;
	/** Tick of the sweep that saw it last. */
	tick: number;
	/** False when something changed since the last rollup. */
	rollupIsCurrent: boolean;
	/** Milliseconds that the last rollup took. */
	rollupCost: number;
};

/** One pass over all processes: `stat` of each, by kept descriptors. */
export class Sweep {
	readonly records = new Map<number, ProcessRecord>();
	readonly troubles = new Set<string>();
	/** Processes that the last pass saw for the first time. */
	newcomers: ProcessRecord[] = [];
	readonly #proc: string;
	readonly #descriptors: Descriptors;
	readonly #bootTime: number | undefined;
	readonly #pageSize: () => number;
	readonly #buffer = Buffer.allocUnsafeSlow(4096);
	readonly #forkCounterHolds: boolean;
	#forkCounter = '';
	#tick = 0;

	constructor(proc: string, descriptors: Descriptors, bootTime: number | undefined, pageSize: () => number) {
		this.#proc = proc;
		this.#descriptors = descriptors;
		this.#bootTime = bootTime;
		this.#pageSize = pageSize;
		this.#forkCounterHolds = isOwnPidNamespace(proc);
	}

	async run(): Promise<void> {
		this.#tick++;
		this.#descriptors.nextTick();
		let sliceStart = performance.now();
		this.newcomers = [];
		const listed = this.#listed();
		for (const pid of listed ?? this.records.keys()) {
			this.#visit(pid);
			if (performance.now() - sliceStart > sliceMilliseconds) {
				await setImmediate();
				sliceStart = performance.now();
			}
		}
		for (const [pid, record] of this.records) {
			if (record.tick !== this.#tick) this.#drop(pid, record);
		}
	}

	/** Reads one process now, between two passes. */
	look(pid: number): ProcessRecord | undefined {
		this.#visit(pid);
		return this.records.get(pid);
	}

	/**
	 * All pids, or `undefined` when no process can have come since the last tick: then reading the folder,
	 * a good part of a sweep, is saved. /proc/loadavg names the pid that was given out last (proc_loadavg(5)).
	 */
	#listed(): readonly number[] | undefined {
		if (this.#forkCounterHolds) {
			const loadavg = tryReadSmallFile(join(this.#proc, 'loadavg'), 128);
			const text = loadavg ? Buffer.from(loadavg).toString('latin1') : '';
			const counter = text.slice(text.lastIndexOf(' ') + 1);
			const isSame = counter !== '' && counter === this.#forkCounter;
			this.#forkCounter = counter;
			if (isSame && this.records.size > 0) return undefined;
		}
		const pids: number[] = [];
		for (const name of readdirSync(this.#proc)) {
			const first = name.charCodeAt(0);
			if (first >= 0x30 && first <= 0x39 && /^\d+$/.test(name)) pids.push(Number(name));
		}
		return pids;
	}

	#visit(pid: number): void {
		const record = this.records.get(pid);
		if (record) {
			if (this.#refresh(pid, record)) return;
			// The kept descriptor's process is gone; the pid may belong to another one already.
			this.#drop(pid, record);
		}
		const folder = `${this.#proc}/${pid}/`;
		const fresh: Omit<ProcessRecord, 'process'> & {process: Process | undefined} = {
			process: undefined,
			stat: this.#descriptors.keep(`${folder}stat`),
			statm: this.#descriptors.keep(`${folder}statm`),
			seen: new Uint8Array(0),
			startCode: undefined,
			usersVersion: 0,
			tick: this.#tick,
			rollupIsCurrent: false,
			rollupCost: 0,
		};
		if (!this.#refresh(pid, fresh) || !fresh.process) return;
		const newcomer = fresh as ProcessRecord;
		this.records.set(pid, newcomer);
		this.newcomers.push(newcomer);
	}

	/** Reads stat; false when the process is gone. */
	#refresh(pid: number, record: Omit<ProcessRecord, 'process'> & {process: Process | undefined}): boolean {
		const buffer = this.#buffer;
		let length: number;
		try {
			length = this.#descriptors.read(record.stat, buffer);
		} catch (error) {
			this.#descriptors.close(record.stat);
			if (reasonOf(error) === 'unsupported') {
				this.troubles.add(`/proc/PID/stat: ${codeOf(error) ?? 'cannot be read'}`);
			}
			return false;
		}
		record.tick = this.#tick;
		const {seen} = record;
		const isKnown = record.process !== undefined;
		if (isKnown && seen.length === length && buffer.compare(seen, 0, length, 0, length) === 0) return true;
		const stat = parsePidStat(buffer, length);
		if (!stat) {
			this.#descriptors.close(record.stat);
			return false;
		}
		const before = record.process;
		if (before && before.startTicks !== stat.startTicks) return false;
		record.seen = seen.length === length ? seen : new Uint8Array(length);
		record.seen.set(buffer.subarray(0, length));
		// Another name or another place of the code: it ran another program, so arguments and owner may be new.
		const ranAnother =
			before !== undefined &&
			(rawText(before.name) !== rawText(stat.name) || record.startCode !== stat.startCode);
		record.startCode = stat.startCode;
		record.rollupIsCurrent = false;
		record.process = {
			pid,
			ppid: stat.ppid,
			startTicks: stat.startTicks,
			startTime: before?.startTime ?? this.#startTime(stat.startTicks),
			state: stat.state,
			// The same text object as before, so that comparing it stays cheap.
			name: before && !ranAnother ? before.name : stat.name,
			threads: stat.threads,
			isKernelThread: isKernelThread(stat.flags),
			cpuTime: (stat.userTicks + stat.systemTicks) * millisecondsPerTick,
			minorFaults: stat.minorFaults,
			majorFaults: stat.majorFaults,
			vsz: stat.vsz,
			rankRss: (stat.rssPages ?? 0) * this.#pageSize(),
			facts: ranAnother ? undefined : before?.facts,
			figures: before?.figures,
			rollup: ranAnother ? undefined : before?.rollup,
			extras: before?.extras,
		};
		return true;
	}

	#startTime(ticks: number): number | undefined {
		return this.#bootTime === undefined ? undefined : this.#bootTime + ticks * millisecondsPerTick;
	}

	#drop(pid: number, record: ProcessRecord): void {
		this.#descriptors.close(record.stat);
		this.#descriptors.close(record.statm);
		this.records.delete(pid);
	}
}

/** loadavg speaks of the reader's pid namespace; the folder may show another one. */
function isOwnPidNamespace(proc: string): boolean {
	try {
		return readlinkSync(join(proc, 'self')) === String(process.pid);
	} catch {
		return false;
	}
}
