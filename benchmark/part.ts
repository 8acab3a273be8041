import type {Environment} from './environment.js';
import type {Options} from './options.js';
import type {Spread} from './statistics.js';
import type {Table} from './table.js';

/** The parts of the bench, in the order in which they run. */
export const parts = ['start', 'screen', 'sweep', 'smaps', 'live', 'worker'] as const;
export type Part = (typeof parts)[number];

/** What a figure is a figure of: enough to name it in a budget. */
export type Subject = {
	readonly part: Part;
	/** Extra processes on the machine, or mappings of the process that is read. */
	readonly load?: number;
	readonly figure: string;
	/** The figure is a ratio to this one's. */
	readonly against?: string;
};

/** A measured figure of ours, by itself or as a ratio. */
export type Finding = Subject & Spread;

/** What one part has to say. */
export type PartResult = {
	readonly tables: readonly Table[];
	readonly findings: readonly Finding[];
	/** What was skipped and why, and what a reader should know. */
	readonly notes: readonly string[];
	/** Ours could not be measured: that is a failure of the whole run. */
	readonly failures: readonly string[];
};

/** What a part is given. */
export type Context = {
	readonly options: Options;
	readonly environment: Environment;
	/** Says what is being measured now, for whoever waits. */
	readonly progress: (text: string) => void;
};

/** A finding from a spread, or none where nothing was measured. */
export function finding(subject: Subject, spread: Spread | undefined): readonly Finding[] {
	return spread === undefined ? [] : [{...subject, ...spread}];
}
