import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {isDeepStrictEqual} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {createSmapsReader} from '../../source/proc/smaps.js';
import {SmapsScanner} from '../../source/proc/smaps-scanner.js';
import {ownFixture} from '../support/fixtures.js';
import {header, type MadeRegion, smapsText} from '../support/smaps-text.js';

const plain = readFileSync(ownFixture('linux/hostile/smaps-plain/proc/4242/smaps'));
const kinds = readFileSync(ownFixture('linux/debian12-6.18/proc/16204/smaps'));
const wantedFields = new Set(['Rss', 'Swap', 'Private_Dirty']);

function read(text: Uint8Array, scans: boolean, wanted?: ReadonlySet<string>) {
	const reader = createSmapsReader(wanted, scans);
	reader.push(text, text.length);
	return reader.finish();
}

/** The whole maps are compared: every column, and the names in their order. */
function isSame(t: ExecutionContext, text: Uint8Array | string, message?: string): void {
	const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
	for (const wanted of [undefined, wantedFields]) {
		const [found, expected] = [read(bytes, true, wanted), read(bytes, false, wanted)];
		if (isDeepStrictEqual(found, expected)) t.pass();
		else t.deepEqual(found, expected, message);
	}
}

/** What part of the text was taken in WebAssembly while `work` ran, in bytes. */
function scanned(work: () => void): number {
	const {run} = SmapsScanner.prototype;
	let bytes = 0;
	SmapsScanner.prototype.run = function (at, end, layout) {
		const next = run.call(this, at, end, layout);
		bytes += next - at;
		return next;
	};
	try {
		work();
	} finally {
		SmapsScanner.prototype.run = run;
	}
	return bytes;
}

const fields = {Size: 4, Rss: 0, Pss: 12, Private_Dirty: 12_345_678, Swap: 0};
const region = (i: number, more: Partial<MadeRegion> = {}): MadeRegion => ({
	start: i * 0x1000,
	end: (i + 1) * 0x1000,
	fields,
	vmFlags: 'rd wr mr',
	...more,
});

/** Some regions as usual, the odd one in their midst, and some more. */
const around = (...odd: readonly Partial<MadeRegion>[]) =>
	smapsText(region(1), region(2), ...odd.map((more, i) => region(3 + i, more)), region(90), region(91));

test('every recorded map is the same whether it is scanned or not', t => {
	const root = fileURLToPath(new URL('../fixtures', import.meta.url));
	const files = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter(path => /\/s?maps$/.test(path));
	t.true(files.length > 60);
	for (const path of files) isSame(t, readFileSync(`${root}/${path}`), path);
});

test('nearly all of a usual map is scanned, also one larger than the buffer', t => {
	const many = smapsText(
		...Array.from({length: 10_000}, (_, i) => region(i, {perms: i % 2 ? 'r--p' : 'rw-p'})),
	);
	t.true(many.length > 1024 * 1024);
	t.true(scanned(() => read(many, true)) > 0.99 * many.length);
	t.is(
		scanned(() => read(many, false)),
		0,
	);
	isSame(t, many);
	const maps = Buffer.from(Array.from({length: 50_000}, (_, i) => header(region(i))).join(''));
	t.true(scanned(() => read(maps, true)) > 0.99 * maps.length);
	isSame(t, maps);
	t.true(scanned(() => read(kinds, true)) > 0.5 * kinds.length);
});

test('a text that is cut anywhere is the same whether it is scanned or not', t => {
	const small = around({path: '/usr/lib/x', inode: 7, device: 'fe:01'});
	for (const text of [small, plain]) {
		for (let length = 0; length <= text.length; length++) isSame(t, text.subarray(0, length), `${length}`);
	}
});

test('a layout that changes midway is learnt anew', t => {
	const less = {fields: {Size: 4, Pss: 8, Swap: 16}};
	const more = {fields: {...fields, Extra: 5, THPeligible: '           1', Key: ' 3'}};
	isSame(t, around(less, {}, more, more, more, less, less, less, {vmFlags: undefined}, {}));
	isSame(t, around(more, more, {vmFlags: undefined}, {vmFlags: undefined}, more));
	isSame(t, around({fields: {Size: 4, Rss: 8, Pss: 4}}, {fields: {Size: 4, Pss: 8, Rss: 4}}));
	isSame(t, `${around().toString()}Rss: 5 kB\nnothing\n\n${around().toString()}`);
	const twice = 'Size:                  4 kB\nSize:                  0 kB\nVmFlags: rd \n';
	isSame(t, `1-2 rw-p 0 00:00 0 \n${twice}2-3 rw-p 0 00:00 0 \n${twice}`);
});

