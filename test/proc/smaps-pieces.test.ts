import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import type {RegionMap} from '../../source/platform/region-reading.js';
import {createSmapsReader, parseSmaps} from '../../source/proc/smaps.js';
import {ownFixture} from '../support/fixtures.js';
import {toldRegions} from '../support/region-map.js';
import {header, smapsText} from '../support/smaps-text.js';

const plain = readFileSync(ownFixture('linux/hostile/smaps-plain/proc/4242/smaps'));
const names = readFileSync(ownFixture('linux/hostile/smaps-names/proc/4242/smaps'));
const kinds = readFileSync(ownFixture('linux/debian12-6.18/proc/16204/smaps'));
const maps = readFileSync(ownFixture('linux/debian12-6.18/proc/16204/maps'));

/** Reads a text in pieces, all of them through one array, as reads from a file do. */
function readInPieces(text: Uint8Array, sizes: readonly number[]): RegionMap {
	const reader = createSmapsReader();
	const chunk = new Uint8Array(Math.max(1, ...sizes, text.length));
	let at = 0;
	for (const size of [...sizes, text.length]) {
		const piece = text.subarray(at, at + size);
		chunk.fill(0xff);
		chunk.set(piece);
		reader.push(chunk, piece.length);
		at += piece.length;
	}
	return reader.finish();
}

test('a text in two pieces gives the same as whole, wherever it is parted', t => {
	const firstLines = maps.subarray(0, maps.indexOf('[heap]') + 200);
	for (const text of [plain, firstLines.subarray(0, firstLines.lastIndexOf('\n') + 1)]) {
		const whole = toldRegions(parseSmaps(text));
		for (let at = 0; at <= text.length; at++) {
			const map = readInPieces(text, [at]);
			t.true(map.complete);
			t.deepEqual(toldRegions(map), whole, `parted at ${at}`);
		}
	}
});

test('a text byte by byte gives the same as whole', t => {
	for (const text of [plain, names, kinds, maps]) {
		const reader = createSmapsReader();
		for (const byte of text) reader.push(Uint8Array.of(byte, 0xff), 1);
		t.deepEqual(toldRegions(reader.finish()), toldRegions(parseSmaps(text)));
	}
});

test('a text in pieces of any sizes gives the same as whole, also where it is larger than the buffer', t => {
	const long = Buffer.concat(Array.from({length: 6}, () => kinds));
	t.true(long.length > 256 * 1024);
	for (const text of [long, kinds, names]) {
		const whole = toldRegions(parseSmaps(text));
		fc.assert(
			fc.property(fc.array(fc.integer({min: 0, max: 20_000}), {maxLength: 20}), sizes => {
				t.deepEqual(toldRegions(readInPieces(text, sizes)), whole);
			}),
			{numRuns: 20},
		);
	}
});

// Where the entries of `plain` end.
const ends = [...plain.toString('latin1').matchAll(/VmFlags:.*\n/g)].map(line => line.index + line[0].length);

test('a text that is cut anywhere keeps what was whole and tells no smaller figure', t => {
	const whole = toldRegions(parseSmaps(plain));
	t.is(ends.length, 3);
	for (let length = 0; length < plain.length; length++) {
		const map = parseSmaps(plain.subarray(0, length));
		const regions = toldRegions(map);
		const complete = ends.filter(end => end <= length).length;
		t.true(regions.length === complete || regions.length === complete + 1, `cut at ${length}`);
		for (const [row, region] of regions.entries()) {
			const {vmFlags, fields, ...rest} = region;
			const {vmFlags: allFlags, fields: allFields, ...all} = whole[row] ?? {};
			t.deepEqual(rest as object, all, `cut at ${length}`);
			// Only the flags of an entry may be cut between two of them, which nobody can see.
			t.true(row >= complete || vmFlags === allFlags, `cut at ${length}`);
			t.true(allFlags?.startsWith(vmFlags ?? ''), `cut at ${length}`);
			const isHeaderAlone = row === 0 && Object.keys(fields).length === 0;
			if (!isHeaderAlone) t.deepEqual(fields, allFields, `cut at ${length}`);
		}
	}
});

test('a text that is cut inside an entry is not complete', t => {
	for (const [i, end] of ends.entries()) {
		const text = plain.subarray(0, end);
		t.true(parseSmaps(text).complete);
		t.true(parseSmaps(text.subarray(0, -1)).complete, 'only the newline is missing');
		t.is(parseSmaps(text.subarray(0, -1)).count, i + 1);
		const flags = text.lastIndexOf('VmFlags');
		for (let length = text.lastIndexOf('Size:') + 1; length <= flags; length++) {
			const map = parseSmaps(text.subarray(0, length));
			t.false(map.complete, `entry ${i} cut at ${length}`);
			t.is(map.count, i, `entry ${i} cut at ${length}`);
		}
	}
});

