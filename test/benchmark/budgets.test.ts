import test from 'ava';
import {type Budget, budgets, describeVerdict, judge} from '../../benchmark/budgets.js';
import type {Finding} from '../../benchmark/part.js';

const cpu: Budget = {part: 'screen', load: 1000, figure: 'cpu ms/s', against: 'btop', most: 4};
const key: Budget = {part: 'screen', load: 1000, figure: 'key ms', most: 16};

function subjectOf({most: _, least: __, ...subject}: Budget) {
	return subject;
}

function found(budget: Budget, median: number): Finding {
	return {...subjectOf(budget), median, min: 0, max: 1000, count: 3};
}

test('a budget holds up to its very figure, by the median alone', t => {
	t.deepEqual(
		judge([cpu, key], [found(cpu, 4), found(key, 16.1)], ['screen']).map(({outcome}) => outcome),
		['holds', 'MISSED'],
	);
});

test('a figure that must be at least so much holds from there on', t => {
	const later: Budget = {part: 'worker', figure: 'rmw later', against: 'C', least: 1};
	const outcomes = [0.99, 1, 1.5].map(
		median => judge([later], [found(later, median)], ['worker'])[0]?.outcome,
	);
	t.deepEqual(outcomes, ['MISSED', 'holds', 'holds']);
	t.is(
		describeVerdict({budget: later, outcome: 'MISSED', found: 0.99}),
		'MISSED        worker rmw later at least 1 x C: 0.99',
	);
});

test('a figure of another load, peer or part is not taken for the one that was meant', t => {
	const others: Finding[] = [
		{...found(cpu, 1), load: 0},
		{...found(cpu, 1), against: 'htop'},
		{...found(cpu, 1), figure: 'PSS MiB'},
		{...found(cpu, 1), part: 'sweep'},
		{part: 'screen', load: 1000, figure: 'cpu ms/s', median: 1, min: 1, max: 1, count: 1},
	];
	t.deepEqual(judge([cpu], others, ['screen', 'sweep']), [{budget: cpu, outcome: 'not measured'}]);
});

test('budgets of parts that were not asked for are left out', t => {
	t.deepEqual(judge([cpu], [], ['start']), []);
});

test('a verdict says what was allowed and what was found', t => {
	t.is(
		describeVerdict({budget: cpu, outcome: 'MISSED', found: 4.5}),
		'MISSED        screen +1000 cpu ms/s at most 4 x btop: 4.50',
	);
	t.is(
		describeVerdict({budget: {part: 'start', figure: 'wall', most: 9}, outcome: 'not measured'}),
		'not measured  start wall at most 9',
	);
});

test('no two budgets speak of the same figure', t => {
	const subjects = budgets.map(budget => JSON.stringify(subjectOf(budget)));
	t.is(new Set(subjects).size, subjects.length);
});
