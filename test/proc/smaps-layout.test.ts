import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {createSmapsReader, parseSmaps} from '../../source/proc/smaps.js';
import {ownFixture} from '../support/fixtures.js';
import {toldRegions} from '../support/region-map.js';
import {type MadeRegion, smapsText} from '../support/smaps-text.js';

/** What each entry's lines say, read one by one without any layout. */
function fieldsByLine(text: string): Array<Record<string, number>> {
	const entries: Array<Record<string, number>> = [];
	for (const line of text.split('\n')) {
		if (/^[\da-f]+-[\da-f]+ /.test(line)) entries.push({});
		const [, name, digits, unit] = /^(\w+):\s*(\d+)( kB)?$/.exec(line) ?? [];
		const last = entries.at(-1);
		if (name && last) last[name] = Number(digits) * (unit ? 1024 : 1);
	}
	return entries;
}

/** Regions one after the other with the fields given; every one is read after the one before was learnt. */
function regions(...fields: ReadonlyArray<Readonly<Record<string, number | string>>>): MadeRegion[] {
	return fields.map((each, i) => ({
		start: 0x1000 * (i + 1),
		end: 0x1000 * (i + 2),
		fields: each,
		vmFlags: 'rd wr',
	}));
}

function holds(t: {deepEqual: (a: unknown, b: unknown) => unknown}, made: readonly MadeRegion[]): void {
	const text = smapsText(...made);
	t.deepEqual(
		toldRegions(parseSmaps(text)).map(({fields}) => fields),
		fieldsByLine(text.toString()),
	);
}

const usual = {Size: 132, KernelPageSize: 4, Rss: 40, Shared_Clean: 8, Shared_Dirty: 0, Swap: 0, SwapPss: 0};

test('every field of every recorded entry is what its line says', t => {
	const trees = ['debian12-6.18/proc/16204', 'debian12-6.18/proc/16207', 'debian12-6.12-swap/proc/161'];
	for (const tree of trees) {
		const text = readFileSync(ownFixture(`linux/${tree}/smaps`), 'latin1');
		t.deepEqual(
			toldRegions(parseSmaps(Buffer.from(text, 'latin1'))).map(({fields}) => fields),
			fieldsByLine(text),
		);
	}
});

test('fields come in the order of the kernel', t => {
	const map = parseSmaps(readFileSync(ownFixture('linux/debian12-6.18/proc/16204/smaps')));
	t.deepEqual(
		[...map.fields.keys()],
		[
			...['Size', 'KernelPageSize', 'MMUPageSize', 'Rss', 'Pss', 'Pss_Dirty', 'Shared_Clean', 'Shared_Dirty'],
			...['Private_Clean', 'Private_Dirty', 'Referenced', 'Anonymous', 'KSM', 'LazyFree', 'AnonHugePages'],
			...[
				'ShmemPmdMapped',
				'FilePmdMapped',
				'Shared_Hugetlb',
				'Private_Hugetlb',
				'Swap',
				'SwapPss',
				'Locked',
			],
			'THPeligible',
		],
	);
});

test('a number that was in the row before is not taken for one in this row', t => {
	holds(t, regions(usual, {...usual, Rss: 0}, {...usual, Rss: 99_999_999}, {...usual, Rss: 9}, usual));
});

test('numbers too long for their column are read whole', t => {
	holds(
		t,
		regions(
			usual,
			{...usual, Size: 118_111_600_640},
			{...usual, Size: 228_111_600_640},
			{...usual, Size: 228_111_600_641},
			{...usual, Size: 12_345_678},
			{...usual, Size: 92_345_678},
			usual,
		),
	);
});

test('two fields of equal length that change places are told apart', t => {
	const {Shared_Clean, Shared_Dirty, ...rest} = usual;
	holds(t, regions({...rest, Shared_Clean, Shared_Dirty}, {...rest, Shared_Dirty: 44, Shared_Clean: 4}));
	holds(t, regions({...rest, Private_Clean: 4, KernelPages: 8}, {...rest, KernelPages: 8, Private_Clean: 4}));
});

