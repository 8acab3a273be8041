/** Figures over time for the history lines: bounded, the oldest fall out. */

/** Ten minutes at one refresh a second. */
export const historyLength = 600;

export type Moment = {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly used: number | undefined;
	readonly available: number | undefined;
};

export type History = readonly Moment[];

export function remember(history: History, moment: Moment): History {
	return [...history.slice(Math.max(0, history.length + 1 - historyLength)), moment];
}
