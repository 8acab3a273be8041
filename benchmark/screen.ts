import {startLoad} from './load.js';
import {type Context, finding, type PartResult} from './part.js';
import {bareNode, ours, type Program, programsFor} from './programs.js';
import {formatSpread, type Measured, ratioOf, type Spread, spreadOf} from './statistics.js';
import {runScreen, type Screen} from './tui.js';

const mebibyte = 2 ** 20;
const figures: readonly {readonly name: string; readonly of: (screen: Screen) => Measured}[] = [
	{name: 'cpu ms/s', of: screen => screen.cpu},
	{name: 'PSS MiB', of: screen => inMebibytes(screen.pss)},
	{name: 'growth MiB', of: screen => inMebibytes(screen.growth)},
	{name: 'first ms', of: screen => screen.first},
	{name: 'key ms', of: screen => screen.key},
	{name: 'output B/s', of: screen => screen.output},
];
/** A growth is near nothing, and what is near nothing has no ratio. */
const compared = figures.filter(({name}) => name !== 'growth MiB');

/** Whole programs side by side in a terminal, with and without extra processes on the machine. */
export async function screenPart(context: Context): Promise<PartResult> {
	const notes: string[] = [];
	const programs = programsFor(context.options, context.environment, notes);
	const series: PartResult[] = [];
	await warmCaches(programs, context);
	for (const count of context.options.loads) {
		context.progress(`starting ${count} idle processes`);
		const load = await startLoad(count);
		try {
			series.push(await measureAll(programs, count, context));
		} finally {
			await load.end();
		}
	}
	return {
		tables: series.flatMap(({tables}) => tables),
		findings: series.flatMap(({findings}) => findings),
		notes: [...notes, ...series.flatMap(each => each.notes)],
		failures: series.flatMap(({failures}) => failures),
	};
}

// The first start of each reads its files from the disk: that is no part of what is compared.
async function warmCaches(programs: readonly Program[], {environment, progress}: Context): Promise<void> {
	for (const program of programs) {
		progress(`warming up ${program.name}`);
		await runScreen({...program, draws: false}, environment, {warm: 1, window: 0}).catch(() => undefined);
	}
}

async function measureAll(programs: readonly Program[], load: number, context: Context): Promise<PartResult> {
	const {options, environment, progress} = context;
	const screens = new Map<string, (Screen | undefined)[]>(programs.map(({name}) => [name, []]));
	const failures: string[] = [];
	const notes: string[] = [];
	for (let round = 0; round < options.rounds; round++) {
		for (let turn = 0; turn < programs.length; turn++) {
			// Another one begins each round, so that none is always the one after the same neighbour's end.
			const program = programs[(turn + round) % programs.length];
			if (program === undefined) continue;
			progress(`screen +${load}, round ${round + 1} of ${options.rounds}: ${program.name}`);
			const list = screens.get(program.name);
			try {
				list?.push(await runScreen(program, environment, options));
			} catch (error) {
				list?.push(undefined);
				(program.name === ours ? failures : notes).push(`+${load}: ${(error as Error).message}`);
			}
		}
	}
	const column = (name: string, of: (screen: Screen) => Measured) =>
		(screens.get(name) ?? []).map(screen => (screen === undefined ? undefined : of(screen)));
	const against = programs.map(({name}) => name).filter(name => name !== ours);
	const hasOurs = screens.has(ours);
	return {
		tables: [
			{
				title: `Screens, 160x45, one refresh a second, +${load} processes: median (min..max) of ${options.rounds}`,
				head: ['', ...figures.map(({name}) => name)],
				rows: programs.map(({name}) => [
					name,
					...figures.map(figure => formatSpread(spreadOf(column(name, figure.of)))),
				]),
			},
			...(hasOurs
				? [
						{
							title: `${ours} / the other, +${load} processes: ratios round by round`,
							head: ['', ...compared.map(({name}) => name)],
							rows: against.map(name => [
								name,
								...compared.map(({of}) => formatSpread(ratioOf(column(ours, of), column(name, of)))),
							]),
						},
					]
				: []),
		],
		findings: figures.flatMap(({name: figure, of}) => [
			...finding({part: 'screen', load, figure}, spreadOf(column(ours, of))),
			...against.flatMap(name =>
				finding({part: 'screen', load, figure, against: name}, ratioOf(column(ours, of), column(name, of))),
			),
		]),
		notes: [...notes, ...noise(against, name => spreadOf(column(name, screen => screen.cpu)), load)],
		failures: [...failures, ...(hasOurs ? [] : [`+${load}: there is no ${ours} to measure`])],
	};
}

// The peers do the same at every round: when their own cost wanders, the machine had other things to do.
function noise(names: readonly string[], cpuOf: (name: string) => Spread | undefined, load: number) {
	return names
		.filter(name => name !== bareNode)
		.flatMap(name => {
			const cpu = cpuOf(name);
			return cpu === undefined || cpu.max <= 1.5 * cpu.min
				? []
				: [`+${load}: noisy machine, ${name}'s own CPU was ${formatSpread(cpu)}: take the ratios with care`];
		});
}

function inMebibytes(bytes: Measured): Measured {
	return bytes === undefined ? undefined : bytes / mebibyte;
}
