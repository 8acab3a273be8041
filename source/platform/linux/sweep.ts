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
/** Who said the same at so many readings in a row is at rest, */
const readingsUntilRest = 3;
/** and is read again after so many milliseconds, or when somebody looks at it. */
const restMilliseconds = 2500;

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
	/** When a sweep read it last, on the monotonic clock. */
	readAt: number;
	/** It need not be read before this moment. */
	restsUntil: number;
	/** Readings in a row that said the same. */
	unchanged: number;
	/** False when something changed since the last rollup. */
	rollupIsCurrent: boolean;
	/** Milliseconds that the last rollup took. */
	rollupCost: number;
};

/** A record before its first reading. */
type Unread = Omit<ProcessRecord, 'process'> & {process: Process | undefined};

/**
 * One pass over all processes: `stat` of each, by kept descriptors. Most processes of a machine sleep. Those that
 * did so for a while are read less often, at least every {@link restMilliseconds} while passes are closer together.
 */
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
	readonly #tellsComings: boolean;
	#comings = '';
	#tick = 0;
	#now = 0;

	constructor(proc: string, descriptors: Descriptors, bootTime: number | undefined, pageSize: () => number) {
		this.#proc = proc;
		this.#descriptors = descriptors;
		this.#bootTime = bootTime;
		this.#pageSize = pageSize;
		this.#tellsComings = isOwnPidNamespace(proc);
	}

	/**
	 * `now` is the moment on the monotonic clock, milliseconds. Processes in `awake` are read in any case; with
	 * `all`, and over a folder of which loadavg doesn't speak, everyone is.
	 */
	async run(now: number, awake: ReadonlySet<number> | 'all'): Promise<void> {
		this.#tick++;
		this.#now = now;
		this.#descriptors.nextTick();
		let sliceStart = performance.now();
		this.newcomers = [];
		const listed = this.#listed();
		for (const pid of listed ?? this.records.keys()) {
			const record = this.records.get(pid);
			if (record && record.restsUntil > now && awake !== 'all' && !awake.has(pid)) record.tick = this.#tick;
			else this.#visit(pid, true);
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
		this.#visit(pid, false);
		return this.records.get(pid);
	}

	/**
	 * All pids, or `undefined` when no process can have come or gone since the last tick: then reading the folder,
	 * a good part of a sweep, is saved. /proc/loadavg names the pid that was given out last and how many tasks
	 * there are (proc_loadavg(5)).
	 */
	#listed(): readonly number[] | undefined {
		if (this.#tellsComings) {
			const loadavg = tryReadSmallFile(join(this.#proc, 'loadavg'), 128);
			const comings = /\/\d+ \d+/.exec(loadavg ? Buffer.from(loadavg).toString('latin1') : '')?.[0] ?? '';
			const isSame = comings !== '' && comings === this.#comings;
			this.#comings = comings;
			if (isSame && this.records.size > 0) return undefined;
		}
		const pids: number[] = [];
		for (const name of readdirSync(this.#proc)) {
			const first = name.charCodeAt(0);
			if (first >= 0x30 && first <= 0x39 && /^\d+$/.test(name)) pids.push(Number(name));
		}
		return pids;
	}

	#visit(pid: number, isPass: boolean): void {
		const record = this.records.get(pid);
		if (record) {
			if (this.#refresh(pid, record, isPass)) return;
			// The kept descriptor's process is gone; the pid may belong to another one already.
			this.#drop(pid, record);
		}
		const folder = `${this.#proc}/${pid}/`;
		const fresh: Unread = {
			process: undefined,
			stat: this.#descriptors.keep(`${folder}stat`),
			statm: this.#descriptors.keep(`${folder}statm`),
			seen: new Uint8Array(0),
			startCode: undefined,
			usersVersion: 0,
			tick: this.#tick,
			readAt: this.#now,
			restsUntil: 0,
			unchanged: 0,
			rollupIsCurrent: false,
			rollupCost: 0,
		};
		if (!this.#refresh(pid, fresh, isPass) || !fresh.process) return;
		const newcomer = fresh as ProcessRecord;
		this.records.set(pid, newcomer);
		this.newcomers.push(newcomer);
	}

	/** Reads stat; false when the process is gone. */
	#refresh(pid: number, record: Unread, isPass: boolean): boolean {
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
		const readBefore = record.readAt;
		if (isPass) record.readAt = this.#now;
		if (isKnown && seen.length === length && buffer.compare(seen, 0, length, 0, length) === 0) {
			if (isPass) this.#mayRest(pid, record);
			return true;
		}
		record.unchanged = 0;
		record.restsUntil = 0;
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
		const rankRss = (stat.rssPages ?? 0) * this.#pageSize();
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
			rankRss,
			readBefore: before && readBefore,
			facts: ranAnother ? undefined : before?.facts,
			// What was read before it grew or shrank must not stand for it when nobody reads it anew.
			figures: before?.rankRss === rankRss ? before.figures : undefined,
			rollup: ranAnother ? undefined : before?.rollup,
			extras: before?.extras,
		};
		return true;
	}

	#mayRest(pid: number, record: Unread): void {
		record.unchanged++;
		if (!this.#tellsComings || record.unchanged < readingsUntilRest) return;
		// The first rest differs by pid, so that a thousand sleepers aren't read in one and the same pass.
		const share = record.unchanged === readingsUntilRest ? ((pid % 3) + 1) / 3 : 1;
		record.restsUntil = this.#now + restMilliseconds * share;
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