test('a maps that is cut anywhere keeps the lines that were whole', t => {
	const text = [0x1000, 0x2000, 0x3000].map(start => header({start, end: start + 0x1000})).join('');
	const line = text.length / 3;
	for (let length = 0; length <= text.length; length++) {
		const map = parseSmaps(Buffer.from(text.slice(0, length)));
		t.deepEqual(
			[map.count, map.complete],
			[Math.floor(length / line), length % line === 0],
			`cut at ${length}`,
		);
	}
});

test('a cut flag leaves its region out', t => {
	const text = smapsText({start: 0x1000, end: 0x2000, fields: {Rss: 4}, vmFlags: 'rd wr'}).subarray(0, -3);
	t.is(text.toString().at(-1), 'w');
	t.is(parseSmaps(text).count, 0);
	t.false(parseSmaps(text).complete);
});

test('a maps that ends inside a line is not complete, unless only the newline after a bracket is missing', t => {
	const text = header({start: 0x1000, end: 0x2000, path: '/a', inode: 1});
	const file = parseSmaps(Buffer.from(`${text}3000-4000 rw-p 00000000 fe:01 12345      /usr/li`));
	t.deepEqual([file.count, file.complete], [1, false]);
	const inode = parseSmaps(Buffer.from(`${text}3000-4000 rw-p 00000000 fe:01 12`));
	t.deepEqual([inode.count, inode.complete], [1, false]);
	const name = parseSmaps(Buffer.from(`${text}3000-4000 rw-p 00000000 fe:01 12      /a [b]`));
	t.deepEqual([name.count, name.complete], [1, false]);
	const stack = parseSmaps(Buffer.from(`${text}3000-4000 rw-p 00000000 00:00 0      [stack]`));
	t.deepEqual([stack.count, stack.complete], [2, true]);
});

const oldOrder = {Size: 4, Rss: 4, Referenced: 4, Swap: 0, KernelPageSize: 4, MMUPageSize: 4};

test('the only entry of a kernel without VmFlags is whole when it ends with the page sizes', t => {
	const text = smapsText({start: 0x1000, end: 0x2000, fields: oldOrder});
	t.deepEqual([parseSmaps(text).count, parseSmaps(text).complete], [1, true]);
	const cut = text.subarray(0, text.indexOf('KernelPageSize'));
	t.deepEqual([parseSmaps(cut).count, parseSmaps(cut).complete], [0, false]);
});

test('the last entry of a kernel without VmFlags is whole when it ends as the one before it', t => {
	const fields = {...oldOrder, Locked: 0};
	const text = smapsText({start: 0x1000, end: 0x2000, fields}, {start: 0x3000, end: 0x4000, fields});
	t.deepEqual([parseSmaps(text).count, parseSmaps(text).complete], [2, true]);
	const cut = text.subarray(0, text.lastIndexOf('Locked'));
	t.deepEqual([parseSmaps(cut).count, parseSmaps(cut).complete], [1, false]);
});

test('an entry longer than the buffer is read', t => {
	const path = `/${'x'.repeat(200_000)}`;
	const fields = {Size: 4, Rss: 4};
	const text = smapsText(
		{start: 0x1000, end: 0x2000, fields, vmFlags: 'rd'},
		{start: 0x3000, end: 0x4000, path, inode: 9, fields, vmFlags: 'rd'},
		{start: 0x5000, end: 0x6000, fields, vmFlags: 'rd'},
	);
	const regions = toldRegions(readInPieces(text, Array(60).fill(4096)));
	t.deepEqual(
		regions.map(region => region.path?.length),
		[undefined, path.length, undefined],
	);
});

test('a short line that happens to begin a buffer is read as any other', t => {
	const usual = header({start: 0x1000, end: 0x2000, path: '/', inode: 1});
	const first = header({
		start: 0x1000,
		end: 0x2000,
		path: `/${'x'.repeat(64 * 1024 - usual.length)}`,
		inode: 1,
	});
	t.is(first.length, 64 * 1024);
	for (const line of ['A: 5 kB', 'A:5 kB', 'KSM:5 kB']) {
		const map = parseSmaps(Buffer.from(`${first}${line}\nVmFlags: rd \n`));
		t.deepEqual(toldRegions(map)[0]?.fields, {[line.split(':')[0] ?? '']: 5120}, line);
	}
});

