// string-width, Ink and memtui each make an Intl.Segmenter when they are loaded, which makes Node read tables of
// several MB (60 ms), though only text in other scripts is ever segmented. The bundler puts this in its place.
export class LazySegmenter {
	#options;
	#segmenter;

	constructor(...options) {
		this.#options = options;
	}

	segment(text) {
		this.#segmenter ??= new globalThis.Intl.Segmenter(...this.#options);
		return this.#segmenter.segment(text);
	}
}
