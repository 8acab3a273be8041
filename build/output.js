// Stands in for Ink's Output. Ink puts every character of the screen into a grid of cells and reads the grid
// back, at every frame. Most lines need no grid: their texts stand side by side, so joining them gives the
// same line. Only where texts overlap (a menu over a list), are clipped or hold more than one line, Ink's own
// Output draws the line. (Measured in benchmark/README.md.)

import {remember} from 'memtui:memory';
import GridOutput from 'ink-original-output';
import {lineWidth} from './narrow.js';

const widthOf = remember(lineWidth);
const unusual = /[\n\t]/;

export default class Output {
	#width;
	#height;
	#grid;
	#lines;
	#isSimple = true;

	constructor({width, height}) {
		this.#width = width;
		this.#height = height;
		this.#grid = new GridOutput({width, height});
		this.#lines = Array.from({length: height}, () => []);
	}

	write(x, y, text, options) {
		if (text === '') return;
		this.#grid.write(x, y, text, options);
		if (unusual.test(text) || x < 0 || y < 0) this.#isSimple = false;
		else this.#lines[y]?.push({x, text, options});
	}

	clip(area) {
		this.#isSimple = false;
		this.#grid.clip(area);
	}

	unclip() {
		this.#grid.unclip();
	}

	get() {
		if (!this.#isSimple) return this.#grid.get();
		const lines = this.#lines.map(texts => this.#join(texts));
		return {output: lines.join('\n'), height: this.#height};
	}

	#join(texts) {
		let line = '';
		let column = 0;
		for (const {x, text, options} of texts.toSorted((a, b) => a.x - b.x)) {
			const width = widthOf(text);
			if (x < column || x + width > this.#width) return this.#draw(texts);
			line += ' '.repeat(x - column);
			line += options.transformers.reduce((styled, transform) => transform(styled, 0), text);
			column = x + width;
		}
		return line.trimEnd();
	}

	/** In the order of writing: what comes later covers what was there. */
	#draw(texts) {
		const grid = new GridOutput({width: this.#width, height: 1});
		for (const {x, text, options} of texts) grid.write(x, 0, text, options);
		return grid.get().output;
	}
}
