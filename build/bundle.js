// Bundles memtui into dist/: cli.js, one file with the plain commands, and app/, everything else as lazily loaded
// chunks, with the worker.
// `--if-stale` builds only when a source is newer than the bundle.
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as esbuild from 'esbuild';
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

/** Ink is an ES module that waits at its top level: so must be what loads it. */
const appOptions = {
	...bundleOptions,
	entryPoints: {program: 'source/commands/program.ts', 'memory-user': 'source/worker/memory-user.ts'},
	outdir: 'dist/app',
};

/** The entry is CommonJS, in one file: Node's loader of ES modules costs as much as a plain command itself. */
const entryOptions = {
	...bundleOptions,
	entryPoints: {cli: 'cli.tsx'},
	splitting: false,
	format: 'cjs',
	banner: {},
	plugins: [
		{
			name: 'program',
			setup(build) {
				build.onResolve({filter: /^\.\/source\/commands\/program\.js$/}, () => ({
					path: './app/program.js',
					external: true,
				}));
			},
		},
		...bundleOptions.plugins,
	],
};

/** A folder of dist/ whose files Node takes for modules of one type, whatever holds it. */
function makeFolder(path, type) {
	mkdirSync(join(root, path), {recursive: true});
	writeFileSync(join(root, path, 'package.json'), `${JSON.stringify({type})}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (!(process.argv.includes('--if-stale') && isFresh())) {
		rmSync(join(root, 'dist'), {recursive: true, force: true});
		makeFolder('dist', 'commonjs');
		makeFolder('dist/app', 'module');
		await Promise.all([appOptions, entryOptions].map(options => esbuild.build(options)));
	}
}
