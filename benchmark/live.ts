import {compile} from './compile.js';
import {startMappings} from './mappings.js';
import {type Context, type Finding, finding, type PartResult} from './part.js';
import {ours} from './programs.js';
import {formatSpread, type Measured, ratioOf, spreadOf} from './statistics.js';
import type {Table} from './table.js';
import {timeCommand} from './timed.js';
import {runScreen, type Screen} from './tui.js';

const loads = [5000, 60_000];
/** Tab goes to the region pane. */
const tab = '\t';
/** As many as fit into some readings of a big map, which are two or three seconds apart. */
const presses = 40;

/** The full screen with a big map on it: what a refresh costs beside `cat smaps`, and how fast a key is answered. */
export async function livePart(context: Context): Promise<PartResult> {
	const {environment, options, progress} = context;
	const maker = compile('mappings', environment);
	const {cli, node} = environment;
	if (maker === undefined || cli === undefined) {
		const why = cli === undefined ? `there is no ${ours}` : 'there is no C compiler';
		return {tables: [], findings: [], notes: [`live skipped: ${why}`], failures: []};
	}
	const tables: Table[] = [];
	const findings: Finding[] = [];
	const notes: string[] = [];
	const failures: string[] = [];
	for (const load of loads) {
		const mapped = await startMappings(maker, load);
		if (mapped === undefined) {
			notes.push(`skipped: ${load} mappings are not allowed here (vm.max_map_count)`);
			continue;
		}
		const program = {
			name: ours,
			command: node,
			args: [cli, String(mapped.pid)],
			draws: true,
			typed: tab,
			presses,
		};
		const screens: Screen[] = [];
		const cats: Measured[] = [];
		try {
			for (let round = 0; round < options.rounds; round++) {
				progress(`live map of ${load} mappings, round ${round + 1} of ${options.rounds}`);
				cats.push(timeCommand('cat', [`/proc/${mapped.pid}/smaps`], environment.variables).cpu);
				screens.push(await runScreen(program, environment, options));
			}
		} catch (error) {
			failures.push(`live ${load}: ${(error as Error).message}`);
		} finally {
			mapped.end();
		}
		const of = (figure: (screen: Screen) => Measured) => screens.map(figure);
		const cpu = of(screen => screen.cpu);
		const columns = [
			{figure: 'CPU ms/refresh', spread: spreadOf(cpu)},
			{figure: 'CPU', against: 'cat smaps', spread: ratioOf(cpu, cats)},
			{figure: 'key ms', spread: spreadOf(of(screen => screen.key))},
			{figure: 'longest key ms', spread: spreadOf(of(screen => screen.longestKey))},
			{figure: 'PSS MiB', spread: spreadOf(of(screen => inMebibytes(screen.pss)))},
		];
		tables.push({
			title: `The screen with a map of ${load} regions, one refresh a second: median (min..max) of ${options.rounds}`,
			head: [
				'',
				...columns.map(({figure, against}) => (against ? `${figure} / ${against}` : figure)),
				'cat smaps ms',
			],
			rows: [[ours, ...columns.map(({spread}) => formatSpread(spread)), formatSpread(spreadOf(cats))]],
		});
		findings.push(
			...columns.flatMap(({figure, against, spread}) =>
				finding({part: 'live', load, figure, ...(against !== undefined && {against})}, spread),
			),
		);
	}
	return {tables, findings, notes, failures};
}

function inMebibytes(bytes: Measured): Measured {
	return bytes === undefined ? undefined : bytes / 2 ** 20;
}