test('a line of megabytes is passed over without being held', t => {
	const region = {start: 0x1000, end: 0x2000, fields: {Size: 4, Rss: 4}, vmFlags: 'rd'};
	const reader = createSmapsReader();
	const first = smapsText(region);
	const last = smapsText({...region, start: 0x3000, end: 0x4000});
	const noise = Buffer.alloc(1024 * 1024, 'a');
	reader.push(first, first.length);
	const before = process.memoryUsage().arrayBuffers;
	for (let i = 0; i < 64; i++) reader.push(noise, noise.length);
	t.true(process.memoryUsage().arrayBuffers - before < 16 * 1024 * 1024);
	reader.push(Buffer.from('\n'), 1);
	reader.push(last, last.length);
	const map = reader.finish();
	t.deepEqual(
		toldRegions(map).map(({start}) => start),
		[0x1000n, 0x3000n],
	);
	t.true(map.complete);
});

test('the end of a line that was passed over is no region, whatever it looks like', t => {
	const reader = createSmapsReader();
	const first = Buffer.from(header({start: 0x1000, end: 0x2000}));
	const noise = Buffer.alloc(1024 * 1024, 'a');
	const end = Buffer.from(header({start: 0x3000, end: 0x4000}) + header({start: 0x5000, end: 0x6000}));
	for (const piece of [first, noise, end]) reader.push(piece, piece.length);
	t.deepEqual(
		toldRegions(reader.finish()).map(({start}) => start),
		[0x1000n, 0x5000n],
	);
});

test('a text that ends inside a line of megabytes is not complete', t => {
	const reader = createSmapsReader();
	const noise = Buffer.alloc(1024 * 1024, 'a');
	reader.push(Buffer.from(header({start: 0x1000, end: 0x2000})), header({start: 0x1000, end: 0x2000}).length);
	reader.push(noise, noise.length);
	const map = reader.finish();
	t.deepEqual([map.count, map.complete], [1, false]);
});

test('what the buffer still holds of earlier entries does not complete a cut one', t => {
	const fields = {Size: 4, Rss: 4, Referenced: 4, Swap: 0, KernelPageSize: 4, MMUPageSize: 4};
	// Entries of a length that divides the buffer's, so that earlier ones lie where the cut one would go on.
	const length = smapsText({start: 0x10_0000, end: 0x10_1000, path: '/', inode: 1, fields}).length;
	const path = `/${'x'.repeat(512 - length)}`;
	const text = smapsText(
		...Array.from({length: 200}, (_, i) => {
			const start = 0x10_0000 + i * 0x1000;
			return {start, end: start + 0x1000, path, inode: 1, fields};
		}),
	);
	t.is(text.length, 200 * 512);
	for (let cut = 1; cut < 512; cut++) {
		const map = parseSmaps(text.subarray(0, text.length - cut));
		const isLastLineWhole = cut === 1;
		t.deepEqual(
			[map.count, map.complete],
			[isLastLineWhole ? 200 : 199, isLastLineWhole],
			`${cut} bytes less`,
		);
	}
});

test('entries without VmFlags that lie across two buffers are read whole', t => {
	const made = Array.from({length: 4000}, (_, i) => ({
		start: 0x10_0000 + i * 0x1000,
		end: 0x10_1000 + i * 0x1000,
		fields: {Size: 4, Rss: i, Referenced: i, Swap: 0, KernelPageSize: 4, MMUPageSize: 4},
	}));
	const text = smapsText(...made);
	t.true(text.length > 4 * 128 * 1024);
	t.deepEqual(
		toldRegions(readInPieces(text, Array(200).fill(4000))).map(({fields}) => [fields.Rss, fields.Referenced]),
		made.map(({fields}) => [fields.Rss * 1024, fields.Referenced * 1024]),
	);
});

test('bytes of any kind never throw, and every column has a value a row', t => {
	const mostlyText = fc.oneof(
		fc.uint8Array({maxLength: 60}),
		fc.constantFrom(...kinds.toString('latin1').split(/(?<=\n)/)).map(line => Buffer.from(line, 'latin1')),
		fc.constantFrom('\n', '\r\n', 'Rss: 4 kB\n', '1000-2000 rw-p 0 00:00 0', 'VmFlags: rd').map(Buffer.from),
	);
	fc.assert(
		fc.property(fc.array(mostlyText, {maxLength: 80}), parts => {
			const map = parseSmaps(Buffer.concat(parts));
			t.is(map.start.length, map.count);
			for (const column of map.fields.values()) t.is(column.length, map.count);
			for (const {index, list} of [map.perms, map.device, map.path, map.vmFlags]) {
				t.is(index.length, map.count);
				for (const entry of index) t.true(entry < list.length);
			}
			for (let row = 1; row < map.count; row++) t.true((map.start[row] ?? 0n) > (map.start[row - 1] ?? 0n));
		}),
	);
});
