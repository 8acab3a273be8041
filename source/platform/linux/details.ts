import {existsSync} from 'node:fs';
import {parseCgroup} from '../../proc/cgroup.js';
import {parseCmdline} from '../../proc/cmdline.js';
import {parseSmapsRollup} from '../../proc/smaps-rollup.js';
import {parseStatm} from '../../proc/statm.js';
import {parseStatus} from '../../proc/status.js';
import type {Process, ProcessExtras, ProcessFacts, ProcessFigures, ProcessRollup} from '../platform.js';
import type {Descriptors} from './descriptors.js';
import {codeOf, reasonOf} from './failure.js';
import {readSmallFile, tryReadSmallFile} from './files.js';
import type {ProcessRecord} from './sweep.js';
import type {Users} from './users.js';

/** A command line can be megabytes: nobody reads more than this of it on a screen. */
const commandLimit = 4096;
/** A rollup whose process didn't change is read again after so long: others may share or leave its pages. */
const rollupLife = 10_000;
/** A process with thousands of mappings takes tens of milliseconds: it is read at most a hundredth of the time. */
const costLife = 100;
/** And after so long when access was denied: rights seldom change. */
const deniedLife = 60_000;

/** What is read of single processes, on demand. Each function puts the answer into the record's process. */
export class Details {
	readonly #proc: string;
	readonly #descriptors: Descriptors;
	readonly #users: Users;
	readonly #pageSize: () => number;
	readonly #buffer = Buffer.allocUnsafeSlow(256);

	constructor(proc: string, descriptors: Descriptors, users: Users, pageSize: () => number) {
		this.#proc = proc;
		this.#descriptors = descriptors;
		this.#users = users;
		this.#pageSize = pageSize;
	}

	/** User and command line: read once, and again after another program was run. */
	facts(record: ProcessRecord): void {
		const {process} = record;
		if (process.facts) {
			if (record.usersVersion === this.#users.version || process.facts.uid === undefined) return;
			record.usersVersion = this.#users.version;
			record.process = {...process, facts: {...process.facts, user: this.#users.nameOf(process.facts.uid)}};
			return;
		}
		const folder = `${this.#proc}/${process.pid}/`;
		const status = tryReadSmallFile(`${folder}status`);
		const uid = status && parseStatus(status).uid;
		const cmdline = process.isKernelThread ? undefined : tryReadSmallFile(`${folder}cmdline`, commandLimit);
		const facts: ProcessFacts = {
			uid,
			user: uid === undefined ? undefined : this.#users.nameOf(uid),
			command: cmdline && parseCmdline(cmdline),
		};
		record.usersVersion = this.#users.version;
		record.process = {...process, facts};
	}

	/** RSS and its shared part from statm; `swap` from status, or 0 when the machine has nothing in swap. */
	figures(record: ProcessRecord, swapInUse: boolean): void {
		const {process} = record;
		let statm: ReturnType<typeof parseStatm>;
		try {
			statm = parseStatm(this.#buffer, this.#descriptors.read(record.statm, this.#buffer));
		} catch {
			this.#descriptors.close(record.statm);
		}
		const size = this.#pageSize();
		const inBytes = (pages: number | undefined) => (pages === undefined ? undefined : pages * size);
		// Kernel threads and zombies have no address space: their statm says 0, their status has no VmSwap.
		const hasMemory = statm?.sizePages !== undefined && statm.sizePages > 0;
		const figures: ProcessFigures = {
			rss: inBytes(statm?.residentPages),
			shared: inBytes(statm?.sharedPages),
			swap: hasMemory ? (swapInUse ? this.#swap(process.pid) : 0) : undefined,
		};
		const before = process.figures;
		if (
			before &&
			before.rss === figures.rss &&
			before.shared === figures.shared &&
			before.swap === figures.swap
		) {
			return;
		}
		record.rollupIsCurrent = false;
		record.process = {...process, figures};
	}

	/** VmSwap alone, for sorting all processes by it. */
	swap(record: ProcessRecord): void {
		const {process} = record;
		if (process.isKernelThread) return;
		const swap = this.#swap(process.pid);
		if (process.figures?.swap === swap) return;
		record.process = {...process, figures: {...process.figures, swap}};
	}

	#swap(pid: number): number | undefined {
		const status = tryReadSmallFile(`${this.#proc}/${pid}/status`);
		return status && parseStatus(status).vmSwap;
	}

	/** OOM scores (proc_pid_oom_score(5)) and cgroup. */
	extras(record: ProcessRecord): void {
		const {process} = record;
		const folder = `${this.#proc}/${process.pid}/`;
		const cgroupText = tryReadSmallFile(`${folder}cgroup`);
		const cgroup = cgroupText && parseCgroup(cgroupText);
		const extras: ProcessExtras = {
			oomScore: readNumber(`${folder}oom_score`),
			oomScoreAdj: readNumber(`${folder}oom_score_adj`),
			cgroup: cgroup?.v1Memory ?? cgroup?.v2,
		};
		record.process = {...process, extras};
	}

	/** How much a new rollup is due: 0 not at all, more is sooner. */
	rollupDue(record: ProcessRecord, now: number): number {
		const {rollup} = record.process;
		if (!rollup) return Number.POSITIVE_INFINITY;
		const age = now - rollup.at;
		const life = rollup.reason ? deniedLife : record.rollupIsCurrent ? rollupLife : 0;
		return age > Math.max(life, record.rollupCost * costLife) ? age : 0;
	}

	/** PSS and USS by smaps_rollup: the dear one. */
	rollup(record: ProcessRecord, now: number): void {
		const {process} = record;
		const start = performance.now();
		record.rollupIsCurrent = true;
		record.process = {...process, rollup: this.#readRollup(process, now)};
		record.rollupCost = performance.now() - start;
	}

	#readRollup(process: Process, at: number): ProcessRollup {
		if (process.isKernelThread || process.state === 'Z') return {at, reason: 'unsupported'};
		try {
			const rollup = parseSmapsRollup(readSmallFile(`${this.#proc}/${process.pid}/smaps_rollup`));
			return rollup ? {at, pss: rollup.pss, uss: rollup.uss} : {at, reason: 'unsupported'};
		} catch (error) {
			// A kernel before 4.14 has no such file of a process that is there.
			const isHere = codeOf(error) === 'ENOENT' && existsSync(`${this.#proc}/${process.pid}/stat`);
			return {at, reason: isHere ? 'unsupported' : reasonOf(error)};
		}
	}
}

function readNumber(path: string): number | undefined {
	const text = tryReadSmallFile(path, 64);
	const digits = text && Buffer.from(text).toString('latin1').trim();
	return digits && /^-?\d+$/.test(digits) ? Number(digits) : undefined;
}
