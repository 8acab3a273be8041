import test from 'ava';
import {type BuildOptions, type BuildResult, build} from 'esbuild';
import {type Import, importsOf, type SourceFile, sourceFiles, withoutComments} from './support/imports.js';

/** Who may import whom (architecture.md). A name that ends in `/` stands for all below it. */
type Rule = {
	/** The files that it is for; the first rule that fits a file holds. */
	readonly files: readonly string[];
	readonly may?: readonly string[];
	/** Only their types. */
	readonly types?: readonly string[];
	/** Only by `import()`, so that they are loaded when they are needed. */
	readonly lazily?: readonly string[];
};

const node = ['node:'];
/** What is pure and below everything. */
const words = ['source/format', 'source/safe-text'];

const rules: readonly Rule[] = [
	{
		files: ['cli'],
		may: ['node:module', 'source/commands/errors', 'source/commands/plain-line'],
		lazily: ['source/commands/'],
	},
	{
		files: ['source/commands/program'],
		may: ['commander'],
		lazily: ['source/commands/'],
		types: ['source/commands/'],
	},
	{
		files: ['source/commands/screen'],
		may: ['node:v8', 'ink', 'source/app', 'source/theme'],
		types: ['source/store/'],
	},
	{
		// Files that a person names are read here, and parsed as what they hold.
		files: ['source/commands/map-file'],
		may: ['source/commands/', 'source/platform/', 'source/model/', 'source/proc/', 'source/safe-text'],
	},
	{
		files: ['source/commands/'],
		may: [
			...[...node, ...words, 'source/commands/', 'source/layout'],
			...['source/platform/', 'source/model/', 'source/store/'],
			// Words and bars that reports in text have in common with the screen. Pure.
			...[
				'source/components/meter',
				'source/panes/experiments/words',
				'source/panes/experiments/guess-words',
			],
			...['source/panes/experiments/series-lines'],
		],
		lazily: ['source/worker/fork'],
		types: ['source/worker/'],
	},
	{
		files: ['source/app'],
		may: [
			...['ink', 'react', 'source/panes/', 'source/components/', 'source/store/use-store', 'source/layout'],
			...['source/keymap', 'source/theme', 'source/config', 'source/model/', 'source/format', 'source/input'],
			'source/safe-text',
		],
		types: ['source/store/'],
	},
	{
		files: ['source/input'],
		may: ['source/keymap', 'source/model/', 'source/safe-text'],
		types: ['source/layout', 'source/store/'],
	},
	{
		// Beside these a pane may import its own folder and never another pane's: see `ownFolder`.
		files: ['source/panes/'],
		may: [...words, 'source/components/', 'source/store/use-store', 'source/model/', 'source/theme', 'react'],
		types: ['source/store/', 'source/platform/'],
	},
	{
		files: ['source/components/table'],
		may: ['ink', 'ink-table', 'react', 'source/components/', 'source/format'],
		types: ['source/theme'],
	},
	{
		files: ['source/components/'],
		may: ['ink', 'react', 'source/components/', 'source/theme', 'source/format'],
	},
	{
		files: ['source/store/use-store'],
		may: ['react', 'zustand'],
		types: ['source/store/'],
	},
	{
		files: ['source/store/'],
		may: ['zustand/vanilla', 'source/store/', 'source/model/'],
		types: ['source/platform/', 'source/worker/'],
	},
	{
		files: ['source/platform/'],
		may: [...node, 'pidusage', 'source/platform/', 'source/proc/', 'source/safe-text'],
	},
	{files: ['source/proc/'], may: ['source/proc/', 'source/safe-text'], types: ['source/platform/']},
	{
		files: ['source/model/'],
		may: ['source/model/', 'source/safe-text', 'source/proc/page-bits'],
		types: ['source/platform/', 'source/worker/messages'],
	},
	{files: ['source/worker/fork'], may: [...node, 'execa', 'source/worker/messages']},
	{files: ['source/worker/'], may: [...node, 'source/worker/']},
	{files: ['source/format'], may: ['string-width']},
	{files: ['source/theme'], may: ['chalk']},
	{files: ['source/safe-text', 'source/layout', 'source/keymap']},
];

const matches = (name: string, patterns: readonly string[] = []) =>
	patterns.some(pattern =>
		pattern.endsWith('/') || pattern.endsWith(':') ? name.startsWith(pattern) : name === pattern,
	);

/** `source/panes/gauge/` of a pane's file. */
const ownFolder = (name: string) => /^source\/panes\/[^/]+\//.exec(name)?.[0];

function isAllowed(name: string, {to, kind}: Import): boolean {
	const rule = rules.find(({files}) => matches(name, files));
	// With the screen come Ink and React.
	if (to === 'source/commands/screen') return name === 'source/commands/monitor' && kind === 'dynamic';
	// The worker itself must not start workers, nor bring execa with it.
	if (to === 'source/worker/fork' && name.startsWith('source/worker/')) return false;
	const own = ownFolder(name);
	if (own !== undefined && to.startsWith(own)) return true;
	if (matches(to, rule?.may)) return true;
	return kind === 'static' ? false : matches(to, kind === 'type' ? rule?.types : rule?.lazily);
}

