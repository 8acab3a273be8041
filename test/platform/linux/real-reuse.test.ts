/** One pid after another: processes of a pid namespace of its own. */
import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import type {ReusedPid} from './reused-pid-program.js';

const isRoot = process.getuid?.() === 0;

function skip(t: ExecutionContext, reason: string): void {
	t.log(`skipped: ${reason}`);
	t.pass();
}

test('a pid that another process has got is another process', async t => {
	const program = fileURLToPath(new URL('./reused-pid-program.ts', import.meta.url));
	const namespace = [
		'--pid',
		'--fork',
		'--mount-proc',
		'--kill-child',
		...(isRoot ? [] : ['--user', '--map-root-user']),
	];
	const command = [process.execPath, '--import=tsx', '--import=./build/import-wat.js', program];
	let answer: ReusedPid;
	try {
		const run = promisify(execFile)('unshare', [...namespace, ...command], {timeout: 30_000});
		answer = JSON.parse((await run).stdout);
	} catch (error) {
		const {code, stderr} = error as {code?: unknown; stderr?: string};
		if (code !== 'ENOENT' && !stderr?.startsWith('unshare:')) throw error;
		return skip(t, `no pid namespace can be made here: ${stderr || code}`);
	}
	if ('skipped' in answer) return skip(t, answer.skipped);
	const {first, second} = answer;
	t.is(second?.pid, first?.pid);
	t.true((second?.startTicks ?? 0) > (first?.startTicks ?? 0));
	t.is(String(first?.name), 'sleep');
	t.is(String(second?.name), 'sh');
	t.is(String(first?.facts?.command), 'sleep 100');
	t.is(String(second?.facts?.command), 'sh -c read line');
	t.true((second?.rollup?.at ?? 0) > (first?.rollup?.at ?? 0));
	t.not(second?.rollup?.pss, undefined);
});
