/** The kinds `shared` and `file`: what is held lies in a file's pages, and is reached through its descriptor. */
import {readSync, writeSync} from 'node:fs';
import {type Block, entryBytes} from './block.js';
import {makeMemory} from './loops.js';
import {type SentOrder, wasmPage} from './messages.js';
import {megabytes, Refusal} from './refusal.js';
import {strideOf} from './stride.js';
import {reasonOf, type TemporaryFile} from './temporary-file.js';

/** What is read, worked on and written at a time: fits into a processor's cache. */
const blockPages = 4;
const blockBytes = blockPages * wasmPage;
/** The grain of `random`: a page of most machines. */
const grainBytes = 4096;

/**
 * Works on the file through a small memory of its own: Node has no mmap(2). The map of the process shows nothing
 * of it. All throw a `Refusal` with how much had been written when there is no space.
 */
export function fileBlock(
	stream: WebAssembly.Module,
	{bytes, access}: SentOrder,
	{descriptor, folder}: TemporaryFile,
): Block {
	const {buffer, loops} = makeMemory(stream, blockPages);
	const memory = new Uint8Array(buffer);

	const transfer = (act: 'read' | 'write', at: number, length: number) => {
		for (let done = 0; done < length; ) {
			let count = 0;
			try {
				const rest = [descriptor, memory, done, length - done, at + done] as const;
				count = act === 'read' ? readSync(...rest) : writeSync(...rest);
			} catch (error) {
				throw refusal(act, at + done, reasonOf(error));
			}
			if (count === 0) throw refusal(act, at + done, 'nothing more could be moved');
			done += count;
		}
	};
	const refusal = (act: 'read' | 'write', at: number, reason: string) =>
		new Refusal(
			'space',
			act === 'write'
				? `${reason} in ${folder}, after ${megabytes(at)} of ${megabytes(bytes)} written`
				: `the file in ${folder} could not be read at ${megabytes(at)}: ${reason}`,
		);

	const each = (at: number, length: number, act: (at: number, length: number) => void) => {
		for (let next = at; next < at + length; next += blockBytes) {
			act(next, Math.min(blockBytes, at + length - next));
		}
	};
	const addOne = (at: number, length: number) => {
		transfer('read', at, length);
		loops.rmw(0, length / entryBytes);
		transfer('write', at, length);
	};
	const write = (at: number, length: number, value: number) => {
		loops.write(0, Math.min(length, blockBytes) / entryBytes, value);
		each(at, length, (at, length) => transfer('write', at, length));
	};
	const grains = bytes / grainBytes;
	const stride = strideOf(grains);
	let grain = 0;

	return {
		bytes,
		fill: (at, length) => write(at, length, 1),
		work: {
			rmw: (at: number, length: number) => each(at, length, addOne),
			write: (at: number, length: number, pass: number) => write(at, length, pass + 1),
			read: (at: number, length: number) =>
				each(at, length, (at, length) => {
					transfer('read', at, length);
					loops.read(0, length / entryBytes);
				}),
			// Goes on where it stood; after a pass that is at the beginning again.
			random(_at: number, length: number) {
				for (let left = length; left > 0; left -= grainBytes) {
					addOne(grain * grainBytes, grainBytes);
					grain = (grain + stride) % grains;
				}
			},
		}[access],
	};
}
