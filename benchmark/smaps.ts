import {compile} from './compile.js';
import {findCommand} from './environment.js';
import {startMappings} from './mappings.js';
import {type Context, type Finding, finding, type PartResult} from './part.js';
import {ours} from './programs.js';
import {formatSpread, type Measured, ratioOf, spreadOf} from './statistics.js';
import type {Table} from './table.js';
import {type Run, tellingPeak, timeCommand} from './timed.js';

type Reader = {readonly name: string; readonly command: string; readonly args: (pid: number) => string[]};

const bare = 'node -e 0';
const figures = [
	{name: 'wall', of: (run: Run) => run.wall},
	{name: 'CPU', of: (run: Run) => run.cpu},
];

/** The map of a process with many mappings: ours beside the kernel's own time (`cat`) and pmap. */
export async function smapsPart(context: Context): Promise<PartResult> {
	const notes: string[] = [];
	const failures: string[] = [];
	const tables: Table[] = [];
	const findings: Finding[] = [];
	const maker = compile('mappings', context.environment);
	if (maker === undefined) {
		return {tables, findings, notes: ['smaps skipped: there is no C compiler'], failures};
	}
	const readers = readersFor(context, notes, failures);
	for (const count of context.options.quick ? [5000] : [5000, 60_000]) {
		const mapped = await startMappings(maker, count);
		if (mapped === undefined) {
			notes.push(`skipped: ${count} mappings are not allowed here (vm.max_map_count)`);
			continue;
		}
		try {
			const {table, found} = readInTurn(readers, mapped.pid, count, context, notes, failures);
			tables.push(table);
			findings.push(...found);
		} finally {
			mapped.end();
		}
	}
	return {tables, findings, notes, failures};
}

function readersFor({environment}: Context, notes: string[], failures: string[]): readonly Reader[] {
	const {node, cli} = environment;
	const hasPmap = findCommand('pmap') !== undefined;
	if (!hasPmap) notes.push('skipped: pmap is not installed');
	if (cli === undefined) failures.push(`there is no ${ours} to measure`);
	return [
		{name: 'cat smaps', command: 'cat', args: pid => [`/proc/${pid}/smaps`]},
		...(hasPmap ? ['-X', '-x'] : []).map(form => ({
			name: `pmap ${form}`,
			command: 'pmap',
			args: (pid: number) => [form, String(pid)],
		})),
		{name: bare, command: node, args: () => ['-e', '0']},
		...(cli === undefined ? [] : ['--json', '--summary']).map(form => ({
			name: `${ours} map ${form}`,
			command: node,
			args: (pid: number) => [cli ?? '', 'map', String(pid), form],
		})),
	];
}

function readInTurn(
	readers: readonly Reader[],
	pid: number,
	load: number,
	{options, environment, progress}: Context,
	notes: string[],
	failures: string[],
): {readonly table: Table; readonly found: readonly Finding[]} {
	const runs = new Map<string, Run[]>();
	const able = readers.filter(({name, command, args}) => {
		const {code, errors} = timeCommand(command, args(pid), environment.variables);
		if (code === 0) return true;
		// 2 is an option that isn't there: a peer, or a build of ours, of another age.
		(code === 2 || !name.startsWith(ours) ? notes : failures).push(
			`skipped: ${name} of ${load} mappings ended with ${code ?? 'a signal'}: ${errors.split('\n')[0]}`,
		);
		return false;
	});
	for (let round = 0; round < options.rounds; round++) {
		progress(`smaps of ${load} mappings, round ${round + 1} of ${options.rounds}`);
		for (const {name, command, args} of able) {
			const isNode = command === environment.node;
			const run = timeCommand(command, args(pid), isNode ? tellingPeak(environment) : environment.variables);
			runs.set(name, [...(runs.get(name) ?? []), run]);
		}
	}
	const column = (name: string, of: (run: Run) => number | undefined) => (runs.get(name) ?? []).map(of);
	const start = column(bare, cpuOf);
	const cat = column('cat smaps', cpuOf);
	/** CPU beyond Node's own start, and peak memory beyond it: what reading and parsing cost. */
	const above = (name: string) => {
		const cpus = column(name, cpuOf).map((cpu, i) => less(cpu, start[i]));
		const peaks = column(name, ({peak}) => peak).map((peak, i) =>
			less(peak, column(bare, run => run.peak)[i]),
		);
		return {cpu: ratioOf(cpus, cat), peak: spreadOf(peaks.map(inMebibytes))};
	};
	const mine = able.filter(({name}) => name.startsWith(ours));
	const others = able.filter(({name}) => !name.startsWith(ours));
	return {
		table: {
			title: `The map of ${load} mappings, ms: median (min..max) of ${options.rounds}, ratios round by round`,
			head: [
				'',
				'wall',
				'CPU',
				'CPU above Node / cat',
				'MiB above Node',
				...mine.map(({name}) => `${name}: CPU / this`),
			],
			rows: able.map(({name}) => [
				name,
				...figures.map(({of}) => formatSpread(spreadOf(column(name, of)))),
				name.startsWith(ours) ? formatSpread(above(name).cpu) : undefined,
				name.startsWith(ours) ? formatSpread(above(name).peak) : undefined,
				...mine.map(own => formatSpread(ratioOf(column(own.name, cpuOf), column(name, cpuOf)))),
			]),
		},
		found: mine.flatMap(own => [
			...finding(
				{part: 'smaps', load, figure: `${own.name} CPU above a start`, against: 'cat smaps'},
				above(own.name).cpu,
			),
			...finding({part: 'smaps', load, figure: `${own.name} memory above a start MiB`}, above(own.name).peak),
			...others.flatMap(({name: against}) =>
				figures.flatMap(({name, of}) =>
					finding(
						{part: 'smaps', load, figure: `${own.name} ${name}`, against},
						ratioOf(column(own.name, of), column(against, of)),
					),
				),
			),
		]),
	};
}

function less(value: Measured, start: Measured): Measured {
	return value === undefined || start === undefined ? undefined : value - start;
}

function inMebibytes(bytes: Measured): Measured {
	return bytes === undefined ? undefined : bytes / 2 ** 20;
}

function cpuOf({cpu}: Run): number | undefined {
	return cpu;
}
