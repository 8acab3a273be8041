import {closeSync, readdirSync, readSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {parseMountinfo} from '../../proc/mountinfo.js';
import {createSmapsReader, type SmapsReader} from '../../proc/smaps.js';
import {parseStackPointer} from '../../proc/syscall.js';
import {rawText} from '../../safe-text.js';
import type {Process} from '../platform.js';
import type {RegionFailure, RegionReading} from '../region-reading.js';
import {codeOf, reasonOf} from './failure.js';
import {openForReading, tryReadSmallFile} from './files.js';

/** A key is answered between two slices of this length, however big the map is. */
const sliceMilliseconds = 5;
/** Thread stacks of a process with thousands of threads are not worth thousands of reads. */
const mostThreads = 512;

/**
 * Reads /proc/PID/smaps (proc_pid_smaps(5)); `maps`, which tells no resident figures, where the kernel has no
 * smaps. `find` gives the process as it is now, to see after the reading whether it still is the same one.
 * With `fields`, only the kernel's fields of these names are told.
 */
export async function readRegions(
	proc: string,
	pid: number,
	find: (pid: number) => Process | undefined,
	signal: AbortSignal,
	fields?: ReadonlySet<string>,
): Promise<RegionReading | RegionFailure> {
	const before = find(pid);
	if (!before) return {failure: 'gone', message: `no process ${pid}`};
	const cpu = process.cpuUsage();
	const reader = createSmapsReader(fields);
	const folder = `${proc}/${pid}/`;
	let isCut = false;
	try {
		await readInSlices(openMap(folder), reader, signal);
	} catch (error) {
		if (signal.aborted) return {failure: 'not read', message: 'not wanted any more'};
		if (codeOf(error) !== 'ESRCH') return failure(pid, error, find(pid)?.startTicks === before.startTicks);
		// It has no memory any more: what was read until now is a part, or nothing.
		isCut = true;
	}
	const map = reader.finish();
	const stackPointers = before.isKernelThread ? [] : readStackPointers(folder);
	const after = find(pid);
	const isSame = after !== undefined && after.startTicks === before.startTicks;
	if (map.count === 0 && !isSame) return {failure: 'gone', message: `process ${pid} ended`};
	// Who ends gives up its address space first; a zombie may stay for long.
	const hasEnded = !isSame || (map.count > 0 && (isCut || after.vsz === 0));
	const isWhole = !hasEnded && runsSame(before, after);
	const used = process.cpuUsage(cpu);
	return {
		map: isWhole ? map : {...map, complete: false},
		stackPointers,
		mounts: readMounts(folder),
		reason: isWhole
			? emptyReason(after, map.count)
			: `it ${hasEnded ? 'ended' : 'ran another program'} while its map was read`,
		process: isSame ? after : before,
		at: Date.now(),
		cost: (used.user + used.system) / 1000,
	};
}

/** Whether it still runs the program that it ran: after execve the map is another one, and its rest is lost. */
function runsSame(before: Process, after: Process): boolean {
	const command = ({facts}: Process) => facts?.command && rawText(facts.command);
	return rawText(before.name) === rawText(after.name) && command(before) === command(after);
}

function openMap(folder: string): number {
	try {
		return openForReading(`${folder}smaps`);
	} catch (error) {
		// A kernel without CONFIG_PROC_PAGE_MONITOR, or a recorded tree, may have maps alone.
		if (codeOf(error) !== 'ENOENT') throw error;
		return openForReading(`${folder}maps`);
	}
}

async function readInSlices(descriptor: number, reader: SmapsReader, signal: AbortSignal): Promise<void> {
	const read = (bytes: Uint8Array, at: number, length: number) =>
		readSync(descriptor, bytes, at, length, null);
	try {
		signal.throwIfAborted();
		let slice = process.hrtime();
		while (reader.pull(read)) {
			// Asking `performance` for the first time takes Node a millisecond and more.
			const [seconds, nanoseconds] = process.hrtime(slice);
			if (seconds > 0 || nanoseconds > sliceMilliseconds * 1e6) {
				await setImmediate();
				slice = process.hrtime();
			}
			signal.throwIfAborted();
		}
	} finally {
		closeSync(descriptor);
	}
}

function failure(pid: number, error: unknown, isHere: boolean): RegionFailure {
	if (isHere && codeOf(error) === 'ENOENT')
		return {failure: 'unsupported', message: `there is no map of process ${pid} to read`};
	const reason = reasonOf(error);
	switch (reason) {
		case 'denied':
			return {failure: reason, message: `the map of ${pid} may be read by its own user or root only`};
		case 'gone':
			return {failure: reason, message: `process ${pid} ended`};
		default:
			return {failure: reason, message: `the map of ${pid} can't be read: ${codeOf(error) ?? String(error)}`};
	}
}

function emptyReason(process: Process, count: number): string | undefined {
	if (count > 0) return undefined;
	if (process.isKernelThread) return 'kernel thread: it has no address space of its own';
	if (process.state === 'Z')
		return 'zombie: it has ended, its memory is given back, its parent has not asked for its exit code';
	return 'no regions';
}

/** Where the stacks of the threads stand; empty where that may not be read. */
function readStackPointers(folder: string): readonly bigint[] {
	let threads: readonly string[];
	try {
		threads = readdirSync(`${folder}task`);
	} catch {
		return [];
	}
	const found: bigint[] = [];
	for (const thread of threads.slice(0, mostThreads)) {
		const text = tryReadSmallFile(`${folder}task/${thread}/syscall`, 512);
		const pointer = text && parseStackPointer(text);
		if (pointer !== undefined) found.push(pointer);
	}
	return found;
}

function readMounts(folder: string): RegionReading['mounts'] {
	const text = tryReadSmallFile(`${folder}mountinfo`);
	if (!text) return undefined;
	const mounts = parseMountinfo(text);
	const of = (type: string) => mounts.filter(entry => entry.fsType === type).map(entry => entry.mountPoint);
	return {tmpfs: of('tmpfs'), hugetlbfs: of('hugetlbfs')};
}
