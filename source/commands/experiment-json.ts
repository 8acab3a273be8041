import type {ExperimentReport, ExperimentRun, Observation} from '../model/experiment.js';
import type {TypeTotals} from '../model/totals.js';
import {freeJson} from './free.js';
import {totalsJson} from './map-json.js';
import {orNull} from './output.js';

/** The object of `experiment --json` (contracts). Bytes. */
export function experimentJson(run: ExperimentRun, report: ExperimentReport) {
	const {order} = run;
	return {
		...{bytes: order.bytes, kind: order.kind, access: order.access, seconds: order.seconds},
		worker: {
			pid: run.pid === 0 ? null : run.pid,
			passes: run.passes,
			bytesPerSecond: orNull(run.bytesPerSecond),
			baseline: {rss: orNull(run.baseline.rss), vsz: orNull(run.baseline.vsz)},
			touched: run.touched,
			firstTouch: orNull(run.firstTouch),
			end: {reason: run.end.reason, message: orNull(run.end.message)},
		},
		before: observationJson(run.quiet.at(-1)),
		during: observationJson(run.during.at(-1)),
		after: observationJson(run.after.at(-1)),
		figures: report.figures.map(figure => ({
			name: figure.name,
			before: orNull(figure.before),
			during: orNull(figure.during),
			after: orNull(figure.after),
			deltaDuring: orNull(figure.deltaDuring),
			deltaAfter: orNull(figure.deltaAfter),
			expectedDuring: orNull(figure.expectedDuring),
			expectedAfter: orNull(figure.expectedAfter),
			predicted: orNull(figure.predicted),
			noise: orNull(figure.noise),
			verdict: orNull(figure.verdict),
			why: figure.why,
		})),
		map: {before: typesJson(run.map.before), during: typesJson(run.map.during)},
		conclusion: report.conclusion,
	};
}

function observationJson(seen: Observation | undefined) {
	if (!seen) return null;
	const {worker} = seen;
	const process = worker && {
		rss: orNull(worker.rss),
		pss: orNull(worker.pss),
		uss: orNull(worker.uss),
		vsz: orNull(worker.vsz),
		swap: orNull(worker.swap),
		minorFaults: orNull(worker.minorFaults),
		majorFaults: orNull(worker.majorFaults),
	};
	return {...freeJson(seen), process: process ?? null};
}

function typesJson(types: readonly TypeTotals[] | undefined) {
	return types ? types.map(type => totalsJson(type)) : null;
}
