import test from 'ava';
import type {ExperimentRun} from '../../source/model/experiment.js';
import type {ExperimentProgress} from '../../source/store/experiment-progress.js';
import type {Laboratory} from '../../source/store/experiments.js';
import {createMemtuiStore} from '../../source/store/store.js';
import {M, paperExperiment} from '../support/experiment.js';

type Started = {
	readonly bytes: number;
	readonly progress: (seen: ExperimentProgress) => void;
	readonly finish: (run: ExperimentRun) => void;
	readonly fail: (error: Error) => void;
	released: boolean;
	touched: number[];
};

function laboratoryOf() {
	const started: Started[] = [];
	const saved: number[] = [];
	const laboratory: Laboratory = {
		start(order, progress) {
			const {promise, resolve, reject} = withResolvers<ExperimentRun>();
			const one: Started = {
				...{bytes: order.bytes, progress, finish: resolve, fail: reject, released: false, touched: []},
			};
			started.push(one);
			return {
				release: () => {
					one.released = true;
				},
				touch: bytes => one.touched.push(bytes),
				run: promise,
			};
		},
		async save(finished) {
			saved.push(finished.length);
			return {text: 'it is in a file', isError: false};
		},
	};
	const store = createMemtuiStore({
		laboratory,
		startWorker: () => ({release() {}, ended: new Promise(() => {})}),
	});
	return {store, started, saved};
}

function withResolvers<T>() {
	let resolve: (value: T) => void = () => {};
	let reject: (error: Error) => void = () => {};
	const promise = new Promise<T>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	return {promise, resolve, reject};
}

const turn = () => new Promise(resolve => setImmediate(resolve));

test('an experiment shows its view, and its report when it has ended', async t => {
	const {store, started} = laboratoryOf();
	t.is(store.actions.experiment('300 2'), undefined);
	t.deepEqual(store.getState().overlay, {kind: 'experiment', top: 0});
	const {run, progress} = await paperExperiment();
	const seen = progress.at(-1);
	if (seen) started[0]?.progress(seen);
	t.is(store.getState().experiments?.progress, seen);
	started[0]?.finish(run);
	await turn();
	const {experiments} = store.getState();
	t.is(experiments?.progress, undefined);
	t.true(experiments?.isOver);
	t.is(experiments?.finished[0]?.run, run);
	t.true((experiments?.finished[0]?.report.figures.length ?? 0) > 5);
});

test('a series runs one after another', async t => {
	const {store, started} = laboratoryOf();
	store.actions.experiment('100,200');
	t.is(started.length, 1);
	const {run} = await paperExperiment();
	started[0]?.finish(run);
	await turn();
	t.deepEqual(
		started.map(({bytes}) => bytes / M),
		[100, 200],
	);
	t.false(store.getState().experiments?.isOver);
	started[1]?.finish(run);
	await turn();
	t.is(store.getState().experiments?.finished.length, 2);
});

test('ending an experiment ends its run and the rest of the series', async t => {
	const {store, started} = laboratoryOf();
	store.actions.experiment('100,200');
	store.actions.release();
	t.true(started[0]?.released);
	const {run} = await paperExperiment();
	started[0]?.finish(run);
	await turn();
	t.is(started.length, 1);
	t.true(store.getState().experiments?.isOver);
});

test('what is wrong with an order is told, and nothing starts', t => {
	const {store, started} = laboratoryOf();
	t.regex(store.actions.experiment('many') ?? '', /whole number/);
	t.is(started.length, 0);
	t.is(store.getState().experiments, undefined);
});

test('guesses are asked for one after another, and stand in the report', async t => {
	const {store, started} = laboratoryOf();
	store.actions.experiment('300 ?');
	t.is(started.length, 0);
	const type = (text: string) => {
		const {overlay} = store.getState();
		if (overlay?.kind === 'guess') store.actions.show({...overlay, text});
		store.actions.guess();
	};
	type('nonsense');
	t.like(store.getState().overlay, {kind: 'guess', index: 0});
	type('+300');
	t.like(store.getState().overlay, {kind: 'guess', index: 1, text: ''});
	for (const text of ['-200', '', '', '', '0']) type(text);
	t.is(started.length, 1);
	t.deepEqual(store.getState().experiments?.prediction, {used: 300 * M, free: -200 * M, rss: 0});
	const {run} = await paperExperiment();
	started[0]?.finish(run);
	await turn();
	const figures = store.getState().experiments?.finished[0]?.report.figures;
	t.is(figures?.find(({name}) => name === 'free')?.predicted, -200 * M);
	t.is(figures?.find(({name}) => name === 'pss')?.predicted, undefined);
});

test('a reservation is touched a tenth at a time, and nothing else is', async t => {
	const {store, started} = laboratoryOf();
	store.actions.touchMore();
	t.regex(store.getState().notice?.text ?? '', /only a reserve/);
	store.actions.experiment('100 5 reserve');
	const {progress} = await paperExperiment({
		order: {bytes: 100 * M, kind: 'reserve', access: 'rmw', seconds: 5},
	});
	const seen = progress.at(-1);
	if (seen) started[0]?.progress(seen);
	store.actions.touchMore();
	t.deepEqual(started[0]?.touched, [10 * M]);
});

test('a view that was closed comes back with the report, but not over what somebody types', async t => {
	const {store, started} = laboratoryOf();
	const {run} = await paperExperiment();
	store.actions.experiment('100');
	store.actions.show(undefined);
	started[0]?.finish(run);
	await turn();
	t.is(store.getState().overlay?.kind, 'experiment');
	store.actions.experiment('100');
	store.actions.show({kind: 'prompt', purpose: 'filter', text: 'ja'});
	started[1]?.finish(run);
	await turn();
	t.is(store.getState().overlay?.kind, 'prompt');
	t.regex(store.getState().notice?.text ?? '', /e shows its report/);
	store.actions.show(undefined);
	store.actions.openExperiment();
	t.is(store.getState().overlay?.kind, 'experiment');
});

test('an experiment that breaks off says why', async t => {
	const {store, started} = laboratoryOf();
	store.actions.experiment('100');
	started[0]?.fail(new Error('no such machine'));
	await turn();
	t.regex(store.getState().notice?.text ?? '', /broke off: no such machine/);
	t.true(store.getState().experiments?.isOver);
});

test('the last report is saved, and without one nothing is', async t => {
	const {store, started, saved} = laboratoryOf();
	await store.actions.saveReport();
	t.deepEqual(saved, []);
	store.actions.experiment('100');
	started[0]?.finish((await paperExperiment()).run);
	await turn();
	await store.actions.saveReport();
	t.deepEqual(saved, [1]);
	t.is(store.getState().notice?.text, 'it is in a file');
});

test('over another tree there is no experiment', t => {
	const store = createMemtuiStore({
		isForeign: true,
		startWorker: () => ({release() {}, ended: new Promise(() => {})}),
	});
	store.actions.openExperiment();
	t.is(store.getState().overlay, undefined);
	t.regex(store.getState().notice?.text ?? '', /another tree/);
});
