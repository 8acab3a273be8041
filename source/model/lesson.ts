import {megabytes, signedMegabytes} from './amount-words.js';
import {worthNaming} from './evidence-words.js';
import type {ExperimentFigure, ExperimentRun, FigureName} from './experiment.js';

/** What this kind of memory shows, in a sentence with what was seen; `undefined` where nothing was. */
export function lesson(
	run: ExperimentRun,
	figures: readonly ExperimentFigure[],
	touched: number,
): string | undefined {
	const moved = (name: FigureName) => movedWords(name, changeOf(figures, name));
	const amount = `${megabytes(touched)}${run.during.length === 0 ? ' (at the last look)' : ''}`;
	switch (run.order.kind) {
		case 'anon':
		case 'heap':
			return joined(
				`With ${amount} of ${run.order.kind === 'heap' ? "malloc's heap" : 'anonymous memory'} touched`,
				[moved('rss'), moved('used'), moved('available')],
			);
		case 'shared':
			return joined(`With ${amount} written to shared memory (tmpfs)`, [
				moved('shared'),
				moved('available'),
				`${moved('rss') ?? "the worker's RSS is not known"}: it is memory that no process list shows, as nobody has it mapped`,
			]);
		case 'file':
			return joined(`With a file of ${amount} written`, [
				moved('buffCache'),
				moved('free'),
				`${moved('available') ?? 'available is not known'}: the cache of a file is given up when a program needs the memory`,
			]);
		case 'reserve':
			return joined(
				"Asking isn't touching: with ".concat(
					megabytes(run.order.bytes),
					' reserved and ',
					touched > 0 ? amount : 'nothing',
					' touched',
				),
				[moved('vsz'), moved('rss'), moved('used')],
			);
	}
}

const titles: Partial<Record<FigureName, string>> = {
	vsz: "the worker's VSZ",
	rss: "the worker's RSS",
	buffCache: 'buff/cache',
};

function movedWords(name: FigureName, change: number | undefined): string | undefined {
	if (change === undefined) return undefined;
	const title = titles[name] ?? name;
	const words = megabytes(Math.abs(change));
	if (Math.abs(change) < worthNaming) return `${title} stood still (${signedMegabytes(change)})`;
	return `${title} ${change > 0 ? 'rose' : 'fell'} by ${words}`;
}

function joined(start: string, parts: ReadonlyArray<string | undefined>): string | undefined {
	const there = parts.filter(part => part !== undefined);
	if (there.length === 0) return undefined;
	const last = there.at(-1);
	return `${start} ${[there.slice(0, -1).join(', '), last].filter(Boolean).join(' and ')}.`;
}

/** Why the kernel lets one ask for more than there is, from the setting that holds. */
export function overcommitSentence(
	{overcommitMemory: mode}: ExperimentRun,
	figures: readonly ExperimentFigure[],
): string | undefined {
	if (mode === undefined) return undefined;
	const committed = changeOf(figures, 'committed');
	const promised = committed === undefined ? '' : ` (Committed_AS ${signedMegabytes(committed)})`;
	if (mode === 2)
		return `vm.overcommit_memory is 2: every byte asked for counts against CommitLimit${promised}, touched or not.`;
	const rule =
		mode === 1
			? 'the kernel never refuses a request'
			: 'the kernel refuses a single request only when it is larger than all RAM and swap';
	return `vm.overcommit_memory is ${mode}: ${rule}, counts what it promised${promised} without holding to CommitLimit, and finds a page at the first touch.`;
}

function changeOf(figures: readonly ExperimentFigure[], name: FigureName): number | undefined {
	return figures.find(figure => figure.name === name)?.deltaDuring;
}
