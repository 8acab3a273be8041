import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';
import {forkWorker} from '../source/worker/fork.js';
import type {FromWorker} from '../source/worker/messages.js';
import {compile} from './compile.js';
import {type Context, finding, type PartResult} from './part.js';
import {formatSpread, type Measured, ratioOf, spreadOf} from './statistics.js';

/** GB/s, a GB being 1024 MiB as in the homework. */
type Speeds = {readonly first: number; readonly later: number};
type Way = {readonly name: string; readonly run: () => Promise<Speeds>};

const gigabyte = 2 ** 30;
const mebibyte = 2 ** 20;
const reference = 'C, gcc -O2';
const worker = 'memory-user';

/** How fast a memory-user streams through its memory, beside the homework's loop in C. */
export async function workerPart({options, environment, progress}: Context): Promise<PartResult> {
	const entry = environment.cli === undefined ? '' : join(dirname(environment.cli), 'memory-user.js');
	if (!existsSync(entry)) {
		return {tables: [], findings: [], notes: [], failures: [`there is no ${entry || worker} to measure`]};
	}
	const amount = options.quick ? 300 : 1000;
	const seconds = options.quick ? 1 : 2;
	const program = compile('stream', environment);
	const ways: readonly Way[] = [
		...(program === undefined ? [] : [{name: reference, run: () => runReference(program, amount, seconds)}]),
		{name: worker, run: () => runWorker(entry, amount, seconds)},
	];
	const speeds = new Map<string, (Speeds | undefined)[]>(ways.map(({name}) => [name, []]));
	const failures: string[] = [];
	for (let round = 0; round < options.rounds; round++) {
		for (const {name, run} of ways) {
			progress(`worker, round ${round + 1} of ${options.rounds}: ${name}`);
			const speed = await run().catch(error => {
				failures.push(`${name}: ${(error as Error).message}`);
				return undefined;
			});
			speeds.get(name)?.push(speed);
		}
	}
	const column = (name: string, which: keyof Speeds): Measured[] =>
		(speeds.get(name) ?? []).map(speed => speed?.[which]);
	const ratio = (name: string, which: keyof Speeds) => ratioOf(column(name, which), column(reference, which));
	return {
		tables: [
			{
				title: `Through ${amount} MB, GB/s: median (min..max) of ${options.rounds}, ratios round by round`,
				head: ['', 'first touch', 'later', 'first / C', 'later / C'],
				rows: ways.map(({name}) => [
					name,
					formatSpread(spreadOf(column(name, 'first'))),
					formatSpread(spreadOf(column(name, 'later'))),
					formatSpread(ratio(name, 'first')),
					formatSpread(ratio(name, 'later')),
				]),
			},
		],
		findings: [
			...finding({part: 'worker', figure: 'later GB/s'}, spreadOf(column(worker, 'later'))),
			...finding({part: 'worker', figure: 'first touch', against: reference}, ratio(worker, 'first')),
			...finding({part: 'worker', figure: 'later', against: reference}, ratio(worker, 'later')),
		],
		notes: program === undefined ? ['C skipped: there is no compiler'] : [],
		failures,
	};
}

async function runReference(program: string, amount: number, seconds: number): Promise<Speeds> {
	const child = spawn(program, [String(amount), String(seconds)], {stdio: ['ignore', 'pipe', 'inherit']});
	const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
	const [first, later] = output.split(' ').map(Number);
	if (!first || !later) throw new Error(`it said ${JSON.stringify(output)}`);
	return {first: first / gigabyte, later: later / gigabyte};
}

async function runWorker(entry: string, amount: number, seconds: number): Promise<Speeds> {
	const said: FromWorker[] = [];
	const order = {bytes: amount * mebibyte, kind: 'anon', seconds} as const;
	const {ended} = forkWorker(order, message => said.push(message), entry);
	const {message} = await ended;
	const first = said.find(({event}) => event === 'allocated');
	const later = said.find(({event}) => event === 'finished');
	if (first?.event !== 'allocated' || later?.event !== 'finished') {
		throw new Error(message ?? 'it ended too early');
	}
	return {first: first.bytesPerSecond / gigabyte, later: later.bytesPerSecond / gigabyte};
}
