/** Put in by the bundler from package.json. */
declare const MEMTUI_VERSION: string;

declare module '*.wat' {
	const bytes: Uint8Array<ArrayBuffer>;
	export default bytes;
}
