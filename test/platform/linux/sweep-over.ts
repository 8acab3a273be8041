import type {ExecutionContext} from 'ava';
import {Descriptors} from '../../../source/platform/linux/descriptors.js';
import {Sweep} from '../../../source/platform/linux/sweep.js';
import type {Process} from '../../../source/platform/platform.js';
import {makeProcTree, type ProcTree, type TreeProcess, treeBootSeconds} from '../../support/proc-tree.js';

export type Swept = {
	readonly tree: ProcTree;
	readonly sweep: Sweep;
	/** One pass; the processes it found, by pid. */
	readonly pass: () => Promise<ReadonlyMap<number, Process>>;
};

/** A made-up tree, and passes over it that keep at most `limit` descriptors. */
export function sweepOver(t: ExecutionContext, processes: readonly TreeProcess[], limit = 100): Swept {
	const tree = makeProcTree(t, processes);
	const descriptors = new Descriptors(limit);
	t.teardown(() => descriptors.closeAll());
	const sweep = new Sweep(tree.proc, descriptors, treeBootSeconds * 1000, () => 4096);
	const pass = async () => {
		await sweep.run();
		return new Map([...sweep.records].map(([pid, record]) => [pid, record.process]));
	};
	return {tree, sweep, pass};
}
