/** What another user's processes let be seen, over the machine's own /proc. */
import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {startChild} from './children.js';
import {sampleApart} from './sample-apart.js';

const isRoot = process.getuid?.() === 0;

function skip(t: ExecutionContext, reason: string): void {
	t.log(`skipped: ${reason}`);
	t.pass();
}

test('what belongs to another user is denied, and all its other figures are there', async t => {
	// As root another program gives its rights away, as anybody else the first process of the machine is denied.
	const victim = isRoot ? (await startChild(t, 'sleep', '1000')).pid : 1;
	const owner = Number(/^Uid:\t\d+\t(\d+)/m.exec(readFileSync(`/proc/${victim}/status`, 'latin1'))?.[1]);
	if (owner === process.getuid?.() && !isRoot) return skip(t, 'every process here is our own');
	const answer = await sampleApart({
		wanted: {figures: [victim], rollups: [victim], rollupBudget: 1000},
		...(isRoot && {uid: 65_534}),
		regions: [victim],
	});
	const found = answer.processes.find(({pid}) => pid === victim) ?? t.fail('it is not listed');
	t.is(found.rollup?.reason, 'denied');
	t.is(found.rollup?.pss, undefined);
	t.true((found.figures?.rss ?? 0) > 0);
	t.true((found.vsz ?? 0) > 0);
	t.is(found.facts?.uid, owner);
	t.not(found.facts?.command, undefined);
	t.deepEqual(answer.regions, [
		{failure: 'denied', message: `the map of ${victim} may be read by its own user or root only`},
	]);
	t.deepEqual(answer.troubles, []);
});

test('a user may read what is its own', async t => {
	if (!isRoot) return skip(t, 'the other tests are that of a user');
	const answer = await sampleApart({
		wanted: {figures: 'all', rollups: 'all', rollupBudget: 10_000},
		uid: 65_534,
	});
	const own = answer.processes.filter(({rollup}) => rollup?.pss !== undefined);
	t.true(own.length >= 1);
	t.true(own.every(({facts}) => facts?.uid === 65_534));
	t.is(answer.processes.find(({pid}) => pid === process.pid)?.rollup?.reason, 'denied');
});
