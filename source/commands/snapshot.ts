import type {Process} from '../platform/platform.js';
import type {RegionMap, RegionReading} from '../platform/region-reading.js';
import {outsideText, rawText, safeJson} from '../safe-text.js';
import {CommandError, cannotRead} from './errors.js';
import type {SavedReading} from './map-file.js';
import * as told from './snapshot-value.js';

/**
 * A saved map: lines of JSON. The first tells the format, its version, whose map it is and what its types hang
 * on; each further line is a column of the map, because an object for each of 65,530 regions would be the load.
 */

const format = 'memtui-map';
const version = 1;

/** The lines of a snapshot. Everything that {@link readSnapshot} gives back is in them. */
export function* snapshotLines({reading, isOwnMachine}: SavedReading): Generator<string> {
	const {map} = reading;
	yield line({
		format,
		version,
		time: new Date(reading.at).toISOString(),
		platform: 'linux',
		process: processJson(reading.process),
		complete: map.complete,
		reason: reading.reason ?? null,
		isOwnMachine,
		stackPointers: reading.stackPointers.map(pointer => pointer.toString(16)),
		mounts: reading.mounts ?? null,
		regions: map.count,
		columns: 8 + map.fields.size,
	});
	yield line({column: 'start', hex: hexOf(map.start)});
	yield line({column: 'end', hex: hexOf(map.end)});
	yield line({column: 'offset', hex: hexOf(map.offset)});
	yield line({column: 'inode', hex: hexOf(map.inode)});
	yield line({column: 'perms', texts: map.perms.list, index: [...map.perms.index]});
	yield line({column: 'device', texts: map.device.list, index: [...map.device.index]});
	const paths = map.path.list.map(path => (path === undefined ? null : rawText(path)));
	yield line({column: 'path', texts: paths, index: [...map.path.index]});
	const flags = map.vmFlags.list.map(text => text ?? null);
	yield line({column: 'vmFlags', texts: flags, index: [...map.vmFlags.index]});
	// NaN becomes null.
	for (const [field, values] of map.fields) yield line({field, values: [...values]});
}

/** Reads a snapshot of ours. Throws a CommandError that names the file when it is damaged or newer than we are. */
export function readSnapshot(text: string, name: string): SavedReading {
	try {
		const lines = text.trimEnd().split('\n');
		const head = told.object(told.json(lines[0]));
		if (typeof head.version === 'number' && head.version > version)
			throw cannotRead(
				`${name} is a snapshot of version ${head.version}; this memtui reads version ${version}`,
			);
		if (head.format !== format || head.version !== version)
			throw new told.WrongValue(`version ${JSON.stringify(head.version)}`);
		if (lines.length - 1 !== head.columns)
			throw new told.WrongValue(`${lines.length - 1} columns of ${head.columns}`);
		return {reading: readingOf(head, lines.slice(1)), isOwnMachine: head.isOwnMachine === true};
	} catch (error) {
		if (error instanceof CommandError || !(error instanceof told.WrongValue)) throw error;
		throw cannotRead(`${name} is a damaged snapshot: ${error.message}`);
	}
}

function readingOf(head: told.Values, lines: readonly string[]): RegionReading {
	return {
		map: mapOf(head, lines),
		stackPointers: told.array(head.stackPointers).map(told.hexNumber),
		mounts: head.mounts === null ? undefined : mountsOf(told.object(head.mounts)),
		reason: told.optional(told.text)(head.reason),
		process: processOf(told.object(head.process)),
		at: told.time(head.time),
		cost: 0,
	};
}

function mapOf(head: told.Values, lines: readonly string[]): RegionMap {
	const count = told.count(head.regions);
	const columns = new Map<string, told.Values>();
	const fields = new Map<string, Float64Array>();
	for (const each of lines) {
		const values = told.object(told.json(each));
		if (typeof values.field === 'string') fields.set(values.field, told.figures(values.values, count));
		else columns.set(told.text(values.column), values);
	}

	const addresses = (name: string) => told.hexNumbers(columns.get(name)?.hex, count);
	const texts = <Text>(name: string, read: (value: unknown) => Text) => {
		const list = told.array(columns.get(name)?.texts).map(read);
		return {index: told.indexes(columns.get(name)?.index, count, list.length), list};
	};
	const perms = texts('perms', told.text);
	return {
		count,
		start: addresses('start'),
		end: addresses('end'),
		offset: addresses('offset'),
		inode: addresses('inode'),
		perms: {index: Uint16Array.from(perms.index), list: perms.list},
		device: texts('device', told.text),
		path: texts(
			'path',
			told.optional(value => outsideText(told.text(value))),
		),
		vmFlags: texts('vmFlags', told.optional(told.text)),
		fields,
		complete: head.complete === true,
	};
}

function mountsOf(mounts: told.Values): RegionReading['mounts'] {
	return {
		tmpfs: told.array(mounts.tmpfs).map(told.text),
		hugetlbfs: told.array(mounts.hugetlbfs).map(told.text),
	};
}

function processJson(process: Process) {
	const {pid, ppid, startTicks, startTime, state, threads, isKernelThread, facts} = process;
	return {
		pid,
		name: rawText(process.name),
		command: facts?.command === undefined ? null : rawText(facts.command),
		startTime: startTime === undefined ? null : new Date(startTime).toISOString(),
		...{startTicks, ppid, state, threads, isKernelThread},
	};
}

function processOf(saved: told.Values): Process {
	const command = told.optional(told.text)(saved.command);
	return {
		pid: told.count(saved.pid),
		ppid: told.count(saved.ppid),
		startTicks: told.count(saved.startTicks),
		startTime: told.optional(told.time)(saved.startTime),
		state: told.text(saved.state),
		name: outsideText(told.text(saved.name)),
		threads: told.count(saved.threads),
		isKernelThread: saved.isKernelThread === true,
		cpuTime: 0,
		minorFaults: undefined,
		majorFaults: undefined,
		vsz: undefined,
		rankRss: 0,
		facts: {command: command === undefined ? undefined : outsideText(command)},
	};
}

function hexOf(values: BigUint64Array): string[] {
	return Array.from(values, value => value.toString(16));
}

function line(value: unknown): string {
	return `${safeJson(value)}\n`;
}