const files = sourceFiles();

test('every file has a rule and every rule a file', t => {
	t.true(files.length > 60);
	for (const {name} of files)
		t.true(
			rules.some(rule => matches(name, rule.files)),
			name,
		);
	for (const rule of rules) {
		const first = files.filter(({name}) => rules.find(({files}) => matches(name, files)) === rule);
		t.true(first.length > 0, rule.files.join());
	}
});

test('every import is one that the table allows', t => {
	const wrong = files.flatMap(({name, imports}) =>
		imports
			.filter(each => !isAllowed(name, each))
			.map(({to, kind}) => `${name} may not import ${to}${kind === 'static' ? '' : ` (${kind})`}`),
	);
	t.deepEqual(wrong, []);
});

const forbidden: ReadonlyArray<readonly [string, Import]> = [
	['source/panes/gauge/gauge', {to: 'source/panes/regions/rows', kind: 'static'}],
	['source/panes/gauge/gauge', {to: 'source/panes/regions/rows', kind: 'type'}],
	['source/panes/regions/rows', {to: 'source/store/store', kind: 'static'}],
	['source/panes/regions/rows', {to: 'source/platform/linux/linux', kind: 'static'}],
	['source/components/panel', {to: 'source/store/use-store', kind: 'static'}],
	['source/components/panel', {to: 'ink-table', kind: 'static'}],
	['source/store/store', {to: 'react', kind: 'static'}],
	['source/store/poller', {to: 'source/platform/choose', kind: 'static'}],
	['source/model/memory', {to: 'source/platform/platform', kind: 'static'}],
	['source/model/memory', {to: 'node:fs', kind: 'static'}],
	['source/proc/meminfo', {to: 'source/model/memory', kind: 'type'}],
	['source/platform/linux/linux', {to: 'source/model/memory', kind: 'static'}],
	['source/commands/free', {to: 'ink', kind: 'static'}],
	['source/commands/free', {to: 'source/app', kind: 'dynamic'}],
	['source/commands/monitor', {to: 'source/commands/screen', kind: 'static'}],
	['source/commands/monitor', {to: 'source/app', kind: 'static'}],
	['source/commands/ps', {to: 'source/commands/screen', kind: 'dynamic'}],
	['source/worker/messages', {to: 'execa', kind: 'static'}],
	['source/worker/memory-user', {to: 'source/worker/fork', kind: 'static'}],
	['source/layout', {to: 'source/model/memory', kind: 'static'}],
	['cli', {to: 'source/store/store', kind: 'dynamic'}],
];

test('the table refuses what it should refuse', t => {
	for (const [name, each] of forbidden) t.false(isAllowed(name, each), `${name} → ${each.to}`);
	t.true(isAllowed('source/panes/gauge/gauge', {to: 'source/panes/gauge/rows', kind: 'static'}));
	t.true(isAllowed('source/model/memory', {to: 'source/platform/platform', kind: 'type'}));
});

test('imports are read from the text of a file in all their forms', t => {
	const code = withoutComments(`
import a from 'ink';
import {
	b,
	type C,
} from '../format.js';
import type {D} from './state.js';
import './side-effect.js';
export {e} from "../model/memory.js";
export type {F} from '../theme.js';
// import g from 'nowhere';
/* import h from 'nowhere'; */
const i = 'http://not.a/comment'; const {j} = await import('../worker/fork.js');
`);
	t.deepEqual(importsOf('source/store/store.ts', code), [
		{to: 'ink', kind: 'static'},
		{to: 'source/format', kind: 'static'},
		{to: 'source/store/state', kind: 'type'},
		{to: 'source/store/side-effect', kind: 'static'},
		{to: 'source/model/memory', kind: 'static'},
		{to: 'source/theme', kind: 'type'},
		{to: 'source/worker/fork', kind: 'dynamic'},
	]);
	t.true(code.includes('http://not.a/comment'));
});

const usersOf = (pattern: RegExp) => files.filter(({code}) => pattern.test(code)).map(({name}) => name);
const importersOf = (to: string) =>
	files.filter(({imports}) => imports.some(each => each.to === to)).map(({name}) => name);
const timesIn = (pattern: RegExp) =>
	files.reduce((sum, {code}) => sum + [...code.matchAll(pattern)].length, 0);

test('timers are in the poller and in the worker alone', t => {
	t.deepEqual(usersOf(/\bset(?:Timeout|Interval)\b/), [
		'source/store/poller',
		'source/worker/fork',
		'source/worker/parent',
	]);
});

