import test from 'ava';
import {experimentReport} from '../../source/model/experiment-report.js';
import {predictionRows} from '../../source/model/prediction.js';
import {anonChange, MB, runOf} from '../support/experiment-run.js';

test('guess, expectation and measurement stand side by side, with who was right', t => {
	const run = runOf({during: anonChange(300 * MB)});
	const report = experimentReport(run, {used: 310 * MB, free: 300 * MB, rss: 0});
	t.deepEqual(predictionRows(report), [
		{name: 'used', guess: 310 * MB, expected: 300 * MB, seen: 300 * MB, right: 'both'},
		{name: 'free', guess: 300 * MB, expected: -300 * MB, seen: -300 * MB, right: 'expectation'},
		{name: 'rss', guess: 0, expected: 300 * MB, seen: 300 * MB, right: 'expectation'},
	]);
});

test('a guess can be right where the table was wrong, and both can be wrong', t => {
	const rows = predictionRows(experimentReport(runOf(), {used: 0, rss: 200 * MB}));
	t.deepEqual(
		rows.map(({right}) => right),
		['you', 'neither'],
	);
});

test('without a guess there are no rows, and what was not seen has no winner', t => {
	t.deepEqual(predictionRows(experimentReport(runOf())), []);
	const unseen = runOf({during: null}, {growth: []});
	t.is(predictionRows(experimentReport(unseen, {used: 5}))[0]?.right, undefined);
});
