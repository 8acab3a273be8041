import type {ExecutionContext} from 'ava';
import {Descriptors} from '../../../source/platform/linux/descriptors.js';
import {Sweep} from '../../../source/platform/linux/sweep.js';
import type {Process} from '../../../source/platform/platform.js';
import {makeProcTree, type ProcTree, type TreeProcess, treeBootSeconds} from '../../support/proc-tree.js';

export type Swept = {
	readonly tree: ProcTree;
	readonly sweep: Sweep;
	/** One pass that reads everyone, or one at a moment that lets sleepers rest; the processes it found, by pid. */
	readonly pass: (now?: number, awake?: ReadonlySet<number>) => Promise<ReadonlyMap<number, Process>>;
};

/** A made-up tree, and passes over it that keep at most `limit` descriptors; or another pass over a tree that is there. */
export function sweepOver(
	t: ExecutionContext,
	processes: readonly TreeProcess[],
	limit = 100,
	tree: ProcTree = makeProcTree(t, processes),
): Swept {
	const descriptors = new Descriptors(limit);
	t.teardown(() => descriptors.closeAll());
	const sweep = new Sweep(tree.proc, descriptors, treeBootSeconds * 1000, () => 4096);
	const pass: Swept['pass'] = async (now, awake) => {
		await sweep.run(now ?? 0, now === undefined ? 'all' : (awake ?? new Set()));
		return new Map([...sweep.records].map(([pid, record]) => [pid, record.process]));
	};
	return {tree, sweep, pass};
}
