// Bundles memtui into dist/: two entries (the command and the worker) with lazily loaded chunks, and the plain
// commands once more as one file each.
// `--if-stale` builds only when a source is newer than the bundle.
import {readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as esbuild from 'esbuild';
import {plainCommands, plainPlugin} from './plain.js';
import {processPlugin} from './process.js';
import {rememberPlugin} from './remember.js';
import {watPlugin} from './wat.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const inputs = ['cli.tsx', 'source', 'build', 'package.json', 'package-lock.json'];

function newest(path) {
	const stat = statSync(join(root, path), {throwIfNoEntry: false});
	if (!stat) return 0;
	if (!stat.isDirectory()) return stat.mtimeMs;
	return Math.max(stat.mtimeMs, ...readdirSync(join(root, path)).map(name => newest(join(path, name))));
}

function isFresh() {
	const built = statSync(join(root, 'dist/cli.js'), {throwIfNoEntry: false});
	return built !== undefined && built.mtimeMs > Math.max(...inputs.map(newest));
}

/** What both the shipped bundle and the import-table test need to agree on. */
export const bundleOptions = {
	absWorkingDir: root,
	entryPoints: {cli: 'cli.tsx', 'memory-user': 'source/worker/memory-user.ts'},
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20',
	outdir: 'dist',
	chunkNames: 'chunks/[name]-[hash]',
	minify: true,
	legalComments: 'none',
	jsx: 'automatic',
	define: {
		// Yoga asks whether there is a fetch; the question alone makes Node load its HTTP client (40 ms).
		fetch: 'undefined',
		'Intl.Segmenter': 'LazySegmenter',
		'process.env.NODE_ENV': '"production"',
		'process.env.DEV': '"false"',
		MEMTUI_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version),
	},
	inject: ['build/segmenter.js'],
	banner: {
		// Made when it is used: there are many chunks.
		js: "import {createRequire as __createRequire} from 'node:module'; const require = id => __createRequire(import.meta.url)(id);",
	},
	// Ink asks for React's developer tools when DEV is set, which it never is in the bundle.
	alias: {'react-devtools-core': './build/no-devtools.js'},
	plugins: [processPlugin, rememberPlugin, watPlugin],
	logLevel: 'warning',
	metafile: true,
};

/** To load a chunk costs Node as much as to run it, and a plain command would load eight. */
const plainOptions = {
	...bundleOptions,
	entryPoints: Object.fromEntries(plainCommands.map(name => [name, `source/commands/${name}.ts`])),
	splitting: false,
	outdir: 'dist/plain',
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (!(process.argv.includes('--if-stale') && isFresh())) {
		rmSync(join(root, 'dist'), {recursive: true, force: true});
		const plugins = [plainPlugin, ...bundleOptions.plugins];
		await Promise.all([esbuild.build({...bundleOptions, plugins}), esbuild.build(plainOptions)]);
	}
}
