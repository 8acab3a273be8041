import test from 'ava';
import fc from 'fast-check';
import {strideOf} from '../../source/worker/stride.js';

test('the steps lead over every place once and back to the first', t => {
	const holds = fc.property(fc.integer({min: 1, max: 5000}), count => {
		const stride = strideOf(count);
		const places = new Set<number>();
		let at = 0;
		for (let step = 0; step < count; step++) {
			places.add(at);
			at = (at + stride) % count;
		}
		return places.size === count && at === 0;
	});
	t.notThrows(() => fc.assert(holds));
});

test('a step is neither near nor nearly a whole round', t => {
	for (const count of [1000, 65_536, 6_144_000]) {
		const share = strideOf(count) / count;
		t.true(share > 0.55 && share < 0.7, `${share} of ${count}`);
	}
});
