/** What a file holds, told from its beginning. */

export type FileKind =
	/** /proc/PID/smaps or /proc/PID/maps. */
	| {readonly kind: 'regions'}
	/** What `--save` wrote. */
	| {readonly kind: 'snapshot'}
	/** What it is instead, in words that follow "is". */
	| {readonly kind: 'other'; readonly what: string};

/** So much of a file is looked at. */
export const tellingBytes = 64 * 1024;

const header = /^[\da-f]{1,16}-[\da-f]{1,16} [r-][w-][x-][sp] [\da-f]+ [\da-f]{2,}:[\da-f]{2,} \d/m;
const shownCharacters = 60;

/** Recognises a file by its first {@link tellingBytes}. */
export function fileKind(beginning: Uint8Array): FileKind {
	if (beginning.length === 0)
		return other('empty, as the smaps of a kernel thread, of a zombie and of an ended process are');
	const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
	const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
	if (/^\s*\{\s*"format"\s*:\s*"memtui-map"/.test(text)) return {kind: 'snapshot'};
	if (isUtf16(bytes)) return other('UTF-16; it must be the text as the kernel wrote it');
	if (bytes.includes(0)) return other('binary');
	if (/^.* \[rollup\]\r?$/m.test(text) && header.test(text))
		return other('an smaps_rollup, which holds sums and no regions');
	if (header.test(text)) return {kind: 'regions'};
	return other(wordsFor(text));
}

function wordsFor(text: string): string {
	const start = text.trimStart();
	const [first = '', second = ''] = start.split(/\r?\n/, 2);
	if (/^\s*\{\s*"format"\s*:\s*"memtui-recording"/.test(start)) return 'a recording; --replay plays it';
	if (/^\{\s*"pid"/.test(start) && /"regions"\s*:/.test(start))
		return 'the output of map --json; --save writes what can be read back';
	if (/^start,end,perms,/.test(first)) return 'the output of map --csv; --save writes what can be read back';
	if (/^Process: .*\[\d+\]$/.test(first) || /^(?:==== |VIRTUAL|REGION TYPE)/m.test(start))
		return "vmmap's output, which this version can't read yet";
	if (/^(?:\d+|-): {3}/.test(first) && /^\s*(?:Address\s|[\da-f]{8,16} +\d+K? )/.test(second))
		return "pmap's output, which this version can't read yet";
	if (start === '') return 'blank';
	return `${JSON.stringify(first.length > shownCharacters ? `${first.slice(0, shownCharacters)}…` : first)}`;
}

function isUtf16(bytes: Buffer): boolean {
	const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
	return mark === 0xfeff || mark === 0xfffe;
}

function other(what: string): FileKind {
	return {kind: 'other', what};
}
