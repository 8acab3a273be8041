/** `free` and ours read the same counters, which move: over the machine's own they are held in between. */
import {execFile} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {freeJson, freeTable} from '../../source/commands/free.js';
import {createLinuxPlatform} from '../../source/platform/linux/linux.js';
import {ownFixture} from '../support/fixtures.js';
import {waitFor} from '../support/wait-for.js';
import {procps, procpsRelease} from './procps.js';

const memoryFields = ['total', 'used', 'free', 'shared', 'buffers', 'cached', 'available'] as const;
const swapFields = ['total', 'used', 'free'] as const;

type Figures = Readonly<Record<`${'memory' | 'swap'}.${string}`, number>>;

/** The two lines of `free -b -w`. */
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
	]);
}

/** Ours; where we say that nothing is known of what is available, free prints the free memory. */
async function ourFigures(proc?: string): Promise<Figures> {
	const platform = createLinuxPlatform(proc);
	try {
		const {memory, swap} = freeJson(await platform.machine());
		const known: Readonly<Record<string, number | null>> = {
			...memory,
			available: memory.available ?? memory.free,
		};
		return Object.fromEntries([
			...memoryFields.map(field => [`memory.${field}`, known[field] ?? Number.NaN]),
			...swapFields.map(field => [`swap.${field}`, swap[field] ?? Number.NaN]),
		]);
	} finally {
		platform.close();
	}
}

const constant = ['memory.total', 'swap.total'] as const;

test('every figure of free is ours of the same moment', async t => {
	if ((await procps(t, 'free', '--version')) === undefined) return;
	const release = procpsRelease((await procps(t, 'free', '--version')) ?? '');
	const compared = Object.keys(await ourFigures()).filter(
		// Before 4.0.1 another formula gave what is used.
		name => name !== 'memory.used' || release >= 40_001,
	) as Array<keyof Figures>;
	t.true(compared.length >= 9);
	const outside = async () => {
		const before = await ourFigures();
		const theirs = figuresOf((await procps(t, 'free', '-b', '-w')) ?? '');
		const after = await ourFigures();
		for (const name of constant) t.is(before[name], theirs[name]);
		return compared.filter(name => {
			const [one = Number.NaN, other = Number.NaN, value = Number.NaN] = [
				before[name],
				after[name],
				theirs[name],
			];
			return !(value >= Math.min(one, other) && value <= Math.max(one, other));
		});
	};
	let last: readonly string[] = [];
	await waitFor(
		async () => {
			last = await outside();
			return last.length === 0;
		},
		'figures of free between ours of just before and just after',
		30_000,
	).catch(error => t.fail(`${error.message}: ${last.join(', ')}`));
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
		const text = await freeOver(t, join(proc, 'meminfo'), '-b', '-w');
		if (text === undefined) return;
		const {'memory.used': used, ...theirs} = figuresOf(text);
		const {'memory.used': ourUsed, ...ours} = await ourFigures(proc);
		t.deepEqual(ours, theirs);
		if (procpsRelease(version) >= 40_001) t.is(ourUsed, used);
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
	const platform = createLinuxPlatform(proc);
	t.teardown(() => platform.close());
	const words = (text: string) => text.trim().split(/\s+/);
	t.deepEqual(words(freeTable((await platform.machine()).machine)), words(theirs));
});
