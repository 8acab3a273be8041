/** `free` and ours read the same counters, which move: over the machine's own they are held in between. */
import {execFile, spawn} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {freeJson, freeTable} from '../../source/commands/free.js';
import type {Platform} from '../../source/platform/platform.js';
import {openLinux} from '../platform/linux/opened.js';
import {ownFixture} from '../support/fixtures.js';
import {waitFor} from '../support/wait-for.js';
import {procps, procpsRelease} from './procps.js';

const memoryFields = ['total', 'used', 'free', 'shared', 'buffers', 'cached', 'available'] as const;
const swapFields = ['total', 'used', 'free'] as const;
const commitFields = ['limit', 'promised'] as const;

type Figures = Readonly<Record<`${'memory' | 'swap' | 'commit'}.${string}`, number>>;

/** What asks this release of free for all that it knows, in bytes. */
const optionsOf = (release: number) => ['-b', '-w', ...(release >= 40_000 ? ['-v'] : [])];

/** The lines of `free -b -w -v`. */
function figuresOf(text: string): Figures {
	const line = (head: string) => {
		const found = text.split('\n').find(candidate => candidate.startsWith(head)) ?? '';
		return found.slice(head.length).trim().split(/\s+/).map(Number);
	};
	const named = (group: string, fields: readonly string[], values: readonly number[]) =>
		fields.map((field, i) => [`${group}.${field}`, values[i] ?? Number.NaN]);
	return Object.fromEntries([
		...named('memory', memoryFields, line('Mem:')),
		...named('swap', swapFields, line('Swap:')),
		...(text.includes('Comm:') ? named('commit', commitFields, line('Comm:')) : []),
	]);
}

/** Ours; where we say that nothing is known of what is available, free prints the free memory. */
async function ourFigures(platform: Platform, release: number): Promise<Figures> {
	const {memory, swap} = freeJson(await platform.machine());
	const known: Readonly<Record<string, number | null>> = {
		...memory,
		available: memory.available ?? memory.free,
	};
	// What a kernel doesn't tell of these two free prints as 0.
	const commit = {limit: memory.commitLimit ?? 0, promised: memory.committed ?? 0};
	return Object.fromEntries([
		...memoryFields.map(field => [`memory.${field}`, known[field] ?? Number.NaN]),
		...swapFields.map(field => [`swap.${field}`, swap[field] ?? Number.NaN]),
		...(release < 40_000 ? [] : commitFields.map(field => [`commit.${field}`, commit[field]])),
	]);
}

/** Readings of ours that go into the comparison: those of about the time in which free reads and prints. */
const around = 20;

test('every figure of free is ours of the same moment', async t => {
	const version = await procps(t, 'free', '--version');
	if (version === undefined) return;
	const release = procpsRelease(version);
	const platform = openLinux(t);
	// It prints ten times a second: started anew each time, it would itself move what it shows.
	const options = [...optionsOf(release), '-s', '0.1', '-c', '250'];
	const child = spawn('free', options, {
		env: {...process.env, LC_ALL: 'C'},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	t.teardown(() => child.kill());
	let text = '';
	child.stdout.on('data', (chunk: Buffer) => {
		text += chunk.toString();
	});
	const printed = release >= 40_000 ? /^Comm:.*\n/m : /^Swap:.*\n/m;
	let last: readonly string[] = ['nothing was printed'];
	const isOurs = async () => {
		const ours: Figures[] = [];
		text = '';
		while (!printed.test(text)) {
			if (child.exitCode !== null) return undefined;
			ours.push(await ourFigures(platform, release));
			await setImmediate();
		}
		ours.push(await ourFigures(platform, release));
		last = Object.entries(figuresOf(text)).flatMap(([name, theirs]) => {
			// Before 4.0.1 another formula gave what is used.
			if (name === 'memory.used' && release < 40_001) return [];
			const values = ours.slice(-around).map(figures => figures[name as keyof Figures] ?? Number.NaN);
			const isBetween = theirs >= Math.min(...values) && theirs <= Math.max(...values);
			return isBetween ? [] : [`${name}: free ${theirs}, we ${values.join(' ')}`];
		});
		return last.length === 0;
	};
	await waitFor(isOurs, 'figures of free that lie among ours', 20_000).catch(error =>
		t.fail(`${error.message}: ${last.join('; ')}`),
	);
	t.is(Object.keys(figuresOf(text)).length, release >= 40_000 ? 12 : 10);
});

/** What `free` prints on the machine whose meminfo this is; where that can't be had the test says so and passes. */
async function freeOver(t: ExecutionContext, meminfo: string, ...options: readonly string[]) {
	const script = 'mount --bind "$1" /proc/meminfo && shift && exec free "$@"';
	const namespace = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])];
	try {
		const args = [...namespace, 'sh', '-c', script, 'sh', meminfo, ...options];
		return (await promisify(execFile)('unshare', args, {env: {...process.env, LC_ALL: 'C'}})).stdout;
	} catch (error) {
		const {code, stderr = ''} = error as {code?: unknown; stderr?: string};
		if (code !== 'ENOENT' && !/^(unshare|mount): /m.test(stderr)) throw error;
		t.log(`skipped: no mount namespace can be made here: ${stderr.trim() || code}`);
		t.pass();
		return undefined;
	}
}

const recorded = readdirSync(ownFixture('linux')).filter(
	name => name !== 'hostile' && !name.endsWith('series'),
);
const handMade = ['plain', 'no-memavailable', 'reordered', 'free-over-total', 'unknown', 'swaptotal-zero'];
const machines = [...recorded, 'debian12-6.18-series/t2', ...handMade.map(name => `hostile/meminfo-${name}`)];

for (const name of machines) {
	test(`over the recorded meminfo of ${name} free prints what we do, to the byte`, async t => {
		const version = await procps(t, 'free', '--version');
		if (version === undefined) return;
		const proc = ownFixture(`linux/${name}/proc`);
		const release = procpsRelease(version);
		const text = await freeOver(t, join(proc, 'meminfo'), ...optionsOf(release));
		if (text === undefined) return;
		const {'memory.used': used, ...theirs} = figuresOf(text);
		const {'memory.used': ourUsed, ...ours} = await ourFigures(openLinux(t, proc), release);
		t.deepEqual(ours, theirs);
		if (release >= 40_001) t.is(ourUsed, used);
	});
}

test('the table of memtui free is that of free, in KiB', async t => {
	const version = await procps(t, 'free', '--version');
	if (version === undefined) return;
	if (procpsRelease(version) < 40_001) {
		t.log('skipped: this free has another formula for what is used');
		t.pass();
		return;
	}
	const proc = ownFixture('linux/debian12-6.12-swap/proc');
	const theirs = await freeOver(t, join(proc, 'meminfo'));
	if (theirs === undefined) return;
	const platform = openLinux(t, proc);
	const words = (text: string) => text.trim().split(/\s+/);
	t.deepEqual(words(freeTable((await platform.machine()).machine)), words(theirs));
});
