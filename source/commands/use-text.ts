import {bytes, count, left, rate} from '../format.js';
import {megabyte} from '../model/memory-order.js';
import type {FromWorker, WorkerKind, WorkerOrder} from '../worker/messages.js';

/** What `memtui use` tells a person: pure lines of what the memory-user has said so far. */

export type UseProgress = {
	readonly order: WorkerOrder;
	/** Milliseconds on a clock that never jumps: when it began to allocate, and when all was touched. */
	readonly startedAt: number | undefined;
	readonly allocatedAt: number | undefined;
	readonly touched: number;
	readonly firstTouch: {readonly seconds: number; readonly bytesPerSecond: number} | undefined;
	readonly passes: number;
	/** Of the time since the last word while it runs, of all of it in the end. */
	readonly bytesPerSecond: number | undefined;
	/** Streamed; from the worker's own last word. */
	readonly seconds: number | undefined;
};

export function newProgress(order: WorkerOrder): UseProgress {
	return {
		order,
		...{startedAt: undefined, allocatedAt: undefined, touched: 0, firstTouch: undefined},
		...{passes: 0, bytesPerSecond: undefined, seconds: undefined},
	};
}

/** `now` in milliseconds. */
export function advance(progress: UseProgress, message: FromWorker, now: number): UseProgress {
	switch (message.event) {
		case 'started':
			return {...progress, startedAt: now};
		case 'allocating':
			return {...progress, touched: message.touched};
		case 'allocated': {
			const {seconds, bytesPerSecond} = message;
			const {bytes: all} = progress.order;
			return {...progress, touched: all, allocatedAt: now, firstTouch: {seconds, bytesPerSecond}};
		}
		case 'pass':
			return {...progress, passes: message.pass, bytesPerSecond: message.bytesPerSecond};
		case 'finished': {
			const {passes, seconds, bytesPerSecond} = message;
			return {...progress, passes, seconds, bytesPerSecond};
		}
		case 'failed':
			return progress;
	}
}

const inMegabytes = (size: number) => count(Math.floor(size / megabyte));
const passesOf = (passes: number) => `${count(passes)} ${passes === 1 ? 'pass' : 'passes'}`;

/** The line after the pid: what was asked for, and what the process has without it. */
export function askedLine(message: Extract<FromWorker, {event: 'started'}>): string {
	const {bytes: asked, kind, access, baseline} = message;
	const doing = kind === 'reserve' ? 'never touched' : access;
	const own = `${bytes(baseline.rss)} RSS, ${bytes(baseline.vsz)} VSZ`;
	return `${inMegabytes(asked)} MB (${count(asked)} bytes) of ${kind}, ${doing}; Node's own beside it: ${own}`;
}

/** How far it is. */
export function progressLine({order, ...progress}: UseProgress, now: number): string {
	const {startedAt = now, allocatedAt, touched, firstTouch, passes, bytesPerSecond} = progress;
	if (allocatedAt === undefined || !firstTouch) {
		const seconds = (now - startedAt) / 1000;
		const speed = seconds > 0 && touched > 0 ? `, ${rate(touched / seconds)}` : '';
		return `${inMegabytes(touched)} of ${inMegabytes(order.bytes)} MB touched${speed}`;
	}
	if (order.kind === 'reserve') return `${inMegabytes(order.bytes)} MB reserved, nothing of it touched`;
	if (passes === 0) return firstTouchLine(order, firstTouch);
	const past = Math.round((now - allocatedAt) / 1000);
	const time = order.seconds === undefined ? `${count(past)} s` : `${count(past)} of ${order.seconds} s`;
	return `${inMegabytes(order.bytes)} MB, ${passesOf(passes)}, ${rate(bytesPerSecond)}, ${time}`;
}

function firstTouchLine(
	order: WorkerOrder,
	{seconds, bytesPerSecond}: {seconds: number; bytesPerSecond: number},
) {
	return `first touch of ${inMegabytes(order.bytes)} MB: ${shortTime(seconds)}, ${rate(bytesPerSecond)}`;
}

const shortTime = (seconds: number) => `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;

/** Where the figures show what goes through a descriptor: Node has no mmap, so no map holds it. */
const shownIn: Partial<Readonly<Record<WorkerKind, string>>> = {
	shared:
		'it shows in shared and in buff/cache and in no map, nor in any RSS: a file in tmpfs, through a descriptor',
	file: 'it shows in buff/cache and in no map, nor in any RSS: a file on disk, through a descriptor',
	reserve: 'it shows in VSZ and in the map, not in RSS: asking is not touching',
};

/** What it did, in the end. `why` says what ended it. */
export function summaryLines(progress: UseProgress, why: string, now: number): readonly string[] {
	const {order, startedAt, allocatedAt, touched, firstTouch, passes, bytesPerSecond} = progress;
	if (startedAt === undefined) return [`nothing was allocated; ${why}`];
	if (allocatedAt === undefined || !firstTouch) {
		return [`${inMegabytes(touched)} of ${inMegabytes(order.bytes)} MB were touched; ${why}`];
	}
	const seconds = progress.seconds ?? (now - allocatedAt) / 1000;
	const word = shownIn[order.kind];
	if (order.kind === 'reserve') {
		return [`${inMegabytes(order.bytes)} MB were reserved for ${shortTime(seconds)}; ${why}`, word ?? ''];
	}
	return [
		firstTouchLine(order, firstTouch),
		`${passesOf(passes)} (${order.access}) in ${shortTime(seconds)}, ${rate(bytesPerSecond)}; ${why}`,
		...(word === undefined ? [] : [word]),
	];
}

/** A line that the next one is written over: as wide as the terminal but one, and the cursor at its beginning. */
export function overwritten(text: string, columns: number, mark?: string): string {
	return `${left(text, Math.max(1, columns - 1), mark)}\r`;
}
