/** The map of processes that stand still, against sums over the kernel's text and against pmap. */
import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import type {MapJson} from '../../source/commands/map-json.js';
import {regionView} from '../../source/model/region-view.js';
import {createLinuxPlatform} from '../../source/platform/linux/linux.js';
import {type Child, startChild} from '../platform/linux/children.js';
import {mapJson} from '../support/map-json.js';
import {procps} from './procps.js';

async function mapOf(t: ExecutionContext, pid: number): Promise<MapJson> {
	const platform = createLinuxPlatform();
	try {
		const outcome = await platform.regions(pid, new AbortController().signal);
		return 'failure' in outcome ? t.fail(outcome.message) : mapJson(regionView(outcome));
	} finally {
		platform.close();
	}
}

/** A program with a hundred MB of its own, files mapped, code made at run time and threads; it stands still. */
async function stoppedNode(t: ExecutionContext): Promise<Child> {
	const script =
		'const kept = Buffer.alloc(100e6, 1); console.log("ready"); setInterval(() => kept.length, 1e6)';
	const child = await startChild(t, process.execPath, '-e', script);
	await child.said('ready');
	await child.stop();
	return child;
}

async function stoppedSleep(t: ExecutionContext): Promise<Child> {
	const child = await startChild(t, 'sleep', '1000');
	await child.named('sleep');
	await child.stop();
	return child;
}

/** A shell beside a copy of itself, which shares its dirty pages; the copy ends when its input does. */
async function stoppedShell(t: ExecutionContext): Promise<Child> {
	const child = await startChild(t, 'sh', '-c', 'exec 3<&0; (read line <&3; :) & echo ready; wait');
	await child.said('ready');
	await child.stop();
	return child;
}

const programs = [
	['a small program', stoppedSleep],
	['a shell that shares dirty pages', stoppedShell],
	['Node with 100 MB', stoppedNode],
] as const;

type Sums = {readonly [field: string]: number | undefined};

/** What `awk '/^Rss:/ {sum += $2}'` gives for each field, in bytes, and the number of regions. */
function smapsSums(pid: number): {readonly sums: Sums; readonly count: number} {
	const sums: {[field: string]: number} = {};
	let count = 0;
	for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
		const [, field, kilobytes] = /^(\w+): +(\d+) kB$/.exec(line) ?? [];
		if (field !== undefined) sums[field] = (sums[field] ?? 0) + Number(kilobytes) * 1024;
		if (/^[\da-f]+-[\da-f]+ /.test(line)) count++;
	}
	return {sums, count};
}

const regionSum = (
	map: MapJson,
	field: 'rss' | 'size' | 'swap' | 'anonymous' | 'locked' | 'lazyFree' | 'anonHuge',
) => map.regions.reduce((total, region) => total + (region[field] ?? Number.NaN), 0);

for (const [what, start] of programs) {
	test(`the regions of ${what} that stands still add up to what the kernel says, and so do its types`, async t => {
		const {pid} = await start(t);
		const map = await mapOf(t, pid);
		const {sums, count} = smapsSums(pid);
		t.true(map.complete);
		t.is(map.reason, null);
		if (start === stoppedShell) t.true((sums.Shared_Dirty ?? 0) > 0);
		t.is(map.regions.length, count);
		t.deepEqual(
			{
				count: map.totals.count,
				size: map.totals.size,
				rss: map.totals.rss,
				swap: map.totals.swap,
				dirty: map.totals.dirty,
				anonymous: regionSum(map, 'anonymous'),
				locked: regionSum(map, 'locked'),
				lazyFree: regionSum(map, 'lazyFree'),
				anonHuge: regionSum(map, 'anonHuge'),
			},
			{
				count,
				size: sums.Size,
				rss: sums.Rss,
				swap: sums.Swap,
				dirty: (sums.Shared_Dirty ?? 0) + (sums.Private_Dirty ?? 0),
				anonymous: sums.Anonymous,
				locked: sums.Locked,
				lazyFree: sums.LazyFree,
				anonHuge: sums.AnonHugePages,
			},
		);
		for (const field of ['count', 'size', 'rss', 'pss', 'uss', 'dirty', 'swap'] as const) {
			const ofTypes = map.types.reduce((total, type) => total + (type[field] ?? Number.NaN), 0);
			t.is(ofTypes, map.totals[field] ?? t.fail(field), field);
		}
	});
}

test('PSS and the split into shared and private of a large program are those of the kernel, within 3%', async t => {
	const {pid} = await stoppedNode(t);
	const map = await mapOf(t, pid);
	const {sums} = smapsSums(pid);
	const uss = (sums.Private_Clean ?? Number.NaN) + (sums.Private_Dirty ?? Number.NaN);
	// Whoever reads maps the same libraries as what it reads: their pages become shared by that.
	const isNear = (ours: number | null, theirs = Number.NaN, whole = theirs, what = '') => {
		const apart = Math.abs((ours ?? Number.NaN) - theirs);
		t.true(apart <= 0.03 * whole, `${what}: ${ours}, the kernel says ${theirs}`);
	};
	isNear(map.totals.pss, sums.Pss, sums.Pss, 'PSS');
	isNear(map.totals.uss, uss, uss, 'USS');
	for (const [field, name] of [
		['sharedClean', 'Shared_Clean'],
		['sharedDirty', 'Shared_Dirty'],
		['privateClean', 'Private_Clean'],
		['privateDirty', 'Private_Dirty'],
	] as const) {
		isNear(
			map.regions.reduce((total, region) => total + (region[field] ?? Number.NaN), 0),
			sums[name],
			sums.Rss,
			name,
		);
	}
	t.true((map.totals.uss ?? 0) > 100e6);
	t.true((map.totals.pss ?? 0) >= (map.totals.uss ?? 0));
});

for (const [what, start] of programs) {
	test(`pmap -x has the regions of ${what} that we have, in kB and in total`, async t => {
		const {pid} = await start(t);
		const text = await procps(t, 'pmap', '-x', String(pid));
		if (text === undefined) return;
		const map = await mapOf(t, pid);
		const inKb = (bytes: number | null) => (bytes ?? Number.NaN) / 1024;
		const rows = text
			.split('\n')
			.filter(line => /^[\da-f]{8,16} /.test(line))
			.map(line => line.split(/ +/).slice(0, 5))
			.map(([address, ...figures]) => [BigInt(`0x${address}`), ...figures]);
		t.deepEqual(
			rows,
			map.regions.map(region => [
				BigInt(`0x${region.start}`),
				String(inKb(region.size)),
				String(inKb(region.rss)),
				String(inKb((region.sharedDirty ?? Number.NaN) + (region.privateDirty ?? Number.NaN))),
				`${region.perms.replace('p', '-')}-`,
			]),
		);
		const total = /^total kB +(\d+) +(\d+) +(\d+)/m.exec(text)?.slice(1).map(Number);
		t.deepEqual(total, [map.totals.size, map.totals.rss, map.totals.dirty].map(inKb));
	});
}
