import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {regionDetails} from '../../../source/model/region-details.js';
import {regionView} from '../../../source/model/region-view.js';
import {detailLines, sharingWords} from '../../../source/panes/regions/detail-rows.js';
import type {RegionExtras, Sharer, SharingReading} from '../../../source/platform/region-reading.js';
import {outsideText} from '../../../source/safe-text.js';
import {createTheme} from '../../../source/theme.js';
import {hostileText} from '../../support/arbitrary.js';
import {controlsIn, paintedWidth} from '../../support/columns.js';
import {ownFixture} from '../../support/fixtures.js';
import {readingOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

const theme = createTheme({color: false, ascii: false});
const painted = createTheme({color: true, ascii: false});
const ascii = createTheme({color: false, ascii: true});

const library: MadeRegion = {
	...{start: 0x7f0000200000n, end: 0x7f0000300000n, perms: 'r-xp', offset: '00026000'},
	...{device: '08:01', inode: 77, path: '/usr/lib/libc.so.6 (deleted)'},
	fields: {
		Size: 1024,
		KernelPageSize: 4,
		Rss: 256,
		Private_Clean: 12,
		Private_Dirty: 0,
		Shared_Dirty: 0,
		THPeligible: '  0',
	},
	vmFlags: 'rd ex zz',
};
const sharer: Sharer = {
	pid: 812,
	name: outsideText('sshd'),
	start: 0x7fcf19ce6000n,
	perms: 'r-xp',
	how: 'maps',
};
const reading: SharingReading = {sharers: [sharer], read: 412, denied: 0, unread: 0, milliseconds: 20};

function linesOf(
	region: MadeRegion,
	extras?: RegionExtras,
	sharing?: Parameters<typeof detailLines>[2],
	columns = 100,
) {
	const details = regionDetails(regionView(readingOf([region])), 0);
	if (!details) throw new Error('no details');
	return detailLines(details, extras, sharing, {theme, columns});
}

test('a region is told in whole', t => {
	const extras: RegionExtras = {
		numa: {policy: 'default', nodes: [{node: 0, bytes: 262_144}]},
		...{hugePages: 'madvise', isDeleted: true},
	};
	t.deepEqual(
		linesOf(library, extras, {...reading, denied: 3, unread: 20, milliseconds: 500.4}).map(line =>
			line.trimEnd(),
		),
		[
			' 7f0000200000-7f0000300000  r-xp  1.00M  code',
			' Instructions of a program or library. One library is four or five rows: headers, code, constants,',
			' relocated, data. All who run it share these pages, and they can be read again from the file.',
			' ! Code of a deleted file: an update replaced it (restart the program), or it hides.',
			'',
			' access       r-xp: read, execute, private (copied when written)',
			' mapping      /usr/lib/libc.so.6 (deleted)',
			' deleted      yes: no file has this name any more, its blocks stay until it is unmapped',
			' file         from byte 155,648, device 08:01, inode 77',
			' page size    4.00K',
			' huge pages   0 in transparent huge pages; not asked for here, the system says madvise',
			' NUMA         policy default, 256K on node 0',
			' shared with  1 that map the same (412 maps read, 3 denied, 20 not reached in 0.5 s)',
			'',
			' Size             1.00M  addresses, touched or not; no memory by itself',
			' KernelPageSize   4.00K  page size the kernel counts in',
			' Rss               256K  in RAM now, shared pages in full',
			' Private_Clean    12.0K  mapped by nobody else, same as in the file',
			' Private_Dirty        0  mapped by nobody else, written',
			' Uss              12.0K  in RAM for this process alone: freed when it ends',
			' Dirty                0  written since it was read or made: to swap or file before reuse',
			' Shared_Dirty         0  mapped by others too, written',
			' THPeligible          0  1: huge pages may be used here',
			'',
			' kernel marks',
			'   rd  may be read',
			'   ex  may be executed',
			'   zz',
			'',
			' shared with',
			'       812 sshd  r-xp at 7fcf19ce6000: the same part',
		],
	);
});

test('before anything else was read there is what smaps told', t => {
	const text = linesOf(library).join('\n');
	t.regex(text, /^ deleted {6}by its name/m);
	t.regex(text, /^ ! Code of a file that seems deleted/m);
	t.notRegex(text, /shared with|NUMA|huge pages {3}/);
});

test('a file that is only called deleted is no warning', t => {
	const text = linesOf(library, {isDeleted: false}).join('\n');
	t.regex(text, /^ deleted {6}no: the file is called so/m);
	t.notRegex(text, /^ !/m);
});

test('memory without a file says nothing of one', t => {
	const text = linesOf(
		{start: 0x1000, end: 0x3000, fields: {Rss: 4}, vmFlags: 'rd wr hg'},
		{hugePages: 'always'},
	).join('\n');
	t.notRegex(text, /^ (?:file|mapping|deleted) /m);
	t.regex(text, /^ huge pages {3}0 in transparent huge pages; asked for here, the system says always/m);
	t.regex(text, /^ Size +8\.00K /m);
	t.regex(text, /^ page size {4}-/m);
});

test('what was looked for and what could not be read is said', t => {
	t.is(sharingWords('looking'), 'looking through the maps of the others');
	t.is(sharingWords({failure: 'not read', message: 'not wanted any more'}), 'not read: not wanted any more');
	t.is(sharingWords({...reading, sharers: []}), 'nobody (412 maps read)');
	t.is(
		sharingWords({...reading, sharers: [], denied: 2}),
		'nobody that could be read (412 maps read, 2 denied)',
	);
	const forked: Sharer = {...sharer, how: 'fork'};
	t.is(
		sharingWords({...reading, sharers: [sharer, forked, forked], read: 1412}),
		'1 that map the same, 2 since a fork (1,412 maps read)',
	);
	const text = linesOf(library, undefined, {...reading, sharers: [forked]}).join('\n');
	t.regex(text, /^ +812 sshd {2}r-xp at 7fcf19ce6000: since a fork, until one of them writes/m);
	t.notRegex(linesOf(library, undefined, {...reading, sharers: []}).join('\n'), /^ shared with *$/m);
});

test('every line of every region of a recording is as wide as the pane, in any width', t => {
	const view = regionView(readingOf(readFileSync(ownFixture('linux/debian12-6.18/proc/16205/smaps'))));
	for (const columns of [1, 2, 12, 20, 38, 60, 79, 100, 200]) {
		for (let row = 0; row < view.reading.map.count; row += 7) {
			const details = regionDetails(view, row);
			if (!details) return t.fail();
			for (const each of [theme, painted, ascii]) {
				for (const line of detailLines(details, {hugePages: 'never'}, reading, {theme: each, columns})) {
					t.is(paintedWidth(line), columns, line);
				}
			}
		}
	}
});

test('with the plain look every character is ASCII', t => {
	const details = regionDetails(regionView(readingOf([library])), 0);
	if (!details) return t.fail();
	t.regex(detailLines(details, undefined, reading, {theme: ascii, columns: 60}).join(''), /^[ -~]+$/);
});

test('hostile names do no harm and shift nothing', t => {
	fc.assert(
		fc.property(hostileText, hostileText, fc.integer({min: 1, max: 120}), (path, name, columns) => {
			const lines = linesOf(
				{...library, path: `/${path.replaceAll(/\n/g, '')}`},
				undefined,
				{...reading, sharers: [{...sharer, name: outsideText(name)}]},
				columns,
			);
			return lines.every(line => paintedWidth(line) === columns && controlsIn(line).length === 0);
		}),
	);
	t.pass();
});
