import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Options} from './options.js';

/** What every measured program runs with: nothing of the user's settings, and a Node that nobody else runs. */
export type Environment = {
	/** A folder that is removed at the end. */
	readonly folder: string;
	readonly variables: Readonly<Record<string, string>>;
	readonly node: string;
	/** The bundle that is measured; `undefined` when there is none. */
	readonly cli: string | undefined;
	readonly notes: readonly string[];
	readonly remove: () => void;
};

const root = fileURLToPath(new URL('..', import.meta.url));

/** A file of the repository. */
export function inRepository(path: string): string {
	return join(root, path);
}

/** The folder, the settings and the Node of this run. */
export function makeEnvironment(options: Options): Environment {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-bench-'));
	const notes: string[] = [];
	const settings = join(folder, 'config');
	// btop refreshes every two seconds unless told otherwise.
	mkdirSync(join(settings, 'btop'), {recursive: true});
	writeFileSync(join(settings, 'btop', 'btop.conf'), 'update_ms = 1000\n');
	return {
		folder,
		variables: {
			PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
			HOME: folder,
			XDG_CONFIG_HOME: settings,
			TERM: 'xterm-256color',
			COLORTERM: 'truecolor',
			LANG: 'C.UTF-8',
			// Without CI: with it colour is off and Ink takes the terminal for none.
		},
		node: copyNode(options.node ?? process.execPath, folder, notes),
		cli: findBundle(options, notes),
		notes,
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}

/** Where a command is on PATH; `undefined` when it isn't. */
export function findCommand(name: string): string | undefined {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.map(folder => join(folder, name))
		.find(path => existsSync(path));
}

// The pages of Node's own text are shared by all who run the same file, the bench among them, and PSS gives
// each only a part. From a copy they count in full, as they do for a user who runs nothing else by Node.
function copyNode(node: string, folder: string, notes: string[]): string {
	const copy = join(folder, 'node');
	copyFileSync(node, copy);
	if (statSync(copy).size < 20 * 2 ** 20) {
		notes.push(`${node} keeps its code in a shared library: PSS of Node programs is lower than alone`);
	}
	if (spawnSync(copy, ['--version']).status === 0) return copy;
	notes.push(`${folder} can't hold programs: PSS of Node programs is lower than alone`);
	return node;
}

function findBundle(options: Options, notes: string[]): string | undefined {
	const cli = options.ours === undefined ? inRepository('dist/cli.js') : resolve(options.ours);
	if (options.ours === undefined && options.build) {
		const {status} = spawnSync(process.execPath, [inRepository('build/bundle.js'), '--if-stale'], {
			cwd: root,
			stdio: ['ignore', 2, 2],
		});
		if (status !== 0) notes.push('the bundle could not be built');
	}
	if (existsSync(cli)) return cli;
	notes.push(`there is no ${cli}`);
	return undefined;
}