test('keys come in at one place', t => {
	t.is(timesIn(/\buseInput\(/g), 1);
	t.deepEqual(usersOf(/\buseInput\b/), ['source/app']);
});

test('nothing ends the process but the exit code of the two programs', t => {
	t.deepEqual(usersOf(/\bprocess\s*\.\s*(?:exit|abort|reallyExit)\b(?!Code)/), []);
	t.deepEqual(
		usersOf(/\bexitCode\s*=(?!=)/).filter(name => /process\.exitCode/.test(codeOf(name))),
		['cli', 'source/worker/memory-user'],
	);
});

const codeOf = (name: string) => files.find(file => file.name === name)?.code ?? '';

test('files are read by the platform and by the worker alone, and those that a person names by one command file', t => {
	const readers = [...importersOf('node:fs'), ...importersOf('node:fs/promises')];
	t.true(readers.length > 0);
	t.deepEqual(
		[...new Set(readers.filter(name => !/^source\/(?:platform|worker)\//.test(name)))],
		['source/commands/given-file'],
	);
});

const singlePlaces: Readonly<Record<string, readonly string[]>> = {
	chalk: ['source/theme'],
	commander: ['source/commands/program'],
	execa: ['source/worker/fork'],
	'ink-table': ['source/components/table'],
	'string-width': ['source/format'],
	'zustand/vanilla': [
		...['source/store/experiments', 'source/store/region-actions'],
		...['source/store/store', 'source/store/supervise'],
	],
	zustand: ['source/store/use-store'],
};

for (const [name, places] of Object.entries(singlePlaces)) {
	test(`${name} is imported in its place alone`, t => {
		t.deepEqual(importersOf(name), places);
	});
}

/** The product as it is bundled, with names kept. */
async function bundled(): Promise<NonNullable<BuildResult['metafile']>> {
	const {bundleOptions}: {bundleOptions: BuildOptions} = await import(
		new URL('../build/bundle.js', import.meta.url).href
	);
	const {metafile} = await build({...bundleOptions, write: false, metafile: true, minify: false});
	return metafile;
}

const graph = bundled();

test('the imports that were read here are those that the bundler finds', async t => {
	const {inputs} = await graph;
	const ours = (path: string) => path.replace(/\.tsx?$/, '');
	const runtime = ({imports}: SourceFile) =>
		imports.filter(({to, kind}) => kind !== 'type' && to.startsWith('source/')).map(({to}) => to);
	for (const file of files) {
		const found = inputs[file.path];
		// A file of types alone is no part of the bundle.
		if (!found) {
			t.deepEqual(runtime(file), [], file.path);
			continue;
		}
		const bundler = found.imports.map(({path}) => ours(path)).filter(path => path.startsWith('source/'));
		t.deepEqual([...new Set(runtime(file))].sort(), [...new Set(bundler)].sort(), file.path);
	}
});

/** All that is loaded with a file of ours before its first line runs. */
async function loadedWith(entry: string): Promise<readonly string[]> {
	const {outputs} = await graph;
	const [first] = Object.entries(outputs).find(([, {entryPoint}]) => entryPoint === entry) ?? [];
	const open = first === undefined ? [] : [first];
	const seen = new Set<string>();
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		if (seen.has(path)) continue;
		seen.add(path);
		const statics = outputs[path]?.imports.filter(({kind}) => kind === 'import-statement') ?? [];
		open.push(...statics.map(each => each.path));
	}
	return [...seen].flatMap(path => Object.keys(outputs[path]?.inputs ?? {}));
}

const packagesIn = (inputs: readonly string[]) => [
	...new Set(inputs.flatMap(path => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
];

for (const command of ['free', 'ps', 'map']) {
	test(`memtui ${command} loads neither Ink nor React nor anything of the screen`, async t => {
		const loaded = await loadedWith(`source/commands/${command}.ts`);
		t.true(loaded.includes(`source/commands/${command}.ts`));
		t.deepEqual(
			loaded.filter(path => /^source\/(?:app|panes|components|store|worker|theme)/.test(path)),
			[],
		);
		const screen = ['ink', 'react', 'react-reconciler', 'yoga-layout', 'zod', 'zustand', 'execa', 'chalk'];
		t.deepEqual(
			packagesIn(loaded).filter(name => screen.includes(name)),
			[],
		);
	});
}

test('the command line itself loads no package, and its whole grammar none but the one that reads options', async t => {
	t.deepEqual(packagesIn(await loadedWith('cli.tsx')), []);
	t.deepEqual(packagesIn(await loadedWith('source/commands/program.ts')), ['commander']);
});

test('the memory-user loads no package at all', async t => {
	const loaded = await loadedWith('source/worker/memory-user.ts');
	t.true(loaded.includes('source/worker/memory-user.ts'));
	t.deepEqual(packagesIn(loaded), []);
});

test('what draws the screen does not load what forks workers', async t => {
	const loaded = await loadedWith('source/commands/screen.tsx');
	t.true(packagesIn(loaded).includes('ink'));
	t.false(packagesIn(loaded).includes('execa'));
});
