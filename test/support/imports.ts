import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type Import = {
	/** A file of ours without its ending (`source/store/store`), a package (`ink`), or `node:fs`. */
	readonly to: string;
	readonly kind: 'static' | 'dynamic' | 'type';
};

export type SourceFile = {
	/** From the checkout's root, without the ending. */
	readonly name: string;
	readonly path: string;
	/** Its text without comments, and with all texts in quotes left as they are. */
	readonly code: string;
	readonly imports: readonly Import[];
};

/** Every file of the product: `cli.tsx` and all below `source/`, declarations left out. */
export function sourceFiles(): readonly SourceFile[] {
	const below = readdirSync(join(root, 'source'), {recursive: true, encoding: 'utf8'});
	return ['cli.tsx', ...below.map(name => `source/${name}`)]
		.filter(path => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
		.sort()
		.map(path => {
			const code = withoutComments(readFileSync(join(root, path), 'utf8'));
			return {name: path.replace(/\.tsx?$/, ''), path, code, imports: importsOf(path, code)};
		});
}

/** Texts in quotes are stepped over, so that a `//` in one of them begins no comment. */
export function withoutComments(text: string): string {
	const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
	return text.replace(token, found => (found.startsWith('//') || found.startsWith('/*') ? ' ' : found));
}

/** What the code of a file at `path` imports and exports from elsewhere, in the order of the text. */
export function importsOf(path: string, code: string): readonly Import[] {
	const found: (Import & {readonly at: number})[] = [];
	const add = (at: number, from: string | undefined, kind: Import['kind']) => {
		if (from !== undefined) found.push({at, to: resolve(path, from), kind});
	};
	for (const match of code.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/gm)) {
		add(match.index, match[2], match[1] === undefined ? 'static' : 'type');
	}
	for (const match of code.matchAll(/^import\s*['"]([^'"]+)['"]/gm)) add(match.index, match[1], 'static');
	for (const match of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)) add(match.index, match[1], 'dynamic');
	return found.sort((a, b) => a.at - b.at).map(({to, kind}) => ({to, kind}));
}

function resolve(path: string, from: string): string {
	if (!from.startsWith('.')) return from;
	const target = relative(root, join(root, dirname(path), from));
	return target.replace(/\.[jt]sx?$/, '');
}
