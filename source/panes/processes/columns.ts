import {bytes, duration, left, percent, right} from '../../format.js';
import {cpuBetween, memoryShare, rssOf} from '../../model/process-figures.js';
import type {SortKey} from '../../model/process-order.js';
import type {Process, Sample} from '../../platform/platform.js';
import {safeText} from '../../safe-text.js';

/** THE table of the process list's columns: head, width, and the text of a cell. */

export type CellContext = {
	readonly sample: Sample;
	readonly previous: Sample | undefined;
	readonly total: number | undefined;
	/** CPU of our workers by pid, where pidusage told it. */
	readonly workerCpu: ReadonlyMap<number, number | undefined>;
};

export type Column = {
	readonly key: SortKey;
	readonly head: string;
	readonly width: number;
	readonly align: 'left' | 'right';
	/** Columns with the smallest rank go first when the pane is narrow; 0 always stays. */
	readonly rank: number;
	readonly text: (process: Process, context: CellContext) => string;
};

export const columns: readonly Column[] = [
	{key: 'pid', head: 'PID', width: 7, align: 'right', rank: 0, text: process => String(process.pid)},
	{
		key: 'user',
		head: 'USER',
		width: 8,
		align: 'left',
		rank: 0,
		text: ({facts}) => (facts?.user === undefined ? '-' : safeText(facts.user)),
	},
	{key: 'state', head: 'S', width: 1, align: 'left', rank: 3, text: process => process.state},
	{
		key: 'cpu',
		head: '%CPU',
		width: 5,
		align: 'right',
		rank: 5,
		text: (process, {sample, previous, workerCpu}) =>
			percent(workerCpu.get(process.pid) ?? cpuBetween(previous, sample, process)),
	},
	{key: 'rss', head: 'RSS', width: 5, align: 'right', rank: 0, text: process => bytes(rssOf(process))},
	{key: 'pss', head: 'PSS', width: 5, align: 'right', rank: 6, text: process => bytes(process.rollup?.pss)},
	{
		key: 'swap',
		head: 'SWAP',
		width: 5,
		align: 'right',
		rank: 4,
		text: process => bytes(process.figures?.swap),
	},
	{
		key: 'memoryShare',
		head: '%MEM',
		width: 5,
		align: 'right',
		rank: 1,
		text: (process, {total}) => percent(memoryShare(rssOf(process), total)),
	},
	{key: 'time', head: 'TIME', width: 7, align: 'right', rank: 2, text: process => duration(process.cpuTime)},
];

/** What a command needs to be told from others. */
const leastCommand = 12;
const usualCommand = 16;

/** The columns for a pane of `width`, and what is left for the command. The marker takes two columns. */
export function fitColumns(width: number): {readonly shown: readonly Column[]; readonly command: number} {
	const shown = [...columns];
	const rest = () => width - 2 - shown.reduce((sum, column) => sum + column.width + 1, 0);
	const wanted = width < 60 ? leastCommand : usualCommand;
	while (rest() < wanted) {
		const next = shown.filter(column => column.rank > 0).sort((a, b) => a.rank - b.rank)[0];
		if (!next) break;
		shown.splice(shown.indexOf(next), 1);
	}
	return {shown, command: Math.max(0, rest())};
}

export function cell(column: Pick<Column, 'align' | 'width'>, text: string, mark: string): string {
	return column.align === 'left' ? left(text, column.width, mark) : right(text, column.width, mark);
}
