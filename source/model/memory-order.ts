import type {WorkerKind, WorkerOrder} from '../worker/messages.js';

/** What a person may ask a memory-user for: `MB [SECONDS] [KIND]`. MB are MiB, as in `free -m`. */

export const megabyte = 1024 * 1024;
const kinds: readonly WorkerKind[] = ['anon'];
const leastSeconds = 0.1;
const mostSeconds = 86_400;

export type Available = {readonly bytes: number; readonly of: 'machine' | 'cgroup'};

/** The order, or in one sentence what is wrong with the text. */
export function parseOrder(
	text: string,
	available: Available | undefined,
): WorkerOrder | {readonly error: string} {
	const [amount = '', ...rest] = text.trim().split(/\s+/);
	if (!/^\d+$/.test(amount)) return {error: 'MB is a whole number from 1'};
	const megabytes = Number(amount);
	if (megabytes < 1) return {error: 'MB is a whole number from 1'};
	let kind: WorkerKind = 'anon';
	let seconds: number | undefined;
	for (const [i, word] of rest.entries()) {
		const named = kinds.find(name => name === word);
		if (named !== undefined) {
			kind = named;
		} else if (i === 0 && /^\d+(\.\d+)?$/.test(word)) {
			seconds = Number(word);
			if (seconds < leastSeconds || seconds > mostSeconds) {
				return {error: `SECONDS is ${leastSeconds} to ${mostSeconds.toLocaleString('en')}`};
			}
		} else {
			return {
				error: /^[\d.]+$/.test(word) ? `${word} is no number of seconds` : `kind is ${kinds.join(', ')}`,
			};
		}
	}
	if (!Number.isSafeInteger(megabytes * megabyte)) return {error: 'so many MB no machine has'};
	const refusal = refuse(megabytes, available);
	return refusal ? {error: refusal} : {bytes: megabytes * megabyte, kind, seconds};
}

/** Why so much can't be given, with the figures; `undefined` when it can. */
export function refuse(megabytes: number, available: Available | undefined): string | undefined {
	if (!available || megabytes * megabyte <= available.bytes) return undefined;
	const left = Math.floor(available.bytes / megabyte).toLocaleString('en');
	const where = available.of === 'cgroup' ? ' in our cgroup' : '';
	return `${megabytes} MB asked for, ${left} MB available${where}`;
}
