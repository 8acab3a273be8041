import test from 'ava';
import type {Process} from '../../../source/platform/platform.js';
import {rawText, safeText} from '../../../source/safe-text.js';
import {detailsOver} from './details-over.js';

const commandOf = ({facts}: Process) => facts?.command && rawText(facts.command);
const userOf = ({facts}: Process) => facts?.user && rawText(facts.user);

test('user and command are read once, and again after another program was run', async t => {
	const {tree, details, record} = detailsOver(t, [
		{pid: 10, comm: 'sh', uid: 1000, cmdline: ['sh', '-c', 'read x']},
	]);
	const read = async () => {
		const found = await record(10);
		details.facts(found);
		return found.process;
	};
	const first = await read();
	t.is(first.facts?.uid, 1000);
	t.is(userOf(first), '1000');
	t.is(commandOf(first), 'sh -c read x');
	tree.put({pid: 10, comm: 'sh', uid: 0, cmdline: ['other']});
	t.is(await read(), first, 'nothing told that it runs another program');
	tree.put({pid: 10, comm: 'sleep', uid: 0, cmdline: ['sleep', '100']});
	const second = await read();
	t.is(second.facts?.uid, 0);
	t.is(commandOf(second), 'sleep 100');
});

test('no more than 4 KiB of a command line are read', async t => {
	const {details, record} = detailsOver(t, [{pid: 10, cmdline: ['x'.repeat(3000), 'y'.repeat(200_000)]}]);
	const found = await record(10);
	details.facts(found);
	t.is(commandOf(found.process), `${'x'.repeat(3000)} ${'y'.repeat(1095)}`);
});

test('a hostile command line arrives whole and is harmless in a terminal', async t => {
	const {details, record} = detailsOver(t, [
		{pid: 10, cmdline: ['\u001B]0;PWNED\u0007', 'a\nb', '\u202Ec', '', 'd']},
	]);
	const found = await record(10);
	details.facts(found);
	t.is(commandOf(found.process), '\u001B]0;PWNED\u0007 a\nb \u202Ec  d');
	const {command} = found.process.facts ?? {};
	t.is(command && safeText(command), '?]0;PWNED? a?b ?c  d');
});

test('a kernel thread has a user and no command, and a process without arguments has none either', async t => {
	const {details, record} = detailsOver(t, [
		{pid: 2, flags: 0x200000, cmdline: ['never read']},
		{pid: 10, cmdline: []},
	]);
	for (const pid of [2, 10]) {
		const found = await record(pid);
		details.facts(found);
		t.is(commandOf(found.process), undefined);
		t.is(found.process.facts?.uid, 0);
	}
});

test('facts of a process without readable files are missing, and its other figures are there', async t => {
	const {tree, details, record} = detailsOver(t, []);
	tree.write('proc/10/stat', `10 (alone) S 1 ${'0 '.repeat(30)}\n`);
	const found = await record(10);
	details.facts(found);
	details.figures(found, true);
	details.extras(found);
	t.deepEqual(found.process.facts, {uid: undefined, user: undefined, command: undefined});
	t.deepEqual(found.process.figures, {rss: undefined, shared: undefined, swap: undefined});
	t.deepEqual(found.process.extras, {oomScore: undefined, oomScoreAdj: undefined, cgroup: undefined});
	t.is(rawText(found.process.name), 'alone');
});

test('RSS and shared come from statm, not from the stat that lags', async t => {
	const {tree, details, record} = detailsOver(t, [
		{pid: 10, rssPages: 200, statm: [1000, 250, 100], status: {VmSwap: '12 kB'}},
	]);
	const found = await record(10);
	details.figures(found, true);
	t.deepEqual(found.process.figures, {rss: 250 * 4096, shared: 100 * 4096, swap: 12 * 1024});
	const {process} = found;
	details.figures(found, true);
	t.is(found.process, process, 'the same figures leave the same object');
	tree.put({pid: 10, rssPages: 200, statm: [1000, 251, 100], status: {VmSwap: '12 kB'}});
	details.figures(found, true);
	t.is(found.process.figures?.rss, 251 * 4096);
	t.is(process.figures?.rss, 250 * 4096, 'what was given out is never changed');
});

test('where the machine has nothing in swap that is 0 for each that has memory, without reading', async t => {
	const {details, record} = detailsOver(t, [
		{pid: 10, status: {VmSwap: '12 kB'}},
		{pid: 11, state: 'Z', statm: [0, 0, 0]},
	]);
	const living = await record(10);
	details.figures(living, false);
	t.is(living.process.figures?.swap, 0);
	const zombie = await record(11);
	details.figures(zombie, false);
	t.deepEqual(zombie.process.figures, {rss: 0, shared: 0, swap: undefined});
});

test('swap alone can be read of all, and leaves the other figures as they are', async t => {
	const {tree, details, record} = detailsOver(t, [
		{pid: 10, status: {VmSwap: '12 kB'}},
		{pid: 2, flags: 0x200000, status: {VmSwap: '1 kB'}},
	]);
	const found = await record(10);
	details.swap(found);
	t.deepEqual(found.process.figures, {swap: 12 * 1024});
	details.figures(found, true);
	tree.put({pid: 10, status: {VmSwap: '16 kB'}});
	details.swap(found);
	t.deepEqual(found.process.figures, {rss: 250 * 4096, shared: 100 * 4096, swap: 16 * 1024});
	const {process} = found;
	details.swap(found);
	t.is(found.process, process);
	const kernelThread = await record(2);
	details.swap(kernelThread);
	t.is(kernelThread.process.figures, undefined);
});

const cgroups: Array<readonly [what: string, text: string, path: string | undefined]> = [
	['the v2 path', '0::/app.slice/a\n', '/app.slice/a'],
	["v1's memory path, also on a hybrid system", '4:cpu:/x\n3:memory:/y\n0::/z\n', '/y'],
	['missing without either', '4:cpu:/x\n', undefined],
];

for (const [what, text, path] of cgroups) {
	test(`OOM scores are read, and the cgroup is ${what}`, async t => {
		const files = {oom_score: '702\n', oom_score_adj: '-500\n', cgroup: text};
		const {details, record} = detailsOver(t, [{pid: 10, files}]);
		const found = await record(10);
		details.extras(found);
		const {cgroup, ...scores} = found.process.extras ?? {};
		t.deepEqual(scores, {oomScore: 702, oomScoreAdj: -500});
		t.is(cgroup && rawText(cgroup), path);
	});
}

test('a score that is no number is missing', async t => {
	const {details, record} = detailsOver(t, [{pid: 10, files: {oom_score: 'x1\n', oom_score_adj: ''}}]);
	const found = await record(10);
	details.extras(found);
	t.is(found.process.extras?.oomScore, undefined);
	t.is(found.process.extras?.oomScoreAdj, undefined);
});
