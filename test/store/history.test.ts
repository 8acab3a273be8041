import test from 'ava';
import {type History, historyLength, remember} from '../../source/store/history.js';

test('the history is bounded and the oldest moment falls out first', t => {
	let history: History = [];
	for (let at = 0; at < historyLength + 5; at++)
		history = remember(history, {at, used: at, available: undefined});
	t.is(history.length, historyLength);
	t.is(history[0]?.at, 5);
	t.is(history.at(-1)?.at, historyLength + 4);
});

test('remembering makes a new history and leaves the old one', t => {
	const history: History = [];
	t.deepEqual(remember(history, {at: 1, used: 2, available: 3}), [{at: 1, used: 2, available: 3}]);
	t.is(history.length, 0);
});
