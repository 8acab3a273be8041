import {execFileSync} from 'node:child_process';
import {
	appendFileSync,
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import test, {type ExecutionContext} from 'ava';
import {CommandError} from '../../source/commands/errors.js';
import {readMapFile} from '../../source/commands/map-file.js';
import {regionView} from '../../source/model/region-view.js';
import type {RegionMap} from '../../source/platform/region-reading.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {ownFixture} from '../support/fixtures.js';
import {mapJson} from '../support/map-json.js';
import {toldRegions} from '../support/region-map.js';
import {entry, smapsText} from '../support/smaps-text.js';

function folderOf(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-file-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

function fileOf(t: ExecutionContext, content: string | Uint8Array): string {
	const path = join(folderOf(t), 'given');
	writeFileSync(path, content);
	return path;
}

async function refusal(path: string): Promise<string> {
	const error = await readMapFile(path).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof CommandError) || error.exitCode !== 1) throw error ?? new Error(`${path} was read`);
	return error.message;
}

const recorded = (name: string) => ownFixture(`linux/debian12-6.18/proc/16204/${name}`);

test('a saved smaps is read as the kernel gives it, without a process and with the time of the file', async t => {
	const path = fileOf(t, readFileSync(recorded('smaps')));
	utimesSync(path, 0, 1_700_000_000.25);
	const {reading} = await readMapFile(path);
	t.deepEqual(toldRegions(reading.map), toldRegions(parseSmaps(readFileSync(path))));
	const json = mapJson(regionView(reading));
	t.like(json, {pid: null, name: null, command: null, startTime: null, complete: true, reason: null});
	t.is(json.time, '2023-11-14T22:13:20.250Z');
	t.is(json.regions.length, 73);
	// Told without mounts: by its usual place.
	t.true(
		json.regions.some(({path: name, type}) => name?.startsWith('/dev/shm/') && type === 'shared memory'),
	);
});

test('a saved maps has regions and types, and no figures but sizes', async t => {
	const json = mapJson(regionView((await readMapFile(recorded('maps'))).reading));
	const smaps = mapJson(regionView((await readMapFile(recorded('smaps'))).reading));
	t.true(json.complete);
	t.deepEqual(
		json.regions.map(({start, size}) => [start, size]),
		smaps.regions.map(({start, size}) => [start, size]),
	);
	t.like(json.totals, {
		count: 73,
		size: smaps.totals.size,
		rss: null,
		pss: null,
		uss: null,
		dirty: null,
		swap: null,
	});
});

test('an smaps that was cut at any byte gives what was whole, and says that it is not complete', async t => {
	const text = smapsText(
		{
			start: 0x1000,
			end: 0x3000,
			path: '/bin/a',
			inode: 7,
			device: '08:01',
			fields: {Size: 8, Rss: 4},
			vmFlags: 'rd',
		},
		{start: 0x4000, end: 0x5000, path: '[heap]', fields: {Size: 4, Rss: 4}, vmFlags: 'rd wr'},
		{start: 0x6000, end: 0x7000, fields: {Size: 4, Rss: 0}, vmFlags: 'rd'},
	);
	// Of flags that end with the text nobody knows whether they are all.
	const withoutFlags = (map: RegionMap) => toldRegions(map).map(region => ({...region, vmFlags: undefined}));
	const whole = withoutFlags(parseSmaps(text));
	const path = fileOf(t, text);
	const header = text.indexOf('\n') + 1;
	const firstField = text.indexOf('\n', header) + 1;
	let incomplete = 0;
	for (let length = 40; length <= text.length; length++) {
		writeFileSync(path, text.subarray(0, length));
		const {reading} = await readMapFile(path);
		const regions = withoutFlags(reading.map);
		t.is(reading.reason === undefined, reading.map.complete);
		if (!reading.map.complete) {
			incomplete++;
			t.regex(reading.reason ?? '', /ends within a region/);
		}

		// Until there is a field it looks like a maps.
		if (length >= header && length < firstField) t.true(regions.length <= 1);
		else t.deepEqual(regions, whole.slice(0, regions.length), `${length}`);
	}

	t.true(incomplete > 0.9 * (text.length - 60), `${incomplete} of ${text.length}`);
});

