import {resolve} from 'node:path';
import {seriesSlopes} from '../model/series-slope.js';
import type {FinishedExperiment} from '../store/experiments.js';
import type {Notice} from '../store/state.js';
import {experimentMarkdown} from './experiment-markdown.js';
import {writeNew} from './given-file.js';

/** Writes the report of experiments into a new file of the folder, named after the time (UTC). */
export function saveReport(
	finished: readonly FinishedExperiment[],
	now: Date = new Date(),
	folder = '.',
): Notice {
	const time = now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
	const path = resolve(folder, `memtui-experiment-${time}.md`);
	const slopes = seriesSlopes(finished);
	try {
		writeNew(path, experimentMarkdown(finished, slopes));
		return {text: `the report is in ${path}`, isError: false};
	} catch (error) {
		return {text: `the report could not be written: ${(error as Error).message}`, isError: true};
	}
}
