import type {ExecutionContext} from 'ava';
import {Descriptors} from '../../../source/platform/linux/descriptors.js';
import {Details} from '../../../source/platform/linux/details.js';
import {type ProcessRecord, Sweep} from '../../../source/platform/linux/sweep.js';
import {Users} from '../../../source/platform/linux/users.js';
import {makeProcTree, type ProcTree, type TreeProcess} from '../../support/proc-tree.js';

export type Read = {
	readonly tree: ProcTree;
	readonly sweep: Sweep;
	readonly details: Details;
	/** The record of a process, after another pass over all. */
	readonly record: (pid: number) => Promise<ProcessRecord>;
};

/** A made-up tree, and what reads single processes of it. */
export function detailsOver(t: ExecutionContext, processes: readonly TreeProcess[]): Read {
	const tree = makeProcTree(t, processes);
	const descriptors = new Descriptors(100);
	t.teardown(() => descriptors.closeAll());
	const sweep = new Sweep(tree.proc, descriptors, undefined, () => 4096);
	const details = new Details(tree.proc, descriptors, new Users(true), () => 4096);
	const record = async (pid: number) => {
		await sweep.run(0, 'all');
		return sweep.records.get(pid) ?? t.fail(`no process ${pid}`);
	};
	return {tree, sweep, details, record};
}