test('any header is the same whether it is scanned or not', t => {
	const high = 0xffff_ffff_ff60_0000n;
	isSame(t, around({start: high, end: high + 0x1000n, perms: '--xp', path: '[vsyscall]'}));
	isSame(t, around({start: 2n ** 60n, end: 2n ** 64n - 1n}, {start: 2n ** 64n, end: 2n ** 64n + 1n}));
	for (const perms of ['rwxs', '---p', 'rw-q', 'RW-p', 'rwxp', 'r--s']) isSame(t, around({perms}, {perms}));
	for (const offset of ['f'.repeat(16), '1'.repeat(17), 'A', '', '0', '1000'])
		isSame(t, around({offset}, {offset}), offset);
	for (const device of ['fe:01', '103:0a', '0:00', '00:0', ':', '00', `fe:${'0'.repeat(80)}`])
		isSame(t, around({device}, {device}), device);
	const inodes = [2n ** 53n - 1n, 2n ** 53n + 1n, 10n ** 19n - 1n, 2n ** 64n - 1n, 2n ** 64n, 10n ** 21n];
	for (const inode of [...inodes.map(String), '', 'x', '1x', '0000'])
		isSame(t, around({inode}, {inode, path: '/x'}), inode);
	isSame(t, around({path: 'x'.repeat(4096)}, {path: 'x'.repeat(4096)}, {path: 'x'.repeat(5000)}));
	isSame(
		t,
		around({vmFlags: 'rd '.repeat(300)}, {vmFlags: 'rd '.repeat(300)}, {vmFlags: ''}, {vmFlags: ' '}),
	);
	const nothing = around({})
		.toString()
		.replace(/(?<=^00003000-00004000).*\n/m, '\0'.repeat(24));
	t.true(nothing.includes('\0'));
	isSame(t, nothing);
});

test('a path of any bytes is the same whether it is scanned or not', t => {
	const [before = '', after = ''] = around({path: '@', inode: 3}).toString().split('@');
	for (let byte = 1; byte < 256; byte++) {
		const path = String.fromCharCode(byte);
		isSame(t, before + path + after, path);
		isSame(t, `${before}/a${path}b${after}${before}/a${path}b${after}`, path);
	}
});

test('figures of any length are the same whether they are scanned or not', t => {
	const rows = Array.from({length: 24}, (_, digits) => '9876543210'.repeat(3).slice(0, digits));
	isSame(t, around(...rows.map(digits => ({fields: {...fields, Rss: `${digits.padStart(24)} kB`}}))));
	isSame(t, around(...rows.map(digits => ({fields: {...fields, Rss: `${digits.padStart(12)} kB`}}))));
	isSame(t, around(...rows.map(digits => ({fields: {...fields, Rss: `     ${digits}      0 kB`}}))));
	isSame(
		t,
		around({fields: {...fields, Rss: '               -1 kB'}}, {fields: {...fields, Pss: '        12 MB'}}),
	);
});

test('a text with any bytes changed is the same whether it is scanned or not', t => {
	const some = kinds.subarray(0, 12_000);
	const change = fc.tuple(fc.nat(some.length - 1), fc.integer({min: 0, max: 255}));
	const near = fc.constantFrom(...Buffer.from('0123456789abcdef-: \nkBrwxps'));
	const likely = fc.tuple(fc.nat(some.length - 1), near);
	const changes = fc.array(fc.oneof(change, likely), {maxLength: 6});
	t.notThrows(() =>
		fc.assert(
			fc.property(changes, list => {
				const text = Buffer.from(some);
				for (const [at, byte] of list) text[at] = byte;
				isSame(t, text);
			}),
			{numRuns: 200},
		),
	);
});

test('texts that are read in turns are read as each by itself', t => {
	const texts = [kinds, plain, around({path: '/x'}), kinds.subarray(0, 5000)];
	const readers = texts.map(() => createSmapsReader());
	for (let at = 0; at < kinds.length; at += 1000) {
		for (const [i, text] of texts.entries()) {
			const piece = text.subarray(at, at + 1000);
			readers[i]?.push(piece, piece.length);
		}
	}
	for (const [i, text] of texts.entries()) t.deepEqual(readers[i]?.finish(), read(text, false));
});

test('a line that outgrows the buffer is read without the scanner', t => {
	const long = around({path: 'x'.repeat(700_000)}, {path: 'x'.repeat(1_200_000)}, {path: '/y'});
	isSame(t, Buffer.concat([around(), long, around()]));
});

test('regions that come in another order, or twice, are ordered whether they are scanned or not', t => {
	const rows = (...starts: readonly number[]) => smapsText(...starts.map(i => region(i)));
	for (const starts of [
		[1, 2, 3, 3, 4],
		[1, 2, 2, 3],
		[5, 1, 2, 3, 4],
		[1, 2, 3, 4, 0],
		[1, 1, 1, 1],
		[1, 3, 2],
	])
		isSame(t, rows(...starts), String(starts));
	// At every place of a text that is taken in several pieces of 1024 rows, and in several batches.
	const many = Array.from({length: 3000}, (_, i) => i + 1);
	for (const at of [1, 2, 3, 1023, 1024, 1025, 1026, 1027, 2050, 2999]) {
		const starts = many.with(at, at === 2999 ? 5 : (many[at - 1] as number));
		const text = rows(...starts);
		isSame(t, text, `${at}`);
		t.is(read(text, true).count, 2999);
	}

	const high = 2n ** 63n;
	isSame(
		t,
		smapsText(
			region(1),
			region(2),
			region(0, {start: high, end: high + 1n}),
			region(0, {start: high - 1n, end: high}),
		),
	);
	isSame(
		t,
		smapsText(
			region(1),
			region(2),
			region(0, {start: high - 1n, end: high}),
			region(0, {start: high, end: high + 1n}),
		),
	);
});
