import {choosePlatform} from '../platform/choose.js';
import {NoProcfsError} from '../platform/linux/linux.js';
import type {Platform, Sample, Wanted} from '../platform/platform.js';
import {cannotRead, wrongInterval, wrongPid, wrongPlatform} from './errors.js';

/** Options that any command takes, as the command line gives them. */
export type CommonOptions = {
	readonly interval?: string;
	readonly proc?: string;
	readonly platform?: string;
	readonly color?: boolean;
	readonly ascii?: boolean;
};

/** Options that a command has no use for must be right all the same. */
export function checkOptions(options: CommonOptions): void {
	readInterval(options.interval);
	if (options.platform !== undefined && options.platform !== 'linux') throw wrongPlatform(options.platform);
}

/** The machine, or the tree that `--proc` names. */
export function openPlatform(options: CommonOptions): Platform {
	checkOptions(options);
	try {
		return choosePlatform({proc: options.proc});
	} catch (error) {
		if (error instanceof NoProcfsError) throw cannotRead(error.message);
		throw error;
	}
}

/** One sample, and the platform closed again. */
export async function sampleOnce(options: CommonOptions, wanted: Wanted): Promise<Sample> {
	const platform = openPlatform(options);
	try {
		return await platform.sample(wanted);
	} finally {
		platform.close();
	}
}

export function readPid(given: string): number {
	const pid = Number(given);
	if (!/^\d+$/.test(given) || pid < 1 || !Number.isSafeInteger(pid)) throw wrongPid(given);
	return pid;
}

/** Milliseconds between two refreshes. */
export function readInterval(given: string | undefined): number | undefined {
	if (given === undefined) return undefined;
	const seconds = Number(given);
	if (!/^\d+(\.\d+)?$/.test(given) || seconds < 0.1 || seconds > 3600) throw wrongInterval(given);
	return Math.round(seconds * 1000);
}
