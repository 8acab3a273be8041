/**
 * The other side of a pty, kept open until the program has ended and all that it wrote is read. When the last
 * one closes it while there is more to read than one read gives, libuv takes that for the end (it sees a
 * hang-up beside a short read); and node-pty reads for 200 ms at most after the end, which is little on a busy
 * machine. Either way what the program wrote last would be lost.
 */
import {closeSync, constants, openSync} from 'node:fs';
import {hasEnded} from './process-state.js';

/** What node-pty has no public name for: the path of the program's side, and the stream that reads ours. */
type Internals = {readonly _pty?: string; readonly _socket?: {destroy: (error?: Error) => unknown}};

/** Long enough for a turn of the event loop, in which something is read if anything is there. */
const turnMs = 20;
/** The kernel itself passes on what was written a little later, on a busy machine some turns. */
const idleTurns = 4;

/** Holds the side of a pty at which `pid` runs; `bytes` tells how much was read so far. Linux. */
export function holdLine(pty: object, pid: number, bytes: () => number): void {
	const {_pty: path, _socket: stream} = pty as Internals;
	if (path === undefined || stream === undefined || process.platform !== 'linux') return;
	const line = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
	const {destroy} = stream;
	stream.destroy = () => stream;
	let before = 0;
	let idle = 0;
	const timer = setInterval(() => {
		idle = hasEnded(pid) && bytes() === before ? idle + 1 : 0;
		before = bytes();
		if (idle < idleTurns) return;
		clearInterval(timer);
		stream.destroy = destroy;
		closeSync(line);
	}, turnMs);
}
