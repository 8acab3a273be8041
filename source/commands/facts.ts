import {bytes, percent, truncate} from '../format.js';
import {memoryFigures, memoryParts, swapFigures} from '../model/memory.js';
import {rssOf} from '../model/process-figures.js';
import {sortProcesses} from '../model/process-order.js';
import type {Process, Sample} from '../platform/platform.js';
import {safeText} from '../safe-text.js';
import {type CommonOptions, sampleOnce} from './options.js';
import {print, tableText} from './output.js';

const topProcesses = 10;
/** Some command lines are kilobytes long; `memtui ps` prints them whole. */
const widestCommand = 100;

/** What the full screen would show, as text: where standard output is no terminal. */
export async function facts(options: CommonOptions): Promise<void> {
	print(factsText(await sampleOnce(options, {figures: 'all', rollups: [], rollupBudget: 0})));
}

/** The gauge's figures and the largest processes. */
export function factsText(sample: Sample): string {
	const memory = memoryFigures(sample.machine);
	const swap = swapFigures(sample.machine);
	const share =
		memory.used !== undefined && memory.total ? ` ${percent((memory.used / memory.total) * 100)}%` : '';
	const parts = memoryParts(sample.machine) ?? [];
	const largest = sortProcesses(sample.processes.values(), {key: 'rss', reverse: false}, undefined, sample);
	return [
		`Memory     total ${bytes(memory.total)}   used ${bytes(memory.used)}${share}   available ${bytes(memory.available)}   swap ${bytes(swap.used)} of ${bytes(swap.total)}`,
		`           ${parts.map(part => `${part.name} ${bytes(part.bytes)}`).join('   ')}`,
		`Processes  ${sample.processes.size}`,
		tableText<Process>(
			[
				{head: 'PID', align: 'right', text: process => String(process.pid)},
				{
					head: 'USER',
					align: 'left',
					text: ({facts}) => (facts?.user === undefined ? '-' : safeText(facts.user)),
				},
				{head: 'RSS', align: 'right', text: process => bytes(rssOf(process))},
				{head: 'COMMAND', align: 'left', text: commandOf},
			],
			largest.slice(0, topProcesses),
		),
	].join('\n');
}

function commandOf(process: Process): string {
	const command = process.facts?.command;
	return command === undefined ? `[${safeText(process.name)}]` : truncate(safeText(command), widestCommand);
}
