import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {type RegionType, regionName, regionTypes} from '../../source/model/region-types.js';
import type {RegionReading} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {rawText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {type MadeRegion, smapsText} from '../support/smaps-text.js';

type Around = Partial<Pick<RegionReading, 'stackPointers' | 'mounts'>>;
type Named = {
	readonly start: string;
	readonly perms: string;
	readonly type: RegionType;
	readonly name: string | undefined;
};

function typed(text: Uint8Array, {stackPointers = [], mounts}: Around = {}): Named[] {
	const map = parseSmaps(text);
	const types = regionTypes({map, stackPointers, mounts});
	return Array.from({length: map.count}, (_, row) => {
		const type = types.list[types.index[row] ?? -1] as RegionType;
		const name = regionName(map, row, type);
		return {
			start: (map.start[row] ?? 0n).toString(16),
			perms: map.perms.list[map.perms.index[row] ?? -1] ?? '',
			type,
			name: name === undefined ? undefined : rawText(name),
		};
	});
}

const recorded = (path: string) => readFileSync(ownFixture(`linux/${path}`));

test('the rules stand in the order of the facts, in which the first that holds wins', t => {
	const {list} = regionTypes({map: parseSmaps(new Uint8Array()), stackPointers: [], mounts: undefined});
	t.deepEqual(list, [
		...[
			'stack',
			'heap',
			'vdso',
			'hugetlb',
			'shared memory',
			'guard',
			'malloc arena',
			'jit',
			'named anonymous',
		],
		...['device', 'code', 'data', 'bss', 'read-only data', 'shared file', 'anonymous', 'other'],
	] as const);
});

const mib = 1024 * 1024;
const file = {inode: 77, device: 'fe:01'};
const anonymous = {start: 0x7f00_0010_0000, end: 0x7f00_0020_0000};
const arena = {start: 0x7f00_0000_0000, end: 0x7f00_0010_0000};
const arenaRest = {start: arena.end, end: arena.start + 64 * mib, perms: '---p'};
const inside = [BigInt(anonymous.start + 0x500), BigInt(arena.start + 0x500)];

/** What a region is, and what it would be if the rule of the second type stood first. */
const contests: ReadonlyArray<readonly [RegionType, RegionType, MadeRegion, Around?, MadeRegion?]> = [
	['stack', 'malloc arena', arena, {stackPointers: inside}, arenaRest],
	['stack', 'named anonymous', {...anonymous, path: '[anon:stack_and_tls:7]'}, {stackPointers: inside}],
	['stack', 'device', {...anonymous, vmFlags: 'rd io'}, {stackPointers: inside}],
	['stack', 'hugetlb', {...anonymous, vmFlags: 'rd ht'}, {stackPointers: inside}],
	['stack', 'anonymous', anonymous, {stackPointers: inside}],
	['stack', 'anonymous', {...anonymous, path: '[stack]'}],
	['heap', 'hugetlb', {...anonymous, path: '[heap]', vmFlags: 'rd ht'}],
	['heap', 'guard', {...anonymous, path: '[heap]', perms: '---p'}],
	['heap', 'anonymous', {...anonymous, path: '[heap]'}],
	['vdso', 'hugetlb', {...anonymous, path: '[vdso]', perms: 'r-xp', vmFlags: 'ht'}],
	['vdso', 'guard', {...anonymous, path: '[uprobes]', perms: '---p'}],
	['vdso', 'device', {...anonymous, path: '[vvar]', perms: 'r--p', vmFlags: 'rd mr pf io de dd'}],
	['vdso', 'anonymous', {...anonymous, path: '[vsyscall]', perms: '--xp'}],
	[
		'hugetlb',
		'shared memory',
		{...anonymous, ...file, path: '/memfd:huge (deleted)', perms: 'rw-s', vmFlags: 'rd ht'},
	],
	['hugetlb', 'guard', {...anonymous, perms: '---p', vmFlags: 'ht'}],
	['hugetlb', 'data', {...anonymous, ...file, path: '/anon_hugepage (deleted)'}],
	[
		'hugetlb',
		'code',
		{...anonymous, ...file, path: '/mnt/huge/x', perms: 'r-xp'},
		{mounts: {tmpfs: [], hugetlbfs: ['/mnt/huge']}},
	],
	[
		'hugetlb',
		'device',
		{...anonymous, ...file, path: '/dev/huge/x', perms: 'rw-s'},
		{mounts: {tmpfs: [], hugetlbfs: ['/dev/huge']}},
	],
	['shared memory', 'guard', {...anonymous, path: '/SYSV00000000 (deleted)', perms: '---p'}],
	['shared memory', 'guard', {...anonymous, path: '[anon_shmem:ring]', perms: '---p'}],
	[
		'shared memory',
		'device',
		{...anonymous, ...file, path: '/dev/__properties__/x', perms: 'r--s'},
		{mounts: {tmpfs: ['/dev/__properties__'], hugetlbfs: []}},
	],
	['shared memory', 'code', {...anonymous, ...file, path: '/memfd:jit (deleted)', perms: 'r-xs'}],
	['shared memory', 'data', {...anonymous, ...file, path: '/memfd:frame buffer 1 (deleted)'}],
	['shared memory', 'data', {...anonymous, ...file, path: '/dev/shm/x'}],
	['shared memory', 'read-only data', {...anonymous, ...file, path: '/dev/shm/x', perms: 'r--p'}],
	['shared memory', 'shared file', {...anonymous, ...file, path: '/dev/zero (deleted)', perms: 'rw-s'}],
	['shared memory', 'shared file', {...anonymous, ...file, path: '/run/x', perms: 'rw-s'}],
	[
		'shared memory',
		'shared file',
		{...anonymous, ...file, path: '/big/x', perms: 'rw-s'},
		{mounts: {tmpfs: ['/big'], hugetlbfs: []}},
	],
	['shared memory', 'anonymous', {...anonymous, path: '/SYSV6d656d74 (deleted)', perms: 'rw-s'}],
	['guard', 'named anonymous', {...anonymous, path: '[anon: Go: reserve]', perms: '---p'}],
	['guard', 'device', {...anonymous, perms: '---p', vmFlags: 'io'}],
	['guard', 'anonymous', {...anonymous, perms: '---p', fields: {Rss: 0}, vmFlags: 'nr'}],
	['malloc arena', 'named anonymous', {...arena, path: '[anon: glibc: malloc arena]'}, {}, arenaRest],
	['malloc arena', 'device', {...arena, vmFlags: 'pf'}, {}, {...arenaRest, vmFlags: 'nr'}],
	['malloc arena', 'anonymous', arena, {}, arenaRest],
	['jit', 'named anonymous', {...anonymous, path: '[anon:dalvik-jit-code-cache]', perms: 'r-xp'}],
	['jit', 'device', {...anonymous, perms: 'rwxp', vmFlags: 'pf'}],
	['jit', 'anonymous', {...anonymous, perms: 'rwxp'}],
	['named anonymous', 'device', {...anonymous, path: '[anon:x]', vmFlags: 'io'}],
	['named anonymous', 'anonymous', {...anonymous, path: '[anon:x]'}],
	['device', 'code', {...anonymous, ...file, path: '/dev/x', perms: 'r-xp'}],
	['device', 'data', {...anonymous, ...file, path: '/dev/x'}],
	['device', 'read-only data', {...anonymous, ...file, path: '/lib/x', perms: 'r--p', vmFlags: 'pf'}],
	['device', 'shared file', {...anonymous, ...file, path: '/dev/dri/card0', perms: 'rw-s'}],
	['device', 'anonymous', {...anonymous, path: '/dev/x'}],
	['device', 'anonymous', {...anonymous, vmFlags: 'rd io dd'}],
	['code', 'data', {...anonymous, ...file, path: '/bin/x', perms: 'rwxp'}],
	['code', 'shared file', {...anonymous, ...file, path: '/bin/x', perms: 'rwxs'}],
];

for (const [winner, loser, region, around, next] of contests) {
	const {path = 'nameless memory', perms = 'rw-p', vmFlags} = region;
	const pointer = around?.stackPointers ? ', with a stack pointer inside' : '';
	test(`${path} ${perms} ${vmFlags ?? 'without flags'}${pointer} is ${winner} rather than ${loser}`, t => {
		t.is(typed(smapsText(region, ...(next ? [next] : [])), around)[0]?.type, winner);
	});
}

/** Regions that one rule alone takes, down to what nothing else took. */
const single: ReadonlyArray<readonly [RegionType, string, MadeRegion, Around?]> = [
	['anonymous', 'a [heap] on a device', {...anonymous, path: '[heap]', device: '00:01'}],
	['other', 'a [heap] with an inode', {...anonymous, ...file, path: '[heap]'}],
	['other', 'a [stack] with an inode', {...anonymous, ...file, path: '[stack]'}],
	['other', 'a [vdso] with an inode', {...anonymous, ...file, path: '[vdso]', perms: 'r-xp'}],
	['other', 'an [anon:x] with an inode', {...anonymous, ...file, path: '[anon:x]'}],
	['other', 'an inode without a path', {...anonymous, ...file, path: 'anon_inode:dmabuf', perms: 'rw-s'}],
	['anonymous', 'a path without an inode', {...anonymous, path: '/x', perms: 'r-xp'}],
	['stack', 'the stack of a thread of Linux 3.4', {...anonymous, path: '[stack:4243]'}],
	['anonymous', 'a [stack:x]', {...anonymous, path: '[stack:x]'}],
	['anonymous', 'memory that ends at a stack pointer', anonymous, {stackPointers: [BigInt(anonymous.end)]}],
	['stack', 'memory that begins at a stack pointer', anonymous, {stackPointers: [BigInt(anonymous.start)]}],
	[
		'anonymous',
		'memory below a stack pointer that lies nowhere',
		anonymous,
		{stackPointers: [2n ** 64n - 1n, 0n]},
	],
	[
		'data',
		'a file with a stack pointer inside',
		{...anonymous, ...file, path: '/x'},
		{stackPointers: inside},
	],
	['heap', 'a heap with a stack pointer inside', {...anonymous, path: '[heap]'}, {stackPointers: inside}],
	['jit', 'code with a stack pointer inside', {...anonymous, perms: 'rwxp'}, {stackPointers: inside}],
	[
		'anonymous',
		'a protected region that holds pages',
		{...anonymous, perms: '---p', fields: {Rss: 4}, vmFlags: 'nr'},
	],
	['read-only data', 'a protected part of a file', {...anonymous, ...file, path: '/lib/x', perms: '---p'}],
	['data', '/dev/zero mapped private', {...anonymous, ...file, path: '/dev/zero'}],
	[
		'shared file',
		'a file that is called like a SysV segment',
		{...anonymous, ...file, path: '/SYSVinit', perms: 'r--s'},
	],
	['data', 'a file that is called like huge pages', {...anonymous, ...file, path: '/anon_hugepages/x'}],
	[
		'shared file',
		'a file below /run where that is no tmpfs',
		{...anonymous, ...file, path: '/run/x', perms: 'rw-s'},
		{mounts: {tmpfs: [], hugetlbfs: []}},
	],
	[
		'shared file',
		'a file beside a tmpfs',
		{...anonymous, ...file, path: '/runner/x', perms: 'rw-s'},
		{mounts: {tmpfs: ['/run'], hugetlbfs: []}},
	],
	['data', 'a private mapping of a tmpfs file', {...anonymous, ...file, path: '/run/x'}],
	[
		'device',
		'a device in a container, whose /dev is a tmpfs',
		{...anonymous, ...file, path: '/dev/nvidia0', perms: 'rw-s'},
		{mounts: {tmpfs: ['/dev'], hugetlbfs: []}},
	],
	[
		'shared memory',
		'a file on a tmpfs root',
		{...anonymous, ...file, path: '/x', perms: 'rw-s'},
		{mounts: {tmpfs: ['/'], hugetlbfs: []}},
	],
	[
		'read-only data',
		'a file that is called [anon:x]',
		{...anonymous, ...file, path: '/tmp/[anon:x]', perms: 'r--p'},
	],
	['code', 'a deleted program', {...anonymous, ...file, path: '/bin/x (deleted)', perms: 'r-xp'}],
];

for (const [type, what, region, around] of single) {
	test(`${what} is ${type}`, t => {
		t.is(typed(smapsText(region), around)[0]?.type, type);
	});
}

test('a region among many that look like it has the type that it has alone', t => {
	const alone = [
		...contests.map(([, , region, around, next]) => (around || next ? [] : [region])),
		...single.map(([, , region, around]) => (around ? [] : [region])),
	].flat();
	t.true(alone.length > 50);
	const likes = alone.flatMap(region => [
		region,
		...['0', '7'].flatMap(inode => ['00:00', 'fe:01'].map(device => ({...region, inode, device}))),
		...[0, 4].map(Rss => ({...region, fields: {Rss}})),
	]);
	const many = likes.map((region, i) => ({
		vmFlags: 'rd',
		...region,
		start: i * 0x3000 + 0x1000,
		end: i * 0x3000 + 0x2000,
	}));
	t.deepEqual(
		typed(smapsText(...many)).map(({type}) => type),
		many.map(region => typed(smapsText(region))[0]?.type),
	);
});

const notArenas: Readonly<Record<string, readonly [MadeRegion, MadeRegion]>> = {
	'that does not begin at 64 MiB': [{...arena, start: arena.start + 0x1000}, arenaRest],
	'whose rest does not follow at once': [arena, {...arenaRest, start: arenaRest.start + 0x1000}],
	'whose rest ends beyond 64 MiB': [arena, {...arenaRest, end: arenaRest.end + 0x1000}],
	'whose rest is accessible': [arena, {...arenaRest, perms: 'r--p'}],
	'whose rest is a file': [arena, {...arenaRest, ...file, path: '/x'}],
	'that may not be written': [{...arena, perms: 'r--p'}, arenaRest],
	'that is shared': [{...arena, perms: 'rw-s'}, arenaRest],
};

for (const [what, regions] of Object.entries(notArenas)) {
	test(`memory ${what} is no malloc arena`, t => {
		t.is(typed(smapsText(...regions))[0]?.type, 'anonymous');
	});
}

const code = {start: 0x1000, end: 0x2000, perms: 'r-xp', ...file, path: '/bin/x'};
const data = {...code, start: 0x3000, end: 0x4000, perms: 'rw-p'};
const bss = {start: 0x4000, end: 0x5000};
const bssTests: Readonly<Record<string, readonly [RegionType, readonly MadeRegion[]]>> = {
	'behind the last data of a binary': ['bss', [code, data, bss]],
	'behind the last data of each of two copies of a binary': [
		'bss',
		[
			code,
			data,
			bss,
			...[code, data].map(each => ({...each, start: each.start + 0x1_0000, end: each.end + 0x1_0000})),
		],
	],
	'between two data mappings of a binary': [
		'anonymous',
		[code, data, bss, {...data, start: 0x5000, end: 0x6000}],
	],
	'behind a gap': ['anonymous', [code, {...data, end: 0x3800}, bss]],
	'behind data of a file that is no binary': ['anonymous', [data, bss]],
	'behind constants': ['anonymous', [code, {...data, perms: 'r--p'}, bss]],
	'behind shared data': ['anonymous', [code, {...data, perms: 'rw-s'}, bss]],
	'that may not be written': ['anonymous', [code, data, {...bss, perms: 'r--p'}]],
	'that has a name': ['named anonymous', [code, data, {...bss, path: '[anon:.bss]'}]],
	'that is executable': ['jit', [code, data, {...bss, perms: 'rwxp'}]],
	'before data of another copy': ['bss', [code, data, bss, {...data, start: 0x6000, end: 0x7000}]],
	'behind anonymous memory that is executable elsewhere': [
		'anonymous',
		[
			{...code, inode: 0, device: '00:00', path: '[anon:x]'},
			{...data, inode: 0, device: '00:00', path: '[anon:x]'},
			bss,
		],
	],
	'behind what is no file': ['anonymous', [{...code, path: 'x'}, {...data, path: 'x'}, bss]],
	'that has a path and no inode': ['anonymous', [code, data, {...bss, path: '/y'}]],
	'behind data that is executable': ['anonymous', [code, {...data, perms: 'rwxp'}, bss]],
	'that holds a stack pointer': ['stack', [code, data, bss]],
};

for (const [what, [type, regions]] of Object.entries(bssTests)) {
	test(`memory ${what} is ${type}`, t => {
		const around = type === 'stack' ? {stackPointers: [0x4800n]} : {};
		t.is(typed(smapsText(...regions), around).find(({start}) => start === '4000')?.type, type);
	});
}

test('an arena that begins where data ends is an arena', t => {
	const before = {...data, start: arena.start - 0x1000, end: arena.start};
	t.is(typed(smapsText(code, before, arena, arenaRest))[2]?.type, 'malloc arena');
});

/** Expected of every recorded `kinds`: where the program has a region of its own making (processes.txt). */
const kindsTrees = [
	'debian12-6.18/proc/16204',
	'debian12-6.12-swap/proc/161',
	'arm64-16k-6.12/proc/138',
	'ppc64le-64k-6.1/proc/86',
	's390x-6.1/proc/84',
];

for (const tree of kindsTrees) {
	test(`the regions of kinds have their types in ${tree}`, t => {
		const regions = typed(recorded(`${tree}/smaps`));
		const types = (name: RegExp, perms = /./) =>
			regions.filter(each => name.test(each.name ?? '') && perms.test(each.perms)).map(({type}) => type);
		const only = (type: RegionType, found: readonly RegionType[]) => {
			t.true(found.length > 0);
			t.deepEqual([...new Set(found)], [type]);
		};
		only('stack', types(/^\[stack\]$/));
		only('heap', types(/^\[heap\]$/));
		only('vdso', types(/^\[v/));
		only('shared memory', types(/^\/SYSV|^\/memfd:frame|^\/dev\/(shm|zero)/));
		only('shared file', types(/data\.bin|gone\.tmp/, /s$/));
		only('data', types(/data\.bin$/, /p$/));
		only(
			'read-only data',
			types(/\/kinds\/.*(gone|leading|esc|new|tab|paren|kept|heap|anon:fake|Size:|Rss:)/, /^r--p/),
		);
		only('code', types(/\/kinds$/, /x/));
		only('data', types(/\/kinds$/, /w/));
		only(
			'jit',
			regions.filter(each => each.name === undefined && each.perms === 'rwxp').map(({type}) => type),
		);
		only(
			'guard',
			regions.filter(each => each.perms === '---p').map(({type}) => type),
		);
		const nameless = regions.filter(each => each.name === undefined && each.perms === 'rw-p');
		t.deepEqual(new Set(nameless.map(({type}) => type)).has('anonymous'), true);
		t.true(nameless.every(({type}) => type === 'anonymous' || type === 'bss'));
		t.true(regions.every(({type}) => type !== 'other'));
	});
}

test('pages of hugetlb are told by their flag, whatever their name', t => {
	for (const tree of ['debian12-6.12-swap/proc/161', 'arm64-16k-6.12/proc/138', 'ppc64le-64k-6.1/proc/86']) {
		const huge = typed(recorded(`${tree}/smaps`)).filter(({type}) => type === 'hugetlb');
		t.true(huge.length > 0, tree);
		t.true(
			huge.every(({name}) => /^\/anon_hugepage|^\/memfd:huge/.test(name ?? '')),
			tree,
		);
	}
});

test('bss is what follows the data of libc and of a program', t => {
	const kinds = typed(recorded('debian12-6.18/proc/16204/smaps')).filter(({type}) => type === 'bss');
	t.deepEqual(
		kinds.map(({start}) => start),
		['7fd2623f2000'],
	);
});

test('the thread stacks of kinds are found by their stack pointers and stay anonymous without', t => {
	const smaps = recorded('debian12-6.18/proc/16204/smaps');
	const stacks = ['7fc04e7fd000', '7fc04effe000', '7fc04f7ff000'];
	const typesOf = (regions: readonly Named[]) =>
		regions.filter(({start}) => stacks.includes(start)).map(({type}) => type);
	t.deepEqual(typesOf(typed(smaps)), ['anonymous', 'anonymous', 'anonymous']);
	const stackPointers = stacks.map(start => BigInt(`0x${start}`) + 0x7f_ec00n);
	const regions = typed(smaps, {stackPointers});
	t.deepEqual(typesOf(regions), ['stack', 'stack', 'stack']);
	t.is(regions.filter(({type}) => type === 'stack').length, 4);
});

test('Node and Java show their arenas and their machine code', t => {
	const node = typed(recorded('debian12-6.18/proc/16205/smaps'));
	const java = typed(recorded('debian12-6.18/proc/16207/smaps'));
	const count = (regions: readonly Named[], type: RegionType) =>
		regions.filter(each => each.type === type).length;
	t.deepEqual([count(node, 'malloc arena'), count(node, 'jit')], [5, 1]);
	t.deepEqual([count(java, 'malloc arena'), count(java, 'jit')], [9, 3]);
	for (const region of [...node, ...java]) {
		if (region.type === 'malloc arena') t.is(BigInt(`0x${region.start}`) % (64n * 1024n * 1024n), 0n);
	}
});

test('maps gives the types of smaps as far as names and permissions tell them', t => {
	for (const tree of ['debian12-6.18/proc/16204', 'debian12-6.18/proc/16207']) {
		t.deepEqual(typed(recorded(`${tree}/maps`)), typed(recorded(`${tree}/smaps`)));
	}
});

test('a named region is shown by its name alone, a file by its path', t => {
	const names = (region: MadeRegion) => typed(smapsText(region))[0]?.name;
	t.is(
		names({...anonymous, path: '[anon:dalvik-main space (region space)]'}),
		'dalvik-main space (region space)',
	);
	t.is(names({...anonymous, path: '[anon: Go: reserve]', perms: '---p'}), ' Go: reserve');
	t.is(names({...anonymous, ...file, path: '[anon:x]'}), '[anon:x]');
	t.is(names({...anonymous, path: '[anon_shmem:ring]'}), '[anon_shmem:ring]');
	t.is(names({...anonymous, path: '[heap]'}), '[heap]');
	t.is(names({...anonymous, ...file, path: '/tmp/[anon:fake]'}), '/tmp/[anon:fake]');
	t.is(names(anonymous), undefined);
});

test('every region of any map has one of the types', t => {
	const paths = ['/bin/x', '[heap]', '[stack]', '[anon:x]', '[vdso]', '/dev/x', '/memfd:x', 'x', '/run/x'];
	const region = fc.record(
		{
			size: fc.integer({min: 0, max: 3}),
			perms: fc.constantFrom('rw-p', 'r--p', 'r-xp', '---p', 'rw-s', 'rwxp', '--xs'),
			path: fc.constantFrom(...paths),
			inode: fc.constantFrom(0, 7),
			device: fc.constantFrom('00:00', 'fe:01'),
			vmFlags: fc.constantFrom('rd', 'ht', 'io', 'pf'),
		},
		{requiredKeys: ['size', 'perms', 'vmFlags']},
	);
	fc.assert(
		fc.property(
			fc.array(region, {maxLength: 30}),
			fc.array(fc.bigInt({min: 0n, max: 2n ** 64n - 1n})),
			(made, pointers) => {
				const text = smapsText(
					...made.map(({size, ...rest}, i) => ({
						start: 0x400_0000 * i,
						end: 0x400_0000 * i + size * 0x200_0000,
						...rest,
					})),
				);
				const map = parseSmaps(text);
				const {index, list} = regionTypes({map, stackPointers: pointers, mounts: undefined});
				t.is(index.length, made.length);
				for (const type of index) t.true(type < list.length);
			},
		),
	);
});
