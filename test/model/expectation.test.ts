import test from 'ava';
import {expectedChanges} from '../../source/model/expectation.js';
import type {FigureName} from '../../source/model/experiment.js';
import {figureNames} from '../../source/model/experiment-figures.js';
import type {WorkerKind} from '../../source/worker/messages.js';
import {MB} from '../support/experiment-run.js';

const N = 400 * MB;
const context = {pageSize: 4096, touched: N, isMapped: true, own: 9 * MB, overcommitMemory: 0};
const during = (kind: WorkerKind, more: Partial<typeof context> = {}) => {
	const changes = expectedChanges({kind, bytes: N}, {...context, ...more});
	return Object.fromEntries(figureNames.map(name => [name, changes[name].during]));
};
const still = Object.fromEntries(figureNames.map(name => [name, 0]));
const used = {used: N, free: -N, available: -N};

test('anonymous memory is used and resident, its tables an entry of 8 bytes a page', t => {
	const resident = {vsz: N, rss: N, pss: N, uss: N};
	t.deepEqual(during('anon'), {...still, ...used, ...resident, pageTables: N / 512});
	t.is(during('anon', {pageSize: 65_536}).pageTables, N / 8192);
});

test('heap memory costs up to a hundredth more and is promised', t => {
	const {rss, vsz, used, committed, free} = during('heap');
	for (const bytes of [rss, vsz, used, committed, -(free ?? 0)])
		t.true(bytes !== undefined && bytes > N && bytes < 1.01 * N);
});

test('shared memory and files stand in the machine and not in the worker', t => {
	t.deepEqual(during('shared'), {...still, ...used, buffCache: N, shared: N, committed: N});
	t.deepEqual(during('file'), {...still, free: -N, buffCache: N});
});

test('a reservation moves the address space alone, and what is touched of it moves as anonymous memory does', t => {
	t.deepEqual(during('reserve', {touched: 0}), {...still, vsz: N, committed: N});
	const touched = 100 * MB;
	t.like(during('reserve', {touched}), {vsz: N, rss: touched, used: touched, available: -touched});
});

test('what the kernel promises for a mapping goes by vm.overcommit_memory', t => {
	t.is(during('anon', {overcommitMemory: 1}).committed, 0);
	t.is(during('anon', {overcommitMemory: 2}).committed, N);
	const unknown = {...context, overcommitMemory: undefined};
	t.is(expectedChanges({kind: 'anon', bytes: N}, unknown).committed.during, undefined);
	for (const overcommitMemory of [0, 1, 2, undefined]) {
		t.is(expectedChanges({kind: 'reserve', bytes: N}, {...context, overcommitMemory}).committed.during, N);
	}
});

test('growth that was cut short is expected by what was touched, and unknown mappings are not claimed', t => {
	t.like(during('anon', {touched: MB}), {rss: MB, used: MB, vsz: N});
	t.is(expectedChanges({kind: 'anon', bytes: N}, {...context, isMapped: undefined}).vsz.during, undefined);
});

test("after the end the worker's own memory comes back too, where it is known", t => {
	for (const kind of ['anon', 'heap', 'shared', 'file', 'reserve'] as const) {
		const after = (own: number | undefined, name: FigureName) =>
			expectedChanges({kind, bytes: N}, {...context, own})[name].after;
		t.deepEqual(
			(['used', 'free', 'available'] as const).map(name => after(9 * MB, name)),
			[-9 * MB, 9 * MB, 9 * MB],
		);
		t.is(after(undefined, 'free'), undefined);
		t.is(after(0, 'used'), 0);
		t.is(after(9 * MB, 'buffCache'), 0);
		t.is(
			after(9 * MB, 'committed'),
			kind === 'file' || kind === 'shared' ? after(0, 'committed') : undefined,
		);
		t.is(after(9 * MB, 'rss'), undefined);
	}
});
