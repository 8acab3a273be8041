/** What happens in the middle of the reading of a map: the process ends or runs another program, nobody waits. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {readRegions} from '../../../source/platform/linux/region-reader.js';
import type {Process} from '../../../source/platform/platform.js';
import type {RegionFailure, RegionReading} from '../../../source/platform/region-reading.js';
import {rawText} from '../../../source/safe-text.js';
import type {TreeProcess} from '../../support/proc-tree.js';
import {hasEnded} from '../../support/process-state.js';
import {startChild} from './children.js';
import {detailsOver} from './details-over.js';
import {manyEntries, mapped, read, readingOf, sum, wanted} from './map-reading.js';
import {openFilesBelow} from './open-files.js';
import {nothingWanted, openLinux} from './opened.js';

/** A reading whose process is another (or none) when it is looked at the second time. */
async function readWhile(
	t: ExecutionContext,
	smaps: string,
	change: (before: Process) => Process | undefined,
): Promise<RegionReading | RegionFailure> {
	const {proc} = mapped(t, smaps);
	const platform = openLinux(t, proc);
	const sample = await platform.sample({figures: 'all', rollups: [], rollupBudget: 0});
	const before = sample.processes.get(10) ?? t.fail();
	let looks = 0;
	return readRegions(proc, 10, () => (++looks === 1 ? before : change(before)), wanted());
}

const ends: Array<readonly [what: string, change: (before: Process) => Process | undefined]> = [
	['ends', () => undefined],
	['ends and leaves its pid to another', before => ({...before, startTicks: before.startTicks + 1})],
	['becomes a zombie', before => ({...before, state: 'Z', vsz: 0})],
	['has given up its memory and is about to end', before => ({...before, vsz: 0})],
];

for (const [what, change] of ends) {
	test(`of a process that ${what} in the middle, the part that was read is shown as a part`, async t => {
		const {map, reason, process} = readingOf(t, await readWhile(t, manyEntries(3), change));
		t.is(map.count, 3);
		t.false(map.complete);
		t.is(reason, 'it ended while its map was read');
		t.is(process.startTicks, 100);
	});
}

test('a process that ended before anything of its map was read is gone', async t => {
	const gone = {failure: 'gone', message: 'process 10 ended'} as const;
	t.deepEqual(await readWhile(t, '', () => undefined), gone);
	t.deepEqual(await readWhile(t, '', before => ({...before, startTicks: 5})), gone);
});

const programs: Array<readonly [what: string, after: Partial<TreeProcess>]> = [
	['another name', {comm: 'other'}],
	['other arguments', {cmdline: ['program', 'again'], startCode: 99}],
];

for (const [what, after] of programs) {
	test(`of a process that runs another program in the middle, told by ${what}, the part is shown as a part`, async t => {
		const {tree, sweep, details} = detailsOver(t, [{pid: 10, files: {smaps: manyEntries(3)}}]);
		let looks = 0;
		const find = (pid: number) => {
			if (++looks === 2) tree.put({pid, ...after});
			const record = sweep.look(pid) ?? t.fail();
			details.facts(record);
			return record.process;
		};
		const {map, reason, process} = readingOf(t, await readRegions(tree.proc, 10, find, wanted()));
		t.false(map.complete);
		t.is(reason, 'it ran another program while its map was read');
		t.is(rawText(process.name), String(after.comm ?? 'program'));
	});
}

test('a process that only goes on working while its map is read has a whole map', async t => {
	const outcome = await readWhile(t, manyEntries(3), before => ({...before, state: 'R', cpuTime: 50}));
	const {map, reason, process} = readingOf(t, outcome);
	t.true(map.complete);
	t.is(reason, undefined);
	t.is(process.cpuTime, 50);
});

test('a map that nobody wants any more is not read', async t => {
	const tree = mapped(t, manyEntries(1));
	const abort = new AbortController();
	abort.abort();
	const outcome = await read(tree.proc, 10, abort.signal);
	t.deepEqual(outcome, {failure: 'not read', message: 'not wanted any more'});
	t.deepEqual(openFilesBelow(tree.proc), []);
});

test('the reading of a big map stops in the middle when nobody wants it any more', async t => {
	const tree = mapped(t, manyEntries(60_000));
	const platform = openLinux(t, tree.proc);
	const abort = new AbortController();
	const outcome = platform.regions(10, abort.signal);
	t.deepEqual(openFilesBelow(join(tree.proc, '10')).includes(join(tree.proc, '10/smaps')), true);
	abort.abort(new Error('a reason of the caller'));
	t.deepEqual(await outcome, {failure: 'not read', message: 'not wanted any more'});
	t.false(openFilesBelow(tree.proc).includes(join(tree.proc, '10/smaps')));
});

test('other work has its turn while a big map is read, and two at once do not mix', async t => {
	const tree = mapped(t, manyEntries(100_000));
	tree.put({pid: 11, files: {smaps: manyEntries(20_000).replaceAll('Rss: 4', 'Rss: 8')}});
	const platform = openLinux(t, tree.proc);
	let turns = 0;
	let isOver = false;
	const count = () => {
		turns++;
		if (!isOver) setImmediate(count);
	};
	const both = Promise.all([platform.regions(10, wanted()), platform.regions(11, wanted())]);
	setImmediate(count);
	const [first, second] = await both;
	isOver = true;
	t.true(turns > 3, `${turns} turns`);
	const rss = (outcome: RegionReading | RegionFailure) => sum(readingOf(t, outcome).map.fields.get('Rss'));
	t.is(rss(first), 100_000 * 4096);
	t.is(rss(second), 20_000 * 8192);
});

/** For Node: thousands of regions, two for each WebAssembly memory. */
const manyRegions =
	'const kept = Array.from({length: 4000}, () => new WebAssembly.Memory({initial: 1, maximum: 65536}));' +
	'console.log("mapped"); setInterval(() => kept.length, 1e6)';

const realEnds: Array<readonly [what: string, shell: string, hasGone: (pid: number) => boolean]> = [
	['stays a zombie', '"$@" & exec sleep 1000', hasEnded],
	['is gone for good', '"$@" & wait', pid => !existsSync(`/proc/${pid}`)],
];

for (const [what, shell, hasGone] of realEnds) {
	test(`of a real process that ends while its map is read and ${what}, the part is shown as a part`, async t => {
		const program = [process.execPath, '--disable-wasm-trap-handler', '-e', manyRegions];
		const parent = await startChild(t, 'sh', '-c', shell, 'sh', ...program);
		await parent.said('mapped');
		const platform = openLinux(t);
		const {processes} = await platform.sample(nothingWanted);
		const {pid} = [...processes.values()].find(({ppid}) => ppid === parent.pid) ?? t.fail();
		t.teardown(() => {
			if (!hasEnded(pid)) process.kill(pid, 'SIGKILL');
		});
		const whole = await platform.regions(pid, wanted());
		if ('failure' in whole) return t.fail(whole.message);
		t.true(whole.map.complete && whole.map.count > 4000, String(whole.map.count));
		const reading = platform.regions(pid, wanted());
		// The reading has had its first slice. It has the next one after the process has ended for certain.
		process.kill(pid, 'SIGKILL');
		const patience = performance.now() + 10_000;
		while (!hasGone(pid) && performance.now() < patience);
		const part = await reading;
		if ('failure' in part) return t.fail(part.message);
		t.true(part.map.count > 0 && part.map.count < whole.map.count, String(part.map.count));
		t.false(part.map.complete);
		t.is(part.reason, 'it ended while its map was read');
	});
}
