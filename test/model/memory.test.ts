import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {
	availableToTake,
	type MemoryPart,
	memoryFigures,
	memoryLevel,
	memoryParts,
	swapFigures,
	swapTraffic,
} from '../../source/model/memory.js';
import type {LinuxMachine, Machine, Pressure, PressureLine} from '../../source/platform/platform.js';
import {parseMeminfo} from '../../source/proc/meminfo.js';
import {outsideText} from '../../source/safe-text.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedTrees} from '../support/recorded-trees.js';
import {machineOf, sampleOf} from '../support/samples.js';

const G = 1024 ** 3;

/** What `free` must say of a recording, as its expected.json has it. */
type FreeFigures = Readonly<Record<string, number | string>>;

const machineFrom = (meminfo: Uint8Array): LinuxMachine => ({kind: 'linux', meminfo: parseMeminfo(meminfo)});

test("the figures of every recorded meminfo are free's", t => {
	const compared = comparisons(t, {own: 70, all: 200});
	for (const tree of recordedTrees(t)) {
		const wanted = (tree.expected.system as {free?: FreeFigures} | undefined)?.free;
		const text = recordedFile(tree.folder, 'proc/meminfo');
		if (!wanted || !text) continue;
		const machine = machineFrom(text);
		const memory = memoryFigures(machine);
		const swap = swapFigures(machine);
		const same = (name: string, ours: number | undefined, theirs: number | string | undefined) => {
			t.is(ours, theirs as number | undefined, `${tree.name} ${name}`);
			compared.count(tree);
		};
		// Two recordings hold figures that cannot be true (INDEX-linux.md): there a figure of ours is missing.
		const available = Number(wanted.available) > Number(wanted.total) ? undefined : wanted.available;
		const canSwap = Number(wanted.swap_free) <= Number(wanted.swap_total);
		same('total', memory.total, wanted.total);
		same('free', memory.free, wanted.free);
		same('shared', memory.shared, wanted.shared);
		same('buffers', memory.buffers, wanted.buffers);
		same('cached', memory.cached, wanted.cache);
		same('buffCache', memory.buffCache, wanted.buff_cache);
		same('available', memory.available, available);
		same('used', memory.used, Number(wanted.total) - Number(available ?? wanted.free));
		same('swap total', swap.total, wanted.swap_total);
		same('swap free', swap.free, canSwap ? wanted.swap_free : undefined);
		same('swap used', swap.used, canSwap ? Number(wanted.swap_total) - Number(wanted.swap_free) : undefined);
	}
	compared.finish();
});

const bytesOf = (parts: readonly MemoryPart[]) =>
	Object.fromEntries(parts.map(part => [part.name, part.bytes ?? Number.NaN])) as Record<
		MemoryPart['name'],
		number
	>;
const sumOf = (parts: readonly MemoryPart[]) => parts.reduce((sum, part) => sum + (part.bytes ?? 0), 0);

test('the parts of every recorded meminfo add up to its total exactly', t => {
	const compared = comparisons(t, {own: 8, all: 25});
	for (const tree of recordedTrees(t)) {
		const text = recordedFile(tree.folder, 'proc/meminfo');
		if (!text) continue;
		const machine = machineFrom(text);
		const parts = memoryParts(machine) ?? [];
		t.is(sumOf(parts), Number(machine.meminfo.MemTotal), tree.name);
		for (const {name, bytes} of parts) {
			t.true(bytes === undefined || Number.isSafeInteger(bytes), `${tree.name} ${name}`);
			if (name !== 'unexplained') t.true(bytes === undefined || bytes >= 0, `${tree.name} ${name}`);
		}
		// Every kernel tells something of each part, those of long ago fewer counters.
		t.true(
			parts.every(part => part.bytes !== undefined),
			tree.name,
		);
		// On machines that we recorded ourselves little is left to explain (most where zram holds swapped pages).
		if (tree.own) t.true(Math.abs(bytesOf(parts).unexplained) < 0.07 * sumOf(parts), tree.name);
		compared.count(tree);
	}
	compared.finish();
});

