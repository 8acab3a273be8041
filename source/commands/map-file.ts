import type {Process} from '../platform/platform.js';
import type {RegionReading} from '../platform/region-reading.js';
import {createSmapsReader} from '../proc/smaps.js';
import {outsideText} from '../safe-text.js';
import {cannotRead, noMap} from './errors.js';
import {fileKind, tellingBytes} from './file-kind.js';
import {openGiven, standardStream} from './given-file.js';
import {readSnapshot} from './snapshot.js';

/** Nobody's map is so long; what never ends (/dev/zero, a pipe) must end here. */
const mostBytes = 8 * 1024 ** 3;
/** A snapshot is in memory as a whole while it is read. */
const mostSnapshotBytes = 384 * 1024 ** 2;

/** A map from a file: whose it is is told by a snapshot only. */
export type SavedReading = {
	readonly reading: RegionReading;
	/** Whether it was read on the machine where it was saved, by a memtui there. */
	readonly isOwnMachine: boolean;
};

/** Stands for the process whose saved smaps it is: nobody knows which. Its pid is 0, which no process has. */
const unknownProcess: Process = {
	pid: 0,
	ppid: 0,
	startTicks: 0,
	state: '?',
	name: outsideText(''),
	threads: 0,
	isKernelThread: false,
	cpuTime: 0,
	minorFaults: undefined,
	majorFaults: undefined,
	vsz: undefined,
	rankRss: 0,
};

/**
 * Reads a saved smaps or maps or a snapshot; `-` is standard input. What it is is told by its content. Throws
 * a CommandError that says what was found and what is looked for.
 */
export async function readMapFile(path: string): Promise<SavedReading> {
	const {at, pieces} = openGiven(path);
	const shownName = path === standardStream ? 'standard input' : path;
	const iterator = pieces[Symbol.asyncIterator]();
	try {
		const beginning = await gather(iterator, tellingBytes);
		const kind = fileKind(beginning.subarray(0, tellingBytes));
		if (kind.kind === 'other') throw noMap(shownName, kind.what);
		if (kind.kind === 'snapshot') {
			const rest = await gather(iterator, mostSnapshotBytes);
			if (rest.length >= mostSnapshotBytes) throw cannotRead(`${shownName} is too long to be a snapshot`);
			return readSnapshot(Buffer.concat([beginning, rest]).toString('utf8'), shownName);
		}

		return {reading: await readRegions(beginning, iterator, shownName, at), isOwnMachine: false};
	} finally {
		await iterator.return?.();
	}
}

async function readRegions(
	beginning: Uint8Array,
	iterator: AsyncIterator<Uint8Array>,
	name: string,
	at: number,
): Promise<RegionReading> {
	const reader = createSmapsReader();
	reader.push(beginning, beginning.length);
	let bytes = beginning.length;
	for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
		reader.push(next.value, next.value.length);
		bytes += next.value.length;
		if (bytes > mostBytes) throw cannotRead(`${name} does not end: more than ${mostBytes} bytes were read`);
	}

	const map = reader.finish();
	return {
		map,
		stackPointers: [],
		reason: map.complete ? undefined : 'the text ends within a region: those before it are here',
		process: unknownProcess,
		at,
		cost: 0,
	};
}

/** The next pieces as one, until there are `enough` bytes (the last piece may pass that) or no more. */
async function gather(iterator: AsyncIterator<Uint8Array>, enough: number): Promise<Buffer> {
	const parts: Buffer[] = [];
	let length = 0;
	while (length < enough) {
		const next = await iterator.next();
		if (next.done) break;
		parts.push(Buffer.from(next.value));
		length += next.value.length;
	}

	return Buffer.concat(parts);
}
