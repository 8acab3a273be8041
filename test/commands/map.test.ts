import test from 'ava';
import {mapJsonText} from '../../source/commands/map-json.js';
import {mapText} from '../../source/commands/map-text.js';
import {type RegionView, regionView} from '../../source/model/region-view.js';
import {createLinuxPlatform} from '../../source/platform/linux/linux.js';
import {safeJson} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {mapJson} from '../support/map-json.js';
import {comparisons, recordedTrees} from '../support/recorded-trees.js';
import {processOf, readingOf} from '../support/samples.js';

async function viewIn(proc: string, pid: number) {
	const platform = createLinuxPlatform(proc);
	try {
		const outcome = await platform.regions(pid, new AbortController().signal);
		if ('failure' in outcome) throw new Error(outcome.message);
		return regionView(outcome);
	} finally {
		platform.close();
	}
}

const sourceOf = (view: RegionView) => ({view, file: undefined, isOwnMachine: true});

const debian = ownFixture('linux/debian12-6.18/proc');

const top = [
	...['pid', 'name', 'command', 'startTime', 'time', 'platform', 'complete', 'reason'],
	...['regions', 'types', 'totals'],
];
const regionFields = [
	...['start', 'end', 'perms', 'offset', 'device', 'inode', 'path', 'type', 'name'],
	...[
		'size',
		'rss',
		'pss',
		'uss',
		'sharedClean',
		'sharedDirty',
		'privateClean',
		'privateDirty',
		'referenced',
	],
	...['anonymous', 'lazyFree', 'anonHuge', 'swap', 'swapPss', 'locked', 'kernelPageSize', 'vmFlags'],
];
const totalFields = ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'];

