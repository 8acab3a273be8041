import {closeSync, readSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {RegionColumns} from '../../proc/region-columns.js';
import {HeaderReader} from '../../proc/smaps-header.js';
import {rawText} from '../../safe-text.js';
import type {Process} from '../platform.js';
import type {RegionFailure, SharedRegion, Sharer, SharingReading} from '../region-reading.js';
import {reasonOf} from './failure.js';
import {openForReading} from './files.js';
import {hasNoFile, type MappedPart, RegionMatcher} from './region-matcher.js';

/** A key is answered between two slices of this length. */
const sliceMilliseconds = 5;
const chunkSize = 64 * 1024;
// Behind the text: the newline that ends it for the header reader.
const slack = 16;
/** After so many lines the names that were met are forgotten: a map may have 65,530 paths. */
const linesUntilFresh = 4096;
const newline = 0x0a;

/**
 * Finds in /proc/PID/maps (proc_pid_maps(5)) of `others` who maps the same part of the same file or shared memory,
 * and for private memory which parent, children and siblings have theirs at the same place: since a fork they may
 * share its pages. Reads the likely ones first, for at most `milliseconds`. Never rejects; only an abort is a
 * failure.
 */
export async function findSharers(
	proc: string,
	process: Process,
	others: readonly Process[],
	region: SharedRegion,
	milliseconds: number,
	signal: AbortSignal,
): Promise<SharingReading | RegionFailure> {
	const search = new Search(milliseconds, signal);
	const matcher = new RegionMatcher(region);
	// What the request does not tell: the permissions, and whether it is System V memory.
	await search.scan(`${proc}/${process.pid}/maps`, columns => matcher.learn(columns));
	const kin = region.isPrivate ? kinOf(process, others) : new Set<number>();
	const looked = others
		.filter(({pid, isKernelThread, state}) => pid !== process.pid && !isKernelThread && state !== 'Z')
		.filter(({pid}) => kin.has(pid) || !hasNoFile(region, matcher.isSystemV))
		.map(other => ({other, rank: rankOf(process, other, kin)}))
		.sort((a, b) => a.rank - b.rank || a.other.pid - b.other.pid);
	const sharers: Sharer[] = [];
	const counts = {read: 0, denied: 0, unread: 0, gone: 0};
	for (const {other} of looked) {
		let found: MappedPart | undefined;
		const outcome = await search.scan(`${proc}/${other.pid}/maps`, columns => {
			found = matcher.match(columns, kin.has(other.pid));
			return found !== undefined;
		});
		if (signal.aborted) return {failure: 'not read', message: 'not wanted any more'};
		counts[outcome]++;
		if (found) sharers.push({pid: other.pid, name: other.name, ...found});
	}
	const {read, denied, unread} = counts;
	return {sharers, read, denied, unread, milliseconds: search.passed()};
}

/** Parent, children and siblings: those whose memory was once the same. */
function kinOf(process: Process, others: readonly Process[]): ReadonlySet<number> {
	const now = others.find(({pid}) => pid === process.pid);
	// Its pid is another's by now, and so are its children.
	if (now && now.startTicks !== process.startTicks) return new Set();
	const {pid, ppid} = now ?? process;
	return new Set(
		others
			.filter(other => other.pid === ppid || other.ppid === pid || (ppid > 0 && other.ppid === ppid))
			.map(other => other.pid)
			.filter(other => other !== pid),
	);
}

function rankOf(process: Process, other: Process, kin: ReadonlySet<number>): number {
	if (kin.has(other.pid) || other.pid === process.ppid || other.ppid === process.pid) return 0;
	if (rawText(other.name) === rawText(process.name)) return 1;
	const uid = process.facts?.uid;
	return uid !== undefined && other.facts?.uid === uid ? 2 : 3;
}

type Outcome = 'read' | 'denied' | 'unread' | 'gone';

/** Reads maps one after the other until the time is over. */
class Search {
	private readonly began = performance.now();
	private sliceStart = this.began;
	private readonly bytes = Buffer.allocUnsafe(chunkSize + slack);

	constructor(
		private readonly milliseconds: number,
		private readonly signal: AbortSignal,
	) {}

	passed(): number {
		return performance.now() - this.began;
	}

	/** Shows each region to `visit`, as the row that the columns are writing, until that says true. */
	async scan(path: string, visit: (columns: RegionColumns) => boolean): Promise<Outcome> {
		await this.pause();
		if (this.isOver()) return 'unread';
		try {
			const descriptor = openForReading(path);
			try {
				return await this.readLines(descriptor, visit);
			} finally {
				closeSync(descriptor);
			}
		} catch (error) {
			const reason = reasonOf(error);
			return reason === 'denied' || reason === 'gone' ? reason : 'unread';
		}
	}

	private async readLines(descriptor: number, visit: (columns: RegionColumns) => boolean): Promise<Outcome> {
		const {bytes} = this;
		let columns = new RegionColumns();
		let header = new HeaderReader(columns);
		let lines = 0;
		let end = 0;
		for (;;) {
			const length = readSync(descriptor, bytes, end, chunkSize - end, null);
			if (length === 0) return 'read';
			end += length;
			bytes[end] = newline;
			let from = 0;
			for (let to = bytes.indexOf(newline, from); to < end; to = bytes.indexOf(newline, from)) {
				if (header.read(bytes, from, to + 1) >= 0 && visit(columns)) return 'read';
				from = to + 1;
				if (++lines % linesUntilFresh !== 0) continue;
				columns = new RegionColumns();
				header = new HeaderReader(columns);
			}
			bytes.copyWithin(0, from, end);
			// No line of a kernel fills the buffer: one that does says nothing.
			end = end - from < chunkSize ? end - from : 0;
			if (this.isOver()) return 'unread';
			if (performance.now() - this.sliceStart <= sliceMilliseconds) continue;
			// What is left of a line has to outlive the pause; nobody else uses the buffer meanwhile.
			await this.pause();
		}
	}

	private isOver(): boolean {
		return this.signal.aborted || this.passed() >= this.milliseconds;
	}

	private async pause(): Promise<void> {
		if (performance.now() - this.sliceStart <= sliceMilliseconds) return;
		await setImmediate();
		this.sliceStart = performance.now();
	}
}
