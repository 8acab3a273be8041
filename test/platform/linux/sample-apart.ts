import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {SampleAnswer, SampleOrder} from './sample-program.js';

const program = fileURLToPath(new URL('./sample-program.ts', import.meta.url));
const run = promisify(execFile);

/**
 * What a process of its own sampled (sample-program.ts). `shell` runs before it in the same process: it may
 * lower limits or move into a cgroup. Rejects when the program takes longer than half a minute.
 */
export async function sampleApart(order: SampleOrder, shell = 'true'): Promise<SampleAnswer> {
	const {stdout} = await run(
		'sh',
		[
			'-c',
			`${shell} && exec "$@"`,
			'sh',
			process.execPath,
			'--import=tsx',
			'--import=./build/import-wat.js',
			program,
			JSON.stringify(order),
		],
		{timeout: 30_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024},
	);
	return JSON.parse(stdout);
}
