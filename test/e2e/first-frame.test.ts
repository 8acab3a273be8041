import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {layout, listSizes} from '../../source/layout.js';
import {makeCrowd} from '../support/crowd.js';
import {startMemtui} from '../support/memtui.js';
import type {Terminal} from '../support/terminal.js';

const endOfFrame = '\u001B[?2026l';

/** The pids in the list of the very first frame, as it was written. */
function firstPids(terminal: Terminal): number[] {
	const frames = terminal.raw().split(endOfFrame);
	// A piece after the last end of a frame is no whole frame.
	const [first = ''] = frames.slice(0, -1);
	const rows = stripVTControlCharacters(first).matchAll(/^│[▸ ] +(\d+) .* program-/gm);
	return [...rows].map(([, pid]) => Number(pid));
}

for (const [columns, rows] of [
	[160, 45],
	[80, 24],
] as const) {
	test(`the very first frame at ${columns}x${rows} has as many processes as there is room for`, async t => {
		const args = ['--interval', '60', '--proc', makeCrowd(t).proc];
		const terminal = await startMemtui(t, {args, columns, rows});
		const {processes} = listSizes(layout(columns, rows, 'processes', false));
		t.deepEqual(
			firstPids(terminal),
			Array.from({length: processes}, (_, i) => 160 - i),
		);
	});
}

test('the very first frame of `memtui PID` has that process, at the end of a full list', async t => {
	const args = ['--interval', '60', '--proc', makeCrowd(t).proc, '101'];
	const terminal = await startMemtui(t, {args});
	const {processes} = listSizes(layout(160, 45, 'processes', false));
	t.deepEqual(
		firstPids(terminal),
		Array.from({length: processes}, (_, i) => 100 + processes - i),
	);
});
