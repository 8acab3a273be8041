/** A machine that is made up: more processes than a screen has rows, each figure in an order of its own. */
import {makeProcTree, type ProcTree, type TreeProcess} from './proc-tree.js';

const size = 60;
const firstPid = 101;

/** Pids from 101 on; the larger the pid, the larger the resident memory. 101 is the parent of 102 and 103, 103 that of 104. */
export function crowd(): TreeProcess[] {
	const parents = new Map([
		[102, 101],
		[103, 101],
		[104, 103],
	]);
	return Array.from({length: size}, (_, i) => {
		const pid = firstPid + i;
		const pages = 1000 + 10 * i;
		return {
			pid,
			ppid: parents.get(pid) ?? 1,
			comm: `program-${pid}`,
			cmdline: [`program-${pid}`],
			uid: i % 2 === 0 ? 0 : 1000,
			vsz: 4096 * 4 * pages,
			statm: [4 * pages, pages, 100] as const,
			rssPages: pages,
			// 101 has used most CPU.
			userTicks: 100 * (size - i),
		};
	});
}

export function makeCrowd(owner: Parameters<typeof makeProcTree>[0]): ProcTree {
	return makeProcTree(owner, crowd());
}
