import {type RegionView, regionView} from '../model/region-view.js';
import type {Platform} from '../platform/platform.js';
import {cannotRead, noSuchProcess, notReadable} from './errors.js';
import {readMapFile, type SavedReading} from './map-file.js';
import {type CommonOptions, openPlatform} from './options.js';

/** A map with what was named to get it. */
export type MapSource = {
	readonly view: RegionView;
	/** The file that it came from, as it was named. */
	readonly file: string | undefined;
	/** False for a tree or a text of another machine: what only its own kernel knows can't be told. */
	readonly isOwnMachine: boolean;
};

/** The map of a process, with `fields` of these alone, or a CommandError that says why there is none. */
export async function processMap(
	pid: number,
	options: CommonOptions,
	fields?: ReadonlySet<string>,
): Promise<MapSource> {
	const platform = openPlatform(options);
	try {
		return await mapFrom(platform, pid, fields);
	} finally {
		platform.close();
	}
}

/** The map that a file holds. */
export async function fileMap(file: string): Promise<MapSource> {
	const saved = await readMapFile(file);
	return {view: regionView(saved.reading), file, isOwnMachine: saved.isOwnMachine};
}

export function savedReading({view, isOwnMachine}: MapSource): SavedReading {
	return {reading: view.reading, isOwnMachine};
}

async function mapFrom(
	platform: Platform,
	pid: number,
	fields: ReadonlySet<string> | undefined,
): Promise<MapSource> {
	const outcome = await platform.regions(pid, new AbortController().signal, fields);
	if ('failure' in outcome) {
		if (outcome.failure === 'gone') throw noSuchProcess(pid);
		if (outcome.failure === 'denied') throw notReadable(outcome.message);
		throw cannotRead(outcome.message);
	}

	return {view: regionView(outcome), file: undefined, isOwnMachine: !platform.capabilities.foreign};
}
