// Ink measures, cleans and tokenises every line of the screen again at every frame, though almost all of
// them are the same as in the frame before. This plugin puts a memory in front of those pure functions, so
// that a line costs only when it changes; Ink itself stays as published. (Measured in benchmark/README.md.)
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';

/** Modules of Ink in whose place ours stand, each of which goes to Ink's own for what is out of the ordinary. */
const standIns = ['output', 'line-update'].map(name => ({
	filter: new RegExp(`^\\./${name}\\.js$`),
	own: fileURLToPath(new URL(`${name}.js`, import.meta.url)),
	original: new RegExp(`^ink-original-${name}$`),
	ink: fileURLToPath(new URL(`${name}.js`, import.meta.resolve('ink'))),
}));

const narrow = fileURLToPath(new URL('narrow.js', import.meta.url));

// Two generations of entries: when the young one is full it becomes the old one, and what is still in use
// is carried over by its next lookup. Nothing is ever held longer than two generations.
const memory = `
const limit = 1024;
export const remember = compute => {
	let young = new Map();
	let old = new Map();
	return (key, ...rest) => {
		if (rest.length > 0 && rest[0] !== undefined) return compute(key, ...rest);
		let value = young.get(key);
		if (value !== undefined) return value;
		value = old.get(key);
		if (value === undefined) value = compute(key);
		if (young.size >= limit) {
			old = young;
			young = new Map();
		}
		young.set(key, value);
		return value;
	};
};
export const rememberObject = compute => {
	const known = new WeakMap();
	return key => {
		let value = known.get(key);
		if (value === undefined) {
			value = compute(key);
			known.set(key, value);
		}
		return value;
	};
};
`;

// string-width makes a regular expression of all emoji when it is loaded (20 ms), and is asked for few texts.
// What is required, and not imported, is loaded by the first call.
const lazily = path => `let own; const original = (...args) => (own ??= require(${path}).default)(...args);`;

const fronts = [
	{
		filter: /^@alcalzone\/ansi-tokenize$/,
		front: original => `
			import * as original from ${original};
			import {remember, rememberObject} from 'memtui:memory';
			export const tokenize = remember(original.tokenize);
			export const styledCharsFromTokens = rememberObject(original.styledCharsFromTokens);
			export const styledCharsToString = original.styledCharsToString;
		`,
	},
	{
		filter: /^\.\/sanitize-ansi\.js$/,
		front: original => `
			import original from ${original};
			import {remember} from 'memtui:memory';
			export default remember(original);
		`,
	},
	...[/^widest-line$/, /^string-width$/].map(filter => ({
		filter,
		front: original => `
			${lazily(original)}
			import {lineWidth} from ${JSON.stringify(narrow)};
			import {remember} from 'memtui:memory';
			export default remember(text => text.includes('\\n') ? original(text) : lineWidth(text));
		`,
	})),
];

export const rememberPlugin = {
	name: 'remember',
	setup(build) {
		build.onResolve({filter: /^memtui:memory$/}, () => ({path: 'memory', namespace: 'memtui'}));
		build.onLoad({filter: /^memory$/, namespace: 'memtui'}, () => ({contents: memory, loader: 'js'}));
		// commander runs programs of other names for subcommands, which memtui has not: 5 ms of loading.
		build.onResolve({filter: /^node:child_process$/}, ({importer}) =>
			/node_modules\/commander\//.test(importer) ? {path: 'nothing', namespace: 'memtui'} : undefined,
		);
		build.onLoad({filter: /^nothing$/, namespace: 'memtui'}, () => ({
			contents: 'export default {};',
			loader: 'js',
		}));
		for (const {filter, own, original, ink} of standIns) {
			build.onResolve({filter}, ({importer}) =>
				/node_modules\/ink\/build\//.test(importer) ? {path: own} : undefined,
			);
			build.onResolve({filter: original}, () => ({path: ink}));
		}
		for (const {filter, front} of fronts) {
			build.onResolve({filter}, async ({path, importer, resolveDir, kind, pluginData}) => {
				if (pluginData === 'original' || !/node_modules\/ink\/build\//.test(importer)) return undefined;
				const resolved = await build.resolve(path, {importer, resolveDir, kind, pluginData: 'original'});
				return {
					path: resolved.path,
					namespace: 'memtui-front',
					pluginData: front(JSON.stringify(resolved.path)),
				};
			});
		}
		build.onResolve({filter: /^string-width$/}, async ({path, importer, resolveDir, kind, pluginData}) => {
			if (pluginData === 'original') return undefined;
			const resolved = await build.resolve(path, {importer, resolveDir, kind, pluginData: 'original'});
			const lazy = `${lazily(JSON.stringify(resolved.path))} export default original;`;
			// Of a namespace of its own: a path is loaded once a namespace, whatever stands in front of it.
			return {path: resolved.path, namespace: 'memtui-lazy', pluginData: lazy};
		});
		for (const namespace of ['memtui-front', 'memtui-lazy']) {
			build.onLoad({filter: /.*/, namespace}, ({path, pluginData}) => ({
				contents: pluginData,
				loader: 'js',
				resolveDir: dirname(path),
			}));
		}
	},
};
