import {bytes, duration, percent} from '../format.js';
import {memoryFigures} from '../model/memory.js';
import {cpuSinceStart, memoryShare, rssOf} from '../model/process-figures.js';
import {sortProcesses} from '../model/process-order.js';
import type {Process, Sample, Wanted} from '../platform/platform.js';
import {rawText, safeText} from '../safe-text.js';
import {type CommonOptions, sampleOnce} from './options.js';
import {orNull, print, printJson, type TableColumn, tableText} from './output.js';

type Options = CommonOptions & {readonly json?: boolean};

/** `memtui ps`: all processes, largest RSS first. */
export async function ps(options: Options): Promise<void> {
	const wanted: Wanted = {
		figures: 'all',
		extras: options.json ? 'all' : undefined,
		rollups: [],
		rollupBudget: 0,
	};
	const sample = await sampleOnce(options, wanted);
	const processes = sortProcesses(sample.processes.values(), {key: 'rss', reverse: false}, undefined, sample);
	if (options.json) printJson(processes.map(process => processJson(process, sample)));
	else print(tableText(columnsOf(sample), processes));
}

/** One element of `ps --json` (contracts). Bytes; `cpu` since the start of the process. */
export function processJson(process: Process, sample: Sample) {
	const {facts, figures, rollup, extras} = process;
	const rss = rssOf(process);
	const name = rawText(process.name);
	return {
		pid: process.pid,
		ppid: process.ppid,
		uid: orNull(facts?.uid),
		user: facts?.user === undefined ? null : rawText(facts.user),
		state: process.state,
		name,
		command: facts?.command === undefined ? `[${name}]` : rawText(facts.command),
		threads: process.threads,
		startTime: process.startTime === undefined ? null : new Date(process.startTime).toISOString(),
		cpu: rounded(cpuSinceStart(process, sample.at)),
		memoryShare: rounded(memoryShare(rss, memoryFigures(sample.machine).total)),
		rss: orNull(rss),
		pss: orNull(rollup?.pss),
		uss: orNull(rollup?.uss),
		pssReason: rollup ? (rollup.reason ?? null) : 'not read',
		swap: orNull(figures?.swap),
		shared: orNull(figures?.shared),
		vsz: orNull(process.vsz),
		minorFaults: orNull(process.minorFaults),
		majorFaults: orNull(process.majorFaults),
		oomScore: orNull(extras?.oomScore),
		oomScoreAdj: orNull(extras?.oomScoreAdj),
		cgroup: extras?.cgroup === undefined ? null : rawText(extras.cgroup),
	};
}

function rounded(value: number | undefined): number | null {
	return value === undefined ? null : Math.round(value * 100) / 100;
}

function columnsOf(sample: Sample): readonly TableColumn<Process>[] {
	const {total} = memoryFigures(sample.machine);
	return [
		{head: 'PID', align: 'right', text: process => String(process.pid)},
		{
			head: 'USER',
			align: 'left',
			text: ({facts}) => (facts?.user === undefined ? '-' : safeText(facts.user)),
		},
		{head: 'S', align: 'left', text: process => process.state},
		{head: '%CPU', align: 'right', text: process => percent(cpuSinceStart(process, sample.at))},
		{head: 'RSS', align: 'right', text: process => bytes(rssOf(process))},
		{head: 'SWAP', align: 'right', text: process => bytes(process.figures?.swap)},
		{head: '%MEM', align: 'right', text: process => percent(memoryShare(rssOf(process), total))},
		{head: 'TIME', align: 'right', text: process => duration(process.cpuTime)},
		{head: 'COMMAND', align: 'left', text: commandOf},
	];
}

function commandOf(process: Process): string {
	const command = process.facts?.command;
	return command === undefined ? `[${safeText(process.name)}]` : safeText(command);
}