test('a field that only one row has is missing in the others', t => {
	const {Swap, ...less} = usual;
	const map = parseSmaps(smapsText(...regions(usual, {...usual, Extra: 7}, usual, less, usual)));
	t.deepEqual([...(map.fields.get('Extra') ?? [])].map(Number.isNaN), [true, false, true, true, true]);
	t.deepEqual([...(map.fields.get('Swap') ?? [])], [Swap, Swap, Swap, Number.NaN, Swap]);
	holds(t, regions(usual, {...usual, Extra: 7}, usual, less, usual));
});

test('a row after one with more fields does not get that one’s figures', t => {
	const {Swap, ...less} = {...usual, Swap: 12};
	const made = regions(
		...Array(40).fill({...less, Swap}),
		...Array(40).fill(less),
		...Array(40).fill({...less, Swap: 0}),
	);
	holds(t, made);
});

test('an amount that loses its unit or becomes negative is missing in its row alone', t => {
	const map = parseSmaps(
		smapsText(
			...regions(
				usual,
				{...usual, Rss: '                  40'},
				usual,
				{...usual, Rss: '                 -40 kB'},
				usual,
			),
		),
	);
	t.deepEqual([...(map.fields.get('Rss') ?? [])], [40960, Number.NaN, 40960, Number.NaN, 40960]);
	t.deepEqual([...(map.fields.get('SwapPss') ?? [])], [0, 0, 0, 0, 0]);
});

test('another unit in the same place is no amount', t => {
	const map = parseSmaps(smapsText(...regions(usual, {...usual, Rss: '                  40 MB'}, usual)));
	t.deepEqual([...(map.fields.get('Rss') ?? [])], [40960, Number.NaN, 40960]);
});

test('numbers that end alike are told apart where the column is wider', t => {
	const wide = (rss: number) => ({...usual, Rss: `${String(rss).padStart(24)} kB`});
	holds(t, regions(wide(4), wide(118_111_600_640), wide(228_111_600_640), wide(11_600_640), wide(4)));
});

test('a flag without kB is a plain number', t => {
	const made = regions({...usual, THPeligible: '           0'}, {...usual, THPeligible: '           1'});
	const map = parseSmaps(smapsText(...made));
	t.deepEqual([...(map.fields.get('THPeligible') ?? [])], [0, 1]);
	const key = parseSmaps(
		smapsText(...regions({...usual, ProtectionKey: '         1'}, {...usual, ProtectionKey: '        15'})),
	);
	t.deepEqual([...(key.fields.get('ProtectionKey') ?? [])], [1, 15]);
});

test('VmFlags that come, change and go are those of their row', t => {
	const flags = ['rd', 'rd wr', undefined, 'rd', 'ht', undefined, 'rd'];
	const made = flags.map((vmFlags, i) => ({
		start: 0x1000 * i,
		end: 0x1000 * (i + 1),
		fields: usual,
		...(vmFlags === undefined ? {} : {vmFlags}),
	}));
	t.deepEqual(
		toldRegions(parseSmaps(smapsText(...made))).map(({vmFlags}) => vmFlags),
		flags,
	);
});

test('a line behind VmFlags still belongs to its region', t => {
	const made = regions(usual, usual, usual);
	const text = smapsText(...made)
		.toString()
		.replaceAll(/(VmFlags.*\n)/g, '$1Later:              8 kB\n');
	const map = parseSmaps(Buffer.from(text));
	t.deepEqual([...(map.fields.get('Later') ?? [])], [8192, 8192, 8192]);
	t.is(map.count, 3);
});

