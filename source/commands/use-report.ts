import type {FromWorker, WorkerOrder} from '../worker/messages.js';
import {print, printJsonLine} from './output.js';
import {eventOf} from './use-json.js';
import {advance, askedLine, newProgress, overwritten, progressLine, summaryLines} from './use-text.js';

/** Where the words of a memory-user go while it runs. */
export type UseReport = {
	hear(message: FromWorker): void;
	/** It ended in good order, or by a signal that was meant for it: `why` is for a person. */
	end(why: string): void;
	/** It ended by an error, which is told elsewhere. */
	fail(reason: string, message: string): void;
};

const now = () => performance.now();

/** A line of JSON an event. The last one is always `finished` or `failed`, also when the worker could not say it. */
export function jsonReport(): UseReport {
	let last: FromWorker | undefined;
	let allocatedAt: number | undefined;
	return {
		hear(message) {
			if (message.event === 'allocated') allocatedAt = now();
			const event = eventOf(message);
			if (event) printJsonLine(event);
			last = message;
		},
		end() {
			if (last?.event === 'finished' || last?.event === 'failed') return;
			const seconds = allocatedAt === undefined ? 0 : (now() - allocatedAt) / 1000;
			const {pass = 0, bytesPerSecond = 0} = last?.event === 'pass' ? last : {};
			printJsonLine({event: 'finished', passes: pass, seconds, bytesPerSecond, reason: 'signal'});
		},
		fail(reason, message) {
			if (last?.event !== 'failed') printJsonLine({event: 'failed', reason, message});
		},
	};
}

/** Between two lines where none is written over: often enough to notice a reader that is gone. */
const lineEvery = 1000;

/** Lines: on a terminal the progress is written over, elsewhere it gets a line a second. */
export function textReport(order: WorkerOrder, mark: string | undefined): UseReport {
	let progress = newProgress(order);
	const isLive = process.stdout.isTTY && process.env.TERM !== 'dumb';
	let printedAt = now();
	const over = (text: string) => {
		if (isLive) process.stdout.write(overwritten(text, process.stdout.columns || 80, mark));
	};
	return {
		hear(message) {
			progress = advance(progress, message, now());
			if (message.event === 'started') print(`${message.pid}\n${askedLine(message)}`);
			if (message.event === 'failed' || message.event === 'finished') return;
			const line = progressLine(progress, now());
			if (isLive) {
				over(line);
				return;
			}
			const isDue = message.event === 'allocating' && now() - printedAt >= lineEvery;
			if (!isDue && message.event !== 'allocated' && message.event !== 'pass') return;
			print(line);
			printedAt = now();
		},
		end(why) {
			over('');
			print(summaryLines(progress, why, now()).join('\n'));
		},
		fail(reason) {
			over('');
			if (progress.touched === 0) return;
			const why = reason === 'failed' ? 'then the worker failed' : 'then the worker was killed';
			print(summaryLines(progress, why, now()).join('\n'));
		},
	};
}
