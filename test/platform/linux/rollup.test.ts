/** PSS and USS: when they are read, and why they may be missing. */
import test from 'ava';
import type {TreeProcess} from '../../support/proc-tree.js';
import {detailsOver} from './details-over.js';

const rollup = (pss: number) =>
	`0-f ---p 0 00:00 0 [rollup]\nPss: ${pss} kB\nPrivate_Clean: 1 kB\nPrivate_Dirty: 2 kB\n`;

test('PSS and USS come from smaps_rollup, with the time of reading', async t => {
	const {details, record} = detailsOver(t, [{pid: 10, files: {smaps_rollup: rollup(40)}}]);
	const found = await record(10);
	t.is(details.rollupDue(found, 50), Number.POSITIVE_INFINITY, 'nothing is as due as what was never read');
	details.rollup(found, 50);
	t.deepEqual(found.process.rollup, {at: 50, pss: 40 * 1024, uss: 3 * 1024});
});

test('a rollup is due again at once after a change, and after ten seconds without one', async t => {
	const {tree, details, record} = detailsOver(t, [{pid: 10, files: {smaps_rollup: rollup(40)}}]);
	const found = await record(10);
	details.rollup(found, 1000);
	t.is(details.rollupDue(found, 11_000), 0);
	t.is(details.rollupDue(found, 11_001), 10_001);
	tree.put({pid: 10, minorFaults: 9});
	await record(10);
	t.is(details.rollupDue(found, 2000), 1000);
	details.rollup(found, 2000);
	t.is(details.rollupDue(found, 3000), 0);
	tree.put({pid: 10, minorFaults: 9, statm: [1000, 300, 100]});
	details.figures(found, false);
	t.is(details.rollupDue(found, 3000), 1000, 'another RSS is a change too');
});

const withoutRollup: Array<readonly [what: string, process: Partial<TreeProcess>, rollup?: string]> = [
	['a kernel thread', {flags: 0x200000}, rollup(1)],
	['a zombie', {state: 'Z'}, rollup(1)],
	['a text without figures', {}, ''],
	['a kernel older than smaps_rollup', {}],
];

for (const [what, process, text] of withoutRollup) {
	test(`${what} has no PSS, and the reason is unsupported`, async t => {
		const {details, record} = detailsOver(t, [
			{pid: 10, ...process, ...(text !== undefined && {files: {smaps_rollup: text}})},
		]);
		const found = await record(10);
		details.rollup(found, 50);
		t.deepEqual(found.process.rollup, {at: 50, reason: 'unsupported'});
	});
}

test('a process that ended before its rollup was read is gone', async t => {
	const {tree, details, record} = detailsOver(t, [{pid: 10, files: {smaps_rollup: rollup(40)}}]);
	const found = await record(10);
	tree.remove(10);
	details.rollup(found, 50);
	t.deepEqual(found.process.rollup, {at: 50, reason: 'gone'});
	details.facts(found);
	t.is(found.process.facts?.uid, undefined);
});

test('a rollup that could not be had is asked for again only after a minute', async t => {
	const {tree, details, record} = detailsOver(t, [{pid: 10}]);
	const found = await record(10);
	details.rollup(found, 1000);
	tree.put({pid: 10, minorFaults: 9});
	await record(10);
	t.is(details.rollupDue(found, 61_000), 0);
	t.is(details.rollupDue(found, 61_001), 60_001);
});
