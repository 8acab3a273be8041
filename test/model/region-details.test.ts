import {readFileSync} from 'node:fs';
import test from 'ava';
import {regionDetails} from '../../source/model/region-details.js';
import {regionView} from '../../source/model/region-view.js';
import {rawText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {readingOf} from '../support/samples.js';

const text = readFileSync(ownFixture('linux/debian12-6.18/proc/16205/smaps'), 'latin1');
const recorded = regionView(readingOf(Buffer.from(text, 'latin1')));

/** The entries of a text, as somebody else would take them apart. */
const entries = text
	.split(/^(?=[\da-f]+-[\da-f]+ )/m)
	.map(entry => entry.trimEnd().split('\n'))
	.map(([header = '', ...lines]) => ({
		header,
		fields: lines.map(line => /^(\w+): +(\d+)(?: kB)?$/.exec(line)?.slice(1) ?? []).filter(([name]) => name),
		flags: lines.at(-1)?.replace('VmFlags: ', '').trim() ?? '',
	}));

test('every field of every entry is told in the order of the kernel', t => {
	t.true(entries.length > 100);
	for (const [row, {header, fields, flags}] of entries.entries()) {
		const details = regionDetails(recorded, row) ?? t.fail(header);
		const kernels = details.figures.filter(({name}) => name !== 'Uss' && name !== 'Dirty');
		t.deepEqual(
			kernels.map(({name, bytes, count}) => [name, String(count ?? (bytes ?? Number.NaN) / 1024)]),
			fields,
		);
		t.is(details.flags.map(({code}) => code).join(' '), flags);
		t.true(header.startsWith(`${details.region.start}-${details.region.end} ${details.region.perms} `));
	}
});

test('sums of ours stand behind their terms', t => {
	const view = regionView(
		readingOf([
			{
				start: 0x1000,
				end: 0x9000,
				fields: {
					...{Size: 32, Rss: 28, Shared_Clean: 4, Shared_Dirty: 8, Private_Clean: 12, Private_Dirty: 4},
					...{Referenced: 28, THPeligible: '    1', ProtectionKey: '  3', Brand_New: 4},
				},
				vmFlags: 'rd',
			},
		]),
	);
	const figures = regionDetails(view, 0)?.figures ?? [];
	t.deepEqual(
		figures.map(({name, bytes, count}) => [name, bytes ?? count]),
		[
			...[
				['Size', 32768],
				['Rss', 28672],
				['Shared_Clean', 4096],
				['Shared_Dirty', 8192],
			],
			...[
				['Private_Clean', 12288],
				['Private_Dirty', 4096],
				['Uss', 16384],
				['Dirty', 12288],
			],
			...[
				['Referenced', 28672],
				['THPeligible', 1],
				['ProtectionKey', 3],
				['Brand_New', 4096],
			],
		],
	);
	t.is(figures.find(({name}) => name === 'THPeligible')?.bytes, undefined);
	t.is(figures.find(({name}) => name === 'Brand_New')?.words, undefined);
});

test('numbers past 2^53, names and types are told, and permissions in words', t => {
	const view = regionView(
		readingOf([
			{
				...{start: 0x7f0000000000n, end: 0x7f0000001000n, perms: 'r-xs', offset: 'ffffffff81000000'},
				...{inode: '18446744073709551557', device: '103:03', path: '/usr/lib/a.so (deleted)'},
			},
			{start: 0x7f0000002000n, end: 0x7f0000003000n, perms: '---p', path: '[anon:cache]'},
		]),
	);
	const file = regionDetails(view, 0);
	t.like(file, {type: 'code', permsWords: 'read, execute, shared'});
	t.like(file?.region, {inode: '18446744073709551557', offset: '18446744071578845184', device: '103:03'});
	t.is(rawText(file?.name ?? t.fail('no name')), '/usr/lib/a.so (deleted)');
	t.deepEqual(
		file?.figures.map(({name, bytes}) => [name, bytes]),
		[['Size', 4096]],
	);
	t.deepEqual(file?.flags, []);
	const named = regionDetails(view, 1);
	t.is(named?.permsWords, 'no access, private (copied when written)');
	t.is(named?.type, 'guard');
	t.is(rawText(named?.name ?? t.fail('no name')), 'cache');
});

test('a field that the entry lacks is left out, though other entries have it', t => {
	const view = regionView(
		readingOf([
			{start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4, KSM: 0}, vmFlags: 'rd'},
			{start: 0x3000, end: 0x4000, fields: {Size: 4, Rss: 0}, vmFlags: 'rd'},
		]),
	);
	const names = (row: number) => regionDetails(view, row)?.figures.map(({name}) => name);
	t.deepEqual(
		[names(0), names(1)],
		[
			['Size', 'Rss', 'KSM'],
			['Size', 'Rss'],
		],
	);
});

test('a row that is not there has no details', t => {
	for (const row of [-1, recorded.reading.map.count, 0.5, Number.NaN])
		t.is(regionDetails(recorded, row), undefined);
});
