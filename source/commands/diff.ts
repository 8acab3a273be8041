import {mapChange} from '../model/region-change.js';
import {diffJson} from './diff-json.js';
import {diffText} from './diff-text.js';
import {standardInputTwice} from './errors.js';
import {standardStream} from './given-file.js';
import {fileMap, type MapSource, processMap} from './map-source.js';
import {type CommonOptions, checkOptions, readPid} from './options.js';
import {print, printJson} from './output.js';

type Options = CommonOptions & {readonly json?: boolean};

/** `memtui diff A B`: what changed from one map to another. Each is a PID or a file. */
export async function diff(givenA: string, givenB: string, options: Options): Promise<void> {
	checkOptions(options);
	if (givenA === standardStream && givenB === standardStream) throw standardInputTwice();
	const a = await sourceOf(givenA, options);
	const b = await sourceOf(givenB, options);
	const change = mapChange(a.view, b.view);
	if (options.json) printJson(diffJson(a, b, change));
	else print(diffText(a, b, change));
}

/** A number is a PID, `./123` a file. */
async function sourceOf(given: string, options: Options): Promise<MapSource> {
	return /^\d+$/.test(given) ? processMap(readPid(given), options) : fileMap(given);
}
