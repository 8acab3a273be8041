import test from 'ava';
import {evidenceBetween} from '../../source/model/evidence.js';
import {outsideText} from '../../source/safe-text.js';
import {type Change, lookAt, MB} from '../support/experiment-run.js';
import {machineOf, processOf} from '../support/samples.js';

const between = (before: Change, later: Change, threshold = 2 * MB) =>
	evidenceBetween(lookAt(0, before), lookAt(1, later), 4242, threshold);
const page = 4096;
const machine = (vmstat: Record<string, number>) => ({machine: {vmstat}});

test('counters are differences, pages and KiB as bytes', t => {
	const vmstat = {pgsteal_file: 10, pgsteal_anon: 3, pswpout: 4, pswpin: 5, pgpgin: 6, oom_kill: 1};
	t.like(between({}, {vmstat, worker: {minorFaults: 7, swap: MB}, meminfo: {AnonPages: -MB}}), {
		reclaimedFile: 10 * page,
		reclaimedAnon: 3 * page,
		scanned: 0,
		swappedOut: 4 * page,
		swappedIn: 5 * page,
		diskRead: 6 * 1024,
		diskWritten: 0,
		oomKills: 1,
		minorFaults: 7,
		workerSwap: MB,
		programs: -MB,
		uncounted: MB,
		kernel: 0,
	});
});

test('an older kernel has reclaim by who did it, by zone too; it is not added to the newer split', t => {
	const before = {
		pgsteal_kswapd: 100,
		pgsteal_direct: 10,
		pgsteal_khugepaged: 1,
		pswpout: 0,
		pgsteal_kswapd_x: 0,
	};
	const later = {
		pgsteal_kswapd: 150,
		pgsteal_direct: 30,
		pgsteal_khugepaged: 2,
		pswpout: 20,
		pgsteal_kswapd_x: 99,
	};
	t.like(between(machine(before), machine(later)), {reclaimedFile: 51 * page, reclaimedAnon: 20 * page});
	const zones = between(
		machine({pgsteal_kswapd_dma: 1, pgsteal_direct_normal: 2, pswpout: 0}),
		machine({pgsteal_kswapd_dma: 2, pgsteal_direct_normal: 4, pswpout: 0}),
	);
	t.is(zones.reclaimedFile, 3 * page);
	const split = {pgsteal_file: 5, pgsteal_anon: 0};
	t.is(between(machine({...before, ...split}), machine({...later, ...split})).reclaimedFile, 0);
});

test('a counter that is missing at either look, or went back, is missing', t => {
	t.is(between(machine({pswpout: 1}), machine({})).swappedOut, undefined);
	t.is(between(machine({}), machine({pswpout: 1})).swappedOut, undefined);
	t.is(between(machine({pswpout: 5}), machine({pswpout: 1})).swappedOut, undefined);
	const none = between({machine: {vmstat: undefined}}, {machine: {vmstat: undefined}});
	for (const name of ['reclaimedFile', 'scanned', 'refaulted', 'oomKills', 'stalled', 'limit'] as const)
		t.is(none[name], undefined);
	const other = {...lookAt(0), machine: {kind: 'other' as const, total: 5, free: 3}};
	t.like(evidenceBetween(other, other, 1, 0), {reclaimedFile: undefined, programs: undefined, movers: []});
});

test('the events of a limit count between looks at the same cgroup alone', t => {
	const limit = (path: string, max: number, oomKill: number): Change => ({
		machine: {limit: {path: outsideText(path), max: 400 * MB, events: {max, oomKill}}},
	});
	t.like(between(limit('/a', 5, 0), limit('/a', 9, 1)), {
		limitHits: 4,
		limitOomKills: 1,
		limit: {path: '/a', max: 400 * MB},
	});
	t.like(between(limit('/a', 5, 0), limit('/b\u001B', 9, 1)), {limitHits: undefined, limit: {path: '/b?'}});
});

test('pressure is the time that some task waited', t => {
	const pressure = (total: number) => ({machine: {pressure: {some: {avg10: 0, avg60: 0, avg300: 0, total}}}});
	t.is(between(pressure(100), pressure(350)).stalled, 250);
	t.is(between({machine: machineOf()}, pressure(1)).stalled, undefined);
});

test('movers are those beyond the threshold, the farthest first, with those that came and went, not the worker', t => {
	const at = (pid: number, rss: number, startTicks = 1) => processOf({pid, name: `p${pid}`, rss, startTicks});
	const before = [at(1, 10 * MB), at(2, 50 * MB), at(3, 5 * MB), at(4, 9 * MB), at(4242, MB)];
	const later = [at(1, 11 * MB), at(2, 20 * MB), at(4, 8 * MB, 2), at(5, 7 * MB), at(4242, 900 * MB)];
	const {movers} = between({processes: before}, {processes: later});
	t.deepEqual(
		movers.map(({pid, change}) => [pid, change / MB]),
		[
			[2, -30],
			[4, -9],
			[4, 8],
			[5, 7],
			[3, -5],
		],
	);
	t.deepEqual(between({processes: before}, {}).movers, []);
});

test('an exact RSS is not held against one that lags', t => {
	const lagging = processOf({pid: 7, rankRss: 10 * MB});
	const exact = processOf({pid: 7, rankRss: 10 * MB, figures: {rss: 15 * MB}});
	t.deepEqual(between({processes: [lagging]}, {processes: [exact]}).movers, []);
});
