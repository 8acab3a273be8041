import {closeSync, openSync, readdirSync, readSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {createLinuxPlatform} from '../source/platform/linux/linux.js';
import type {Platform, Wanted} from '../source/platform/platform.js';
import {findCommand} from './environment.js';
import {startLoad} from './load.js';
import {type Context, finding, type PartResult} from './part.js';
import {formatSpread, type Measured, ratioOf, spreadOf} from './statistics.js';
import {timeCommand} from './timed.js';

/** One way to learn about all processes; `run` returns its CPU time in ms. */
type Way = {readonly name: string; readonly run: () => Promise<Measured>};

const samples = 20;
/** Rows of the process table in a terminal of 160x45. */
const rows = 30;
const plain = 'open, read, close';

/** What one sample of the linux platform costs beside the plain way to read the same files, and ps. */
export async function sweepPart(context: Context): Promise<PartResult> {
	if (process.platform !== 'linux') {
		return {tables: [], findings: [], notes: ['sweep skipped: there is no /proc'], failures: []};
	}
	const columns = new Map<number, ReadonlyMap<string, readonly Measured[]>>();
	for (const count of context.options.loads) {
		const load = await startLoad(count);
		const platform = createLinuxPlatform();
		try {
			columns.set(count, await measure(waysWith(platform, context), count, context));
		} finally {
			platform.close();
			await load.end();
		}
	}
	return {
		tables: [...columns].map(([count, column]) => ({
			title: `One sample of all processes, +${count}, ms of CPU: median (min..max) of ${samples}`,
			head: ['', 'CPU', `/ ${plain}`],
			rows: [...column].map(([name, cpus]) => [
				name,
				formatSpread(spreadOf(cpus)),
				formatSpread(ratioOf(cpus, column.get(plain) ?? [])),
			]),
		})),
		findings: [...columns].flatMap(([load, column]) =>
			[...column].flatMap(([name, cpus]) => [
				...finding({part: 'sweep', load, figure: `${name} ms`}, spreadOf(cpus)),
				...finding(
					{part: 'sweep', load, figure: name, against: plain},
					ratioOf(cpus, column.get(plain) ?? []),
				),
			]),
		),
		notes: slopes(columns),
		failures: [],
	};
}

function waysWith(platform: Platform, {environment}: Context): readonly Way[] {
	const nothing: Wanted = {figures: [], rollups: [], rollupBudget: 0};
	// Those that were seen by the last sample and stand first, as on a screen.
	let shown: readonly number[] = [];
	const sample = async (wanted: Wanted) => {
		const {processes} = await platform.sample(wanted);
		shown = [...processes.keys()].slice(0, rows);
	};
	const hasPs = findCommand('ps') !== undefined;
	return [
		{name: 'readdir of /proc', run: () => counted(() => void readdirSync('/proc'))},
		{name: plain, run: () => counted(readAllPlainly)},
		{name: 'platform, no rows shown', run: () => counted(() => sample(nothing))},
		{
			name: `platform, ${rows} rows shown`,
			run: () => counted(() => sample({figures: shown, rollups: shown, rollupBudget: 5})),
		},
		...(hasPs
			? [
					{
						name: 'ps -eo pid,rss,pcpu,comm',
						run: async () => timeCommand('ps', ['-eo', 'pid,rss,pcpu,comm'], environment.variables).cpu,
					},
				]
			: []),
	];
}

async function measure(
	ways: readonly Way[],
	load: number,
	{progress}: Context,
): Promise<ReadonlyMap<string, readonly Measured[]>> {
	const column = new Map<string, Measured[]>(ways.map(({name}) => [name, []]));
	// The first rounds open descriptors and are compiled by V8: they aren't counted.
	for (let round = -5; round < samples; round++) {
		progress(`sweep +${load}, round ${round + 1} of ${samples}`);
		for (const {name, run} of ways) {
			const cpu = await run();
			if (round >= 0) column.get(name)?.push(cpu);
		}
		await sleep(50);
	}
	return column;
}

/** Milliseconds of CPU that this process spent while `run` ran. */
async function counted(run: () => Promise<void> | void): Promise<number> {
	const before = process.cpuUsage();
	await run();
	const {user, system} = process.cpuUsage(before);
	return (user + system) / 1000;
}

const buffer = Buffer.allocUnsafe(4096);

/** What a program without any idea would do: the `stat` of every process, opened each time. */
function readAllPlainly(): void {
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		try {
			const descriptor = openSync(`/proc/${name}/stat`, 'r');
			readSync(descriptor, buffer, 0, buffer.length, 0);
			closeSync(descriptor);
		} catch {
			// It ended since the readdir.
		}
	}
}

/** What each further process costs, by the smallest and the largest load. */
function slopes(columns: ReadonlyMap<number, ReadonlyMap<string, readonly Measured[]>>): readonly string[] {
	const loads = [...columns.keys()].sort((a, b) => a - b);
	const [least, most] = [loads[0], loads.at(-1)];
	if (least === undefined || most === undefined || least === most) return [];
	return [...(columns.get(least)?.keys() ?? [])].flatMap(name => {
		const few = spreadOf(columns.get(least)?.get(name) ?? [])?.median;
		const many = spreadOf(columns.get(most)?.get(name) ?? [])?.median;
		if (few === undefined || many === undefined) return [];
		const microseconds = ((many - few) / (most - least)) * 1000;
		return [`${name}: ${microseconds.toFixed(1)} us for each further process`];
	});
}
