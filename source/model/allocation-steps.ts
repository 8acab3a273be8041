import type {ExperimentOrder, Observation} from './experiment.js';

/**
 * The way of one allocation, in four figures: asked for, reserved in the address space, touched, resident.
 * Asking isn't touching, and what was touched may have been taken away again.
 */

export type AllocationStep = {
	readonly name: 'asked' | 'reserved' | 'touched' | 'resident';
	/** `undefined` where it is not known, or makes no sense for this kind. */
	readonly bytes: number | undefined;
	/** What counts up beside it, in words. */
	readonly note: string;
};

type Seen = {
	readonly order: ExperimentOrder;
	/** Bytes. */
	readonly touched: number;
	readonly before: Observation | undefined;
	readonly last: Observation | undefined;
};

const amount = (value: number) => Math.round(value).toLocaleString('en');

export function allocationSteps({order, touched, before, last}: Seen): readonly AllocationStep[] {
	const change = (of: (seen: Observation) => number | undefined) => difference(of, before, last);
	const isMapped = order.kind !== 'shared' && order.kind !== 'file';
	const reserved = isMapped ? change(({worker}) => worker?.vsz) : undefined;
	const resident = change(isMapped ? ({worker}) => worker?.rss : cached);
	const faults = change(({worker}) => worker?.minorFaults);
	const tables = change(({machine}) => (machine.kind === 'linux' ? machine.meminfo.PageTables : undefined));
	const pages = last === undefined ? '' : `${amount(touched / last.pageSize)} pages`;
	return [
		{name: 'asked', bytes: order.bytes, note: `${amount(order.bytes)} bytes`},
		{
			name: 'reserved',
			bytes: reserved,
			note: isMapped ? 'address space (VSZ)' : 'nothing: no mapping, a file',
		},
		{name: 'touched', bytes: touched, note: joined(pages, faults, value => `${amount(value)} minor faults`)},
		{
			name: 'resident',
			bytes: resident,
			note: isMapped
				? joined('', tables, value => `page tables ${value < 0 ? '' : '+'}${amount(value / 1024)} KiB`)
				: 'in the page cache: in no process',
		},
	];
}

/** What the machine holds of files and tmpfs. */
function cached({machine}: Observation): number | undefined {
	return machine.kind === 'linux' ? machine.meminfo.Cached : undefined;
}

function difference(
	of: (seen: Observation) => number | undefined,
	before: Observation | undefined,
	last: Observation | undefined,
): number | undefined {
	const first = before && of(before);
	const now = last && of(last);
	return first === undefined || now === undefined ? undefined : now - first;
}

function joined(text: string, value: number | undefined, say: (value: number) => string): string {
	const said = value === undefined ? '' : say(value);
	return [text, said].filter(part => part !== '').join(', ');
}
