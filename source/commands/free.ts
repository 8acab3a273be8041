import {memoryFigures, swapFigures} from '../model/memory.js';
import type {Machine, MemoryLimit, Pressure, Sample} from '../platform/platform.js';
import {rawText} from '../safe-text.js';
import {type CommonOptions, openPlatform} from './options.js';
import {orNull, print, printJson} from './output.js';

type Options = CommonOptions & {readonly json?: boolean};

/** `memtui free`: the machine's memory, one table like procps 4's `free`, in KiB. */
export async function free(options: Options): Promise<void> {
	const platform = openPlatform(options);
	try {
		const sample = await platform.machine();
		if (options.json) printJson(freeJson(sample));
		else print(freeTable(sample.machine));
	} finally {
		platform.close();
	}
}

/** The object of `free --json` (contracts). Bytes. */
export function freeJson({at, machine}: Pick<Sample, 'at' | 'machine'>) {
	const memory = memoryFigures(machine);
	const swap = swapFigures(machine);
	return {
		time: new Date(at).toISOString(),
		platform: machine.kind === 'linux' ? 'linux' : process.platform,
		memory: {
			total: orNull(memory.total),
			used: orNull(memory.used),
			free: orNull(memory.free),
			shared: orNull(memory.shared),
			buffers: orNull(memory.buffers),
			cached: orNull(memory.cached),
			buffCache: orNull(memory.buffCache),
			available: orNull(memory.available),
			committed: orNull(memory.committed),
			commitLimit: orNull(memory.commitLimit),
		},
		swap: {total: orNull(swap.total), used: orNull(swap.used), free: orNull(swap.free)},
		pressure: machine.kind === 'linux' ? pressureJson(machine.pressure) : null,
		limit: machine.kind === 'linux' ? limitJson(machine.limit) : null,
	};
}

function pressureJson(pressure: Pressure | undefined) {
	return pressure ? {some: pressure.some ?? null, full: pressure.full ?? null} : null;
}

function limitJson(limit: MemoryLimit | undefined) {
	if (!limit) return null;
	const {events} = limit;
	return {
		path: rawText(limit.path),
		current: orNull(limit.current),
		max: limit.max,
		swapCurrent: orNull(limit.swapCurrent),
		swapMax: orNull(limit.swapMax),
		events: {
			high: orNull(events.high),
			max: orNull(events.max),
			oom: orNull(events.oom),
			oomKill: orNull(events.oomKill),
		},
	};
}

const columnWidth = 11;

/** The table of `free`: KiB, one line for memory, one for swap. */
export function freeTable(machine: Machine): string {
	const memory = memoryFigures(machine);
	const swap = swapFigures(machine);
	// Where the kernel tells no available memory procps prints the free memory, and so does this table.
	const available = memory.available ?? memory.free;
	const head = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];
	const lines = [
		row('', head),
		row(
			'Mem:',
			[memory.total, memory.used, memory.free, memory.shared, memory.buffCache, available].map(kibibytes),
		),
		row('Swap:', [swap.total, swap.used, swap.free].map(kibibytes)),
	];
	return lines.map(line => `${line}\n`).join('');
}

function row(name: string, cells: readonly string[]): string {
	return name.padEnd(9) + cells.map(cell => cell.padStart(columnWidth)).join(' ');
}

function kibibytes(value: number | undefined): string {
	return value === undefined ? '-' : String(Math.trunc(value / 1024));
}
