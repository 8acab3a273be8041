import pidusage from 'pidusage';

/**
 * CPU of our own workers between two calls, in percent of one CPU, by pidusage. (Their RSS is our own
 * sweep's: pidusage's comes from stat, which lags.)
 */
export class WorkerCpu {
	async read(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
		const usage = new Map<number, number>();
		await Promise.all(
			pids.map(async pid => {
				try {
					usage.set(pid, (await pidusage(pid, {maxage: 120_000})).cpu);
				} catch {
					// It ended between two looks: then there is no figure.
				}
			}),
		);
		return usage;
	}

	close(): void {
		pidusage.clear();
	}
}
