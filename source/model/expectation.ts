import type {ExperimentOrder, FigureName} from './experiment.js';

/** What is claimed of a figure, in bytes above what it was before; `undefined` where nothing is. */
export type ExpectedChange = {readonly during: number | undefined; readonly after: number | undefined};

/** What an expectation rests on beside the order. */
export type ExpectationContext = {
	/** Bytes a page. */
	readonly pageSize: number;
	/** Bytes that stand touched at the moment that is compared: all of them, or fewer where growth was cut short. */
	readonly touched: number;
	/** Whether all that was asked for is mapped; `undefined` where that can't be told. */
	readonly isMapped: boolean | undefined;
	/** Bytes that the worker had for itself before it began (its USS): they come back at its end too. */
	readonly own: number | undefined;
	/** vm.overcommit_memory. */
	readonly overcommitMemory: number | undefined;
};

// 400 MB in blocks of 64 KiB took 403 in [heap]: a header of malloc for each, and what the blocks don't fill.
const heapOverhead = 1.008;
/** What a page table holds for a page. A huge page sets a table aside too, for the day it is split. */
const tableEntry = 8;

const standing: ExpectedChange = {during: 0, after: 0};

/**
 * By how much each figure should move for a memory-user of `order`: memory-facts.md, section 4. Of kinds that go
 * through a descriptor no page is the worker's: they are in the machine's figures alone.
 */
export function expectedChanges(
	order: Pick<ExperimentOrder, 'bytes' | 'kind'>,
	context: ExpectationContext,
): Readonly<Record<FigureName, ExpectedChange>> {
	const {touched} = context;
	switch (order.kind) {
		case 'anon':
			return ofMapping(touched, mapped(order, context), promised(order, context), context);
		case 'reserve': {
			// From malloc: a private writable mapping, which counts as promised whatever the mode is.
			const size = mapped(order, context);
			return ofMapping(touched, size, size, context);
		}
		case 'heap': {
			const taken = touched * heapOverhead;
			return ofMapping(taken, taken, taken, context);
		}
		case 'shared':
			return {
				...ofDescriptor(context),
				...taken(touched, context),
				buffCache: {during: touched, after: 0},
				shared: {during: touched, after: 0},
				// tmpfs accounts for each page when it is made, as for private memory.
				committed: {during: touched, after: undefined},
			};
		case 'file': {
			const given = taken(touched, context);
			return {
				...ofDescriptor(context),
				// What is cached of a file counts as available: it can be given up at once.
				used: {during: 0, after: given.used.after},
				available: {during: 0, after: given.available.after},
				free: given.free,
				buffCache: {during: touched, after: 0},
			};
		}
	}
}

/** The whole of it in one mapping, made before the first touch. */
function mapped(order: Pick<ExperimentOrder, 'bytes'>, {isMapped}: ExpectationContext): number | undefined {
	return isMapped === undefined ? undefined : isMapped ? order.bytes : 0;
}

/**
 * V8 maps with MAP_NORESERVE, for which the kernel promises nothing (VmFlags `nr`, no `ac`), unless it never
 * overcommits: then the flag is ignored (mmap(2), mm/mmap.c).
 */
function promised(order: Pick<ExperimentOrder, 'bytes'>, context: ExpectationContext): number | undefined {
	if (context.overcommitMemory === undefined) return undefined;
	return context.overcommitMemory === 2 ? mapped(order, context) : 0;
}

function ofMapping(
	resident: number,
	size: number | undefined,
	commit: number | undefined,
	context: ExpectationContext,
): Record<FigureName, ExpectedChange> {
	// The process is gone afterwards: nothing is claimed of its figures.
	const own = {during: resident, after: undefined};
	return {
		...taken(resident, context),
		buffCache: standing,
		shared: standing,
		committed: {during: commit, after: undefined},
		swap: standing,
		pageTables: {during: (resident / context.pageSize) * tableEntry, after: 0},
		vsz: {during: size, after: undefined},
		rss: own,
		pss: own,
		uss: own,
	};
}

function ofDescriptor(context: ExpectationContext): Record<FigureName, ExpectedChange> {
	return ofMapping(0, 0, 0, context);
}

/**
 * Memory that is in use, and what the worker had for itself when it is gone. Of Committed_AS nothing is claimed then:
 * what a process was promised is more than what it touched, and is in none of its figures.
 */
function taken(
	bytes: number,
	{own}: ExpectationContext,
): Record<'used' | 'free' | 'available', ExpectedChange> {
	const less = {during: negative(bytes), after: own};
	return {used: {during: bytes, after: own && negative(own)}, free: less, available: less};
}

/** Not -0, which prints as 0 and equals nothing in a deep comparison. */
function negative(bytes: number): number {
	return bytes === 0 ? 0 : -bytes;
}