test('the parts of a recorded machine are these', t => {
	const parts = memoryParts(machineFrom(readFileSync(ownFixture('linux/debian12-6.18/proc/meminfo'))));
	t.deepEqual(parts, [
		{name: 'programs', bytes: 224690176},
		{name: 'shared', bytes: 23826432},
		{name: 'file cache', bytes: 467144704 + 6012928 - 23826432},
		{name: 'kernel', bytes: 225660928 + 2015232 + 3694592 + 999424},
		{
			name: 'unexplained',
			bytes: 25276063744 - 224690176 - 473157632 - 232370176 - 24282857472,
		},
		{name: 'free', bytes: 24282857472},
	]);
});

test('the parts are in the order of the gauge, whatever is missing', t => {
	const order = ['programs', 'shared', 'file cache', 'kernel', 'unexplained', 'free'];
	for (const machine of [machineOf(), machineFrom(Buffer.from('MemTotal: 100 kB\n'))]) {
		t.deepEqual(
			memoryParts(machine)?.map(part => part.name),
			order,
		);
	}
});

test('hugetlb counts as programs, zswap and what the kernel keeps as kernel', t => {
	const before = bytesOf(memoryParts(machineOf()) ?? []);
	const after = bytesOf(
		memoryParts(machineOf({Hugetlb: 1000, Zswap: 1, SecPageTables: 20, Percpu: 300})) ?? [],
	);
	t.is(after.programs - before.programs, 1000);
	t.is(after.kernel - before.kernel, 321);
	t.is(after.unexplained - before.unexplained, -1321);
});

const partsOf = (meminfo: Parameters<typeof machineOf>[0]) =>
	Object.fromEntries((memoryParts(machineOf(meminfo)) ?? []).map(({name, bytes}) => [name, bytes]));

test('a part of which no counter is told is missing, and unexplained holds it', t => {
	const before = partsOf({});
	const cases = [
		['programs', {AnonPages: undefined}, 6 * G],
		// What was set aside for huge pages does not tell what programs hold.
		['programs', {AnonPages: undefined, Hugetlb: 0}, 6 * G],
		['kernel', noKernel, 0.5 * G + 80 * 1024 ** 2],
		['file cache', {Cached: undefined}, 7.5 * G],
		['free', {MemFree: undefined}, 8 * G],
	] as const;
	for (const [name, without, held] of cases) {
		t.deepEqual(
			partsOf(without),
			{...before, [name]: undefined, unexplained: (before.unexplained ?? 0) + held},
			name,
		);
	}
});

const noKernel = {
	...{Slab: undefined, SReclaimable: undefined, SUnreclaim: undefined},
	...{KernelStack: undefined, PageTables: undefined},
};

test('a kernel part is the sum of the counters that there are, one is enough', t => {
	t.is(partsOf({...noKernel, PageTables: 4096}).kernel, 4096);
	t.is(partsOf({...noKernel, SReclaimable: 4096}).kernel, 4096);
	t.is(partsOf({...noKernel, Percpu: 0}).kernel, 0);
	t.is(partsOf({...noKernel, Slab: 8192, KernelStack: 1024}).kernel, 9216);
});

test('where shared memory is not told apart the file cache holds it', t => {
	const parts = partsOf({Shmem: undefined});
	t.is(parts.shared, undefined);
	t.is(parts['file cache'], 8.5 * G);
	t.is(parts.unexplained, partsOf({}).unexplained);
	t.is(partsOf({Buffers: undefined})['file cache'], 7 * G);
});

const kB = 1024;

