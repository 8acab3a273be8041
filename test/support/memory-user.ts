/** Memory-users for tests, and what the kernel says of them. */
import {readFileSync} from 'node:fs';
import type {ExecutionContext} from 'ava';
import loadWabt from 'wabt';
import {forkWorker} from '../../source/worker/fork.js';
import type {FromWorker, WorkerOrder} from '../../source/worker/messages.js';
import {waitFor} from './wait-for.js';
import type {WorkerBundle} from './worker-bundle.js';

type Event = FromWorker['event'];
type Message<E extends Event> = Extract<FromWorker, {event: E}>;

/** Forks a worker that ends with the test, and keeps what it says. */
export function startMemoryUser(t: ExecutionContext, {entry}: WorkerBundle, order: WorkerOrder) {
	const messages: FromWorker[] = [];
	const worker = forkWorker(order, message => messages.push(message), entry);
	t.teardown(() => worker.kill());
	const all = <E extends Event>(event: E) =>
		messages.filter((message): message is Message<E> => message.event === event);
	const first = <E extends Event>(event: E) =>
		waitFor(() => all(event)[0], `the worker's message "${event}"`, 20_000);
	return {...worker, pid: worker.pid ?? 0, messages, all, first};
}

export const proc = (pid: number, file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');

/** Fields of a file of /proc in kB, in bytes. */
function fields(text: string): ReadonlyMap<string, number> {
	return new Map(
		[...text.matchAll(/^(\w+):\s+(\d+) kB$/gm)].map(([, name, kB]) => [name ?? '', Number(kB) * 1024]),
	);
}

/** The machine's figures, in bytes. */
export const meminfo = () => fields(readFileSync('/proc/meminfo', 'utf8'));

/** By how much a figure of the machine has moved since `before`, in bytes. */
export const moved = (before: ReadonlyMap<string, number>, name: string) =>
	(meminfo().get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);

/** A process's own figures, in bytes. */
export const status = (pid: number, name: string) => fields(proc(pid, 'status')).get(name) ?? Number.NaN;
export const rss = (pid: number) => status(pid, 'VmRSS');
export const rollup = (pid: number, name: string) =>
	fields(proc(pid, 'smaps_rollup')).get(name) ?? Number.NaN;

type Region = {
	readonly start: number;
	readonly perms: string;
	readonly size: number;
	readonly path: string;
	readonly resident: number;
};

/** All regions, with their sizes and resident bytes. */
export function regions(pid: number): readonly Region[] {
	const entry =
		/^([0-9a-f]+)-[0-9a-f]+ (.{4}) \S+ \S+ \d+ *(.*)\nSize: +(\d+) kB\n(?:\w+: .*\n)*?Rss: +(\d+) kB$/gm;
	return [...proc(pid, 'smaps').matchAll(entry)].map(([, start, perms, path, size, resident]) => ({
		start: Number.parseInt(start ?? '', 16),
		perms: perms ?? '',
		size: Number(size) * 1024,
		path: path ?? '',
		resident: Number(resident) * 1024,
	}));
}

/** The regions of exactly `bytes`. */
export const regionsOf = (pid: number, bytes: number) => regions(pid).filter(({size}) => size === bytes);

/** The bytes of stream.wat, which the bundler makes for the program itself. */
export async function streamBytes(): Promise<Uint8Array> {
	const wabt = await loadWabt();
	const path = new URL('../../source/worker/stream.wat', import.meta.url);
	return wabt.parseWat('stream.wat', readFileSync(path, 'utf8'), {simd: true}).toBinary({}).buffer;
}
