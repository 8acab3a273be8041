import test from 'ava';
import fc from 'fast-check';
import {pageBits} from '../../source/proc/page-bits.js';
import {isHugeFrame, pageFrame, parsePagemap} from '../../source/proc/pagemap.js';

/** Entries as the kernel writes them, from the numbers of the bits that are set and the frame. */
function entries(isBigEndian: boolean, ...pages: ReadonlyArray<{bits?: readonly number[]; frame?: bigint}>) {
	const bytes = Buffer.alloc(8 * pages.length);
	for (const [i, {bits = [], frame = 0n}] of pages.entries()) {
		const value = bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), frame);
		if (isBigEndian) bytes.writeBigUInt64BE(value, 8 * i);
		else bytes.writeBigUInt64LE(value, 8 * i);
	}
	return bytes;
}

const {present, swapped, file, exclusive, softDirty} = pageBits;
const meanings: ReadonlyArray<readonly [bit: number, meaning: number]> = [
	[63, present],
	[62, swapped],
	[61, file],
	[56, exclusive],
	[55, softDirty],
];

for (const isBigEndian of [false, true]) {
	const order = isBigEndian ? 'big' : 'little';

	test(`each bit of an entry is told by its own, ${order} end first`, t => {
		for (const [bit, meaning] of meanings) {
			const into = new Uint8Array(1);
			t.is(parsePagemap(entries(isBigEndian, {bits: [bit]}), into, 0, isBigEndian), 1);
			t.is(into[0], meaning, `${bit}`);
		}
	});

	test(`bits that are not asked for are nothing, ${order} end first`, t => {
		const others = Array.from({length: 64}, (_, bit) => bit).filter(
			bit => !meanings.some(([known]) => known === bit),
		);
		const into = new Uint8Array(1);
		parsePagemap(entries(isBigEndian, {bits: others}), into, 0, isBigEndian);
		t.is(into[0], 0);
	});

	test(`a frame is the lower 55 bits, ${order} end first`, t => {
		fc.assert(
			fc.property(fc.bigInt(0n, 2n ** 52n), fc.subarray([55, 56, 61, 63]), (frame, bits) => {
				const bytes = entries(isBigEndian, {}, {frame, bits});
				t.is(pageFrame(bytes, 1, isBigEndian), Number(frame));
			}),
		);
	});

	test(`huge frames are those of THP and hugetlb but not the zero page, ${order} end first`, t => {
		const isHuge = (...bits: readonly number[]) =>
			isHugeFrame(entries(isBigEndian, {bits: [22]}, {bits}), 1, isBigEndian);
		t.true(isHuge(22));
		t.true(isHuge(17));
		t.false(isHuge(22, 24));
		for (let bit = 0; bit < 64; bit++) if (bit !== 17 && bit !== 22) t.false(isHuge(bit), `${bit}`);
	});
}

test('pages are written where they belong and half an entry is none', t => {
	const into = new Uint8Array(5);
	const bytes = entries(false, {bits: [63]}, {bits: [62]}, {bits: [63]});
	t.is(parsePagemap(bytes.subarray(0, 20), into, 2), 2);
	t.deepEqual([...into], [0, 0, present, swapped, 0]);
});