test('the parts of recorded counters of which many are missing are these', t => {
	const partsIn = (name: string) =>
		memoryParts(machineFrom(readFileSync(ownFixture(`linux/hostile/${name}/proc/meminfo`))));
	t.deepEqual(partsIn('meminfo-no-memavailable'), [
		{name: 'programs', bytes: undefined},
		{name: 'shared', bytes: 200_000 * kB},
		{name: 'file cache', bytes: 2_900_000 * kB},
		{name: 'kernel', bytes: 150_000 * kB},
		{name: 'unexplained', bytes: (16_000_000 - 200_000 - 2_900_000 - 150_000 - 4_000_000) * kB},
		{name: 'free', bytes: 4_000_000 * kB},
	]);
	t.deepEqual(
		partsIn('meminfo-cut')?.filter(part => part.bytes !== undefined),
		[
			{name: 'unexplained', bytes: 12_000_000 * kB},
			{name: 'free', bytes: 4_000_000 * kB},
		],
	);
	const total = machineFrom(readFileSync(ownFixture('linux/hostile/meminfo-only-total/proc/meminfo'))).meminfo
		.MemTotal;
	t.deepEqual(
		partsIn('meminfo-only-total')?.filter(part => part.bytes !== undefined),
		[{name: 'unexplained', bytes: total}],
	);
});

test('of a kernel of 2009 all parts are told, with fewer counters', t => {
	const file = sharedFixture(t, 'linux/pcp/collectl-rhel6-2.6.32/proc/meminfo');
	if (!file) return;
	const machine = machineFrom(readFileSync(file));
	t.is(machine.meminfo.Percpu, undefined);
	const parts = memoryParts(machine) ?? [];
	t.deepEqual(parts, [
		{name: 'programs', bytes: 229_937_084 * kB},
		{name: 'shared', bytes: 1220 * kB},
		{name: 'file cache', bytes: (1_433_260 + 152_028 - 1220) * kB},
		{name: 'kernel', bytes: (747_264 + 19_864 + 739_352) * kB},
		{
			name: 'unexplained',
			bytes: (793_659_976 - 229_937_084 - 1_433_260 - 152_028 - 1_506_480 - 551_202_228) * kB,
		},
		{name: 'free', bytes: 551_202_228 * kB},
	]);
});

test('views across the others are no summands', t => {
	const views = {Mlocked: G, Dirty: G, Writeback: G, AnonHugePages: G, Zswapped: G, Mapped: G, SwapCached: G};
	t.deepEqual(memoryParts(machineOf(views)), memoryParts(machineOf()));
});

test('slab is summed from its halves where the kernel tells no sum', t => {
	t.is(
		bytesOf(memoryParts(machineOf({Slab: undefined})) ?? []).kernel,
		bytesOf(memoryParts(machineOf()) ?? []).kernel,
	);
});

test('counters that overlap leave an unexplained part below zero', t => {
	const parts = bytesOf(memoryParts(machineOf({AnonPages: 30 * G})) ?? []);
	t.true(parts.unexplained < 0);
	t.is(parts.programs, 30 * G);
});

test('without a total there are no parts', t => {
	t.is(memoryParts(machineOf({MemTotal: undefined})), undefined);
});

const counter = fc.option(fc.nat(2 ** 46), {nil: undefined});

test('the parts of any counters add up to the total exactly', t => {
	const names = [
		...['MemFree', 'Buffers', 'Cached', 'Shmem', 'AnonPages', 'Slab', 'SReclaimable', 'SUnreclaim'],
		...['KernelStack', 'PageTables', 'SecPageTables', 'Percpu', 'Hugetlb', 'Zswap'],
	];
	const meminfo = fc.record(Object.fromEntries(names.map(name => [name, counter])));
	fc.assert(
		fc.property(fc.nat(2 ** 46), meminfo, (total, counters) => {
			const parts = memoryParts({kind: 'linux', meminfo: {MemTotal: total, ...counters}}) ?? [];
			t.is(sumOf(parts), total);
			t.true(
				parts.every(({name, bytes}) => (name === 'unexplained' ? bytes !== undefined : !(Number(bytes) < 0))),
			);
		}),
	);
});

