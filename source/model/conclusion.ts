import {grouped, megabytes, signedMegabytes} from './amount-words.js';
import type {Evidence} from './evidence.js';
import {inStock, moverWords, worthNaming} from './evidence-words.js';
import type {ExperimentFigure, ExperimentRun} from './experiment.js';
import {endSentence} from './experiment-end.js';
import type {Counted} from './experiment-why.js';
import {lesson, overcommitSentence} from './lesson.js';

/** Bytes; that much goes in and out of the CPUs' stock in every run. */
const stockWorthNaming = 16 * 1024 ** 2;

/** What a conclusion is drawn from. */
export type Findings = {
	readonly run: ExperimentRun;
	readonly figures: readonly ExperimentFigure[];
	readonly counted: Counted;
	/** Bytes that stood touched when it was looked at. */
	readonly touched: number;
	/** Bytes that free may be off after the end. */
	readonly toleranceAfter: number;
};

/**
 * Two or three sentences that hold for this run: how it ended where it didn't hold all, what moved and what didn't,
 * and what the kernel or others did beside it. Amounts in MB of 1,048,576 bytes.
 */
export function conclusionOf(findings: Findings): readonly string[] {
	const {run, counted} = findings;
	const sentences = [
		endSentence(run, counted.after ?? counted.during),
		lesson(run, findings.figures, findings.touched),
		run.order.kind === 'reserve' ? overcommitSentence(run, findings.figures) : undefined,
		reclaimSentence(findings) ?? returnSentence(findings),
		swapSentence(counted.after) ?? otherSentence(counted.during) ?? stockSentence(findings),
		unrestSentence(findings),
	];
	return sentences.filter(sentence => sentence !== undefined).slice(0, 3);
}

/** The extra gigabyte: only where reclaim was counted, and only as much as was counted. */
function reclaimSentence(findings: Findings): string | undefined {
	const {counted, toleranceAfter, figures} = findings;
	const total = counted.after ?? counted.during;
	const reclaimed = total?.reclaimedFile;
	if (total === undefined || reclaimed === undefined || reclaimed < worthNaming) return undefined;
	const free = figures.find(({name}) => name === 'free');
	const kept = free?.deltaAfter;
	const own = free?.expectedAfter ?? 0;
	const isHigher = kept !== undefined && kept - own > toleranceAfter;
	// A little reclaim that left no trace in free isn't what this run is about.
	if (!isHigher && reclaimed < toleranceAfter) return undefined;
	const where = limitWords(total);
	const gave = `The kernel gave up ${megabytes(reclaimed)} of file cache to make room${where}`;
	if (!isHigher) return `${gave}${backWords(total)}.`;
	return `${gave}: that cache doesn't come back by itself, so after the end free is ${megabytes(kept)} higher than before${backWords(total)}.`;
}

function limitWords({limit, limitHits}: Evidence): string {
	if (!limit || limitHits === undefined || limitHits === 0) return '';
	return ` (the limit of ${megabytes(limit.max)} of cgroup ${limit.path} was met ${grouped(limitHits)} times)`;
}

function backWords({refaulted}: Evidence): string {
	return refaulted === undefined || refaulted < worthNaming
		? ''
		: `, though ${megabytes(refaulted)} was read back already`;
}

/** That all came back, where it did; silent where figures are missing. */
function returnSentence(findings: Findings): string | undefined {
	const free = findings.figures.find(({name}) => name === 'free');
	const {deltaAfter: kept, expectedAfter: own} = free ?? {};
	if (kept === undefined || own === undefined) return undefined;
	if (Math.abs(kept - own) > findings.toleranceAfter) return undefined;
	// Where as much as half of it could be noise nobody can tell.
	if (findings.run.order.kind !== 'reserve' && findings.toleranceAfter > findings.touched / 2)
		return undefined;
	const worker = own >= worthNaming ? `, the worker's own ${megabytes(own)} among it` : '';
	const noise = `up to ${megabytes(findings.toleranceAfter)} either way is noise here`;
	return `After the end it came back: free is ${signedMegabytes(kept)} from where it was before (${noise})${worker}.`;
}

/** What a difference that was seen is worth on a machine that isn't at rest. */
function unrestSentence({figures, touched}: Findings): string | undefined {
	const noise = figures.find(({name}) => name === 'used')?.noise;
	if (noise === undefined || noise < worthNaming || noise < touched / 20) return undefined;
	return `The machine was not at rest: used wandered by ${megabytes(noise)} (standard deviation) while nothing was asked for.`;
}

function swapSentence(evidence: Evidence | undefined): string | undefined {
	const out = evidence?.swappedOut;
	if (out === undefined || out < worthNaming) return undefined;
	return `${megabytes(out)} went out to swap meanwhile, which takes the place of memory that is not used.`;
}

/** Of free pages in stock, where they hide a good part of what moved. */
function stockSentence({figures, counted}: Findings): string | undefined {
	const used = figures.find(({name}) => name === 'used');
	const off = (used?.deltaDuring ?? 0) - (used?.expectedDuring ?? 0);
	const moved = counted.during?.uncounted ?? 0;
	if (!used || Math.min(off * Math.sign(moved), Math.abs(moved)) < stockWorthNaming) return undefined;
	const words = counted.during && inStock(counted.during, moved < 0 ? -1 : 1);
	return words && `Used is ${signedMegabytes(off)} from what was expected: ${words}.`;
}

function otherSentence(evidence: Evidence | undefined): string | undefined {
	const movers = evidence?.movers ?? [];
	return movers.length === 0
		? undefined
		: `Not alone: ${moverWords(movers)} moved in the same time by more than the noise.`;
}
