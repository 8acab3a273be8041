import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';
import {forkWorker} from '../source/worker/fork.js';
import {type FromWorker, type WorkerAccess, workerAccesses} from '../source/worker/messages.js';
import {compile} from './compile.js';
import {type Context, finding, type PartResult} from './part.js';
import {formatSpread, type Measured, ratioOf, spreadOf} from './statistics.js';

/** GB/s, a GB being 1024 MiB as in the homework. */
type Speeds = {readonly first: number; readonly later: number};
/** One of the two programs, with one access. */
type Way = {
	readonly name: string;
	readonly access: WorkerAccess;
	readonly run: () => Promise<Speeds>;
	readonly speeds: (Speeds | undefined)[];
};

const gigabyte = 2 ** 30;
const mebibyte = 2 ** 20;
const reference = 'C, gcc -O2';
const worker = 'memory-user';

/** How fast a memory-user streams through its memory with each access, beside plain loops in C. */
export async function workerPart({options, environment, progress}: Context): Promise<PartResult> {
	const entry = environment.cli === undefined ? '' : join(dirname(environment.cli), 'app', 'memory-user.js');
	if (!existsSync(entry)) {
		return {tables: [], findings: [], notes: [], failures: [`there is no ${entry || worker} to measure`]};
	}
	const amount = options.quick ? 300 : 1000;
	const seconds = options.quick ? 1 : 2;
	const program = compile('stream', environment);
	const ways = workerAccesses.flatMap(access => [
		...(program === undefined
			? []
			: [newWay(reference, access, () => runReference(program, amount, seconds, access))]),
		newWay(worker, access, () => runWorker(entry, amount, seconds, access)),
	]);
	const failures: string[] = [];
	for (let round = 0; round < options.rounds; round++) {
		for (const {name, access, run, speeds} of ways) {
			progress(`worker, round ${round + 1} of ${options.rounds}: ${access}, ${name}`);
			const speed = await run().catch(error => {
				failures.push(`${name}, ${access}: ${(error as Error).message}`);
				return undefined;
			});
			speeds.push(speed);
		}
	}
	const column = (name: string, access: WorkerAccess, which: keyof Speeds): readonly Measured[] =>
		ways.find(way => way.name === name && way.access === access)?.speeds.map(speed => speed?.[which]) ?? [];
	const ratio = (access: WorkerAccess, which: keyof Speeds) =>
		ratioOf(column(worker, access, which), column(reference, access, which));
	return {
		tables: [
			{
				title: `Through ${amount} MB, GB/s: median (min..max) of ${options.rounds}, ratios round by round`,
				head: ['', 'first touch', 'later', 'first / C', 'later / C'],
				rows: ways.map(({name, access}) => [
					`${access}, ${name}`,
					formatSpread(spreadOf(column(name, access, 'first'))),
					formatSpread(spreadOf(column(name, access, 'later'))),
					name === worker ? formatSpread(ratio(access, 'first')) : undefined,
					name === worker ? formatSpread(ratio(access, 'later')) : undefined,
				]),
			},
		],
		findings: workerAccesses.flatMap(access => [
			...finding({part: 'worker', figure: `${access} later GB/s`}, spreadOf(column(worker, access, 'later'))),
			...finding(
				{part: 'worker', figure: `${access} first touch`, against: reference},
				ratio(access, 'first'),
			),
			...finding({part: 'worker', figure: `${access} later`, against: reference}, ratio(access, 'later')),
		]),
		notes: program === undefined ? ['C skipped: there is no compiler'] : [],
		failures,
	};
}

function newWay(name: string, access: WorkerAccess, run: Way['run']): Way {
	return {name, access, run, speeds: []};
}

async function runReference(
	program: string,
	amount: number,
	seconds: number,
	access: WorkerAccess,
): Promise<Speeds> {
	const child = spawn(program, [String(amount), String(seconds), access], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
	const [first, later] = output.split(' ').map(Number);
	if (!first || !later) throw new Error(`it said ${JSON.stringify(output)}`);
	return {first: first / gigabyte, later: later / gigabyte};
}

async function runWorker(
	entry: string,
	amount: number,
	seconds: number,
	access: WorkerAccess,
): Promise<Speeds> {
	const said: FromWorker[] = [];
	const order = {bytes: amount * mebibyte, kind: 'anon', access, seconds} as const;
	const {ended} = forkWorker(order, message => said.push(message), entry);
	const {message} = await ended;
	const first = said.find(({event}) => event === 'allocated');
	const later = said.find(({event}) => event === 'finished');
	if (first?.event !== 'allocated' || later?.event !== 'finished') {
		throw new Error(message ?? 'it ended too early');
	}
	return {first: first.bytesPerSecond / gigabyte, later: later.bytesPerSecond / gigabyte};
}
