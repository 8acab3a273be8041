import {closeSync, readSync} from 'node:fs';
import {endianness} from 'node:os';
import {setImmediate} from 'node:timers/promises';
import {mostPages, pageBits} from '../../proc/page-bits.js';
import {pageSize} from '../../proc/page-size.js';
import {pageFrame, pagemapEntry, parsePagemap} from '../../proc/pagemap.js';
import {parseStatm} from '../../proc/statm.js';
import {parseStatus} from '../../proc/status.js';
import type {Process} from '../platform.js';
import type {PageReading, RegionFailure} from '../region-reading.js';
import {codeOf, reasonOf} from './failure.js';
import {openForReading, tryReadSmallFile} from './files.js';
import {HugeFrames} from './huge-frames.js';

/** A key is answered between two slices of this length. */
const sliceMilliseconds = 5;
/** Pages that are read at once: less than a millisecond. */
const slicePages = 4096;
/** Looks at the clock after so many reads of frames' flags, some 10 microseconds each. */
const readsBetweenLooks = 64;
const isBigEndian = endianness() === 'BE';

/**
 * Reads the pages from `from` up to `to` of /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst), at most
 * `mostPages`, in slices between which others run. `find` gives the process as it is now. Never rejects.
 */
export async function readPages(
	proc: string,
	process: Process,
	find: (pid: number) => Process | undefined,
	from: bigint,
	to: bigint,
	signal: AbortSignal,
): Promise<PageReading | RegionFailure> {
	const {pid} = process;
	const isSame = () => find(pid)?.startTicks === process.startTicks;
	const gone: RegionFailure = {failure: 'gone', message: `process ${pid} ended`};
	if (!isSame()) return gone;
	const size = basePageSize(proc, pid);
	if (size === undefined) return {failure: 'unsupported', message: 'the size of a page is not told'};
	const first = from / BigInt(size);
	const wanted = to > from ? (to - 1n) / BigInt(size) - first + 1n : 0n;
	const pages = new Uint8Array(Number(wanted > BigInt(mostPages) ? BigInt(mostPages) : wanted));
	let descriptor: number;
	try {
		descriptor = openForReading(`${proc}/${pid}/pagemap`);
	} catch (error) {
		return failureOf(pid, error, isSame());
	}
	const frames = HugeFrames.open(proc, isBigEndian);
	try {
		const {read, tellsHuge} = await readInSlices(descriptor, frames, first, pages, signal);
		if (!isSame()) return gone;
		if (read === 0 && pages.length > 0)
			return {failure: 'unsupported', message: `the kernel tells no pages there of process ${pid}`};
		return {
			from: first * BigInt(size),
			pageSize: size,
			pages: pages.subarray(0, read),
			tellsHuge,
			at: Date.now(),
		};
	} catch (error) {
		if (signal.aborted) return {failure: 'not read', message: 'not wanted any more'};
		return failureOf(pid, error, isSame());
	} finally {
		frames?.close();
		closeSync(descriptor);
	}
}

type Progress = {readonly read: number; readonly tellsHuge: boolean};

async function readInSlices(
	descriptor: number,
	frames: HugeFrames | undefined,
	first: bigint,
	pages: Uint8Array,
	signal: AbortSignal,
): Promise<Progress> {
	const buffer = Buffer.allocUnsafeSlow(slicePages * pagemapEntry);
	const slice = new Slice(signal);
	let read = 0;
	let tellsHuge = frames !== undefined;
	while (read < pages.length) {
		await slice.rest();
		const count = Math.min(slicePages, pages.length - read);
		// Past 2^53 for the last pages of the address space.
		const position = (first + BigInt(read)) * BigInt(pagemapEntry);
		const length = readSync(descriptor, buffer, 0, count * pagemapEntry, position);
		const entries = buffer.subarray(0, length);
		const parsed = parsePagemap(entries, pages, read, isBigEndian);
		if (parsed === 0) break;
		const found = pages.subarray(read, read + parsed);
		if (frames && tellsHuge) tellsHuge = await markHuge(entries, frames, found, slice);
		read += parsed;
	}
	if (!tellsHuge) for (let i = 0; i < read; i++) pages[i] = (pages[i] ?? 0) & ~pageBits.huge;
	return {read, tellsHuge};
}

/** False when it can't be told of a present page: then it is told of none. */
async function markHuge(
	entries: Uint8Array,
	frames: HugeFrames,
	pages: Uint8Array,
	slice: Slice,
): Promise<boolean> {
	let reads = frames.reads;
	for (let i = 0; i < pages.length; i++) {
		const bits = pages[i] ?? 0;
		if ((bits & pageBits.present) === 0) continue;
		const frame = pageFrame(entries, i, isBigEndian);
		const isHuge = frame === 0 ? undefined : frames.isHuge(frame);
		if (isHuge === undefined) return false;
		if (isHuge) pages[i] = bits | pageBits.huge;
		if (frames.reads - reads < readsBetweenLooks) continue;
		reads = frames.reads;
		await slice.rest();
	}
	return true;
}

/** Lets others run when the time of a slice is over, and throws when nobody waits any more. */
class Slice {
	readonly #signal: AbortSignal;
	#start = performance.now();

	constructor(signal: AbortSignal) {
		this.#signal = signal;
	}

	async rest(): Promise<void> {
		this.#signal.throwIfAborted();
		if (performance.now() - this.#start <= sliceMilliseconds) return;
		await setImmediate();
		this.#start = performance.now();
		this.#signal.throwIfAborted();
	}
}

/** An entry of pagemap is of one small page, in a region of huge pages too: its KernelPageSize is of no use here. */
function basePageSize(proc: string, pid: number): number | undefined {
	for (const folder of [`${proc}/${pid}`, `${proc}/self`, `${proc}/1`]) {
		const status = tryReadSmallFile(`${folder}/status`);
		const statm = tryReadSmallFile(`${folder}/statm`, 256);
		const bytes = status && parseStatus(status).vmSize;
		const pages = statm && parseStatm(statm)?.sizePages;
		const size = bytes === undefined || pages === undefined ? undefined : pageSize(bytes, pages);
		if (size !== undefined) return size;
	}
	return undefined;
}

function failureOf(pid: number, error: unknown, isHere: boolean): RegionFailure {
	if (isHere && codeOf(error) === 'ENOENT')
		return {failure: 'unsupported', message: `this kernel tells no pages of process ${pid}`};
	const reason = reasonOf(error);
	switch (reason) {
		case 'denied':
			return {failure: reason, message: `the pages of ${pid} may be read by its own user or root only`};
		case 'gone':
			return {failure: reason, message: `process ${pid} ended`};
		default:
			return {
				failure: reason,
				message: `the pages of ${pid} can't be read: ${codeOf(error) ?? String(error)}`,
			};
	}
}
