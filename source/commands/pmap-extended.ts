import {figureColumn} from '../model/region-figures.js';
import type {RegionMap} from '../platform/region-reading.js';
import {type OutsideText, rawText} from '../safe-text.js';
import type {MapSource} from './map-source.js';
import {kibibytes, pmapTitle} from './pmap-words.js';

const head = 'Address           Kbytes     RSS   Dirty Mode  Mapping\n';
const separator = '---------------- ------- ------- ------- \n';
const figureWidth = 7;

/** What `pmap -x PID` of procps 4 prints (pmap(1)): KiB, a line a region, and totals. */
export function* extendedText(source: MapSource): Generator<string> {
	const {view} = source;
	const {map} = view.reading;
	yield pmapTitle(source);
	yield head;
	const size = cells(figureColumn(map, 'size'));
	const rss = cells(figureColumn(map, 'rss'));
	const dirty = cells(figureColumn(map, 'dirty'));
	const modes = map.perms.list.map(perms => `${perms.replace(/p$/, '-')}-`);
	const mappingOf = mappings(source);
	for (let row = 0; row < map.count; row++) {
		const address = (map.start[row] ?? 0n).toString(16).padStart(16, '0');
		const mode = modes[map.perms.index[row] ?? -1] ?? '';
		yield `${address} ${size(row)} ${rss(row)} ${dirty(row)} ${mode} ${mappingOf(row)}\n`;
	}

	yield separator;
	const sums = [view.totals.size, view.totals.rss, view.totals.dirty];
	yield `${'total kB'.padEnd(16)} ${sums.map(sum => kibibytes(map.count === 0 ? 0 : sum).padStart(figureWidth)).join(' ')}\n`;
}

/** Cells of a column; most rows have the same figure as the one before. */
function cells(values: Float64Array | undefined): (row: number) => string {
	let last: number | undefined;
	let text = kibibytes(undefined).padStart(figureWidth);
	return row => {
		const value = values?.[row];
		if (value !== last) {
			last = value;
			text = kibibytes(value).padStart(figureWidth);
		}

		return text;
	};
}

/**
 * What pmap calls a mapping: the base name, whatever the name is of; else stack or anonymous. SysV memory goes
 * by its id, which pmap finds out with a segment of its own: so on its own machine only.
 */
function mappings({view, isOwnMachine}: MapSource): (row: number) => string {
	const {map} = view.reading;
	const names = map.path.list.map(mappingName);
	const isShm = map.path.list.map(
		path => isOwnMachine && path !== undefined && /^\/SYSV[\da-f]{8} \(deleted\)$/.test(rawText(path)),
	);
	return row => {
		const path = map.path.index[row] ?? 0;
		if (isShm[path] && !isHugetlb(map, row)) return `  [ shmid=0x${(map.inode[row] ?? 0n).toString(16)} ]`;
		return names[path] ?? '';
	};
}

// SysV memory of huge pages lies on another file system, where pmap doesn't see it.
function isHugetlb(map: RegionMap, row: number): boolean {
	return (map.vmFlags.list[map.vmFlags.index[row] ?? 0] ?? '').split(' ').includes('ht');
}

function mappingName(path: OutsideText | undefined): string {
	const name = path === undefined ? '' : rawText(path);
	const slash = name.lastIndexOf('/');
	if (slash >= 0) return printable(name.slice(slash + 1 < name.length ? slash + 1 : slash));
	return name === '[stack]' ? '  [ stack ]' : '  [ anon ]';
}

/** pmap 4.0 shows each byte that is no printable ASCII as `?`. An invalid one is here as one U+FFFD. */
function printable(name: string): string {
	return name.replace(/[^ -~]/gu, character =>
		'?'.repeat(character === '\uFFFD' ? 1 : Buffer.byteLength(character)),
	);
}
