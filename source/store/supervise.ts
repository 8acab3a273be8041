import type {StoreApi} from 'zustand/vanilla';
import {availableToTake} from '../model/memory.js';
import {parseOrder} from '../model/memory-order.js';
import type {FromWorker, WorkerOrder} from '../worker/messages.js';
import {selectPid} from './list.js';
import type {ListState, Notice, State} from './state.js';
import {applyMessage, endWorker, newWorker} from './workers.js';

/** A memory-user that runs, as the store needs it. */
export type RunningWorker = {
	release(): void;
	readonly ended: Promise<{readonly reason: string; readonly message?: string | undefined}>;
};

export type StartWorker = (order: WorkerOrder, onMessage: (message: FromWorker) => void) => RunningWorker;

/** The life of the memory-users: what a person orders, what they report, how they end. */
export function superviseWorkers(store: StoreApi<State>, startWorker: StartWorker) {
	const running = new Map<number, RunningWorker>();
	let lastId = 0;
	let selectWhenSeen: number | undefined;

	function onMessage(id: number, message: FromWorker): void {
		store.setState(({workers}) => ({
			workers: workers.map(worker => (worker.id === id ? applyMessage(worker, message) : worker)),
		}));
		if (message.event === 'started') selectWhenSeen = message.pid;
	}

	function onEnd(id: number, reason: string, message: string | undefined): void {
		running.delete(id);
		const {workers, overlay} = store.getState();
		const ended = workers.find(worker => worker.id === id);
		if (!ended) return;
		if (selectWhenSeen === ended.pid) selectWhenSeen = undefined;
		const worker = endWorker(ended, reason, message);
		// A report must not take the keys from somebody who is typing: then a word has to do.
		const isFree = overlay === undefined || overlay.kind === 'report';
		const word = `memory-user ${worker.pid ?? ''} ended: ${worker.end?.message ?? worker.end?.reason ?? reason}`;
		store.setState({
			workers: workers.filter(other => other.id !== id),
			...(isFree ? {overlay: {kind: 'report', worker}} : {notice: {text: word, isError: false}}),
		});
	}

	return {
		/** Starts a memory-user; the sentence says what is wrong with the order. */
		allocate(text: string): string | undefined {
			const {sample} = store.getState();
			const order = parseOrder(text, sample && availableToTake(sample.machine));
			if ('error' in order) return order.error;
			const id = ++lastId;
			store.setState(({workers}) => ({workers: [...workers, newWorker(id, order)]}));
			const worker = startWorker(order, message => onMessage(id, message));
			running.set(id, worker);
			worker.ended.then(
				end => onEnd(id, end.reason, end.message),
				(error: unknown) => onEnd(id, 'failed', error instanceof Error ? error.message : String(error)),
			);
			return undefined;
		},

		/** Asks the selected memory-user to end, else the newest one; the words are for the person. */
		release(): Notice {
			const {workers, list} = store.getState();
			const alive = workers.filter(worker => running.has(worker.id));
			const selected = alive.find(worker => worker.pid !== undefined && worker.pid === list.selected?.pid);
			const chosen = selected ?? alive.at(-1);
			if (!chosen) return {text: 'there is no memory-user: a starts one', isError: false};
			running.get(chosen.id)?.release();
			return {text: `releasing the memory-user ${chosen.pid ?? ''}`.trimEnd(), isError: false};
		},

		/** A new worker is selected once it is in the list. */
		selectNew(list: ListState): ListState {
			if (selectWhenSeen === undefined) return list;
			const selected = selectPid(list, selectWhenSeen);
			if (selected.selected?.pid === selectWhenSeen) selectWhenSeen = undefined;
			return selected;
		},
	};
}
