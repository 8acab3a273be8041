import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Clock} from '../../source/store/poller.js';

type Timer = {readonly at: number; readonly callback: () => void};

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
	/** CPU time that this process is said to have used, milliseconds. */
	used = 0;
	private time = 0;
	private readonly timers = new Set<Timer>();

	now(): number {
		return this.time;
	}

	cpu(): number {
		return this.used;
	}

	setTimeout(callback: () => void, milliseconds: number): Timer {
		const timer = {at: this.time + milliseconds, callback};
		this.timers.add(timer);
		return timer;
	}

	clearTimeout(timer: unknown): void {
		this.timers.delete(timer as Timer);
	}

	/** How many timers wait. */
	get waiting(): number {
		return this.timers.size;
	}

	/** Lets the time pass, timer by timer, and what hangs on each come to its end. */
	async advance(milliseconds: number): Promise<void> {
		const end = this.time + milliseconds;
		for (let next = this.firstUntil(end); next; next = this.firstUntil(end)) {
			this.timers.delete(next);
			this.time = Math.max(this.time, next.at);
			next.callback();
			await settled();
		}
		this.time = end;
		await settled();
	}

	/** The machine slept: the time jumps, and timers that fell due meanwhile run late. */
	async machineSleeps(milliseconds: number): Promise<void> {
		this.time += milliseconds;
		await this.advance(0);
	}

	private firstUntil(end: number): Timer | undefined {
		const due = [...this.timers].filter(timer => timer.at <= end);
		return due.sort((a, b) => a.at - b.at)[0];
	}
}

/** Resolves when all promises that wait for nothing outside have been settled. */
export async function settled(): Promise<void> {
	await nextTurn();
}