test('a map has the fields of the contract', async t => {
	const json = mapJson(await viewIn(debian, 16204));
	t.deepEqual(Object.keys(json), top);
	t.is(json.regions.length, 73);
	for (const region of json.regions) t.deepEqual(Object.keys(region), regionFields);
	for (const row of json.types) t.deepEqual(Object.keys(row), ['type', ...totalFields]);
	t.deepEqual(Object.keys(json.totals), totalFields);
	t.like(json, {pid: 16204, name: 'kinds', platform: 'linux', complete: true, reason: null});
	t.is(json.command, '/tmp/fx/src/kinds /tmp/kinds 0');
	t.is(json.startTime, '2026-11-23T15:10:00.480Z');
	t.regex(json.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('addresses, perms and flags are the kernel’s own text, and past 2^53 whole numbers are texts', async t => {
	const {regions} = mapJson(await viewIn(debian, 16204));
	t.like(regions[0], {start: '55a2fe9a3000', perms: 'r--p'});
	for (const {start, end, perms, device, offset, inode} of regions) {
		t.regex(start, /^[\da-f]{8,16}$/);
		t.regex(end, /^[\da-f]{8,16}$/);
		t.regex(perms, /^[r-][w-][x-][ps]$/);
		t.regex(device, /^[\da-f]{2,}:[\da-f]{2,}$/);
		for (const number of [offset, inode]) t.true(typeof number === 'string' || Number.isSafeInteger(number));
	}
	const huge = mapJson(
		regionView(
			readingOf([
				{
					start: 0x1000,
					end: 0x2000,
					inode: '18446744073709551615',
					device: '08:01',
					path: '/x',
					vmFlags: 'rd',
				},
			]),
		),
	);
	t.is(huge.regions[0]?.inode, '18446744073709551615');
});

test('the sums over the regions of every recorded process are those computed apart from our code', async t => {
	const compared = comparisons(t, {own: 150, all: 150});
	for (const tree of recordedTrees(t)) {
		if (!tree.own || !tree.expected.processes) continue;
		for (const [pid, process] of Object.entries(tree.expected.processes)) {
			const {smaps} = process as {smaps?: {mappings: number; sums: Record<string, number>}};
			if (!smaps || smaps.mappings === 0) continue;
			const {totals, regions, types} = mapJson(await viewIn(`${tree.folder}/proc`, Number(pid)));
			const {sums} = smaps;
			const wanted = {
				count: smaps.mappings,
				size: sums.Size,
				rss: sums.Rss,
				pss: sums.Pss,
				uss: (sums.Private_Clean ?? 0) + (sums.Private_Dirty ?? 0) + (sums.Private_Hugetlb ?? 0),
				dirty: (sums.Shared_Dirty ?? 0) + (sums.Private_Dirty ?? 0),
				swap: sums.Swap,
			};
			t.deepEqual(totals, {...totals, ...wanted}, `${tree.name} ${pid}`);
			t.is(regions.length, smaps.mappings);
			for (const figure of ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const) {
				const sum = types.reduce((all, row) => all + (row[figure] ?? 0), 0);
				t.is(sum, totals[figure] ?? Number.NaN, `${tree.name} ${pid} ${figure}`);
				compared.count(tree);
			}
			// The regions say the same as their sums.
			t.is(
				regions.reduce((all, region) => all + (region.rss ?? 0), 0),
				totals.rss ?? Number.NaN,
			);
			t.is(
				regions.reduce((all, region) => all + (region.uss ?? 0), 0),
				totals.uss ?? Number.NaN,
			);
		}
	}
	compared.finish();
});

test('a kernel thread and a zombie have no regions, complete, with a reason', async t => {
	for (const [pid, word] of [
		[2, /^kernel thread/],
		[16223, /^zombie/],
	] as const) {
		const json = mapJson(await viewIn(debian, pid));
		t.deepEqual(json.regions, []);
		t.deepEqual(json.types, []);
		t.is(json.totals.count, 0);
		t.true(json.complete);
		t.regex(json.reason ?? '', word);
		t.regex(
			mapText(sourceOf(await viewIn(debian, pid))),
			word.source.startsWith('^k') ? /\nkernel thread/ : /\nzombie/,
		);
	}
});

test('figures that the text does not hold are null, in the sums too', t => {
	const {regions, totals, types} = mapJson(
		regionView(
			readingOf([
				{start: 0x1000, end: 0x3000},
				{start: 0x4000, end: 0x5000},
			]),
		),
	);
	t.like(regions[0], {
		size: 8192,
		rss: null,
		pss: null,
		uss: null,
		swap: null,
		vmFlags: null,
		path: null,
		name: null,
	});
	t.deepEqual(totals, {count: 2, size: 12_288, rss: null, pss: null, uss: null, dirty: null, swap: null});
	t.like(types[0], {type: 'anonymous', rss: null});
});

test('a map that was cut says that it is not complete', t => {
	const json = mapJson(
		regionView(readingOf(Buffer.from('00001000-00002000 rw-p 00000000 00:00 0 \nSize: 4 kB\nRss:'))),
	);
	t.false(json.complete);
});

test('hostile paths come out of the JSON as they are, and as escapes in its text', async t => {
	const view = await viewIn(debian, 16204);
	const text = [...mapJsonText(view)].join('');
	t.notRegex(text, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
	t.true(mapJson(view).regions.some(({path}) => path?.includes('\u001B')));
});

test('the JSON is laid out as one object, whatever the number of regions and the words in it', t => {
	const command = '\n  "regions": [],\n "regions": []';
	for (const starts of [[], [0x1000], [0x1000, 0x3000]]) {
		const view = regionView(
			readingOf(
				starts.map(start => ({start, end: start + 0x1000, path: command})),
				{process: processOf({pid: 7, name: 'odd', command})},
			),
		);
		const text = [...mapJsonText(view)].join('');
		const json = mapJson(view);
		t.is(text, `${safeJson(json, 2)}\n`);
		t.is(json.regions.length, starts.length);
		t.is(json.command, command);
	}
});

test('the listing holds every region once, by type, with sums that are those of its lines', async t => {
	const view = await viewIn(debian, 16206);
	const [head, types = '', list = ''] = mapText(sourceOf(view)).split('\n\n');
	t.is(head, '16206: /usr/bin/python3 /tmp/demo/app.py');
	const rows = (text: string) => text.trimEnd().split('\n').slice(1);
	const counts = rows(types).map(line => Number(/^(?:\S+ )+ +([\d,]+) /.exec(line)?.[1]?.replace(',', '')));
	t.is(
		counts.slice(0, -1).reduce((sum, each) => sum + each, 0),
		counts.at(-1) ?? Number.NaN,
	);
	t.is(rows(list).length, view.reading.map.count);
	const addresses = rows(list).map(line => /([\da-f]{8,16}) {2}[r-]/.exec(line)?.[1]);
	t.is(new Set(addresses).size, view.reading.map.count);
});

test('the listing puts no control character out but its own line feeds', async t => {
	const text = mapText(sourceOf(await viewIn(debian, 16204)));
	t.notRegex(text, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E]/);
	t.is(text.split('\n').filter(line => / [r-][w-][x-][ps] /.test(line)).length, 73);
});
