import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';

export type Mappings = {readonly pid: number; readonly end: () => void};

/** A process with so many mappings, once all of them stand; `undefined` when the machine forbids so many. */
export async function startMappings(maker: string, count: number): Promise<Mappings | undefined> {
	const child = spawn(maker, [String(count)], {stdio: ['pipe', 'pipe', 'ignore']});
	const end = () => child.stdin.end();
	const pid = await readiness(child);
	if (pid === undefined) end();
	return pid === undefined ? undefined : {pid, end};
}

async function readiness(child: ChildProcess): Promise<number | undefined> {
	const said = child.stdout === null ? Promise.resolve(false) : once(child.stdout, 'data').then(() => true);
	const isReady = await Promise.race([said, once(child, 'exit').then(() => false)]);
	return isReady ? child.pid : undefined;
}
