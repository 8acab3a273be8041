import {readFileSync} from 'node:fs';
import test from 'ava';
import {regionView} from '../../../source/model/region-view.js';
import {type WorkingSet, workingSet} from '../../../source/model/working-set.js';
import {clearReferenced} from '../../../source/platform/linux/clear-referenced.js';
import type {Process} from '../../../source/platform/platform.js';
import {makeProcTree} from '../../support/proc-tree.js';
import {processOf} from '../../support/samples.js';
import {startNeglected} from '../../support/sleeper.js';
import {startChild} from './children.js';
import {read, readingOf} from './map-reading.js';
import {askAs, mappedRegion} from './mapped-regions.js';
import {nothingWanted, openLinux} from './opened.js';

const MiB = 1024 * 1024;
// Two blocks, of which one is touched when a line comes in.
const toucher = `
const blocks = [Buffer.alloc(${48 * MiB}, 1), Buffer.alloc(${48 * MiB}, 1)];
process.stdin.on('data', () => { blocks[0].fill(2); console.log('touched ' + blocks[1][5]); });
console.log('ready');
`;

test('after it only what is touched is hot, and the rest cold', async t => {
	const child = await startChild(t, process.execPath, '-e', toucher);
	await child.said('ready');
	const platform = openLinux(t);
	const sample = await platform.sample(nothingWanted);
	const found = sample.processes.get(child.pid) ?? t.fail('it is not listed');
	const measure = async (since: number): Promise<WorkingSet> =>
		workingSet(regionView(readingOf(t, await read('/proc', child.pid))), since);
	t.true(((await measure(0)).totals.hot ?? 0) > 96 * MiB);

	const clearedAt = Date.now();
	t.is(await platform.clearReferenced(found), undefined);
	const idle = await measure(clearedAt);
	t.true((idle.totals.hot ?? Number.NaN) < 24 * MiB, String(idle.totals.hot));
	t.true((idle.totals.cold ?? 0) > 96 * MiB);

	child.tell('touch');
	await child.said('touched 1');
	const {totals, seconds} = await measure(clearedAt);
	t.true((totals.hot ?? 0) >= 48 * MiB, String(totals.hot));
	t.true((totals.hot ?? Number.NaN) < 90 * MiB, String(totals.hot));
	t.true((totals.cold ?? 0) >= 40 * MiB, String(totals.cold));
	t.true(seconds >= 0 && seconds < 60);
});

test('another process that has got the pid is left alone, and an ended one is gone', async t => {
	const child = await startChild(t, 'sleep', '1000');
	await child.named('sleep');
	await child.stop();
	const referenced = () =>
		[...readFileSync(`/proc/${child.pid}/smaps`, 'latin1').matchAll(/^Referenced: +(\d+)/gm)].reduce(
			(sum, [, kilobytes]) => sum + Number(kilobytes),
			0,
		);
	const before = referenced();
	t.true(before > 0);
	const wanted = processOf({pid: child.pid, startTicks: 1});
	const gone = {failure: 'gone' as const, message: `process ${child.pid} ended`};
	t.deepEqual(await clearReferenced('/proc', wanted, () => processOf({pid: child.pid, startTicks: 2})), gone);
	t.deepEqual(await clearReferenced('/proc', wanted, () => processOf({...wantedAs('Z', child.pid)})), gone);
	t.is(referenced(), before);
	t.is(await clearReferenced('/proc', wanted, () => wanted), undefined);
	t.true(referenced() < before);
	await child.end();
	t.deepEqual(await clearReferenced('/proc', wanted, () => undefined), gone);
});

const wantedAs = (state: string, pid: number) => ({state, pid, startTicks: 1});

test('a zombie is gone', async t => {
	const neglected = await startNeglected(t);
	await neglected.end();
	const platform = openLinux(t);
	const found =
		(await platform.sample(nothingWanted)).processes.get(neglected.pid) ?? t.fail('it is not listed');
	t.like(await platform.clearReferenced(found), {failure: 'gone'});
});

test('a kernel thread has nothing to clear', async t => {
	const thread = processOf({pid: 2, isKernelThread: true});
	t.like(await clearReferenced('/proc', thread, () => thread), {failure: 'unsupported'});
});

test('a recorded tree is not written to', async t => {
	const tree = makeProcTree(t, [{pid: 10, files: {clear_refs: 'as it was'}}]);
	const recorded: Process = processOf({pid: 10});
	t.like(await clearReferenced(tree.proc, recorded, () => recorded), {
		failure: 'unsupported',
		message: `${tree.proc} is no procfs of a running kernel`,
	});
	t.is(readFileSync(`${tree.proc}/10/clear_refs`, 'utf8'), 'as it was');
});

test('who may not is told in words', async t => {
	if (process.getuid?.() !== 0) {
		t.log('skipped: only root can become another user');
		t.pass();
		return;
	}
	const {pid} = await startChild(t, 'sleep', '1000');
	const code = mappedRegion(pid, ({perms}) => perms === 'r-xp');
	t.deepEqual((await askAs(65_534, pid, [], code)).cleared, {
		failure: 'denied',
		message: `the referenced bits of ${pid} may be cleared by its own user or root only`,
	});
});
