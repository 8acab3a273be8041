import test from 'ava';
import {M, order, paperExperiment} from '../support/experiment.js';

test('the worker is held until the machine has been watched, then let go, held for its seconds and released', async t => {
	const {run, told, sent} = await paperExperiment();
	t.deepEqual(told, ['go', 'release']);
	t.like(sent[0], {bytes: 300 * M, hold: true, seconds: undefined, stopUnderPressure: true});
	t.is(run.pid, 7);
	t.deepEqual(run.order, order);
	t.is(run.quiet.length, 8);
	t.is(run.quiet.at(-1)?.worker?.rss, 50 * M);
	t.is(run.during.at(-1)?.worker?.rss, 350 * M);
	t.is(run.after.at(-1)?.worker, undefined);
	t.is(run.touched, 300 * M);
	t.is(run.passes, 9);
	t.deepEqual(run.end, {reason: 'time'});
	t.is(run.firstTouch?.seconds, 0.4);
	const held = (run.during.at(-1)?.monotonic ?? 0) - (run.during[0]?.monotonic ?? 0);
	t.true(held >= 1900 && held <= 2600, String(held));
});

test('the growth is looked at while it happens', async t => {
	const {run} = await paperExperiment({growth: 1000});
	const rss = run.growth.map(({worker}) => worker?.rss ?? 0);
	t.true(run.growth.length >= 5, String(run.growth.length));
	t.true(rss.some(bytes => bytes > 60 * M && bytes < 340 * M));
	t.deepEqual(
		rss,
		[...rss].sort((a, b) => a - b),
	);
});

test('only the last look of a phase keeps its processes', async t => {
	const {run} = await paperExperiment();
	for (const looks of [run.quiet, run.during, run.after]) {
		t.true(looks.slice(0, -1).every(({processes}) => processes === undefined));
		t.true(looks.at(-1)?.processes instanceof Map);
	}
});

test('an experiment that is stopped while it is quiet never lets the worker go', async t => {
	const {run, told} = await paperExperiment({abortIn: 'quiet'});
	t.false(told.includes('go'));
	t.deepEqual(run.end, {reason: 'released'});
	t.deepEqual(run.during, []);
	t.true(run.after.length > 0);
});

test('an experiment that is stopped while the memory is held ends with what was seen so far', async t => {
	const {run} = await paperExperiment({abortIn: 'during', order: {...order, seconds: 3600}});
	t.deepEqual(run.end, {reason: 'released'});
	t.is(run.during.at(-1)?.worker?.rss, 350 * M);
	t.is(run.after.at(-1)?.worker, undefined);
});

test('a worker that fails tells why, and the machine is watched until it has settled', async t => {
	const {run} = await paperExperiment({
		onGo(say, end) {
			say({event: 'allocating', touched: 100 * M});
			say({event: 'failed', reason: 'pressure', message: 'memory got short'});
			end({reason: 'failed', message: 'exit code 1'});
		},
	});
	t.deepEqual(run.end, {reason: 'failed', message: 'memory got short'});
	t.is(run.touched, 100 * M);
	t.deepEqual(run.during, []);
	t.true(run.after.length >= 4);
});

test('a worker that is killed is told as killed', async t => {
	const {run} = await paperExperiment({
		onGo: (_, end) => end({reason: 'killed', message: 'the worker was killed'}),
	});
	t.deepEqual(run.end, {reason: 'killed', message: 'the worker was killed'});
});

test('a PSS that is not there yet is waited for, for a while', async t => {
	const soon = await paperExperiment({pssAfter: 6500});
	t.is(soon.run.during.at(-1)?.worker?.pss, 350 * M);
	const never = await paperExperiment({pssAfter: Number.POSITIVE_INFINITY});
	t.is(never.run.during.at(-1)?.worker?.pss, undefined);
	t.deepEqual(never.run.end, {reason: 'time'});
});

test('a machine that never settles is left after five seconds', async t => {
	const {run} = await paperExperiment({neverSettles: true});
	const took = (run.after.at(-1)?.monotonic ?? 0) - (run.after[0]?.monotonic ?? 0);
	t.true(took >= 4500 && took <= 5500, String(took));
});

test('a machine that cannot be watched ends the worker and breaks the experiment off', async t => {
	await t.throwsAsync(paperExperiment({failLook: true}), {message: 'the machine is gone'});
});

test('the phases are told in their order', async t => {
	const {progress} = await paperExperiment();
	const phases = progress.map(({phase}) => phase).filter((phase, i, all) => phase !== all[i - 1]);
	t.deepEqual(phases, ['start', 'quiet', 'growth', 'during', 'after']);
	t.is(progress.find(({phase}) => phase === 'growth')?.before?.worker?.rss, 50 * M);
});

test('free pages that processors keep for themselves are waited for before each moment, but not for ever', async t => {
	const drained = await paperExperiment({stock: now => (now < 5000 ? 100 * M : 0)});
	t.true((drained.run.quiet.at(-1)?.monotonic ?? 0) >= 5000);
	t.is(drained.run.quiet.length, 8);
	const never = await paperExperiment({stock: () => 100 * M});
	const waited = (never.run.quiet.at(-1)?.monotonic ?? 0) - 1000;
	t.true(waited >= 6000 && waited < 7000, String(waited));
	const held = (never.run.during.at(-1)?.monotonic ?? 0) - (never.run.during[0]?.monotonic ?? 0);
	t.true(held >= 7500 && held < 9000, String(held));
	const little = await paperExperiment({stock: () => 15 * M});
	t.true((little.run.quiet.at(-1)?.monotonic ?? 0) < 4000);
	t.is(little.run.overcommitMemory, 0);
});

test('of an experiment that takes an hour no more looks are kept than a chart can show, from its whole time', async t => {
	const {run} = await paperExperiment({order: {...order, seconds: 3600}});
	t.true(run.during.length > 150 && run.during.length <= 400, String(run.during.length));
	const times = run.during.map(({monotonic}) => monotonic);
	const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
	t.true(span >= 3_599_000, String(span));
	const gaps = times.slice(1, -1).map((time, i) => time - (times[i] ?? 0));
	t.true(Math.max(...gaps) < span / 100, String(Math.max(...gaps)));
	t.true(run.during.at(-1)?.processes instanceof Map);
});
