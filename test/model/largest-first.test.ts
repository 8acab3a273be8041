import test from 'ava';
import fc from 'fast-check';
import {largestFirst} from '../../source/model/largest-first.js';

test('rows are sorted by two figures as a comparator would, equals as they stood', t => {
	const figure = fc.constantFrom(0, 1, 2, 4096, 2 ** 47);
	fc.assert(
		fc.property(fc.array(fc.tuple(figure, figure), {maxLength: 40}), pairs => {
			const first = Float64Array.from(pairs, ([one]) => one);
			const second = Float64Array.from(pairs, ([, two]) => two);
			const wanted = pairs
				.map((_, row) => row)
				.sort((a, b) => (first[b] ?? 0) - (first[a] ?? 0) || (second[b] ?? 0) - (second[a] ?? 0) || a - b);
			const rows = Uint32Array.from(pairs, (_, row) => row);
			return [...largestFirst(rows, first, second)].join() === wanted.join();
		}),
	);
	t.pass();
});
