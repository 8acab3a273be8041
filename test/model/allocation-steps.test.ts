import test from 'ava';
import {allocationSteps} from '../../source/model/allocation-steps.js';
import type {Observation} from '../../source/model/experiment.js';
import {M, order} from '../support/experiment.js';

const seen = (worker: Partial<Observation['worker']>, meminfo: Record<string, number> = {}): Observation => ({
	...{at: 0, monotonic: 0, pageSize: 4096},
	machine: {kind: 'linux', meminfo},
	worker: {
		...{rss: undefined, pss: undefined, uss: undefined, vsz: undefined, swap: undefined},
		...{minorFaults: undefined, majorFaults: undefined, ...worker},
	},
});

test('one allocation is told in four steps, each above what the worker had at its start', t => {
	const before = seen({vsz: 700 * M, rss: 40 * M, minorFaults: 9000}, {PageTables: 4 * M});
	const last = seen({vsz: 1000 * M, rss: 190 * M, minorFaults: 47_402}, {PageTables: 4.5 * M});
	t.deepEqual(allocationSteps({order, touched: 150 * M, before, last}), [
		{name: 'asked', bytes: 300 * M, note: '314,572,800 bytes'},
		{name: 'reserved', bytes: 300 * M, note: 'address space (VSZ)'},
		{name: 'touched', bytes: 150 * M, note: '38,400 pages, 38,402 minor faults'},
		{name: 'resident', bytes: 150 * M, note: 'page tables +512 KiB'},
	]);
});

test('a kind that goes through a descriptor reserves nothing, and is resident in the page cache', t => {
	const before = seen({vsz: 700 * M, rss: 40 * M}, {Cached: 1000 * M});
	const last = seen({vsz: 701 * M, rss: 41 * M}, {Cached: 1290 * M});
	const [, reserved, , resident] = allocationSteps({
		order: {...order, kind: 'shared'},
		touched: 300 * M,
		before,
		last,
	});
	t.is(reserved?.bytes, undefined);
	t.regex(reserved?.note ?? '', /no mapping/);
	t.is(resident?.bytes, 290 * M);
	t.regex(resident?.note ?? '', /in no process/);
});

test('what was not seen is missing, never nothing', t => {
	const steps = allocationSteps({order, touched: 0, before: undefined, last: undefined});
	t.deepEqual(
		steps.map(({bytes}) => bytes),
		[300 * M, undefined, 0, undefined],
	);
	t.is(steps[2]?.note, '');
	t.is(steps[3]?.note, '');
});
