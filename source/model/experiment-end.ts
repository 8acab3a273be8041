import {outsideText, safeText} from '../safe-text.js';
import {megabytes} from './amount-words.js';
import type {Evidence} from './evidence.js';
import type {ExperimentRun} from './experiment.js';

/**
 * How a run ended that didn't come as far as it should, with what stopped it; `undefined` of one that ran its time
 * or was released while it held all.
 */
export function endSentence(run: ExperimentRun, evidence: Evidence | undefined): string | undefined {
	const {reason, message} = run.end;
	const far = `with ${megabytes(run.touched)} of ${megabytes(run.order.bytes)} touched`;
	const said =
		message === undefined || message === '' ? '' : `: ${withoutStop(safeText(outsideText(message)))}`;
	switch (reason) {
		case 'killed':
			return `${killer(run, evidence)} ${far}.`;
		case 'failed':
			return `It could not be done: the worker ended ${far}${said}.`;
		default:
			return run.during.length > 0 ? undefined : `It was stopped while it still grew, ${far}.`;
	}
}

/**
 * Who killed it: an OOM kill is a SIGKILL that the kernel counted, in vmstat for the whole machine or in the events of
 * the limit.
 */
function killer(run: ExperimentRun, evidence: Evidence | undefined): string {
	const {oomKills, limitOomKills, limit} = evidence ?? {};
	const worker = `the worker (${run.pid}) by SIGKILL`;
	if (limit && limitOomKills !== undefined && limitOomKills > 0) {
		return `The kernel's OOM killer ended ${worker} because the limit of ${megabytes(limit.max)} of cgroup ${limit.path} was passed (its oom_kill rose by ${limitOomKills}),`;
	}
	if (oomKills !== undefined && oomKills > 0) {
		return `The kernel's OOM killer ended ${worker} for want of memory (oom_kill of /proc/vmstat rose by ${oomKills}),`;
	}
	if (oomKills === 0)
		return `Somebody ended ${worker}: the kernel counted no OOM kill (oom_kill of /proc/vmstat stayed),`;
	return `Somebody ended ${worker}, and whether the OOM killer did it isn't counted here,`;
}

function withoutStop(text: string): string {
	return text.replace(/\.$/, '');
}