test('no figure is below zero, and what is available is never above the total', t => {
	const names = [
		'MemTotal',
		'MemFree',
		'MemAvailable',
		'Buffers',
		'Cached',
		'SReclaimable',
		'SwapTotal',
		'SwapFree',
	];
	fc.assert(
		fc.property(fc.record(Object.fromEntries(names.map(name => [name, counter]))), meminfo => {
			const machine: Machine = {kind: 'linux', meminfo};
			const memory = memoryFigures(machine);
			const swap = swapFigures(machine);
			for (const figure of Object.values({...memory, ...swap})) t.true(figure === undefined || figure >= 0);
			if (memory.available !== undefined) t.true(memory.available <= (memory.total ?? 0));
			if (memory.available !== undefined) t.is(memory.used, Number(memory.total) - memory.available);
			if (swap.used !== undefined) t.is(swap.free, Number(swap.total) - swap.used);
		}),
	);
});

test('where no available memory is told it is missing, and used is what is not free', t => {
	for (const MemAvailable of [undefined, 24 * G + 1]) {
		const memory = memoryFigures(machineOf({MemAvailable}));
		t.is(memory.available, undefined);
		t.is(memory.used, 16 * G);
	}
	t.is(memoryFigures(machineOf({MemAvailable: 24 * G})).used, 0);
	t.is(memoryFigures(machineOf({MemAvailable: undefined, MemFree: undefined})).used, undefined);
});

test('cached memory without a counter of slab is the cache alone, and without a cache it is missing', t => {
	t.is(memoryFigures(machineOf({SReclaimable: undefined})).cached, 8 * G);
	t.is(memoryFigures(machineOf({SReclaimable: undefined})).buffCache, 8.5 * G);
	t.is(memoryFigures(machineOf({Buffers: undefined})).buffCache, 8.25 * G);
	t.is(memoryFigures(machineOf({Cached: undefined})).cached, undefined);
	t.is(memoryFigures(machineOf({Cached: undefined})).buffCache, undefined);
	t.is(memoryFigures(machineOf({Shmem: undefined})).shared, undefined);
});

test('more free swap than there is swap is a figure that cannot be', t => {
	t.deepEqual(swapFigures(machineOf({SwapFree: 3 * G})), {total: 2 * G, used: undefined, free: undefined});
	t.deepEqual(swapFigures(machineOf({SwapTotal: 0, SwapFree: 0})), {total: 0, used: 0, free: 0});
	t.deepEqual(swapFigures(machineOf({SwapTotal: undefined})), {
		total: undefined,
		used: undefined,
		free: undefined,
	});
});

test('a machine that tells total and free alone gets no other figure', t => {
	const machine: Machine = {kind: 'other', total: 10 * G, free: 4 * G};
	const {total, used, free, ...rest} = memoryFigures(machine);
	t.deepEqual({total, used, free}, {total: 10 * G, used: 6 * G, free: 4 * G});
	t.true(Object.values(rest).every(figure => figure === undefined));
	t.deepEqual(swapFigures(machine), {total: undefined, used: undefined, free: undefined});
	t.is(sumOf(memoryParts(machine) ?? []), 10 * G);
	t.is(memoryLevel(machine), undefined);
	t.deepEqual(availableToTake(machine), {bytes: 4 * G, of: 'machine'});
});

const swapping = (pswpin: number | undefined, pswpout: number | undefined, monotonic: number) =>
	sampleOf([], {machine: machineOf({}, {vmstat: {pswpin, pswpout}}), monotonic});

test('swap traffic is pages between two samples in bytes a second', t => {
	t.deepEqual(swapTraffic(swapping(100, 7, 1000), swapping(120, 7, 3000)), {in: (20 * 4096) / 2, out: 0});
	t.deepEqual(swapTraffic(swapping(0, 0, 0), {...swapping(0, 10, 500), pageSize: 65_536}), {
		in: 0,
		out: 20 * 65_536,
	});
});

