import {totalmem} from 'node:os';
import test from 'ava';
import {createFallbackPlatform} from '../../source/platform/fallback.js';
import {rawText} from '../../source/safe-text.js';
import {startChild} from './linux/children.js';

const nothing = {figures: [], rollups: [], rollupBudget: 0} as const;

test('the fallback says what it cannot do', async t => {
	const platform = createFallbackPlatform();
	t.teardown(() => platform.close());
	t.deepEqual(platform.capabilities, {pss: false, regions: false, foreign: false});
	const outcome = await platform.regions(process.pid, new AbortController().signal);
	t.deepEqual(outcome, {
		failure: 'unsupported',
		message: `region maps are not available on ${process.platform}`,
	});
	const {troubles} = await platform.sample(nothing);
	t.deepEqual(troubles, [`no reader for ${process.platform} yet: only memtui and its workers are listed`]);
	t.deepEqual((await platform.look(nothing)).troubles, troubles);
});

test('the fallback tells the machine by what Node knows, and guesses nothing else', async t => {
	const platform = createFallbackPlatform();
	t.teardown(() => platform.close());
	const before = Date.now();
	const {at, machine} = await platform.machine();
	t.true(at >= before && at <= Date.now());
	if (machine.kind !== 'other') return t.fail(machine.kind);
	t.is(machine.total, totalmem());
	t.true(machine.free > 0 && machine.free < machine.total);
	t.deepEqual(Object.keys(machine).sort(), ['free', 'kind', 'total']);
});

test('the fallback lists memtui and the pids that are asked for, and leaves out what ended', async t => {
	const child = await startChild(t, 'sleep', '1000');
	const ended = await startChild(t, 'sleep', '1000');
	await ended.end();
	const platform = createFallbackPlatform();
	t.teardown(() => platform.close());
	const {processes} = await platform.sample({...nothing, figures: [child.pid, ended.pid, process.pid]});
	t.deepEqual([...processes.keys()], [process.pid, child.pid]);
	const own = processes.get(process.pid) ?? t.fail();
	t.is(rawText(own.name), 'memtui');
	// Our RSS moves, and stat's figure lags: both within half of each other.
	const ratio = (own.figures?.rss ?? 0) / process.memoryUsage.rss();
	t.true(ratio > 0.5 && ratio < 2, String(ratio));
	t.true(Math.abs((own.startTime ?? 0) - (Date.now() - process.uptime() * 1000)) < 1000);
	const other = processes.get(child.pid) ?? t.fail();
	t.is(other.ppid, process.pid);
	t.is(rawText(other.name), String(child.pid));
	t.true((other.figures?.rss ?? 0) > 0);
	t.is(other.vsz, undefined);
	t.is(other.facts, undefined);
	t.deepEqual([...(await platform.sample({...nothing, figures: 'all'})).processes.keys()], [process.pid]);
});
