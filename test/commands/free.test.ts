import {readFileSync} from 'node:fs';
import test from 'ava';
import {freeJson, freeTable} from '../../source/commands/free.js';
import {createLinuxPlatform} from '../../source/platform/linux/linux.js';
import {outsideText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {machineOf} from '../support/samples.js';

const G = 1024 ** 3;

async function machineIn(tree: string) {
	const platform = createLinuxPlatform(ownFixture(`linux/${tree}/proc`));
	try {
		return await platform.machine();
	} finally {
		platform.close();
	}
}

const recorded = (path: string) => readFileSync(ownFixture(`linux/${path}`), 'utf8');
const tokens = (text: string) =>
	text
		.trimEnd()
		.split('\n')
		.map(line => line.trim().split(/ +/));

/** A table in bytes as the same one in KiB. */
const inKibibytes = (table: string[][]) =>
	table.map(line =>
		line.map(token => (/^\d+$/.test(token) ? String(Math.trunc(Number(token) / 1024)) : token)),
	);

for (const tree of [
	'debian12-6.18',
	'debian12-6.12-swap',
	'debian12-6.18-i386',
	'arm64-16k-6.12',
	'ppc64le-64k-6.1',
	's390x-6.1',
]) {
	test(`on the recorded ${tree} the table is that of free, token for token`, async t => {
		const table = freeTable((await machineIn(tree)).machine);
		t.deepEqual(tokens(table), inKibibytes(tokens(recorded(`${tree}/out/free-b.txt`))));
	});
}

test('the table stands in the columns of free', async t => {
	const lines = freeTable((await machineIn('debian12-6.12-swap')).machine).split('\n');
	// The same head and the same figures in KiB as free -w prints them, whose columns are as wide.
	const [head] = recorded('debian12-6.12-swap/out/free-b.txt').split('\n');
	const [, , swap] = recorded('debian12-6.12-swap/out/free-w.txt').split('\n');
	t.is(lines[0], head);
	t.is(lines[2], swap);
	t.is(lines.length, 4);
});

test('where the kernel tells no available memory the table has the free memory, as procps has', t => {
	const table = tokens(freeTable(machineOf({MemAvailable: undefined})));
	t.is(table[1]?.at(-1), String((8 * G) / 1024));
	t.is(table[1]?.[3], String((8 * G) / 1024));
});

test('a figure that could not be had is a dash in the table', t => {
	t.deepEqual(tokens(freeTable({kind: 'linux', meminfo: {}})).slice(1), [
		['Mem:', '-', '-', '-', '-', '-', '-'],
		['Swap:', '-', '-', '-'],
	]);
});

const lineKeys = ['avg10', 'avg60', 'avg300', 'total'];

test('the object has the shape of the contract', async t => {
	const json = freeJson(await machineIn('debian12-6.12-swap'));
	t.deepEqual(Object.keys(json), ['time', 'platform', 'memory', 'swap', 'pressure', 'limit']);
	t.deepEqual(Object.keys(json.memory), [
		...['total', 'used', 'free', 'shared', 'buffers', 'cached', 'buffCache', 'available'],
		...['committed', 'commitLimit'],
	]);
	t.deepEqual(Object.keys(json.swap), ['total', 'used', 'free']);
	t.deepEqual(Object.keys(json.pressure ?? {}), ['some', 'full']);
	t.deepEqual(Object.keys(json.pressure?.some ?? {}).sort(), [...lineKeys].sort());
	t.deepEqual(Object.keys(json.pressure?.full ?? {}).sort(), [...lineKeys].sort());
	t.is(json.limit, null);
	t.is(json.platform, 'linux');
	t.regex(json.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('the figures of the object are those of the recording, in bytes', async t => {
	const {memory, swap, pressure} = freeJson(await machineIn('debian12-6.12-swap'));
	const [, , , ...mem] = [...(tokens(recorded('debian12-6.12-swap/out/free-w-b.txt'))[1] ?? [])];
	t.deepEqual([memory.free, memory.shared, memory.buffers, memory.cached, memory.available].map(String), mem);
	t.like(memory, {total: 1_014_534_144, used: 429_293_568, buffCache: 401_846_272});
	t.like(memory, {committed: 1028864 * 1024, commitLimit: 872196 * 1024});
	t.deepEqual(swap, {total: 402_640_896, used: 47_468_544, free: 355_172_352});
	t.like(pressure?.some, {avg10: 1.83, avg60: 1.11, avg300: 0.28, total: 918_397});
});

test('the binding limit is told with its events, and what is not told is null', t => {
	const limit = {path: outsideText('/a\u001B'), current: 5, max: 10, events: {max: 3, oomKill: 1}};
	const json = freeJson({at: 0, machine: machineOf({}, {limit})});
	t.deepEqual(json.limit, {
		path: '/a\u001B',
		current: 5,
		max: 10,
		swapCurrent: null,
		swapMax: null,
		events: {high: null, max: 3, oom: null, oomKill: 1},
	});
	t.is(json.pressure, null);
	t.is(json.time, '1970-01-01T00:00:00.000Z');
});

test('what could not be had is null and never 0, and every promised field is there', t => {
	const json = freeJson({at: 0, machine: {kind: 'linux', meminfo: {}}});
	t.is(Object.keys(json.memory).length, 10);
	t.true(Object.values({...json.memory, ...json.swap}).every(figure => figure === null));
	const unavailable = freeJson({at: 0, machine: machineOf({MemAvailable: undefined})});
	t.is(unavailable.memory.available, null);
});
