import {readdirSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {CommandError} from '../../source/commands/errors.js';
import type {SavedReading} from '../../source/commands/map-file.js';
import {processMap, savedReading} from '../../source/commands/map-source.js';
import {readSnapshot, snapshotLines} from '../../source/commands/snapshot.js';
import {regionView} from '../../source/model/region-view.js';
import type {RegionReading} from '../../source/platform/region-reading.js';
import {outsideText, rawText} from '../../source/safe-text.js';
import {hostileText} from '../support/arbitrary.js';
import {ownFixture} from '../support/fixtures.js';
import {mapJson} from '../support/map-json.js';
import {toldRegions} from '../support/region-map.js';
import {processOf, readingOf} from '../support/samples.js';

const textOf = (saved: SavedReading) => [...snapshotLines(saved)].join('');
const again = (saved: SavedReading) => readSnapshot(textOf(saved), 'saved.map');

/** All that a reading tells, in values that can be compared. */
function told({map, process, ...reading}: RegionReading) {
	const {pid, ppid, startTicks, startTime, state, threads, isKernelThread, name, facts} = process;
	return {
		...{pid, ppid, startTicks, startTime, state, threads, isKernelThread},
		name: rawText(name),
		command: facts?.command && rawText(facts.command),
		regions: toldRegions(map),
		fields: [...map.fields.keys()],
		complete: map.complete,
		stackPointers: reading.stackPointers,
		mounts: reading.mounts,
		reason: reading.reason,
		at: reading.at,
	};
}

const trees = ['debian12-6.18', 'debian12-6.12-swap', 'debian12-6.18-i386', 's390x-6.1', 'arm64-16k-6.12'];

for (const tree of trees) {
	test(`a snapshot of each process in ${tree} is read back with every figure, type and name`, async t => {
		const proc = ownFixture(`linux/${tree}/proc`);
		const pids = readdirSync(proc).filter(name => /^\d+$/.test(name));
		for (const pid of pids.map(Number)) {
			const source = await processMap(pid, {proc});
			const {reading} = again(savedReading(source));
			t.deepEqual(told(reading), told(source.view.reading), `${pid}`);
			t.deepEqual(mapJson(regionView(reading)), mapJson(source.view), `${pid}`);
		}
	});
}

test('what types hang on, and what only the machine itself knows, is in a snapshot', t => {
	const stack = {start: 0x7000_0000_0000, end: 0x7000_0080_0000, fields: {Size: 8192, Rss: 8}};
	const scratch = {
		...{start: 0x7100_0000_0000, end: 0x7100_0000_1000, perms: 'rw-s', inode: 7, device: '00:2a'},
		path: '/scratch/file',
		fields: {Size: 4, Rss: 4},
	};
	const reading = readingOf([stack, scratch], {
		stackPointers: [0x7000_007f_ff00n, 0xffff_ffff_ffff_fff0n],
		mounts: {tmpfs: ['/scratch'], hugetlbfs: []},
		reason: 'it ended while its map was read',
	});
	const saved = again({reading, isOwnMachine: true});
	t.true(saved.isOwnMachine);
	t.deepEqual(told(saved.reading), told(reading));
	const {regions} = mapJson(regionView(saved.reading));
	t.deepEqual(
		regions.map(({type}) => type),
		['stack', 'shared memory'],
	);
	t.false(again({reading, isOwnMachine: false}).isOwnMachine);
});

test('any names, figures and addresses survive, and no line of a snapshot does anything to a terminal', t => {
	const kilobytes = fc.option(fc.oneof(fc.nat(2 ** 31), fc.constant(0)), {nil: undefined});
	const regions = fc.array(fc.record({name: hostileText, rss: kilobytes, swap: kilobytes}), {maxLength: 8});
	fc.assert(
		fc.property(regions, hostileText, hostileText, (made, name, command) => {
			const reading = readingOf(
				made.map(({rss, swap}, i) => ({
					start: BigInt(i + 1) * 0x1fff_ffff_ffff_f000n,
					end: BigInt(i + 1) * 0x1fff_ffff_ffff_f000n + 4096n,
					inode: '18446744073709551615',
					path: `/p${i}`,
					fields: {Size: 4, ...(rss !== undefined && {Rss: rss}), ...(swap !== undefined && {Swap: swap})},
				})),
				{process: processOf({pid: 7, name, command})},
			);
			const named = {
				...reading,
				map: {
					...reading.map,
					path: {
						...reading.map.path,
						list: [undefined, ...made.map(each => outsideText(each.name))],
					},
				},
			};
			const text = textOf({reading: named, isOwnMachine: true});
			t.deepEqual(
				told(readSnapshot(text, 'x').reading),
				told({...named, process: again({reading: named, isOwnMachine: true}).reading.process}),
			);
			t.is(rawText(readSnapshot(text, 'x').reading.process.name), rawText(outsideText(name)));
			t.notRegex(text.replaceAll('\n', ''), /[\p{Cc}\u202E\u2028]/u);
		}),
		{numRuns: 60},
	);
});

const plain = textOf({
	reading: readingOf([
		{start: 0x1000, end: 0x2000, path: '/x', inode: 3, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'},
	]),
	isOwnMachine: true,
});

function refusal(text: string): string {
	try {
		readSnapshot(text, 'saved.map');
	} catch (error) {
		if (error instanceof CommandError && error.exitCode === 1) return error.message;
		throw error;
	}

	return 'none';
}

test('the first field says the format and the version, and a newer one is refused in words', t => {
	t.regex(plain, /^\{"format":"memtui-map","version":1,/);
	t.is(refusal(plain), 'none');
	t.is(
		refusal(plain.replace('"version":1', '"version":2')),
		'saved.map is a snapshot of version 2; this memtui reads version 1',
	);
	t.regex(refusal(plain.replace('"version":1', '"version":"x"')), /^saved\.map is a damaged snapshot: /);
});

test('a snapshot that was cut or changed is refused wherever that was', t => {
	for (let length = 1; length < plain.length - 1; length++) {
		t.regex(refusal(plain.slice(0, length)), /^saved\.map is a damaged snapshot: ./, plain.slice(0, length));
	}

	for (const [from, to] of [
		['"regions":1', '"regions":2'],
		['"regions":1', '"regions":-1'],
		['"index":[1]', '"index":[9]'],
		['"index":[1]', '"index":[0.5]'],
		['"hex":["1000"]', '"hex":["xyz"]'],
		['"hex":["1000"]', '"hex":[4096]'],
		['"values":[4096]', '"values":["4096"]'],
		['"values":[4096]', '"values":[-1]'],
		['"values":[4096]', '"values":null'],
		['"stackPointers":[]', '"stackPointers":{}'],
		['"column":"perms"', '"column":"prems"'],
		['"time":"', '"time":"x'],
		['"process":{', '"process":[],"p":{'],
	] as const) {
		t.true(plain.includes(from), from);
		t.regex(refusal(plain.replace(from, to)), /^saved\.map is a damaged snapshot: ./, to);
	}
});
