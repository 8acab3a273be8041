import {failure, type WorkerFailure} from './messages.js';

/** Something that the order needs and the system doesn't give; the last message says so. */
export class Refusal extends Error {
	readonly failure: WorkerFailure;

	constructor(reason: WorkerFailure['reason'], message: string) {
		super(message);
		this.failure = failure(reason, message);
	}
}

/** `1,234 MB`: bytes as they are asked for; a part of a MB is left out. */
export function megabytes(bytes: number): string {
	return `${Math.floor(bytes / 1_048_576).toLocaleString('en')} MB`;
}

/** What the system refuses to map, in a sentence. */
export function refusedMemory(bytes: number): WorkerFailure {
	return failure(
		'memory',
		`the system refused to map ${megabytes(bytes)}; see ulimit -v and vm.overcommit_memory`,
	);
}