test('swap traffic is missing on the first sample, without counters, without time, and when counters fall', t => {
	const now = swapping(10, 10, 2000);
	t.is(swapTraffic(undefined, now), undefined);
	t.is(swapTraffic(swapping(1, 1, 2000), now), undefined);
	t.is(swapTraffic(swapping(undefined, 1, 1000), now), undefined);
	t.is(swapTraffic(swapping(11, 1, 1000), now), undefined);
	t.is(swapTraffic(sampleOf([], {monotonic: 0}), now), undefined);
});

const line = (avg10: number): PressureLine => ({avg10, avg60: 0, avg300: 0, total: 0});
const level = (availablePercent: number | undefined, some?: number, full?: number) => {
	const pressure: Pressure | undefined =
		some === undefined ? undefined : {some: line(some), full: line(full ?? 0)};
	const MemAvailable = availablePercent === undefined ? undefined : (1000 * availablePercent) / 100;
	return memoryLevel(machineOf({MemTotal: 1000, MemAvailable}, {pressure}));
};

test('the level follows what is available', t => {
	t.is(level(50)?.word, 'fine');
	t.is(level(20)?.word, 'fine');
	t.is(level(19.9)?.word, 'watch');
	t.is(level(10)?.word, 'watch');
	t.is(level(9.9)?.word, 'pressure');
	t.is(level(3)?.word, 'pressure');
	t.is(level(2.9)?.word, 'critical');
	t.is(level(0)?.word, 'critical');
});

test('the level follows how long tasks waited for memory', t => {
	t.is(level(50, 0.9)?.word, 'fine');
	t.is(level(50, 1)?.word, 'watch');
	t.is(level(50, 9.9)?.word, 'watch');
	t.is(level(50, 10)?.word, 'pressure');
	t.is(level(50, 60, 4.9)?.word, 'pressure');
	t.is(level(50, 60, 5)?.word, 'critical');
});

test('the worse of the two decides, and the reason is its own', t => {
	t.like(level(2, 0), {word: 'critical', reason: 'less than 3% available'});
	t.like(level(50, 60, 20), {word: 'critical', reason: 'everything waited for memory 20% of 10 s'});
	t.like(level(5, 12), {word: 'pressure', reason: 'tasks waited for memory 12% of 10 s'});
	t.like(level(5, 2), {word: 'pressure', reason: 'less than 10% available'});
	t.like(level(15, 0), {word: 'watch', reason: 'less than 20% available'});
	t.like(level(15, 2), {word: 'watch', reason: 'tasks wait for memory now and then'});
	t.like(level(50, 0), {word: 'fine', reason: 'enough available'});
});

test('one of the two sources is enough for a level, none is not', t => {
	t.is(level(undefined, 12)?.word, 'pressure');
	t.is(level(undefined, 0)?.word, 'fine');
	t.is(level(undefined), undefined);
});

const limited = (current: number | undefined, max: number) =>
	machineOf({}, {limit: {path: outsideText('/app.slice'), current, max, events: {}}});

test('what may be taken is the smaller of what the machine and its cgroup have left', t => {
	t.deepEqual(availableToTake(machineOf()), {bytes: 16 * G, of: 'machine'});
	t.deepEqual(availableToTake(limited(G, 4 * G)), {bytes: 3 * G, of: 'cgroup'});
	t.deepEqual(availableToTake(limited(G, 40 * G)), {bytes: 16 * G, of: 'machine'});
	// Over the limit, as it may be for a moment: nothing is left, not less than nothing.
	t.deepEqual(availableToTake(limited(5 * G, 4 * G)), {bytes: 0, of: 'cgroup'});
	t.deepEqual(availableToTake(limited(undefined, 4 * G)), {bytes: 16 * G, of: 'machine'});
});

test('where no available memory is told the free memory may be taken, and where nothing is told nothing is', t => {
	t.deepEqual(availableToTake(machineOf({MemAvailable: undefined})), {bytes: 8 * G, of: 'machine'});
	t.is(availableToTake(machineOf({MemAvailable: undefined, MemFree: undefined})), undefined);
});
