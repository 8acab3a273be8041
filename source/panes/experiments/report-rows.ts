import {bytes, bytesChange, count, missing, percent, rate} from '../../format.js';
import type {WorkerState} from '../../store/state.js';

/** What a memory-user did, as rows of a table: shown when it has ended. Pure. */

export type ReportRow = {readonly figure: string; readonly value: string; readonly meaning: string};

const endings: Readonly<Record<string, string>> = {
	time: 'its time was over',
	released: 'released by d',
	signal: 'ended by a signal',
	killed: 'killed from outside: the OOM killer takes a memory-user first',
	failed: 'it could not get the memory',
};

/** `pid 51877: 300 MB anon, its time was over`. */
export function reportTitle(worker: WorkerState): string {
	const why = worker.end?.message ?? endings[worker.end?.reason ?? ''] ?? worker.end?.reason ?? 'ended';
	const size = `${count(Math.round(worker.bytes / 1024 ** 2))} MB ${worker.kind}`;
	return `memory-user ${worker.pid ?? missing}: ${size}, ${why}`;
}

export function reportRows(worker: WorkerState): ReportRow[] {
	const {baseline, peakRss, end} = worker;
	const grown = peakRss !== undefined && baseline ? peakRss - baseline.rss : undefined;
	return [
		{figure: 'asked', value: bytes(worker.bytes), meaning: `${count(worker.bytes)} bytes`},
		{
			figure: 'touched',
			value: bytes(worker.touched),
			meaning: touchedMeaning(worker),
		},
		{figure: 'RSS at start', value: bytes(baseline?.rss), meaning: 'what Node itself brings'},
		{figure: 'RSS grew by', value: bytesChange(grown), meaning: grownMeaning(grown, worker)},
		{
			figure: 'passes',
			value: count(worker.passes),
			meaning: `over all of it, at ${rate(worker.bytesPerSecond)}`,
		},
		{
			figure: 'streamed',
			value: end?.seconds === undefined ? missing : `${end.seconds.toFixed(1)} s`,
			meaning: 'after the first touch',
		},
		{
			figure: 'CPU',
			value: worker.cpu === undefined ? missing : `${percent(worker.cpu)}%`,
			meaning: 'of one CPU, when last seen',
		},
	];
}

function touchedMeaning({kind, firstTouch, touched}: WorkerState): string {
	if (kind === 'reserve' && touched === 0) return 'nothing: it was only reserved';
	return firstTouch ? `first touch at ${rate(firstTouch.bytesPerSecond)}` : 'not all';
}

/** Kinds whose memory is not the worker's own. */
const otherGrowth: Readonly<Record<string, string>> = {
	shared: 'as expected: tmpfs is in shared and buff/cache, in no process',
	file: 'as expected: the file is in buff/cache, in no process',
	reserve: "as expected: asking isn't touching, VSZ alone grew",
};

/** Expected is what was asked for: what is touched becomes resident. */
function grownMeaning(grown: number | undefined, worker: WorkerState): string {
	if (grown === undefined) return 'not seen: it ended between two refreshes';
	const other = otherGrowth[worker.kind];
	if (other !== undefined && grown < worker.bytes / 20) return other;
	const share = grown / worker.bytes;
	if (share > 0.95 && share < 1.05) return 'as asked for: what is touched is resident';
	return share < 1
		? 'less than asked for: it ended or was looked at before all was touched'
		: 'more than asked for';
}
