// WebAssembly text becomes bytes at bundling time: users need no compiler and the source stays readable.
import {readFileSync} from 'node:fs';
import loadWabt from 'wabt';

export async function compileWat(path, text) {
	const wabt = await loadWabt();
	const module = wabt.parseWat(path, text, {simd: true, bulk_memory: true});
	try {
		module.validate();
		return Buffer.from(module.toBinary({}).buffer);
	} finally {
		module.destroy();
	}
}

export const watPlugin = {
	name: 'wat',
	setup(build) {
		build.onLoad({filter: /\.wat$/}, async ({path}) => ({
			contents: await compileWat(path, readFileSync(path, 'utf8')),
			loader: 'binary',
		}));
	},
};
