import test from 'ava';
import {grouped, megabytes, signedMegabytes} from '../../source/model/amount-words.js';

const MB = 1024 ** 2;
const table: ReadonlyArray<readonly [number, string]> = [
	[0, '0 MB'],
	[500, '0 MB'],
	[-500, '0 MB'],
	[12 * 1024, '12 KB'],
	[4.25 * MB, '4.3 MB'],
	[9.96 * MB, '10 MB'],
	[301.4 * MB, '301 MB'],
	[-281 * MB, '-281 MB'],
	[20_000 * MB, '20,000 MB'],
];

for (const [bytes, words] of table) {
	test(`${bytes} bytes are ${words}`, t => {
		t.is(megabytes(bytes), words);
		t.is(signedMegabytes(bytes), bytes > 0 && words !== '0 MB' ? `+${words}` : words);
	});
}

test('counts have groups of three', t => {
	t.is(grouped(71_936), '71,936');
	t.is(grouped(0), '0');
});
