import {summedFields} from '../model/totals.js';
import {manyFormats, noMapNamed, pidAndFile, twoOutputs} from './errors.js';
import {standardStream, writeGiven} from './given-file.js';
import {mapCsv} from './map-csv.js';
import {mapJsonText} from './map-json.js';
import {fileMap, type MapSource, processMap, savedReading} from './map-source.js';
import {mapText, summaryText} from './map-text.js';
import {type CommonOptions, checkOptions, readPid} from './options.js';
import {note, print, printAll} from './output.js';
import {detailText} from './pmap-detail.js';
import {extendedText} from './pmap-extended.js';
import {snapshotLines} from './snapshot.js';

export type MapOptions = CommonOptions & {
	readonly x?: boolean;
	readonly X?: boolean;
	readonly summary?: boolean;
	readonly csv?: boolean;
	readonly json?: boolean;
	readonly file?: string;
	readonly save?: string;
};

const formats = ['x', 'X', 'summary', 'csv', 'json'] as const;

type Format = (typeof formats)[number] | 'listing' | 'nothing';

/** `memtui map PID` and `memtui map --file FILE`: the regions of a process, by type or as pmap prints them. */
export async function map(given: string | undefined, options: MapOptions): Promise<void> {
	const format = formatOf(options);
	const source = await sourceOf(given, options, format);
	if (options.save === standardStream) await printAll(snapshotLines(savedReading(source)));
	else if (options.save !== undefined) writeGiven(options.save, snapshotLines(savedReading(source)));
	await printAs(format, source);
}

function formatOf(options: MapOptions): Format {
	const given = formats.filter(name => options[name]);
	if (given.length > 1) throw manyFormats(given.map(name => (name.length === 1 ? `-${name}` : `--${name}`)));
	if (options.save === standardStream && given.length > 0) throw twoOutputs();
	return given[0] ?? (options.save === undefined ? 'listing' : 'nothing');
}

async function sourceOf(given: string | undefined, options: MapOptions, format: Format): Promise<MapSource> {
	if (options.file === undefined) {
		if (given === undefined) throw noMapNamed();
		// A snapshot that is saved beside holds all fields.
		const fields = format === 'summary' && options.save === undefined ? summedFields : undefined;
		return processMap(readPid(given), options, fields);
	}

	if (given !== undefined) throw pidAndFile();
	checkOptions(options);
	return fileMap(options.file);
}

async function printAs(format: Format, source: MapSource): Promise<void> {
	const {reading} = source.view;
	switch (format) {
		case 'nothing':
			break;
		case 'json':
			await printAll(mapJsonText(source.view));
			return;
		case 'listing':
			print(mapText(source));
			return;
		case 'summary':
			print(summaryText(source.view));
			return;
		case 'csv':
			await printAll(mapCsv(source.view));
			break;
		case 'x':
			await printAll(extendedText(source));
			break;
		case 'X':
			await printAll(detailText(source));
			break;
	}

	// These formats have no place for it.
	if (reading.reason !== undefined) note(reading.reason);
}
