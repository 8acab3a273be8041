import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {type Environment, findCommand, inRepository} from './environment.js';

/** Builds `benchmark/NAME.c` into the temporary folder. `undefined` where there is no compiler. */
export function compile(name: string, {folder}: Environment): string | undefined {
	const compiler = ['gcc', 'cc', 'clang'].map(findCommand).find(path => path !== undefined);
	if (compiler === undefined) return undefined;
	const program = join(folder, name);
	const source = inRepository(`benchmark/${name}.c`);
	const {status, stderr} = spawnSync(compiler, ['-O2', '-o', program, source], {encoding: 'utf8'});
	if (status !== 0) throw new Error(`${source} could not be compiled: ${stderr}`);
	return program;
}
