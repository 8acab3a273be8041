import {
	accesses,
	accessRule,
	amountRule,
	kindRule,
	kinds,
	megabyte,
	readMegabytes,
	readSeconds,
	secondsRule,
} from '../model/memory-order.js';
import type {WorkerOrder} from '../worker/messages.js';
import {wrongOrder} from './errors.js';
import type {CommonOptions} from './options.js';

/** What a memory-user is asked for on the command line. */
export type UseOptions = CommonOptions & {
	readonly kind?: string;
	readonly access?: string;
	/** How often it was given. Once: more than is available. Twice: under pressure too. */
	readonly force?: number;
	readonly json?: boolean;
};

/** The order as the command line gives it, whatever is available. Throws what is wrong with it. */
export function readUseOrder(amount: string, time: string | undefined, options: UseOptions): WorkerOrder {
	const megabytes = readMegabytes(amount);
	if (megabytes === undefined) throw wrongOrder(amountRule, amount);
	const seconds = time === undefined ? undefined : readSeconds(time);
	if (time !== undefined && seconds === undefined) throw wrongOrder(secondsRule, time);
	return {
		bytes: megabytes * megabyte,
		kind: oneOf(kinds, options.kind ?? 'anon', kindRule),
		access: oneOf(accesses, options.access ?? 'rmw', accessRule),
		seconds,
		stopUnderPressure: (options.force ?? 0) < 2,
	};
}

function oneOf<Name extends string>(names: readonly Name[], given: string, rule: string): Name {
	const found = names.find(name => name === given);
	if (found === undefined) throw wrongOrder(rule, given);
	return found;
}