test('the name of an Android region stands in for its path', t => {
	const made = regions(
		{Name: '           [anon:libc_malloc]', ...usual},
		{Name: '           thread signal stack', ...usual},
		usual,
		{Name: '           [anon:x]', ...usual},
	);
	const [first, ...others] = made;
	const text = smapsText({...(first as MadeRegion), path: '[anon:in the header]'}, ...others);
	t.deepEqual(
		toldRegions(parseSmaps(text)).map(({path}) => path),
		['[anon:in the header]', '[anon:thread signal stack]', undefined, '[anon:x]'],
	);
});

test('anonymous regions that differ in permissions, device or name alone are told apart', t => {
	const made = [
		{perms: 'rw-p'},
		{perms: 'r--p'},
		{perms: 'rw-p', path: '[heap]'},
		{perms: 'rw-p'},
		{perms: 'rw-p', device: '00:01'},
		{perms: 'rw-p', device: '00:01', inode: 5},
		{perms: 'rw-p', device: '00:01', inode: 5},
		{perms: 'rw-p', offset: '00001000'},
		{perms: 'rw-p', offset: '00001000'},
		{perms: 'rw-p'},
		{perms: 'rw-s'},
		{perms: 'r--p', path: '[heap]'},
		{perms: 'r--p', path: '[hea'},
	].map((region, i) => ({start: 0x1000 * i, end: 0x1000 * (i + 1), fields: usual, vmFlags: 'rd', ...region}));
	t.deepEqual(
		toldRegions(parseSmaps(smapsText(...made))).map(({perms, path, device, inode, offset}) => ({
			perms,
			path,
			device,
			inode: Number(inode),
			offset: Number(offset),
		})),
		made.map(({perms, ...region}) => ({
			perms,
			path: 'path' in region ? region.path : undefined,
			device: 'device' in region ? region.device : '00:00',
			inode: 'inode' in region ? region.inode : 0,
			offset: 'offset' in region ? Number.parseInt(region.offset, 16) : 0,
		})),
	);
});

test('entries of any make give what their lines say', t => {
	const amount = fc.oneof(fc.constant(0), fc.constant(4), fc.integer({min: 0, max: 10 ** 12}));
	const value = fc.oneof(
		{weight: 20, arbitrary: amount},
		fc.nat(99).map(number => ` ${number}`),
		fc.nat(99).map(number => ` ${number} kB`),
	);
	const names = [
		'Size',
		'Rss',
		'Pss',
		'Swap',
		'SwapPss',
		'Shared_Clean',
		'Shared_Dirty',
		'THPeligible',
		'Extra',
	];
	const fields = fc
		.subarray(names)
		.chain(chosen => fc.record(Object.fromEntries(chosen.map(name => [name, value]))));
	const kinds = fc.array(fields, {minLength: 1, maxLength: 3});
	const picks = fc.array(fc.nat(2), {minLength: 1, maxLength: 40});
	fc.assert(
		fc.property(kinds, picks, fc.infiniteStream(amount), fc.boolean(), (shapes, order, amounts, hasFlags) => {
			const rows = order.map(i => {
				const each = {...(shapes[i % shapes.length] ?? {})};
				if (typeof each.Rss === 'number') each.Rss = amounts.next().value;
				return each;
			});
			const last = rows.length - 1;
			// The last entry always has VmFlags: by them it is known to be whole.
			const made = regions(...rows).map((region, i) =>
				hasFlags || i === last ? region : {...region, vmFlags: undefined},
			);
			const text = smapsText(...made);
			const expected = fieldsByLine(text.toString());
			// Without its unit an amount that is known to have one is no figure.
			const known = /^ *(?:Size|Rss|Pss|Swap|SwapPss|Shared_Clean|Shared_Dirty): \d+$/gm;
			const wanted = fieldsByLine(text.toString().replaceAll(known, 'gone'));
			t.is(expected.length, wanted.length);
			t.deepEqual(
				toldRegions(parseSmaps(text)).map(({fields}) => fields),
				wanted,
			);
		}),
		{numRuns: 300},
	);
});

