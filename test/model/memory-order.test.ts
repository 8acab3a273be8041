import test from 'ava';
import fc from 'fast-check';
import {accesses, kinds, megabyte, parseOrder, refuse} from '../../source/model/memory-order.js';
import {readOrder, workerAccesses, workerKinds} from '../../source/worker/messages.js';

const plenty = {bytes: 23_867 * megabyte, of: 'machine'} as const;

const usual = {kind: 'anon', access: 'rmw', seconds: undefined, stopUnderPressure: true} as const;
const bytes = 300 * 1_048_576;

const orders: Readonly<Record<string, object>> = {
	'300': {...usual, bytes},
	'  300  ': {...usual, bytes},
	'1': {...usual, bytes: 1_048_576},
	'0300': {...usual, bytes},
	'300 10': {...usual, bytes, seconds: 10},
	'300 0.1': {...usual, bytes, seconds: 0.1},
	'300 86400': {...usual, bytes, seconds: 86_400},
	'300 anon': {...usual, bytes},
	'300 2.5 anon': {...usual, bytes, seconds: 2.5},
	'300 heap': {...usual, bytes, kind: 'heap'},
	'300 10 shared': {...usual, bytes, seconds: 10, kind: 'shared'},
	'300 10 file read': {...usual, bytes, seconds: 10, kind: 'file', access: 'read'},
	'300 random 10 reserve': {...usual, bytes, seconds: 10, kind: 'reserve', access: 'random'},
	'300 write': {...usual, bytes, access: 'write'},
	'300 anon 5': {...usual, bytes, seconds: 5},
	'23867': {...usual, bytes: 23_867 * 1_048_576},
	'99999 reserve': {...usual, bytes: 99_999 * 1_048_576, kind: 'reserve'},
	'99999 file': {...usual, bytes: 99_999 * 1_048_576, kind: 'file'},
};

for (const [text, order] of Object.entries(orders)) {
	test(`"${text}" is an order`, t => {
		t.deepEqual(parseOrder(text, plenty), order);
	});
}

const words = 'kind is anon, heap, shared, file, reserve; access is rmw, write, read, random';
const errors: Readonly<Record<string, string>> = {
	'': 'MB is a whole number from 1',
	'0': 'MB is a whole number from 1',
	'00': 'MB is a whole number from 1',
	'-1': 'MB is a whole number from 1',
	'1.5': 'MB is a whole number from 1',
	'1e3': 'MB is a whole number from 1',
	'300M': 'MB is a whole number from 1',
	'anon 300': 'MB is a whole number from 1',
	'٣': 'MB is a whole number from 1',
	'300 0': 'SECONDS is 0.1 to 86,400',
	'300 0.05': 'SECONDS is 0.1 to 86,400',
	'300 86401': 'SECONDS is 0.1 to 86,400',
	'300 86400.1': 'SECONDS is 0.1 to 86,400',
	'300 1.': 'SECONDS is 0.1 to 86,400',
	'300 1e3': 'SECONDS is 0.1 to 86,400',
	'300 -5': 'SECONDS is 0.1 to 86,400',
	'300 5 6': '6 is one too many',
	'300 anon heap': 'heap is one too many',
	'300 anon anon': 'anon is one too many',
	'300 read 5 write': 'write is one too many',
	'300 pages': words,
	'300 5 Anon': words,
	'300 constructor': words,
	'23868': '23868 MB asked for, 23,867 MB available',
	'23868 shared': '23868 MB asked for, 23,867 MB available',
	'23868 heap 5': '23868 MB asked for, 23,867 MB available',
	'99999999': '99999999 MB asked for, 23,867 MB available',
};

for (const [text, error] of Object.entries(errors)) {
	test(`"${text}" is refused in words`, t => {
		t.deepEqual(parseOrder(text, plenty), {error});
	});
}

test('what is wrong with the words comes before what is not available', t => {
	t.deepEqual(parseOrder('99999999 pages', plenty), {error: words});
});

test('exactly what is available may be had and a byte less is refused', t => {
	t.is(refuse(10, {bytes: 10 * megabyte, of: 'machine'}), undefined);
	t.is(refuse(10, {bytes: 10 * megabyte - 1, of: 'machine'}), '10 MB asked for, 9 MB available');
	t.is(refuse(1, {bytes: 0, of: 'machine'}), '1 MB asked for, 0 MB available');
});

test('when a cgroup is what binds the refusal says so', t => {
	t.is(
		refuse(600, {bytes: 512 * megabyte, of: 'cgroup'}),
		'600 MB asked for, 512 MB available in our cgroup',
	);
});

test('where nothing is known of what is available nothing is refused', t => {
	t.is(refuse(99_999, undefined), undefined);
});

test('an amount beyond whole numbers is refused whatever is available', t => {
	t.true('error' in parseOrder('9'.repeat(12), undefined));
	t.true('error' in parseOrder('9'.repeat(400), undefined));
	t.deepEqual(parseOrder(`${'9'.repeat(400)} reserve`, plenty), {error: 'so many MB no machine has'});
});

test('all that a worker knows may be asked for, and nothing else', t => {
	t.deepEqual([kinds, accesses], [workerKinds, workerAccesses]);
});

test('no text that may be typed makes it throw, and each order is one that a worker takes', t => {
	const typed = fc.oneof(
		fc.string({unit: 'binary'}),
		fc.string({unit: fc.constantFrom(...'0123456789. anon-+e'.split(''))}),
		fc
			.tuple(
				fc.nat(10 ** 9),
				fc.constantFrom('', ' 5', ' 0.1', ' 86400', ' 1e3'),
				fc.constantFrom('', ' anon', ' x', ' file', ' reserve read'),
			)
			.map(parts => parts.join('')),
	);
	fc.assert(
		fc.property(typed, fc.constantFrom(plenty, undefined), (text, available) => {
			const order = parseOrder(text, available);
			if ('error' in order) t.regex(order.error, /^.{4,}$/u);
			else t.false('event' in readOrder(JSON.stringify({...order, parent: 1})), text);
		}),
	);
});
