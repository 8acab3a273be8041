/**
 * A small stand-in for memtui: forks a worker for the order in its first argument and prints, a line of JSON
 * each, `{pid}`, every message, and how it ended. The second argument says when it kills itself: at an event, or
 * so many milliseconds after the fork. SIGUSR2 makes it exit.
 */
import {writeSync} from 'node:fs';
import {forkWorker} from '../../source/worker/fork.js';
import type {WorkerOrder} from '../../source/worker/messages.js';

const print = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`);
const order: WorkerOrder = JSON.parse(process.argv[2] ?? '');
const death: {event?: string; afterMs?: number} = JSON.parse(process.argv[3] ?? '{}');

const die = () => process.kill(process.pid, 'SIGKILL');

const worker = forkWorker(order, message => {
	print(message);
	if (message.event === death.event) die();
});
print({pid: worker.pid});
process.on('SIGUSR2', () => process.exit(0));
if (death.afterMs !== undefined) setTimeout(die, death.afterMs);
print(await worker.ended);