/** The text read in pieces of `size`, with these fields alone. */
function readWanted(text: Buffer, size: number, ...wanted: readonly string[]) {
	const reader = createSmapsReader(new Set(wanted));
	let from = 0;
	const read = (bytes: Uint8Array, at: number, length: number) => {
		const piece = text.subarray(from, from + Math.min(size, length));
		bytes.set(piece, at);
		from += piece.length;
		return piece.length;
	};
	while (reader.pull(read));
	return reader.finish();
}

test('with wanted fields only these are told, and everything else as without', t => {
	const trees = ['debian12-6.18/proc/16204', 'debian12-6.18/proc/16207', 'debian12-6.12-swap/proc/161'];
	const wanted = ['Swap', 'Rss', 'Private_Dirty'];
	for (const tree of trees) {
		const whole = readFileSync(ownFixture(`linux/${tree}/smaps`));
		const oldKernel = Buffer.from(whole.toString('latin1').replace(/^VmFlags:.*\n/gm, ''), 'latin1');
		for (const text of [whole, oldKernel, whole.subarray(0, -40)]) {
			const all = parseSmaps(text);
			const fields = new Map([...all.fields].filter(([name]) => wanted.includes(name)));
			for (const size of [100, 4096]) t.deepEqual(readWanted(text, size, ...wanted), {...all, fields});
		}
	}
});

test('a line that is not wanted and lies otherwise does not shift those that are', t => {
	const made = regions(
		usual,
		{...usual, Rss: 44},
		{...usual, Shared_Clean: 123_456_789_012, Swap: 16},
		usual,
	);
	const map = readWanted(smapsText(...made), 4096, 'Rss', 'Swap');
	t.deepEqual(
		[...map.fields].map(([name, column]) => [name, [...column].map(value => value / 1024)]),
		[
			['Rss', [40, 44, 40, 40]],
			['Swap', [0, 0, 16, 0]],
		],
	);
});

/** An entry of any lines, as no kernel writes them: the same field twice, with flags or without. */
const anyEntry = fc.record({
	lines: fc.array(
		fc.record({
			name: fc.constantFrom('Size', 'Rss', 'Pss', 'Swap'),
			amount: fc.constantFrom(0, 4, 8),
		}),
		{minLength: 1, maxLength: 4},
	),
	flags: fc.constantFrom(undefined, 'rd wr', 'rd ex'),
});

test('a field that stands twice in an entry is what its last line says, however often that comes', t => {
	fc.assert(
		fc.property(fc.array(anyEntry, {minLength: 1, maxLength: 4}), fc.nat(3), (kinds, repeats) => {
			const entries = kinds.flatMap(kind => Array.from({length: repeats + 1}, () => kind));
			const text = entries
				.map(({lines, flags}, i) => {
					const start = (i + 1) * 0x1000;
					const head = `${start.toString(16).padStart(8, '0')}-${(start + 0x1000).toString(16).padStart(8, '0')} rw-p 00000000 00:00 0 \n`;
					const fields = lines.map(
						({name, amount}) => `${`${name}:`.padEnd(16)}${String(amount).padStart(8)} kB\n`,
					);
					return head + fields.join('') + (flags === undefined ? '' : `VmFlags: ${flags} \n`);
				})
				.join('');
			// A whole entry at the end, so that none before it may be taken for cut.
			const whole = `7fff0000-7fff1000 rw-p 00000000 00:00 0 \nSize:                  4 kB\nVmFlags: rd \n`;
			const told = toldRegions(parseSmaps(Buffer.from(text + whole)));
			t.deepEqual(
				told.map(({fields}) => fields),
				fieldsByLine(text + whole),
			);
			t.deepEqual(
				told.slice(0, -1).map(({vmFlags}) => vmFlags),
				entries.map(({flags}) => flags),
			);
		}),
		{numRuns: 500},
	);
});
