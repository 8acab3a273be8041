import test from 'ava';
import {experimentChart} from '../../source/model/experiment-curves.js';
import {M, paperExperiment} from '../support/experiment.js';

test('the chart shows each phase in its order and the worker only while it lived', async t => {
	const {run} = await paperExperiment({growth: 1000});
	const chart = experimentChart(run, 60);
	t.is(chart?.phases.length, 60);
	const phases = chart?.phases.filter((phase, i, all) => phase !== all[i - 1]);
	t.deepEqual(phases, ['quiet', 'growth', 'during', 'after']);
	const rss = chart?.curves.find(({name}) => name === 'worker RSS');
	t.is(rss?.least, 50 * M);
	t.is(rss?.most, 350 * M);
	t.is(rss?.values.at(-1), undefined);
	t.is(rss?.values[0], 50 * M);
	const free = chart?.curves.find(({name}) => name === 'free');
	t.is((free?.most ?? 0) - (free?.least ?? 0), 350 * M);
});

test('a figure that the machine does not tell has no curve', async t => {
	const {run} = await paperExperiment();
	const names = experimentChart(run, 20)?.curves.map(({name}) => name);
	t.deepEqual(names, ['used', 'free', 'worker RSS']);
});

test('without two looks, or without room, there is no chart', async t => {
	const {run} = await paperExperiment();
	t.is(experimentChart({quiet: [], growth: [], during: [], after: []}, 60), undefined);
	t.is(experimentChart({quiet: run.quiet.slice(0, 1), growth: [], during: [], after: []}, 60), undefined);
	t.is(experimentChart(run, 1), undefined);
});
