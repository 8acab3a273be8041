/** What memtui and a memory-user say to each other over IPC. Sizes are bytes, times seconds. */

/**
 * `anon`: private anonymous memory. `heap`: blocks of malloc. `shared`: a file in tmpfs. `file`: a file on disk.
 * `reserve`: mapped and never touched.
 */
export const workerKinds = ['anon', 'heap', 'shared', 'file', 'reserve'] as const;
export type WorkerKind = (typeof workerKinds)[number];

/** What is done with each entry of 8 bytes in a pass; the first touch always writes. `rmw` is `array[i] += 1`. */
export const workerAccesses = ['rmw', 'write', 'read', 'random'] as const;
export type WorkerAccess = (typeof workerAccesses)[number];

/** A page of WebAssembly memory, in bytes: the grain of every amount. */
export const wasmPage = 65_536;

/** What a memory-user is asked to do. */
export type WorkerOrder = {
	/** Whole pages of 64 KiB; the commands offer whole MB. */
	readonly bytes: number;
	readonly kind: WorkerKind;
	readonly access: WorkerAccess;
	/** True: it says `started` and waits with its baseline for `go` before it allocates. */
	readonly hold?: boolean | undefined;
	/** True: pressure or too little available stops its growth (`failed` with `pressure`). */
	readonly stopUnderPressure?: boolean | undefined;
	/** Counted after the first touch; without it the worker streams until it is released. */
	readonly seconds?: number | undefined;
};

/**
 * The order as it travels: JSON in the only argument of the child. `parent` is the pid whose child the worker
 * must stay; as soon as it is another's it ends.
 */
export type SentOrder = WorkerOrder & {readonly parent: number};

export type ToWorker =
	| {readonly type: 'release'}
	/** Begin to allocate, where the order said `hold`. */
	| {readonly type: 'go'}
	/** Of a `reserve`: touch so many bytes more, after those touched already. */
	| {readonly type: 'touch'; readonly bytes: number};

/** The child's own figures before it allocates; `vsz` is missing where the system has no /proc. */
export type Baseline = {readonly rss: number; readonly vsz?: number | undefined};

export type FromWorker =
	/** Before anything is allocated. */
	| {
			readonly event: 'started';
			readonly pid: number;
			readonly bytes: number;
			readonly kind: WorkerKind;
			readonly access: WorkerAccess;
			readonly baseline: Baseline;
	  }
	/**
	 * So much of the memory has been touched for the first time. At most ten a second; of a `reserve` after
	 * `allocated`, and the last one of each `touch` is never left out.
	 */
	| {readonly event: 'allocating'; readonly touched: number}
	/** First touch done; of a `reserve`: mapped, and nothing touched. */
	| {readonly event: 'allocated'; readonly seconds: number; readonly bytesPerSecond: number}
	/** At most one a second, none of a `reserve`; `pass` counts all so far, the rate is the one since the last event. */
	| {
			readonly event: 'pass';
			readonly pass: number;
			readonly seconds: number;
			readonly bytesPerSecond: number;
	  }
	/**
	 * The last message: whole passes, time and rate after the first touch (all 0 when it came to none; of a `reserve`
	 * the time it was held).
	 */
	| {
			readonly event: 'finished';
			readonly passes: number;
			readonly seconds: number;
			readonly bytesPerSecond: number;
			readonly reason: 'time' | 'signal' | 'released';
	  }
	| WorkerFailure;

/**
 * The last message too. `memory`: the system refused to map it; `space`: its file could not be made, written or
 * read; `pressure`: memory got too short while it grew. Nothing is held any more.
 */
export type WorkerFailure = {
	readonly event: 'failed';
	readonly reason: 'memory' | 'order' | 'space' | 'pressure';
	readonly message: string;
};

/** `message` is one sentence for a person, without `memtui:` in front. */
export function failure(reason: WorkerFailure['reason'], message: string): WorkerFailure {
	return {event: 'failed', reason, message};
}

/** Reads a sent order; one that can't be carried out is a failure to report. */
export function readOrder(text: string): SentOrder | WorkerFailure {
	let order: SentOrder;
	try {
		order = JSON.parse(text) ?? {};
	} catch {
		return failure('order', 'the order is not JSON');
	}
	const {bytes, kind, access, seconds, parent} = order;
	if (!Number.isSafeInteger(bytes) || bytes <= 0 || bytes % wasmPage !== 0) {
		return failure('order', `the amount must be a whole number of 64 KiB pages, got ${bytes} bytes`);
	}
	if (!workerKinds.includes(kind)) return failure('order', `unknown kind of memory: ${kind}`);
	if (!workerAccesses.includes(access)) return failure('order', `unknown access: ${access}`);
	if (seconds !== undefined && !(Number.isFinite(seconds) && seconds > 0)) {
		return failure('order', `the seconds must be a positive number, got ${seconds}`);
	}
	if (!Number.isSafeInteger(parent)) return failure('order', 'the order names no parent');
	return order;
}
