import type {Sample} from '../platform/platform.js';
import type {FromWorker, WorkerOrder} from '../worker/messages.js';
import type {WorkerState} from './state.js';

/** Pure moves of the memory-users: what each message and each sample changes. */

export function newWorker(id: number, order: WorkerOrder): WorkerState {
	return {
		id,
		pid: undefined,
		bytes: order.bytes,
		kind: order.kind,
		seconds: order.seconds,
		phase: 'starting',
		baseline: undefined,
		touched: 0,
		firstTouch: undefined,
		passes: 0,
		bytesPerSecond: undefined,
		cpu: undefined,
		end: undefined,
		peakRss: undefined,
	};
}

export function applyMessage(worker: WorkerState, message: FromWorker): WorkerState {
	switch (message.event) {
		case 'started':
			return {...worker, pid: message.pid, phase: 'allocating', baseline: message.baseline};
		case 'allocating':
			return {...worker, touched: message.touched};
		case 'allocated': {
			const {seconds, bytesPerSecond} = message;
			return {
				...worker,
				phase: 'streaming',
				touched: worker.kind === 'reserve' ? worker.touched : worker.bytes,
				firstTouch: {seconds, bytesPerSecond},
			};
		}
		case 'pass':
			return {...worker, passes: message.pass, bytesPerSecond: message.bytesPerSecond};
		case 'finished': {
			const end = {reason: message.reason, message: undefined, seconds: message.seconds};
			return {...worker, passes: message.passes, bytesPerSecond: message.bytesPerSecond, end};
		}
		case 'failed':
			return {...worker, end: {reason: 'failed', message: message.message, seconds: undefined}};
	}
}

/** The process is gone. What it said last about the reason stands; else what was seen of its end. */
export function endWorker(worker: WorkerState, reason: string, message: string | undefined): WorkerState {
	return {...worker, phase: 'ended', end: worker.end ?? {reason, message, seconds: undefined}};
}

/** What a refresh tells of it: its largest RSS so far, and its CPU. */
export function observe(worker: WorkerState, sample: Sample, cpu: ReadonlyMap<number, number>): WorkerState {
	if (worker.pid === undefined || worker.phase === 'ended') return worker;
	const rss = sample.processes.get(worker.pid)?.figures?.rss;
	const peakRss = Math.max(rss ?? 0, worker.peakRss ?? 0);
	return {...worker, cpu: cpu.get(worker.pid) ?? worker.cpu, peakRss: peakRss > 0 ? peakRss : undefined};
}
