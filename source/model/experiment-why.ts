import {signedMegabytes} from './amount-words.js';
import type {Evidence} from './evidence.js';
import {
	cached,
	cameFromSwap,
	dropped,
	faults,
	gaveUp,
	inStock,
	inSwap,
	killed,
	ofKernel,
	others,
	phrase,
	told,
	unmapped,
	wentToSwap,
	worthNaming,
} from './evidence-words.js';
import type {ExperimentOrder, FigureName} from './experiment.js';

/** A figure as far as `why` looks at it: bytes above what was before. */
export type Explained = {
	readonly name: FigureName;
	readonly expected: number | undefined;
	readonly seen: number | undefined;
	readonly expectedAfter: number | undefined;
	readonly seenAfter: number | undefined;
	readonly tolerance: number;
	readonly toleranceAfter: number;
};

/** What was counted until it was held, and until the figures had settled after its end. */
export type Counted = {readonly during: Evidence | undefined; readonly after: Evidence | undefined};

/**
 * One phrase on why a figure did what it did, drawn from what was counted and with its amounts; empty where nothing
 * was counted that has to do with it.
 */
export function whyOf(figure: Explained, order: ExperimentOrder, counted: Counted, pageSize: number): string {
	const {name, expected, seen, expectedAfter, seenAfter} = figure;
	const parts: string[] = [];
	if (seen !== undefined && counted.during) {
		const off = expected === undefined ? 0 : seen - expected;
		const isOff = expected !== undefined && Math.abs(off) > figure.tolerance;
		if (isOff) parts.push(causes(name, off, counted.during, pageSize));
		else parts.push(...support(name, order, seen, counted.during));
	}

	if (seenAfter !== undefined && expectedAfter !== undefined && counted.after) {
		const off = seenAfter - expectedAfter;
		if (Math.abs(off) > figure.toleranceAfter) {
			parts.push(`after: ${signedMegabytes(seenAfter)}, ${causes(name, off, counted.after, pageSize, true)}`);
		}
	}

	return parts.join('; ');
}

/** What was counted that pushes a figure the way it is off. */
function causes(name: FigureName, off: number, evidence: Evidence, pageSize: number, isOver = false): string {
	const found = counters(name, off, evidence, pageSize, isOver);
	return found.length > 0 ? found.join(', ') : 'no counter tells why';
}

function counters(
	name: FigureName,
	off: number,
	evidence: Evidence,
	pageSize: number,
	isOver: boolean,
): readonly string[] {
	const rose = off > 0;
	switch (name) {
		case 'free':
			return rose
				? told(gaveUp(evidence, pageSize, isOver), dropped(evidence), ...freed(evidence))
				: told(cached(evidence), ...used(evidence));
		case 'available':
			return rose ? freed(evidence) : used(evidence);
		case 'used':
			return rose ? used(evidence) : freed(evidence);
		case 'buffCache':
			return rose ? told(cached(evidence)) : told(gaveUp(evidence, pageSize, isOver), dropped(evidence));
		case 'shared':
			return rose ? [] : told(wentToSwap(evidence));
		case 'swap':
			return rose ? told(wentToSwap(evidence)) : told(cameFromSwap(evidence));
		case 'committed':
		case 'pageTables':
			return told(others(evidence, rose ? 1 : -1));
		case 'vsz':
			return [];
		default:
			return rose ? [] : told(inSwap(evidence), killed(evidence));
	}
}

/** Where memory came from, other than from the cache. */
function freed(evidence: Evidence): readonly string[] {
	return told(wentToSwap(evidence), others(evidence, -1), ofKernel(evidence, -1), inStock(evidence, -1));
}

/** Where memory went, other than to the worker and to the cache. */
function used(evidence: Evidence): readonly string[] {
	return told(cameFromSwap(evidence), others(evidence, 1), ofKernel(evidence, 1), inStock(evidence, 1));
}

/** What was counted that bears out what was expected. */
function support(
	name: FigureName,
	order: ExperimentOrder,
	seen: number,
	evidence: Evidence,
): readonly string[] {
	switch (name) {
		case 'used':
		case 'available':
		case 'free':
			return told(holders(order, evidence));
		case 'buffCache':
			return told(
				order.kind === 'shared'
					? phrase('shared memory (Shmem)', evidence.shared, 'which is counted in the cache')
					: phrase('page cache of files', evidence.fileCache),
			);
		case 'shared':
			return told(phrase('Shmem', evidence.shared));
		case 'swap':
			return told(evidence.swappedOut === 0 ? 'nothing was swapped out (pswpout 0)' : wentToSwap(evidence));
		case 'pageTables':
			return told(Math.abs(seen) >= worthNaming / 4 ? faults(evidence) : undefined);
		case 'rss':
			return told(
				order.kind === 'shared' || order.kind === 'file' ? unmapped(evidence) : faults(evidence),
				inSwap(evidence),
			);
		default:
			return [];
	}
}

/** Where the memory of each kind shows in what the kernel counts. */
function holders({kind}: ExperimentOrder, evidence: Evidence): string | undefined {
	switch (kind) {
		case 'shared':
			return phrase('shared memory (Shmem)', evidence.shared);
		case 'file':
			return phrase('page cache of files', evidence.fileCache, 'which can be given up at once');
		default:
			return phrase("programs' own pages (AnonPages)", evidence.programs);
	}
}
