/**
 * The part of the WebAssembly interface that is used here: TypeScript has it only together with the whole
 * browser (lib `dom`), which would make `window` and `document` known names in a terminal program.
 */
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array);
	}
	class Memory {
		/** Both in pages of 64 KiB. Throws a RangeError when the system refuses the mapping. */
		constructor(size: {readonly initial: number; readonly maximum: number});
		readonly buffer: ArrayBuffer;
	}
	/** What a trap throws. */
	class RuntimeError extends Error {}
	class Instance {
		constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
		readonly exports: Readonly<Record<string, unknown>>;
	}
}
