/** Processes whose files are not what they should be, and names that somebody chose to do harm. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {Descriptors} from '../../../source/platform/linux/descriptors.js';
import {Sweep} from '../../../source/platform/linux/sweep.js';
import {rawText, safeText} from '../../../source/safe-text.js';
import {ownFixture} from '../../support/fixtures.js';
import {openFilesBelow} from './open-files.js';
import {sweepOver} from './sweep-over.js';

const unreadable: Array<readonly [what: string, text: string]> = [
	['empty', ''],
	['cut', '10 (program) S 1 0 0'],
	['no stat at all', 'program\n'],
];

for (const [what, text] of unreadable) {
	test(`a stat that is ${what} lists nothing and keeps no file open`, async t => {
		const {tree, sweep, pass} = sweepOver(t, [{pid: 11}]);
		tree.write('proc/10/stat', text);
		for (let round = 0; round < 3; round++) t.deepEqual([...(await pass()).keys()], [11]);
		t.deepEqual(openFilesBelow(tree.proc), [join(tree.proc, '11', 'stat')]);
		t.is(sweep.newcomers.length, 0);
	});
}

test('a stat that becomes unreadable ends its process, and one that can be read again is a newcomer', async t => {
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10}, {pid: 11}]);
	await pass();
	writeFileSync(join(tree.proc, '10/stat'), '');
	t.deepEqual([...(await pass()).keys()], [11]);
	tree.put({pid: 10});
	t.deepEqual([...(await pass()).keys()], [11, 10]);
	t.is(sweep.newcomers.length, 1);
});

test('a stat that the kernel refuses for an odd reason is told once and stops nothing', async t => {
	const {tree, sweep, pass} = sweepOver(t, [{pid: 10}]);
	tree.write('proc/11/stat/folder', '');
	tree.write('proc/12/stat/folder', '');
	await pass();
	await pass();
	t.deepEqual([...sweep.records.keys()], [10]);
	t.deepEqual([...sweep.troubles], ['/proc/PID/stat: EISDIR']);
});

test('folders that only look like processes are no processes', async t => {
	const proc = ownFixture('linux/hostile/proc-dirs/proc');
	const descriptors = new Descriptors(100);
	t.teardown(() => descriptors.closeAll());
	const sweep = new Sweep(proc, descriptors, undefined, () => 4096);
	await sweep.run(0, 'all');
	t.true(sweep.records.has(8000));
	t.true(sweep.records.has(4_194_304));
	for (const pid of [77, 4242]) t.false(sweep.records.has(pid), `${pid} has no stat`);
	for (const [pid, {process}] of sweep.records) {
		t.is(process.pid, pid);
		t.is(process.startTime, undefined, 'without a boot time there is no time of start');
	}
});

test('hostile names arrive whole, and none of their bytes reaches a terminal', async t => {
	const names = ['\u001B]0;PWNED\u0007', 'two\nlines', ') R 1 2 3', '', 'a\u202Eb\u200B', 'x\u009B31m'];
	const {pass} = sweepOver(
		t,
		names.map((comm, i) => ({pid: 10 + i, comm, state: 'S', ppid: 7})),
	);
	const found = await pass();
	for (const [i, name] of names.entries()) {
		const process = found.get(10 + i) ?? t.fail(`the process called ${JSON.stringify(name)} is missing`);
		t.is(rawText(process.name), name);
		t.is(process.state, 'S', JSON.stringify(name));
		t.is(process.ppid, 7, JSON.stringify(name));
		t.notRegex(safeText(process.name), /[\p{Cc}\u202E\u200B]/u);
	}
	const cut = sweepOver(t, [{pid: 5, comm: Buffer.from([0x61, 0xe6, 0x97])}]);
	const name = (await cut.pass()).get(5)?.name;
	t.is(name && rawText(name), 'a\uFFFD');
});
