/** A stopped process with every kind of mapping: its columns against pmap, its sums against smaps, its types. */
import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {type MapSource, processMap} from '../../source/commands/map-source.js';
import {detailText} from '../../source/commands/pmap-detail.js';
import {extendedText} from '../../source/commands/pmap-extended.js';
import {mapJson} from '../support/map-json.js';
import {startKinds} from './kinds-program.js';
import {procps} from './procps.js';

const figures = ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const;

const isNear = (ours: number, theirs: number) => Math.abs(ours - theirs) <= 0.03 * theirs;

const isFile = (type: string) => ['code', 'data', 'read-only data'].includes(type);

const tokens = (line: string) => line.trim().split(/\s+/);

test('map -x has the tokens of pmap -x, byte for byte but for odd names', async t => {
	const program = await startKinds(t);
	if (!program) return;
	const theirs = await procps(t, 'pmap', '-x', String(program.pid));
	if (theirs === undefined) return;
	const ours = [...extendedText(await processMap(program.pid, {}))].join('');
	// How many `?` an odd name has is another in other releases.
	const plain = (text: string) => text.replace(/[^ -~\n]+|\?+/g, '?').split('\n');
	t.deepEqual(plain(ours), plain(theirs));
	t.regex(ours, / \[ shmid=0x[\da-f]+ \]\n/);
});

test('map -X has the tokens of pmap -X, but for the pages that pmap itself shares', async t => {
	const program = await startKinds(t);
	if (!program) return;
	const theirs = await procps(t, 'pmap', '-X', String(program.pid));
	if (theirs === undefined) return;
	const source = await processMap(program.pid, {});
	const ours = [...detailText(source)].join('').split('\n');
	// Whoever reads a map runs, and maps libraries as every program does: their pages are shared by one more.
	const isOfReaders = mapJson(source.view).regions.map(
		({path, type}) =>
			type === 'vdso' || (path?.startsWith('/') && !path.startsWith(program.folder) && isFile(type)),
	);
	const expected = theirs.replace(/[\0-\x09\x0B-\x1F\x7F]/g, '?').split('\n');
	t.is(ours.length, expected.length);
	const heads = tokens(ours[1] ?? '');
	const pss = heads.indexOf('Pss');
	let compared = 0;
	for (const [i, line] of ours.entries()) {
		const other = expected[i] ?? '';
		if (line === other) {
			compared++;
			continue;
		}

		const [mine, yours] = [tokens(line), tokens(other)];
		const isTotal = line.endsWith(' KB ');
		t.true(isTotal || isOfReaders[i - 2], `${line}\n${other}`);
		const place = isTotal ? pss - 5 : pss;
		t.deepEqual(mine.toSpliced(place, 1), yours.toSpliced(place, 1));
		if (isTotal) t.true(isNear(Number(mine[place]), Number(yours[place])), `${line}\n${other}`);
	}

	t.true(compared > 30, `${compared}`);
});

type Sums = {readonly [field: string]: number};

/** What the kernel's own text adds up to, bytes. */
function smapsSums(pid: number): Sums {
	const sums: {[field: string]: number} = {count: 0};
	for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
		const [, field, kilobytes] = /^(\w+): +(\d+) kB$/.exec(line) ?? [];
		if (field !== undefined) sums[field] = (sums[field] ?? 0) + Number(kilobytes) * 1024;
		if (/^[\da-f]+-[\da-f]+ /.test(line)) sums.count = (sums.count ?? 0) + 1;
	}

	return sums;
}

test('totals are the sums over smaps, and those of the types are exactly the totals', async t => {
	const program = await startKinds(t);
	if (!program) return;
	const {totals, types, regions} = mapJson((await processMap(program.pid, {})).view);
	const sums = smapsSums(program.pid);
	const at = (field: string) => sums[field] ?? Number.NaN;
	t.like(totals, {
		count: at('count'),
		size: at('Size'),
		rss: at('Rss'),
		dirty: at('Shared_Dirty') + at('Private_Dirty'),
		swap: at('Swap'),
	});
	const uss = at('Private_Clean') + at('Private_Dirty') + at('Private_Hugetlb');
	t.true(isNear(totals.pss ?? 0, at('Pss')), `${totals.pss} ${at('Pss')}`);
	t.true(isNear(totals.uss ?? 0, uss), `${totals.uss} ${uss}`);
	for (const [name, field] of [
		['anonymous', 'Anonymous'],
		['locked', 'Locked'],
		['lazyFree', 'LazyFree'],
		['referenced', 'Referenced'],
	] as const) {
		const sum = regions.reduce((all, region) => all + (region[name] ?? Number.NaN), 0);
		t.is(sum, at(field), name);
	}

	t.true(at('Locked') > 0 && at('LazyFree') > 0);
	for (const figure of figures) {
		const sum = types.reduce((all, type) => all + (type[figure] ?? Number.NaN), 0);
		t.is(sum, totals[figure] ?? t.fail(figure), figure);
	}
});

function typeAt(source: MapSource, address: bigint): string | undefined {
	const {reading, types} = source.view;
	const {start, end, count} = reading.map;
	for (let row = 0; row < count; row++) {
		if ((start[row] ?? 0n) <= address && address < (end[row] ?? 0n))
			return types.list[types.index[row] ?? -1];
	}

	return undefined;
}

test('each of at least twenty kinds of mapping has its type', async (t: ExecutionContext) => {
	const program = await startKinds(t);
	if (!program) return;
	const source = await processMap(program.pid, {});
	t.true(program.kinds.length >= 20, `${program.kinds.length}`);
	for (const {address, types, name} of program.kinds) {
		const type = typeAt(source, address);
		t.true(types.includes(type ?? ''), `${name} is ${type} and should be ${types.join(' or ')}`);
	}

	t.log(`${program.kinds.length} kinds`);
});
