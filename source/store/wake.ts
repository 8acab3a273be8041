/** A moment that somebody waits for, again and again. */
export type Wake = {now(): void; next(): Promise<void>};

/** A promise that the next event resolves. */
export function createWake(): Wake {
	let resolve: () => void = () => {};
	let promise = new Promise<void>(done => {
		resolve = done;
	});
	return {
		now() {
			resolve();
			promise = new Promise<void>(done => {
				resolve = done;
			});
		},
		next: () => promise,
	};
}
