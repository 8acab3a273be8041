/**
 * A program for a pid namespace of its own (`unshare --pid`), where it may choose the next pid: it samples a
 * process, ends it, starts another one with the same pid, samples again and prints both as JSON.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {createLinuxPlatform} from '../../../source/platform/linux/linux.js';
import type {Process} from '../../../source/platform/platform.js';
import {waitFor} from '../../support/wait-for.js';

export type ReusedPid =
	| {readonly first?: Process | undefined; readonly second?: Process | undefined}
	| {readonly skipped: string};

// proc_sys_kernel(5): the next process gets the number behind it, if that is free.
const lastPid = '/proc/sys/kernel/ns_last_pid';

const platform = createLinuxPlatform();
const sample = async (pid: number) => {
	const {processes} = await platform.sample({figures: [pid], rollups: [pid], rollupBudget: 1000});
	return processes.get(pid);
};

async function run(): Promise<ReusedPid> {
	const before = spawn('sleep', ['100']);
	await once(before, 'spawn');
	const {pid} = before;
	if (pid === undefined) return {skipped: 'no process could be started'};
	const first = await sample(pid);
	before.kill('SIGKILL');
	await once(before, 'exit');
	// The time of start is in ticks of 10 ms: the next process has to start in another one.
	const ticks = () => Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 100;
	await waitFor(() => ticks() > (first?.startTicks ?? 0) + 2, 'another tick of the clock');
	try {
		writeFileSync(lastPid, String(pid - 1));
	} catch (error) {
		return {skipped: `the next pid can't be chosen: ${String(error)}`};
	}
	const after = spawn('sh', ['-c', 'read line']);
	await once(after, 'spawn');
	if (after.pid !== pid) return {skipped: `the next pid was ${after.pid}, not ${pid}`};
	const second = await sample(pid);
	after.kill('SIGKILL');
	return {first, second};
}

console.log(JSON.stringify(await run()));
platform.close();
