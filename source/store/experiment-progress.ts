import type {ExperimentEnd, ExperimentOrder, ExperimentRun, Observation} from '../model/experiment.js';
import type {Baseline, FromWorker} from '../worker/messages.js';

/** What is known of an experiment while it runs, and how what the worker says changes it. */

export type Phase = 'start' | 'quiet' | 'growth' | 'during' | 'after';

/** What is known while it runs; told after each look and each change of phase. */
export type ExperimentProgress = {
	readonly order: ExperimentOrder;
	readonly phase: Phase;
	readonly pid: number | undefined;
	readonly baseline: Baseline | undefined;
	/** Bytes touched so far. */
	readonly touched: number;
	readonly passes: number;
	readonly bytesPerSecond: number | undefined;
	readonly before: Observation | undefined;
	readonly last: Observation | undefined;
	/** The last one in which the worker was there. */
	readonly held: Observation | undefined;
};

export type Progress = {-readonly [Key in keyof ExperimentProgress]: ExperimentProgress[Key]};

/** What the worker said of its work so far. */
export type Held = {
	firstTouch: ExperimentRun['firstTouch'];
	isAllocated: boolean;
	said: ExperimentEnd | undefined;
};

/** The machine has settled when what it has free moves by less than this from look to look, so many times. */
const stillBytes = 2 * 1024 * 1024;
const stillLooks = 3;

/** Takes a message of the worker. */
export function hear(message: FromWorker, progress: Progress, held: Held): void {
	switch (message.event) {
		case 'started':
			progress.pid = message.pid;
			progress.baseline = message.baseline;
			break;
		case 'allocating':
			progress.touched = message.touched;
			break;
		case 'allocated':
			held.isAllocated = true;
			held.firstTouch = {seconds: message.seconds, bytesPerSecond: message.bytesPerSecond};
			if (progress.order.kind !== 'reserve') progress.touched = progress.order.bytes;
			break;
		case 'pass':
			progress.passes = message.pass;
			progress.bytesPerSecond = message.bytesPerSecond;
			break;
		case 'finished':
			progress.passes = message.passes;
			progress.bytesPerSecond = message.bytesPerSecond;
			break;
		case 'failed':
			held.said = {reason: 'failed', message: message.message};
			break;
	}
}

/** We release it when its time is over: that is no release by a person. */
export function endOf(end: ExperimentEnd | undefined, held: Held, isAborted: boolean): ExperimentEnd {
	if (held.said) return held.said;
	if (end?.reason === 'released') return {reason: isAborted ? 'released' : 'time'};
	return end ?? {reason: 'failed', message: 'the worker never started'};
}

export function hasSettled(after: readonly Observation[]): boolean {
	if (after.length < stillLooks + 1) return false;
	const free = after
		.slice(-stillLooks - 1)
		.map(({machine}) => (machine.kind === 'linux' ? machine.meminfo.MemFree : machine.free));
	return free.every((bytes, i) => {
		const before = free[i - 1];
		return i === 0 || bytes === undefined || before === undefined || Math.abs(bytes - before) < stillBytes;
	});
}
