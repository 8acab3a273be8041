import {readdirSync, readFileSync, readlinkSync, statSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {runMemtui} from '../support/memtui.js';
import {hasEnded} from '../support/process-state.js';
import {type RunningUse, startUse} from '../support/use.js';

/** Each kind against the kernel's own figures: the counter that it must move, and those that must stay. Linux. */

const megabyte = 1024 ** 2;
const asked = 150 * megabyte;
const kinds = ['anon', 'heap', 'shared', 'file', 'reserve'] as const;
type Kind = (typeof kinds)[number];

/** Bytes of the `Name:  N kB` lines of a file. */
function figuresOf(path: string): (name: string) => number {
	const text = readFileSync(path, 'latin1');
	return name => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
}

/** The machine's counter of the table (memory-facts.md, section 4). */
function counterOf(kind: Kind): number {
	const of = figuresOf('/proc/meminfo');
	if (kind === 'shared') return of('Shmem');
	if (kind === 'file') return of('Cached') - of('Shmem');
	return kind === 'reserve' ? of('Committed_AS') : of('AnonPages');
}

/** What a file behind one of its descriptors takes. Those of memtui's own channel are no files. */
function fileBytes(pid: number): number {
	const folder = `/proc/${pid}/fd`;
	const sizes = readdirSync(folder)
		.filter(name => / \(deleted\)$/.test(readlinkSync(`${folder}/${name}`)))
		.map(name => statSync(`${folder}/${name}`).blocks * 512);
	return Math.max(0, ...sizes);
}

type Baseline = {readonly rss: number; readonly vsz: number};

/** Starts one and waits until all is touched. */
async function holding(t: ExecutionContext, megabytes: number, kind: Kind) {
	const use = startUse(t, [String(megabytes), '--kind', kind, '--json']);
	const worker = await use.worker();
	await use.says(/"allocated"/);
	const {baseline}: {baseline: Baseline} = JSON.parse(use.lines()[0] ?? '');
	return {use, worker, baseline};
}

async function interrupted(t: ExecutionContext, use: RunningUse, worker: number): Promise<void> {
	use.kill('SIGINT');
	t.is(await use.exit, 130);
	t.true(hasEnded(worker));
}

const share = (bytes: number) => bytes / asked;

for (const kind of kinds) {
	test.serial(
		`150 MB of ${kind} are in the process that was printed, where they belong and nowhere else`,
		async t => {
			const {use, worker, baseline} = await holding(t, 150, kind);
			const rollup = figuresOf(`/proc/${worker}/smaps_rollup`);
			const grown = share(rollup('Rss') - baseline.rss);
			const mapped = share(figuresOf(`/proc/${worker}/status`)('VmSize') - baseline.vsz);
			const inFile = share(fileBytes(worker));
			const summary = `RSS ${grown.toFixed(3)}, VSZ ${mapped.toFixed(3)}, file ${inFile.toFixed(3)}`;
			const most = kind === 'heap' ? 1.3 : 1.15;
			if (kind === 'anon' || kind === 'heap') {
				t.true(grown > 0.97 && grown < most, summary);
				t.true(share(rollup('Private_Dirty')) > 0.97, summary);
				t.true(mapped > 0.97 && mapped < most, summary);
				t.is(inFile, 0);
			} else if (kind === 'reserve') {
				t.true(mapped > 0.97 && mapped < 1.15, summary);
				t.true(grown < 0.1, summary);
				t.is(inFile, 0);
			} else {
				t.true(inFile > 0.97 && inFile < 1.15, summary);
				t.true(grown < 0.1 && mapped < 0.1, summary);
			}
			t.log(summary);

			const map = JSON.parse((await runMemtui(['map', String(worker), '--json'])).stdout);
			const sizes: Record<string, number> = {};
			const residents: Record<string, number> = {};
			for (const {type, size, rss} of map.regions) {
				sizes[type] = Math.max(sizes[type] ?? 0, size);
				residents[type] = (residents[type] ?? 0) + rss;
			}
			if (kind === 'heap') {
				const inHeap = share((residents.heap ?? 0) + (residents['malloc arena'] ?? 0));
				t.true(inHeap > 0.97 && inHeap < most, `${inHeap}`);
			} else if (kind === 'anon' || kind === 'reserve') {
				// The kernel may have joined it to a small neighbour.
				const block = share(sizes.anonymous ?? 0);
				t.true(block >= 1 && block < 1.05, `${block}`);
			} else {
				// What Node reserves for code is larger than the file, and empty.
				const {regions}: {regions: readonly {rss: number; path: string | null}[]} = map;
				t.true(regions.every(({rss, path}) => rss < asked / 2 && !path?.endsWith('(deleted)')));
			}
			await interrupted(t, use, worker);
		},
	);

	test.serial(`the machine's counter falls by 150 MB when SIGINT ends a memory-user of ${kind}`, async t => {
		t.timeout(100_000);
		// What falls with its end is what it had; the end is short, so that little else happens meanwhile.
		async function givenBack(megabytes: number): Promise<number> {
			const {use, worker} = await holding(t, megabytes, kind);
			const during = counterOf(kind);
			await interrupted(t, use, worker);
			return during - counterOf(kind);
		}
		const most = kind === 'heap' ? 1.3 : 1.15;
		// Other tests come and go on this machine: the figures must fit once.
		const seen: string[] = [];
		for (let attempt = 0; attempt < 15; attempt++) {
			// A small one has the same processes with it: the difference is the memory alone.
			const small = await givenBack(1);
			const moved = ((await givenBack(150)) - small) / (149 * megabyte);
			seen.push(moved.toFixed(3));
			if (moved < 0.97 || moved > most) continue;
			t.log(seen.join(', '));
			t.pass();
			return;
		}
		t.fail(`it fell by this part of what was asked for: ${seen.join(', ')}`);
	});
}
