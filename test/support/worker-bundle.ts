/** Builds the worker as it is shipped, with the options of `build/bundle.js`, into a folder of its own. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type BuildOptions, build} from 'esbuild';

export type WorkerBundle = {
	/** The child's program. */
	readonly entry: string;
	/** `worker-parent.ts` beside the child's program, and as a chunk, a folder below it. */
	readonly parents: readonly [string, string];
	remove(): void;
};

export async function buildWorker(): Promise<WorkerBundle> {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-worker-'));
	const {bundleOptions}: {bundleOptions: BuildOptions} = await import(
		new URL('../../build/bundle.js', import.meta.url).href
	);
	await build({
		...bundleOptions,
		entryPoints: {
			'memory-user': 'source/worker/memory-user.ts',
			parent: 'test/support/worker-parent.ts',
			'chunks/parent': 'test/support/worker-parent.ts',
		},
		// Each program whole, so that fork.ts is in the folder of its program.
		splitting: false,
		outdir: folder,
	});
	return {
		entry: join(folder, 'memory-user.js'),
		parents: [join(folder, 'parent.js'), join(folder, 'chunks', 'parent.js')],
		remove: () => rmSync(folder, {recursive: true}),
	};
}
