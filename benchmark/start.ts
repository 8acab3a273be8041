import {type Context, finding, type PartResult} from './part.js';
import {ours} from './programs.js';
import {formatSpread, ratioOf, spreadOf} from './statistics.js';
import {type Run, timeCommand} from './timed.js';

const rounds = 10;
const baseline = 'node -e 0';

/** How much longer than Node itself the plain commands take: alternating, one of each a round. */
export async function startPart({environment, progress}: Context): Promise<PartResult> {
	const {node, cli, variables} = environment;
	const commands = [
		{name: baseline, args: ['-e', '0']},
		...(cli === undefined
			? []
			: ['free', '--version'].map(word => ({name: `${ours} ${word}`, args: [cli, word]}))),
	];
	const runs = new Map<string, Run[]>(commands.map(({name}) => [name, []]));
	// Round 0 reads the files from the disk and isn't counted.
	for (let round = 0; round <= rounds; round++) {
		progress(`start, round ${round} of ${rounds}`);
		for (const {name, args} of commands) {
			const run = timeCommand(node, args, variables);
			if (round > 0) runs.get(name)?.push(run);
		}
	}
	const walls = (name: string) => (runs.get(name) ?? []).map(({wall}) => wall);
	const cpus = (name: string) => (runs.get(name) ?? []).map(({cpu}) => cpu);
	const failed = commands.filter(({name}) => runs.get(name)?.some(({code}) => code !== 0));
	const measured = commands.filter(command => !failed.includes(command));
	return {
		tables: [
			{
				title: `From start to end, ms: median (min..max) of ${rounds}, ratios round by round`,
				head: ['', 'wall', 'CPU', `wall / ${baseline}`, `CPU / ${baseline}`],
				rows: measured.map(({name}) => [
					name,
					formatSpread(spreadOf(walls(name))),
					formatSpread(spreadOf(cpus(name))),
					formatSpread(ratioOf(walls(name), walls(baseline))),
					formatSpread(ratioOf(cpus(name), cpus(baseline))),
				]),
			},
		],
		findings: measured
			.filter(({name}) => name !== baseline)
			.flatMap(({name}) => [
				...finding(
					{part: 'start', figure: `${name} wall`, against: baseline},
					ratioOf(walls(name), walls(baseline)),
				),
				...finding(
					{part: 'start', figure: `${name} CPU`, against: baseline},
					ratioOf(cpus(name), cpus(baseline)),
				),
			]),
		notes: [],
		failures: [
			...failed.map(({name}) => {
				const run = runs.get(name)?.find(({code}) => code !== 0);
				return `${name} ended with ${run?.code ?? 'a signal'}: ${run?.errors.split('\n')[0] ?? ''}`;
			}),
			...(cli === undefined ? [`there is no ${ours} to measure`] : []),
		],
	};
}
