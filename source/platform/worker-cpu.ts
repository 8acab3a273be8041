/**
 * CPU of our own workers between two calls, in percent of one CPU, by pidusage. (Their RSS is our own
 * sweep's: pidusage's comes from stat, which lags.)
 */
export class WorkerCpu {
	#known: ReadonlySet<number> = new Set();
	#pidusage: typeof import('pidusage') | undefined;

	/** A rate needs two looks: of a pid that was not asked for the last time there is none yet. */
	async read(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
		const usage = new Map<number, number>();
		// Loaded with the first memory-user: most runs have none.
		if (pids.length > 0) this.#pidusage ??= (await import('pidusage')).default;
		const pidusage = this.#pidusage;
		if (!pidusage) return usage;
		await Promise.all(
			pids.map(async pid => {
				try {
					const {cpu} = await pidusage(pid, {maxage: 120_000});
					if (this.#known.has(pid)) usage.set(pid, cpu);
				} catch {
					// It ended between two looks: then there is no figure.
				}
			}),
		);
		this.#known = new Set(pids);
		return usage;
	}

	close(): void {
		this.#pidusage?.clear();
	}
}
