import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {sizeOf} from '../../source/model/regions.js';
import type {RegionMap} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {hostileFiles, ownFixture} from '../support/fixtures.js';
import {toldRegions} from '../support/region-map.js';
import {header, smapsText} from '../support/smaps-text.js';

type Figures = {
	readonly mappings?: number;
	readonly mappings_whole?: number;
	readonly size?: number;
	readonly size_from_addresses?: number;
	readonly rss?: number;
	readonly rss_of_whole?: number;
	readonly swap?: number;
	readonly names_hex?: readonly string[];
	readonly inodes?: readonly string[];
	readonly first_address?: string;
	readonly last_address?: string;
};

function hostile(name: string): {readonly map: RegionMap; readonly expected: Figures} {
	const [file] = hostileFiles<Figures>(name);
	if (!file) throw new Error(`${name} has no file`);
	return {map: parseSmaps(file.bytes), expected: file.expected};
}

function sumOf(map: RegionMap, name: string): number | undefined {
	return map.fields.get(name)?.reduce((all, one) => all + one, 0);
}

function sizesOf(map: RegionMap): number {
	return toldRegions(map).reduce((all, _, row) => all + sizeOf(map, row), 0);
}

const whole = [
	'smaps-plain',
	'smaps-empty',
	'smaps-no-final-newline',
	'smaps-header-only',
	'smaps-field-before-header',
	'smaps-crlf',
	'smaps-unknown-fields',
	'smaps-duplicate-field',
	'smaps-no-vmflags',
	'smaps-kb-missing',
	'smaps-negative',
	'smaps-u64max',
	'smaps-names',
	'smaps-odd-numbers',
	'smaps-huge-size',
	'smaps-heap-real-file',
	'smaps-thread-stacks-3.x',
	'smaps-inverted-and-zero',
	'smaps-unsorted-overlap',
	'smaps-nul-byte',
	'smaps-bom',
];
const incomplete = ['smaps-cut-mid-line', 'smaps-cut-mid-header', 'smaps-garbage'];

for (const name of [...whole, ...incomplete]) {
	test(`${name} gives the figures that stand beside it`, t => {
		const {map, expected} = hostile(name);
		t.is(map.complete, whole.includes(name));
		const mappings = expected.mappings ?? expected.mappings_whole;
		if (mappings !== undefined) t.is(map.count, mappings);
		const size = expected.size ?? expected.size_from_addresses;
		if (size !== undefined) t.is(sizesOf(map), size);
		const rss = expected.rss ?? expected.rss_of_whole;
		if (rss !== undefined) t.is(sumOf(map, 'Rss'), rss);
		if (expected.swap !== undefined) t.is(sumOf(map, 'Swap'), expected.swap);
		for (const column of map.fields.values()) t.is(column.length, map.count);
	});
}

test('no hostile smaps is left out of these tests', t => {
	const cases = readdirSync(ownFixture('linux/hostile')).filter(name => name.startsWith('smaps-'));
	t.deepEqual([...whole, ...incomplete].sort(), cases.sort());
});

test('fields that a text of headers alone lacks are absent, not 0', t => {
	t.is(hostile('smaps-header-only').map.fields.size, 0);
});

test('a field before the first header belongs to no region', t => {
	const [first] = toldRegions(hostile('smaps-field-before-header').map);
	t.is(first?.fields.Rss, 40 * 1024);
});

test('a text with CR and newline at its line ends gives the same as without', t => {
	t.deepEqual(toldRegions(hostile('smaps-crlf').map), toldRegions(hostile('smaps-plain').map));
	const maps = readFileSync(ownFixture('linux/debian12-6.18/proc/16204/maps'), 'latin1');
	const asSaved = parseSmaps(Buffer.from(maps.replaceAll('\n', '\r\n'), 'latin1'));
	t.deepEqual(toldRegions(asSaved), toldRegions(parseSmaps(Buffer.from(maps, 'latin1'))));
});

test('a byte order mark costs no region', t => {
	const {map} = hostile('smaps-bom');
	t.deepEqual(
		toldRegions(map).map(({path, fields}) => [path, fields.Rss]),
		[['[heap]', 40 * 1024]],
	);
});

test('an unknown field in kB is kept under its name and what is no field is passed over', t => {
	const [region] = toldRegions(hostile('smaps-unknown-fields').map);
	t.is(region?.fields.Future_Thing, 12 * 1024);
	t.is(region?.fields.Weird, undefined);
	t.is(region?.fields.Other, undefined);
	t.is(region?.vmFlags, 'rd wr mr mw me ac');
});

test('an amount without its unit is missing, and the size then comes from the addresses', t => {
	const {map} = hostile('smaps-kb-missing');
	t.deepEqual(toldRegions(map)[0]?.fields, {THPeligible: 0});
	t.is(sizeOf(map, 0), 0x21000);
});

test('a negative amount is missing and its neighbours are not', t => {
	const [region] = toldRegions(hostile('smaps-negative').map);
	t.is(region?.fields.Rss, undefined);
	t.is(region?.fields.Pss, 40 * 1024);
});

