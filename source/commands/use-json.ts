import type {FromWorker} from '../worker/messages.js';
import {orNull} from './output.js';

/** The line of `use --json` for what a memory-user says; `undefined` for what scripts are not told. Bytes, seconds. */
export function eventOf(message: FromWorker): object | undefined {
	if (message.event === 'allocating') return undefined;
	if (message.event !== 'started') return message;
	const {baseline, ...started} = message;
	return {...started, baseline: {rss: baseline.rss, vsz: orNull(baseline.vsz)}};
}
