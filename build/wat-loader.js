// A loader of Node: a module of WebAssembly text has the bytes as its default export.
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export async function load(url, context, nextLoad) {
	if (!url.endsWith('.wat')) return nextLoad(url, context);
	const {compileWat} = await import('./wat.js');
	const bytes = await compileWat(url, readFileSync(fileURLToPath(url), 'utf8'));
	return {format: 'module', source: `export default new Uint8Array([${bytes.join()}]);`, shortCircuit: true};
}