test('an amount that wrapped around is missing, so that no sum is spoilt', t => {
	const [region] = toldRegions(hostile('smaps-u64max').map);
	for (const value of Object.values(region?.fields ?? {})) t.true(value < 2 ** 40);
	t.true(Object.keys(region?.fields ?? {}).length > 0);
});

test('names are what the kernel printed, to the last blank', t => {
	const {map, expected} = hostile('smaps-names');
	const decode = (hex: string) => Buffer.from(hex, 'hex').toString('utf8');
	t.deepEqual(
		toldRegions(map).map(({path}) => path),
		(expected.names_hex ?? []).map(decode),
	);
});

test('inodes past 2^53, long devices and addresses past 2^63 are exact', t => {
	const {map, expected} = hostile('smaps-odd-numbers');
	const regions = toldRegions(map);
	t.deepEqual(
		regions.map(({inode}) => String(inode)),
		[...(expected.inodes ?? [])],
	);
	t.is(regions[0]?.start.toString(16), expected.first_address);
	t.is(regions[3]?.start.toString(16), expected.last_address);
	t.is(regions[2]?.device, 'ffff:fffff');
	t.is(regions[2]?.offset, 0xffffffff000n);
});

test('a range whose end lies below its start has no negative size', t => {
	const text = header({start: 0x3000, end: 0x1000}) + header({start: 0x5000, end: 0x5000});
	const map = parseSmaps(Buffer.from(text));
	t.deepEqual([sizeOf(map, 0), sizeOf(map, 1)], [0, 0]);
	t.is(sizesOf(hostile('smaps-inverted-and-zero').map), 132 * 1024);
});

test('regions come in order of address, a repeated one as it was read last', t => {
	const regions = toldRegions(hostile('smaps-unsorted-overlap').map);
	t.deepEqual(
		regions.map(({path}) => path),
		['[heap]', undefined, '[stack]'],
	);
	const again = smapsText(
		{start: 0x1000, end: 0x2000, fields: {Rss: 4}, vmFlags: 'rd'},
		{start: 0x5000, end: 0x6000, perms: 'r--s', fields: {Rss: 8}, vmFlags: 'wr'},
		{start: 0x1000, end: 0x4000, path: '/new', inode: 7, fields: {Rss: 12}, vmFlags: 'ex'},
	);
	const [first, second, ...rest] = toldRegions(parseSmaps(again));
	t.deepEqual(
		[first?.end, first?.path, first?.inode, first?.fields.Rss, first?.vmFlags],
		[0x4000n, '/new', 7n, 12288, 'ex'],
	);
	t.deepEqual([second?.start, second?.perms, second?.fields.Rss], [0x5000n, 'r--s', 8192]);
	t.deepEqual(rest, []);
});

test('what a line that turns out to be no header said is forgotten', t => {
	const anonymous = (start: number) => header({start, end: start + 0x1000});
	const noHeader = '2000-3000 r--s 0000f000 fe:01 12x /x\n2000-3000 rw-p 0000f000 fe:01 12 ';
	const map = parseSmaps(Buffer.from(`${anonymous(0x1000) + noHeader.split('/x')[0]}\n${anonymous(0x3000)}`));
	t.deepEqual(toldRegions(map)[1], {...toldRegions(parseSmaps(Buffer.from(anonymous(0x3000))))[0]} as never);
});

test('NUL stays in a name', t => {
	t.is(toldRegions(hostile('smaps-nul-byte').map)[0]?.path, '/tmp/a\0b');
});

const noHeaders = {
	'three letters of permissions': '1000-2000 rw- 00000000 00:00 0\n',
	'unknown permissions': '1000-2000 rw?p 00000000 00:00 0\n',
	'seventeen digits': '10000000000000000-2000 rw-p 00000000 00:00 0\n',
	'no end': '1000 rw-p 00000000 00:00 0\n',
	'an empty end': '1000- rw-p 00000000 00:00 0\n',
	'no start': '-2000 rw-p 00000000 00:00 0\n',
	'no offset': '1000-2000 rw-p 00:00 0\n',
	'a short device': '1000-2000 rw-p 00000000 0:00 0\n',
	'no device': '1000-2000 rw-p 00000000 0\n',
	'no inode': '1000-2000 rw-p 00000000 00:00 \n',
	'an inode of more than 64 bits': '1000-2000 rw-p 00000000 00:00 18446744073709551616\n',
	'an inode that goes on': '1000-2000 rw-p 00000000 00:00 12x\n',
	'a capital': '1000-2000 rw-p 00000000 00:00 0 /x\n'.replace('1000', 'A000'),
	'a blank in front': ' 1000-2000 rw-p 00000000 00:00 0\n',
};

for (const [what, text] of Object.entries(noHeaders)) {
	test(`a line with ${what} is no header, and the regions around it stay`, t => {
		const before = header({start: 0x100000, end: 0x200000, path: '/a', inode: 1});
		const after = header({start: 0x300000, end: 0x400000, path: '/b', inode: 2});
		const map = parseSmaps(Buffer.from(before + text + after));
		t.deepEqual(
			toldRegions(map).map(({path}) => path),
			['/a', '/b'],
		);
	});
}
