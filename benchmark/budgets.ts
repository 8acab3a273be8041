import type {Finding, Part, Subject} from './part.js';
import {formatNumber} from './statistics.js';

/** What a figure may be at most, or must be at least: in its own unit, or times the one it is held against. */
export type Budget = Subject &
	({readonly most: number; readonly least?: undefined} | {readonly least: number; readonly most?: undefined});

/** THE table of budgets: medians of one run, 160x45, one refresh a second, the default screen. */
export const budgets: readonly Budget[] = [
	{part: 'screen', load: 1000, figure: 'cpu ms/s', against: 'btop', most: 4},
	{part: 'screen', load: 1000, figure: 'cpu ms/s', against: 'htop', most: 0.5},
	{part: 'screen', load: 1000, figure: 'PSS MiB', against: 'bare Node', most: 2.5},
	{part: 'screen', load: 1000, figure: 'first ms', most: 400},
	{part: 'screen', load: 1000, figure: 'key ms', most: 16},
	{
		part: 'smaps',
		load: 60_000,
		figure: 'memtui map --summary CPU above a start',
		against: 'cat smaps',
		most: 1.5,
	},
	{part: 'smaps', load: 60_000, figure: 'memtui map --summary CPU', against: 'pmap -X', most: 0.25},
	{part: 'smaps', load: 60_000, figure: 'memtui map --summary memory above a start MiB', most: 40},
	{part: 'live', load: 5000, figure: 'CPU', against: 'cat smaps', most: 4},
	{part: 'live', load: 60_000, figure: 'key ms', most: 50},
	{part: 'live', load: 60_000, figure: 'longest key ms', most: 150},
	{part: 'worker', figure: 'rmw first touch', against: 'C, gcc -O2', least: 1},
	{part: 'worker', figure: 'rmw later', against: 'C, gcc -O2', least: 1},
];

/** A budget held against what was found. */
export type Verdict = {
	readonly budget: Budget;
	readonly outcome: 'holds' | 'MISSED' | 'not measured';
	readonly found?: number;
};

/** Holds the budgets of the parts that ran against the findings. */
export function judge(
	table: readonly Budget[],
	findings: readonly Finding[],
	ran: readonly Part[],
): readonly Verdict[] {
	return table
		.filter(budget => ran.includes(budget.part))
		.map(budget => {
			const found = findings.find(
				({part, load, figure, against}) =>
					part === budget.part &&
					load === budget.load &&
					figure === budget.figure &&
					against === budget.against,
			)?.median;
			if (found === undefined) return {budget, outcome: 'not measured'};
			const holds = budget.most === undefined ? found >= budget.least : found <= budget.most;
			return {budget, outcome: holds ? 'holds' : 'MISSED', found};
		});
}

/** One line of the final list. */
export function describeVerdict({budget, outcome, found}: Verdict): string {
	const {part, load, figure, against, most, least} = budget;
	const where = load === undefined ? part : `${part} +${load}`;
	const bound = most === undefined ? `at least ${least}` : `at most ${most}`;
	const unit = against === undefined ? '' : ` x ${against}`;
	const measured = found === undefined ? '' : `: ${formatNumber(found)}`;
	return `${outcome.padEnd(12)}  ${where} ${figure} ${bound}${unit}${measured}`;
}
