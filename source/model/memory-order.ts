import type {WorkerAccess, WorkerKind, WorkerOrder} from '../worker/messages.js';

/** What a person may ask a memory-user for: `MB [SECONDS] [KIND] [ACCESS]`. MB are MiB, as in `free -m`. */

export const megabyte = 1024 * 1024;
// Listed by name, so that the compiler misses one that a worker knows and nobody can ask for.
const everyKind = {anon: 0, heap: 0, shared: 0, file: 0, reserve: 0} satisfies Record<WorkerKind, 0>;
const everyAccess = {rmw: 0, write: 0, read: 0, random: 0} satisfies Record<WorkerAccess, 0>;
export const kinds = Object.keys(everyKind) as readonly WorkerKind[];
export const accesses = Object.keys(everyAccess) as readonly WorkerAccess[];
const leastSeconds = 0.1;
const mostSeconds = 86_400;

export const amountRule = 'MB is a whole number from 1';
export const secondsRule = `SECONDS is ${leastSeconds} to ${mostSeconds.toLocaleString('en')}`;
export const kindRule = `kind is ${kinds.join(', ')}`;
export const accessRule = `access is ${accesses.join(', ')}`;

export type Available = {readonly bytes: number; readonly of: 'machine' | 'cgroup'};

/** Whole megabytes from 1 on; `undefined` when the text is something else. More digits than fit are `Infinity`. */
export function readMegabytes(text: string): number | undefined {
	const megabytes = Number(text);
	return /^\d+$/.test(text) && megabytes >= 1 ? megabytes : undefined;
}

/** `undefined` when the text is no number of seconds, or one that nobody may ask for. */
export function readSeconds(text: string): number | undefined {
	const seconds = Number(text);
	const isInRange = /^\d+(\.\d+)?$/.test(text) && seconds >= leastSeconds && seconds <= mostSeconds;
	return isInRange ? seconds : undefined;
}

/** The order, or in one sentence what is wrong with the text. The words after MB may stand in any order, once each. */
export function parseOrder(
	text: string,
	available: Available | undefined,
): WorkerOrder | {readonly error: string} {
	const [amount = '', ...words] = text.trim().split(/\s+/);
	const megabytes = readMegabytes(amount);
	if (megabytes === undefined) return {error: amountRule};
	const given: {seconds?: number; kind?: WorkerKind; access?: WorkerAccess} = {};
	for (const word of words) {
		const read = readWord(word);
		if ('error' in read) return read;
		if (Object.keys(read).some(name => name in given)) return {error: `${word} is one too many`};
		Object.assign(given, read);
	}
	const {kind = 'anon', access = 'rmw', seconds} = given;
	const refusal = refuse(megabytes, available, kind);
	if (refusal !== undefined) return {error: refusal};
	return {bytes: megabytes * megabyte, kind, access, seconds, stopUnderPressure: true};
}

function readWord(
	word: string,
): {seconds: number} | {kind: WorkerKind} | {access: WorkerAccess} | {readonly error: string} {
	const kind = kinds.find(name => name === word);
	if (kind !== undefined) return {kind};
	const access = accesses.find(name => name === word);
	if (access !== undefined) return {access};
	if (!/^[-+.]?\d/.test(word)) return {error: `${kindRule}; ${accessRule}`};
	const seconds = readSeconds(word);
	return seconds === undefined ? {error: secondsRule} : {seconds};
}

/**
 * Why so much can't be given, with the figures; `undefined` when it can. What is only reserved takes no memory, and
 * the pages of a file are the cache's, which the kernel takes back when it needs them: the disk limits it.
 */
export function refuse(
	megabytes: number,
	available: Available | undefined,
	kind: WorkerKind = 'anon',
): string | undefined {
	if (!Number.isSafeInteger(megabytes * megabyte)) return 'so many MB no machine has';
	if (kind === 'reserve' || kind === 'file' || !available) return undefined;
	if (megabytes * megabyte <= available.bytes) return undefined;
	const left = Math.floor(available.bytes / megabyte).toLocaleString('en');
	const where = available.of === 'cgroup' ? ' in our cgroup' : '';
	return `${megabytes} MB asked for, ${left} MB available${where}`;
}