const others: ReadonlyArray<readonly [name: string, content: string | Uint8Array, words: RegExp]> = [
	['nothing', '', /is empty, as the smaps of a kernel thread/],
	['blank lines', '\n\n  \n', /is blank/],
	[
		'an error message',
		'cat: /proc/1/smaps: Permission denied\n',
		/is "cat: \/proc\/1\/smaps: Permission denied"; looked for/,
	],
	['a long line', `${'x'.repeat(5000)}\n`, /is "x{60}…"/],
	['a program', readFileSync(process.execPath).subarray(0, 100_000), /is binary/],
	['an smaps_rollup', readFileSync(recorded('smaps_rollup')), /is an smaps_rollup, which holds sums/],
	['numa_maps', '55a2fe9a3000 default file=/tmp/x mapped=1\n', /is "55a2fe9a3000 default/],
	['UTF-16', Buffer.from('\uFEFF1000-2000 rw-p', 'utf16le'), /is UTF-16/],
	[
		'pmap',
		'138:   /bin/kinds\nAddress           Kbytes     RSS   Dirty Mode  Mapping\n',
		/pmap's output, which this version can't read yet/,
	],
	['pmap -X', '138:   /bin/kinds\n     Address Perm   Offset\n', /pmap's output/],
	['plain pmap', '138:   /bin/kinds\n0000000000400000   7612K r---- node\n', /pmap's output/],
	[
		'vmmap',
		'Process:         Safari [1234]\nPath: /x\n',
		/vmmap's output, which this version can't read yet/,
	],
	['map --json', '{\n  "pid": 1,\n  "regions": [', /output of map --json; --save/],
	['map --csv', 'start,end,perms,offset\n', /output of map --csv; --save/],
	['a recording', '{"format": "memtui-recording", "version": 1}\n', /is a recording; --replay/],
	['other JSON', '{"a": 1}\n', /is "\{\\"a\\": 1\}"/],
];

for (const [name, content, words] of others) {
	test(`a file with ${name} is refused with what it is and what is looked for`, async t => {
		const path = fileOf(t, content);
		const message = await refusal(path);
		t.regex(message, words);
		t.true(message.startsWith(path));
		t.regex(message, /looked for a saved \/proc\/PID\/smaps or maps, or a snapshot of map --save$/);
		t.false(message.includes('\n'));
	});
}

test('words before the regions and lines with CR are no hindrance', async t => {
	const text = `sudo: unable to resolve host x\n${entry({start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'})}`;
	const crlf = `${entry({start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'})}`.replaceAll(
		'\n',
		'\r\n',
	);
	for (const each of [text, crlf, `\uFEFF${crlf}`]) {
		const {reading} = await readMapFile(fileOf(t, each));
		t.is(reading.map.count, 1);
		t.true(reading.map.complete);
	}
});

test('a file that is not there, a folder and a pipe that nobody writes to are told', async t => {
	const folder = folderOf(t);
	t.is(await refusal(join(folder, 'none')), `there is no file ${folder}/none`);
	t.is(await refusal(join(folder, 'none/x')), `there is no file ${folder}/none/x`);
	t.regex(await refusal(folder), /is a folder/);
	execFileSync('mkfifo', [join(folder, 'pipe')]);
	t.regex(await refusal(join(folder, 'pipe')), /is empty/);
	mkdirSync(join(folder, 'deep'));
	t.regex(await refusal('/dev/null'), /is empty/);
	t.regex(await refusal('/dev/zero'), /is binary/);
});

test('a pipe is read until whoever writes to it is done', async t => {
	const path = join(folderOf(t), 'pipe');
	execFileSync('mkfifo', [path]);
	const writer = openSync(path, 'r+');
	const smaps = readFileSync(recorded('smaps'));
	const reading = readMapFile(path);
	let at = 0;
	// It holds 64 KiB.
	at += writeSync(writer, smaps.subarray(0, 5000));
	await setImmediate();
	at += writeSync(writer, smaps.subarray(at, at + 50_000));
	closeSync(writer);
	const {map} = (await reading).reading;
	t.deepEqual(toldRegions(map), toldRegions(parseSmaps(smaps.subarray(0, at))));
	t.true(map.count > 20);
});

test('a file of 43 MB is read in pieces', async t => {
	const path = join(folderOf(t), 'large');
	const lines = entry({start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'})
		.split('\n')
		.slice(1)
		.join('\n');
	writeFileSync(path, '');
	for (let block = 0; block < 60; block++) {
		let text = '';
		for (let i = 0; i < 1000; i++) {
			const start = (block * 1000 + i + 1) * 0x2000;
			text += `${start.toString(16).padStart(8, '0')}-${(start + 0x1000).toString(16).padStart(8, '0')} rw-p 00000000 00:00 0 \n${'Shared_Clean:          0 kB\n'.repeat(22)}${lines}`;
		}

		appendFileSync(path, text);
	}

	const {reading} = await readMapFile(path);
	t.is(reading.map.count, 60_000);
	t.true(reading.map.complete);
	t.is(regionView(reading).totals.rss, 60_000 * 4096);
});
