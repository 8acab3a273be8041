import test from 'ava';
import {parseExperiment, parseGuess, withGuess} from '../../source/model/experiment-order.js';

const M = 1024 ** 2;

test('an experiment is MB, and if wanted seconds, kind and access', t => {
	t.deepEqual(parseExperiment('300', undefined), {
		orders: [{bytes: 300 * M, kind: 'anon', access: 'rmw', seconds: 5}],
		predict: false,
	});
	t.deepEqual(parseExperiment(' 64 2 heap read ', undefined), {
		orders: [{bytes: 64 * M, kind: 'heap', access: 'read', seconds: 2}],
		predict: false,
	});
});

test('a question mark at the end asks for guesses first, with a blank before it or without', t => {
	for (const text of ['300?', '300 ?', '300 2 anon ?']) {
		const plan = parseExperiment(text, undefined);
		t.true('predict' in plan && plan.predict, text);
	}
});

test('amounts joined by commas are a series', t => {
	const plan = parseExperiment('100,200,500 1 reserve', undefined);
	t.deepEqual('orders' in plan && plan.orders.map(({bytes, kind, seconds}) => [bytes / M, kind, seconds]), [
		[100, 'reserve', 1],
		[200, 'reserve', 1],
		[500, 'reserve', 1],
	]);
});

test('what is wrong is told in a sentence', t => {
	const error = (text: string, available?: number) => {
		const plan = parseExperiment(
			text,
			available === undefined ? undefined : {bytes: available, of: 'machine'},
		);
		return 'error' in plan ? plan.error : '';
	};
	t.regex(error(''), /MB is a whole number/);
	t.regex(error('?'), /MB is a whole number/);
	t.regex(error('100,,200'), /a series is/);
	t.regex(error('100,x'), /MB is a whole number/);
	t.regex(error('100 -3'), /SECONDS/);
	t.regex(error('100 wool'), /kind is/);
	t.regex(error('100,900', 500 * M), /900 MB asked for, 500 MB available/);
	t.regex(error(Array.from({length: 51}, () => '1').join()), /50 runs/);
});

test('a guess is MB with a sign or without', t => {
	t.is(parseGuess('300'), 300 * M);
	t.is(parseGuess(' +300 MB'), 300 * M);
	t.is(parseGuess('-1.5'), -1.5 * M);
	t.is(parseGuess('0'), 0);
	for (const text of ['', '+', 'x', '1e9', '--3', '3 GB', '9'.repeat(20)])
		t.is(parseGuess(text), undefined, text);
});

test('an empty guess leaves the figure out, one that is none is not taken', t => {
	t.deepEqual(withGuess({free: 1}, 'used', ''), {free: 1});
	t.deepEqual(withGuess({free: 1}, 'used', '2'), {free: 1, used: 2 * M});
	t.is(withGuess({}, 'used', 'much'), undefined);
});
