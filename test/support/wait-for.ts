import {setTimeout as delay} from 'node:timers/promises';

const pollMs = 20;

/**
 * Waits until `condition` gives something other than `undefined` or `false`, and returns it. It is asked every
 * 20 ms, never twice at once; one that throws is not true yet. After `timeoutMs`, also when the condition
 * itself hangs, it throws `timed out waiting for <what>` with what the condition threw last as its cause.
 */
export async function waitFor<T>(
	condition: () => T | undefined | false | Promise<T | undefined | false>,
	what: string,
	timeoutMs = 10_000,
): Promise<T> {
	const bound = new AbortController();
	let cause: unknown;
	const poll = async (): Promise<T | undefined> => {
		while (!bound.signal.aborted) {
			try {
				const value = await condition();
				if (value !== undefined && value !== false) return value;
				cause = undefined;
			} catch (error) {
				cause = error;
			}
			await delay(pollMs);
		}
		return undefined;
	};
	const timeout = delay(timeoutMs, undefined, {signal: bound.signal}).catch(() => undefined);
	try {
		const value = await Promise.race([poll(), timeout]);
		if (value === undefined) throw new Error(`timed out waiting for ${what}`, {cause});
		return value;
	} finally {
		bound.abort();
	}
}
