import {constants} from 'node:os';
import {bytes} from '../format.js';
import {availableToTake} from '../model/memory.js';
import {megabyte, refuse} from '../model/memory-order.js';
import {killCause, killSentence} from '../model/out-of-memory.js';
import type {Machine, Platform} from '../platform/platform.js';
import type {Worker, WorkerEnd} from '../worker/fork.js';
import type {WorkerOrder} from '../worker/messages.js';
import {anotherMachine, notAvailable, workerFailed} from './errors.js';
import {openPlatform} from './options.js';
import {readUseOrder, type UseOptions} from './use-options.js';
import {jsonReport, textReport, type UseReport} from './use-report.js';

/**
 * `memtui use MB [SECONDS]`: makes a memory-user, tells what it does, and ends with it. Returns the exit code: 0
 * when it ended by itself, was released, or when nobody reads what it says; 128 and the signal's number after a
 * signal. Throws when it is refused or fails.
 */
export async function use(amount: string, time: string | undefined, options: UseOptions): Promise<number> {
	const order = readUseOrder(amount, time, options);
	const platform = openPlatform(options);
	try {
		if (platform.capabilities.foreign) throw anotherMachine();
		const report = options.json ? jsonReport() : textReport(order, options.ascii ? '~' : undefined);
		return await supervise(order, (options.force ?? 0) > 0, platform, report);
	} finally {
		platform.close();
	}
}

async function supervise(
	order: WorkerOrder,
	isForced: boolean,
	platform: Platform,
	report: UseReport,
): Promise<number> {
	const {machine: before} = await platform.machine();
	checkAvailable(order, isForced ? undefined : availableToTake(before));
	const {forkWorker} = await import('../worker/fork.js');
	const watch = watchForEnd();
	try {
		const worker = forkWorker(order, message => {
			if (!watch.isUnread) report.hear(message);
		});
		watch.endWith(worker);
		const end = await worker.ended;
		if (watch.isUnread) return watch.code;
		if (watch.signal === undefined && (end.reason === 'failed' || end.reason === 'killed')) {
			const failure = await explain(end, worker.pid, before, platform);
			report.fail(failure.reason, failure.message);
			throw workerFailed(failure.message);
		}
		report.end(whyEnded(end, watch.signal));
		return watch.code;
	} finally {
		watch.close();
	}
}

/** Refused before anything is allocated. */
function checkAvailable(order: WorkerOrder, available: ReturnType<typeof availableToTake>): void {
	const refusal = refuse(order.bytes / megabyte, available, order.kind);
	if (refusal !== undefined) throw notAvailable(refusal);
}

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** Ends the worker on a signal, and when nobody can read any more. A second signal ends it at once. */
function watchForEnd() {
	let worker: Worker | undefined;
	let signal: NodeJS.Signals | undefined;
	let isUnread = false;
	const onSignal = (received: NodeJS.Signals) => {
		// It is not reaped before `ended`, after which nobody listens any more: the pid is its own.
		if (signal !== undefined && worker?.pid !== undefined) process.kill(worker.pid, 'SIGKILL');
		signal ??= received;
		worker?.kill();
	};
	const onLost = () => {
		isUnread = true;
		// A terminal that is gone is a hang-up.
		if (process.stdout.isTTY) signal ??= 'SIGHUP';
		worker?.kill();
	};
	for (const name of signals) process.on(name, onSignal);
	process.stdout.on('error', onLost);
	return {
		endWith(started: Worker) {
			worker = started;
		},
		get signal() {
			return signal;
		},
		get isUnread() {
			return isUnread;
		},
		get code() {
			return signal === undefined ? 0 : 128 + (constants.signals[signal] ?? 0);
		},
		close() {
			for (const name of signals) process.off(name, onSignal);
			process.stdout.off('error', onLost);
		},
	};
}

function whyEnded({reason}: WorkerEnd, signal: NodeJS.Signals | undefined): string {
	if (signal !== undefined) return `ended by ${signal}`;
	if (reason === 'time') return 'its time was over';
	return reason === 'signal' ? 'the worker was ended by a signal' : 'released';
}

/** What went wrong; of a SIGKILL whether it was the kernel's. */
async function explain(
	end: WorkerEnd,
	pid: number | undefined,
	before: Machine,
	platform: Platform,
): Promise<{readonly reason: string; readonly message: string}> {
	if (end.reason === 'killed' && end.signal === 'SIGKILL' && pid !== undefined) {
		const {machine: after} = await platform.machine();
		const cause = killCause(before, after);
		return {reason: cause.by === 'oom' ? 'oom' : 'killed', message: killSentence(pid, cause, bytes)};
	}
	return {reason: end.reason, message: end.message ?? 'the worker failed'};
}
