import {constants} from 'node:fs';
import {lstat, open, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {parseNumaPlacement} from '../../proc/numa-maps.js';
import type {Process} from '../platform.js';
import type {RegionExtras} from '../region-reading.js';
import {codeOf} from './failure.js';
import {tryReadSmallFile} from './files.js';

const newline = 0x0a;
const blank = 0x20;
const chunkSize = 64 * 1024;
const deletedMark = ' (deleted)';

/**
 * What is told of the region that starts at `start` beside smaps: its line of numa_maps (for which the kernel
 * walks all pages below it), the mode of transparent huge pages, and whether its file was deleted. What can't be
 * had is left out. Never rejects. Files are read off the main thread; what is mapped is looked at by stat alone.
 */
export async function readRegionExtras(proc: string, process: Process, start: bigint): Promise<RegionExtras> {
	const folder = `${proc}/${process.pid}`;
	const [numaLine, mapsLine] = await Promise.all([
		findLine(`${folder}/numa_maps`, start),
		findLine(`${folder}/maps`, start),
	]);
	return {
		numa: numaLine && parseNumaPlacement(numaLine),
		hugePages: hugePageMode(proc),
		isDeleted: mapsLine && (await isDeleted(folder, mapsLine)),
	};
}

/** The chosen word of `always [madvise] never` (Documentation/admin-guide/mm/transhuge.rst). */
function hugePageMode(proc: string): string | undefined {
	const text = tryReadSmallFile(join(proc, '../sys/kernel/mm/transparent_hugepage/enabled'), 256);
	return text && /\[([a-z]+)\]/.exec(Buffer.from(text).toString('latin1'))?.[1];
}

/**
 * The line of maps or numa_maps that begins with an address, without its newline. Lines stand in order of address:
 * behind it nothing is read.
 */
async function findLine(path: string, start: bigint): Promise<Buffer | undefined> {
	try {
		const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const wanted = start.toString(16).padStart(8, '0');
			const bytes = Buffer.allocUnsafe(chunkSize);
			let end = 0;
			while (end < bytes.length) {
				const {bytesRead} = await file.read(bytes, end, bytes.length - end, null);
				if (bytesRead === 0) return undefined;
				end += bytesRead;
				let from = 0;
				for (;;) {
					const to = bytes.subarray(0, end).indexOf(newline, from);
					if (to < 0) break;
					const order = compareAddress(bytes, from, to, wanted);
					if (order === 0) return Buffer.from(bytes.subarray(from, to));
					if (order > 0) return undefined;
					from = to + 1;
				}
				bytes.copyWithin(0, from, end);
				end -= from;
			}
		} finally {
			await file.close();
		}
	} catch {
		// Denied, gone, or a kernel without NUMA: then there is nothing to tell.
	}
	return undefined;
}

/** The address at the beginning of a line against another one: less than, equal to or more than 0. Both as the kernel prints them. */
function compareAddress(bytes: Buffer, from: number, to: number, wanted: string): number {
	let digits = from;
	while (digits < to && bytes[digits] !== blank && bytes[digits] !== 0x2d) digits++;
	if (digits - from !== wanted.length) return digits - from - wanted.length;
	const found = bytes.toString('latin1', from, digits);
	if (found === wanted) return 0;
	return found < wanted ? -1 : 1;
}

type MapsLine = {
	readonly range: string;
	readonly device: string;
	readonly inode: string;
	readonly path: Buffer;
};

/**
 * Whether the file of a line of maps is no longer under its name. The kernel's mark alone proves nothing: a file
 * may be called `x (deleted)`. `undefined` for what never had a name and where it can't be known.
 */
async function isDeleted(folder: string, line: Buffer): Promise<boolean | undefined> {
	const region = parseMapsLine(line);
	if (!region || region.inode === '0' || region.path[0] !== 0x2f || isUnnamed(region.path)) return undefined;
	if (!region.path.subarray(-deletedMark.length).equals(Buffer.from(deletedMark))) return false;
	// For root alone: the mapped file itself, which has no name left anywhere.
	const mapped = await tryStat(`${folder}/map_files/${region.range}`);
	if (typeof mapped === 'object' && mapped.nlink === 0n) return true;
	// As the process sees its files: it may be in a container.
	const root = Buffer.from(`${folder}/root`);
	if (typeof (await tryStat(root)) === 'string') return undefined;
	const answers = await Promise.all(
		possibleNames(region.path).map(async name =>
			isSame(region, await tryStat(Buffer.concat([root, name]), lstat)),
		),
	);
	if (answers.includes('same')) return false;
	return answers.includes('unknown') ? undefined : true;
}

/** Address range, device, inode and the bytes of the path: `start-end perms offset device inode   path`. */
function parseMapsLine(line: Buffer): MapsLine | undefined {
	const words: string[] = [];
	let at = 0;
	while (words.length < 5) {
		let to = line.indexOf(blank, at);
		if (to < 0) to = line.length;
		if (to === at) return undefined;
		words.push(line.toString('latin1', at, to));
		at = to + 1;
	}
	while (line[at] === blank) at++;
	const [range = '', , , device = '', inode = ''] = words;
	// In map_files the numbers have no leading zeros.
	return {range: range.replaceAll(/(^|-)0+(?=[\da-f])/g, '$1'), device, inode, path: line.subarray(at)};
}

/** Memory that the kernel keeps in files without a name. */
function isUnnamed(path: Buffer): boolean {
	return /^\/(?:memfd:.*|SYSV[\da-f]{8}|dev\/zero|anon_hugepage|\[aio\]) \(deleted\)$/s.test(
		path.toString('latin1'),
	);
}

/** The kernel writes newlines as `\012`, and that alone, so that a name with those four characters looks the same. */
function possibleNames(path: Buffer): Buffer[] {
	const unescaped = Buffer.from(path.toString('latin1').replaceAll('\\012', '\n'), 'latin1');
	return unescaped.equals(path) ? [path] : [path, unescaped];
}

type Stat = {readonly dev: bigint; readonly ino: bigint; readonly nlink: bigint};

/** Stat alone: opening what is there could block (FIFO) or do something (device). */
async function tryStat(path: string | Buffer, look = stat): Promise<Stat | 'absent' | 'unknown'> {
	try {
		return await look(path, {bigint: true});
	} catch (error) {
		const code = codeOf(error);
		return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unknown';
	}
}

/**
 * Some file systems (btrfs, overlayfs) tell maps another device than stat: with the same inode it is that file,
 * with another one nobody knows.
 */
function isSame(region: MapsLine, found: Stat | 'absent' | 'unknown'): 'same' | 'other' | 'unknown' {
	if (found === 'absent') return 'other';
	if (found === 'unknown') return 'unknown';
	if (String(found.ino) === region.inode) return 'same';
	return deviceText(found.dev) === region.device ? 'other' : 'unknown';
}

/** As the kernel prints it: major and minor in hex, two digits at least (makedev(3)). */
function deviceText(device: bigint): string {
	const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xffff_f000n);
	const minor = (device & 0xffn) | ((device >> 12n) & 0xffff_ff00n);
	return [major, minor].map(number => number.toString(16).padStart(2, '0')).join(':');
}
