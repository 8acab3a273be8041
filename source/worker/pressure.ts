/** Tells when memory is getting too short for a block to grow on. */
import {readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {megabytes} from './refusal.js';

/** The text of a file; `undefined` where it can't be read. */
export type ReadText = (path: string) => string | undefined;

const MB = 1_048_576;
/** What must stay available of so much memory: 64 MiB and 2%; of a small limit, a sixteenth. */
const lineOf = (total: number) => Math.max(Math.min(64 * MB, total / 16), total / 50);
/** The kernel adds up stalls every two seconds (kernel/sched/psi.c, PSI_FREQ). */
const stallMicroseconds = 2_000_000;
const mostStalled = 0.4;
/** Between two looks goes at most the time, and at most so much growth that no line is run over. */
const everyMs = 100;
const mostGrowth = 16 * MB;

/** A cgroup whose limit is below the machine's memory. */
type Limit = {
	readonly path: string;
	readonly max: number;
	readonly usage: string;
	readonly stat: string;
	/** The fields of memory.stat with cache that can be thrown out. */
	readonly cache: readonly [string, string];
};

export class PressureWatch {
	readonly #read: ReadText;
	readonly #total: number | undefined;
	readonly #limits: readonly Limit[];
	readonly #step: number;
	#stalled: number | undefined;
	#last = {at: -Infinity, touched: 0};

	/** `read` reads the files of /proc and /sys; tests give their own. */
	constructor(read: ReadText = readText) {
		this.#read = read;
		this.#total = kilobytes(read('/proc/meminfo'), 'MemTotal');
		this.#limits = findLimits(read, this.#total ?? Infinity);
		const smallest = Math.min(this.#total ?? Infinity, ...this.#limits.map(({max}) => max));
		this.#step = Math.min(mostGrowth, lineOf(smallest) / 4);
		this.#stalled = this.#readStalled();
	}

	/**
	 * Asked often while the block grows; looks when it is time to (`now` in ms, `touched` in bytes). A sentence
	 * with the figures when it should stop.
	 */
	check(now: number, touched: number): string | undefined {
		if (now - this.#last.at < everyMs && touched - this.#last.touched < this.#step) return undefined;
		this.#last = {at: now, touched};
		return this.#shortMachine() ?? this.#shortLimit() ?? this.#stalls();
	}

	#shortMachine(): string | undefined {
		const available = kilobytes(this.#read('/proc/meminfo'), 'MemAvailable');
		if (available === undefined || this.#total === undefined) return undefined;
		const line = lineOf(this.#total);
		if (available >= line) return undefined;
		return `${megabytes(available)} are available, less than the ${megabytes(line)} that should stay`;
	}

	#shortLimit(): string | undefined {
		for (const {path, max, usage, stat, cache} of this.#limits) {
			const used = Number(this.#read(usage) ?? Number.NaN);
			const stats = this.#read(stat);
			const line = lineOf(max);
			// The machine's figure that is like it, MemAvailable, counts cache as available too.
			const left = max - used + flat(stats, cache[0]) + flat(stats, cache[1]);
			if (!(left < line)) continue;
			return `the limit of ${megabytes(max)} of cgroup ${path} leaves ${megabytes(left)}, less than the ${megabytes(line)} that should stay`;
		}
		return undefined;
	}

	#stalls(): string | undefined {
		const total = this.#readStalled();
		if (total === undefined || this.#stalled === undefined) return undefined;
		const share = (total - this.#stalled) / stallMicroseconds;
		this.#stalled = total;
		if (share <= mostStalled) return undefined;
		const percent = Math.min(100, Math.round(share * 100));
		return `programs waited for memory ${percent}% of the last two seconds, more than ${mostStalled * 100}%`;
	}

	#readStalled(): number | undefined {
		const total = /^some .*\btotal=(\d+)/m.exec(this.#read('/proc/pressure/memory') ?? '')?.[1];
		return total === undefined ? undefined : Number(total);
	}
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

function kilobytes(text: string | undefined, name: string): number | undefined {
	const digits = new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text ?? '')?.[1];
	return digits === undefined ? undefined : Number(digits) * 1024;
}

/** A field of memory.stat; 0 where it is missing. */
function flat(text: string | undefined, name: string): number {
	return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text ?? '')?.[1] ?? 0);
}

/** The limits of the own cgroup and those around it (admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst). */
function findLimits(read: ReadText, total: number): readonly Limit[] {
	const limits: Limit[] = [];
	for (const line of (read('/proc/self/cgroup') ?? '').split('\n')) {
		const [, controllers, own] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
		if (controllers === undefined || own === undefined) continue;
		const isV2 = controllers === '';
		if (!isV2 && !controllers.split(',').includes('memory')) continue;
		const mount = isV2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
		// A container may see its own cgroup as the root of the mount: what isn't there is left out.
		for (let path = own; ; path = posix.dirname(path)) {
			const folder = posix.join(mount, path);
			const max = Number(read(`${folder}/${isV2 ? 'memory.max' : 'memory.limit_in_bytes'}`) ?? Number.NaN);
			if (max < total) {
				limits.push({
					path,
					max,
					usage: `${folder}/${isV2 ? 'memory.current' : 'memory.usage_in_bytes'}`,
					stat: `${folder}/memory.stat`,
					cache: isV2 ? ['inactive_file', 'active_file'] : ['total_inactive_file', 'total_active_file'],
				});
			}
			if (path === '/') break;
		}
	}
	return limits;
}
