import {paragraph} from '../../components/paragraph.js';
import {bytes, count, left, right} from '../../format.js';
import type {RegionDetails, RegionFigure} from '../../model/region-details.js';
import {regionWarnings} from '../../model/region-words.js';
import type {
	NumaPlacement,
	RegionExtras,
	RegionFailure,
	Sharer,
	SharingReading,
} from '../../platform/region-reading.js';
import {rawText, safeText} from '../../safe-text.js';
import type {RegionLook} from './look.js';

/** All that is known of one region, as many lines as it takes, each exactly `columns` wide. Pure. */

type Look = Pick<RegionLook, 'theme' | 'columns'>;

/** What is known of who shares: `undefined` while nobody has asked. */
export type Sharing = SharingReading | RegionFailure | 'looking' | undefined;

const labelWidth = 12;
const figureWidth = 6;
const nameWidth = 16;

/** `extras` is `undefined` until they are read. */
export function detailLines(
	details: RegionDetails,
	extras: RegionExtras | undefined,
	sharing: Sharing,
	look: Look,
): string[] {
	const {paint} = look.theme;
	const {region} = details;
	const title = [`${region.start}-${region.end}`, region.perms, bytes(region.size), details.type].join('  ');
	const warnings = regionWarnings(region, extras?.isDeleted).flatMap(text =>
		lines({text, label: ' ! '}, look),
	);
	return [
		...lines({text: title, label: ' '}, look).map(line => paint.title(line)),
		...lines({text: details.typeWords, label: ' '}, look),
		...warnings.map(line => paint.warning(line)),
		blank(look),
		...factsOf(details, extras, sharing).flatMap(([label, text]) => fact(label, text, look)),
		blank(look),
		...details.figures.flatMap(figure => figureLines(figure, look)),
		...section('kernel marks', details.flags, look, ({code, words}) =>
			lines({text: words ?? '', label: `   ${code}  `}, look),
		),
		...sharersOf(sharing, look),
	];
}

function lines(text: {readonly text: string; readonly label: string}, {columns}: Look): string[] {
	return paragraph(text, columns);
}

function blank({columns}: Look): string {
	return ' '.repeat(columns);
}

function fact(label: string, text: string, look: Look): string[] {
	return lines({text, label: ` ${left(label, labelWidth)} `}, look);
}

/** Heading and entries, none when there are none. */
function section<Entry>(
	heading: string,
	entries: readonly Entry[],
	look: Look,
	draw: (entry: Entry) => string[],
): string[] {
	if (entries.length === 0) return [];
	const head = lines({text: heading, label: ' '}, look).map(line => look.theme.paint.head(line));
	return [blank(look), ...head, ...entries.flatMap(draw)];
}

type Fact = readonly [label: string, text: string];

function factsOf(details: RegionDetails, extras: RegionExtras | undefined, sharing: Sharing): Fact[] {
	const {region, name} = details;
	const facts: Fact[] = [['access', `${region.perms}: ${details.permsWords}`]];
	if (name !== undefined) facts.push(['mapping', safeText(name)]);
	const deleted = deletedWords(details, extras);
	if (deleted !== undefined) facts.push(['deleted', deleted]);
	if (region.inode !== 0 || region.device !== '00:00') {
		const offset = typeof region.offset === 'number' ? count(region.offset) : region.offset;
		facts.push(['file', `from byte ${offset}, device ${region.device}, inode ${region.inode}`]);
	}
	facts.push(['page size', bytes(region.kernelPageSize)]);
	if (extras?.hugePages !== undefined) facts.push(['huge pages', hugeWords(details, extras.hugePages)]);
	if (extras?.numa !== undefined) facts.push(['NUMA', numaWords(extras.numa)]);
	if (sharing !== undefined) facts.push(['shared with', sharingWords(sharing)]);
	return facts;
}

function deletedWords({region}: RegionDetails, extras: RegionExtras | undefined): string | undefined {
	if (extras?.isDeleted === true)
		return 'yes: no file has this name any more, its blocks stay until it is unmapped';
	const looksDeleted = region.path !== undefined && rawText(region.path).endsWith(' (deleted)');
	if (!looksDeleted || region.inode === 0) return undefined;
	return extras?.isDeleted === false
		? 'no: the file is called so'
		: 'by its name; what never had a file is shown so too, and a file may be called so';
}

function hugeWords({flags, figures}: RegionDetails, mode: string): string {
	const has = (code: string) => flags.some(flag => flag.code === code);
	const used = figures
		.filter(({name}) => ['AnonHugePages', 'ShmemPmdMapped', 'FilePmdMapped'].includes(name))
		.reduce((sum, figure) => sum + (figure.bytes ?? 0), 0);
	const asked = has('nh') ? 'refused here' : has('hg') ? 'asked for here' : 'not asked for here';
	return `${bytes(used)} in transparent huge pages; ${asked}, the system says ${mode}`;
}

function numaWords({policy, nodes}: NumaPlacement): string {
	const places = nodes.map(({node, bytes: size}) => `${bytes(size)} on node ${node}`);
	return [`policy ${policy}`, ...places].join(', ');
}

function figureLines(figure: RegionFigure, look: Look): string[] {
	const {name, words = ''} = figure;
	const value = figure.count === undefined ? bytes(figure.bytes) : count(figure.count);
	const label = ` ${left(name, nameWidth)}${right(value, figureWidth)}  `;
	const drawn = lines({text: words, label}, look);
	return figure.bytes === 0 || figure.count === 0 ? drawn.map(line => look.theme.paint.dim(line)) : drawn;
}

/** How many share, and what could not be read of whom. */
export function sharingWords(sharing: Exclude<Sharing, undefined>): string {
	if (sharing === 'looking') return 'looking through the maps of the others';
	if ('failure' in sharing) return `${sharing.failure}: ${sharing.message}`;
	const {sharers, read, denied, unread, milliseconds} = sharing;
	const forked = sharers.filter(({how}) => how === 'fork').length;
	const found = [
		...(sharers.length > forked ? [`${count(sharers.length - forked)} that map the same`] : []),
		...(forked > 0 ? [`${count(forked)} since a fork`] : []),
	];
	const looked = [
		`${count(read)} maps read`,
		...(denied > 0 ? [`${count(denied)} denied`] : []),
		...(unread > 0 ? [`${count(unread)} not reached in ${(milliseconds / 1000).toFixed(1)} s`] : []),
	];
	const nobody = denied + unread > 0 ? 'nobody that could be read' : 'nobody';
	return `${found.length > 0 ? found.join(', ') : nobody} (${looked.join(', ')})`;
}

function sharersOf(sharing: Sharing, look: Look): string[] {
	const sharers = typeof sharing === 'object' && 'sharers' in sharing ? sharing.sharers : [];
	return section('shared with', sharers, look, sharer =>
		lines({text: sharerWords(sharer), label: ` ${right(String(sharer.pid), 9)} `}, look),
	);
}

function sharerWords({name, start, perms, how}: Sharer): string {
	const why = how === 'fork' ? 'since a fork, until one of them writes' : 'the same part';
	return `${safeText(name)}  ${perms} at ${start.toString(16)}: ${why}`;
}
