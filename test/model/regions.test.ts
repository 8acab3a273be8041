import {readFileSync} from 'node:fs';
import test from 'ava';
import {column, dirtyOf, regionAt, sizeOf, ussOf} from '../../source/model/regions.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {rawText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {smapsText} from '../support/smaps-text.js';

const recorded = (path: string) => parseSmaps(readFileSync(ownFixture(`linux/${path}`)));

test('a region is what its entry says', t => {
	const map = recorded('debian12-6.18/proc/16204/smaps');
	const row = map.start.indexOf(0x7fc052a00000n);
	const {path, ...region} = regionAt(map, row);
	t.is(path && rawText(path), '/tmp/kinds/data.bin');
	t.deepEqual(region, {
		start: '7fc052a00000',
		end: '7fc052f00000',
		perms: 'rw-p',
		offset: 0,
		device: 'fe:00',
		inode: 2172192,
		size: 5242880,
		rss: 2097152,
		pss: 853 * 1024,
		uss: 0,
		sharedClean: 1572864,
		sharedDirty: 524288,
		privateClean: 0,
		privateDirty: 0,
		referenced: 2048 * 1024,
		anonymous: 524288,
		lazyFree: 0,
		anonHuge: 0,
		swap: 0,
		swapPss: 0,
		locked: 0,
		kernelPageSize: 4096,
		vmFlags: 'rd wr mr mw me ac',
	});
});

test('a region of maps tells its size and no other figure', t => {
	const {start, end, perms, offset, device, inode, path, size, ...figures} = regionAt(
		recorded('debian12-6.18/proc/16204/maps'),
		1,
	);
	t.deepEqual(
		[start, end, perms, offset, device, inode],
		['55a2fe9a4000', '55a2fe9a6000', 'r-xp', 0x1000, 'fe:00', 2146492],
	);
	t.is(path && rawText(path), '/tmp/fx/src/kinds');
	t.is(size, 0x2000);
	t.is(Object.keys(figures).length, 16);
	for (const [name, value] of Object.entries(figures)) t.is(value, undefined, name);
});

test('addresses have eight digits or more, as the kernel prints them', t => {
	const map = parseSmaps(
		Buffer.from(
			'00001000-08048000 r--p 00000000 00:00 0\nffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0\n',
		),
	);
	t.deepEqual([regionAt(map, 0).start, regionAt(map, 0).end], ['00001000', '08048000']);
	t.is(regionAt(map, 1).start, 'ffffffffff600000');
});

test('offsets and inodes past 2^53 are text, up to there numbers', t => {
	const made = [
		{offset: '1fffffffffffff', inode: '9007199254740991'},
		{offset: '20000000000000', inode: '9007199254740992'},
		{offset: 'ffffffffffffffff', inode: '18446744073709551615'},
	].map((each, i) => ({start: i * 0x1000, end: (i + 1) * 0x1000, path: '/x', ...each}));
	const map = parseSmaps(smapsText(...made));
	t.deepEqual(
		made.map((_, row) => [regionAt(map, row).offset, regionAt(map, row).inode]),
		[
			[9007199254740991, 9007199254740991],
			['9007199254740992', '9007199254740992'],
			['18446744073709551615', '18446744073709551615'],
		],
	);
});

test('USS has private hugetlb pages where they are told', t => {
	const map = recorded('debian12-6.12-swap/proc/161/smaps');
	const huge = [...(column(map, 'Private_Hugetlb') ?? [])].findIndex(value => value > 0);
	t.is(ussOf(map, huge), 2 * 1024 * 1024);
	t.is(regionAt(map, huge).uss, 2 * 1024 * 1024);
	t.is(regionAt(map, huge).rss, 0);
	const old = parseSmaps(
		smapsText({start: 0, end: 0x1000, fields: {Private_Clean: 4, Private_Dirty: 8}, vmFlags: 'rd'}),
	);
	t.is(ussOf(old, 0), 12 * 1024);
});

test('a sum of which one term is missing is missing', t => {
	const map = parseSmaps(
		smapsText(
			{start: 0, end: 0x1000, fields: {Private_Clean: 4, Shared_Dirty: 4}, vmFlags: 'rd'},
			{start: 0x1000, end: 0x2000, fields: {Private_Dirty: 4, Private_Hugetlb: 4}, vmFlags: 'rd'},
		),
	);
	t.deepEqual(
		[ussOf(map, 0), ussOf(map, 1), dirtyOf(map, 0), dirtyOf(map, 1)],
		[undefined, undefined, undefined, undefined],
	);
});

test('dirty is shared and private dirty together', t => {
	const map = parseSmaps(
		smapsText({start: 0, end: 0x1000, fields: {Shared_Dirty: 4, Private_Dirty: 8}, vmFlags: 'rd'}),
	);
	t.is(dirtyOf(map, 0), 12 * 1024);
});

test('the size that the kernel tells goes before the addresses', t => {
	const map = parseSmaps(smapsText({start: 0, end: 0x4000, fields: {Size: 4}, vmFlags: 'rd'}));
	t.is(sizeOf(map, 0), 4096);
});

test('a row that is not there has no figures', t => {
	const map = recorded('debian12-6.18/proc/16204/smaps');
	t.is(ussOf(map, map.count), undefined);
	t.is(dirtyOf(map, -1), undefined);
	t.is(regionAt(map, map.count).rss, undefined);
});
