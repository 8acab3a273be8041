// WebAssembly text becomes bytes at bundling time: users need no compiler and the source stays readable.
import {readFileSync} from 'node:fs';
import loadWabt from 'wabt';

export const watPlugin = {
	name: 'wat',
	setup(build) {
		build.onLoad({filter: /\.wat$/}, async ({path}) => {
			const wabt = await loadWabt();
			const module = wabt.parseWat(path, readFileSync(path, 'utf8'), {simd: true, bulk_memory: true});
			try {
				module.validate();
				return {contents: Buffer.from(module.toBinary({}).buffer), loader: 'binary'};
			} finally {
				module.destroy();
			}
		});
	},
};
