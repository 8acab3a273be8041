import test from 'ava';
import {act} from '../support/action-keys.js';
import {allocate} from '../support/allocation.js';
import {freeInCpuLists, largestRegion, usedMemory} from '../support/kernel.js';
import {startMemtui} from '../support/memtui.js';
import {shownSize} from '../support/shown-size.js';
import type {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const megabyte = 1024 * 1024;
/** What other programs may take or give back within a refresh. */
const room = 10 * megabyte;

/** Waits until the gauge shows what the kernel tells at that very time; returns both. */
function usedNow(terminal: Terminal) {
	return terminal.waitFor("the kernel's figure in the gauge", () => {
		const shown = shownSize(/ used (\S+) /.exec(terminal.text())?.[1] ?? '');
		const told = usedMemory();
		const isSame = Math.abs(shown.bytes - told) <= shown.step / 2 + room;
		return isSame && {shown, told, kept: freeInCpuLists()};
	});
}

test("the gauge's used grows by what a memory-user takes", async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.2']});
	// Other programs run meanwhile, and their memory comes and goes: a try that they disturbed is made again.
	const tries: string[] = [];
	for (let i = 0; i < 8; i++) {
		const before = await usedNow(terminal);
		const pid = await allocate(terminal, '200');
		await waitFor(() => largestRegion(pid) >= 200 * megabyte, `200 MB in ${pid}`);
		const during = await usedNow(terminal);
		act(terminal, 'release');
		await terminal.waitFor('the report', () => terminal.find('any key closes'));
		terminal.press('enter');
		await terminal.waitFor('the end of the report', () => !terminal.find('any key closes'));

		// What the kernel kept back before, it gave first: that was counted as used already.
		const kept = (before.kept - during.kept) / megabyte;
		const told = (during.told - before.told) / megabyte + kept;
		const shown = (during.shown.bytes - before.shown.bytes) / megabyte + kept;
		// Half a step of each of the two figures that are shown.
		const rounding = during.shown.step / megabyte + 1;
		tries.push(
			`MB more: ${told.toFixed(0)} by the kernel, ${shown.toFixed(0)} by the screen, ${kept.toFixed(0)} kept back`,
		);
		if (told < 200 || told > 260 || shown < 200 - rounding || shown > 260 + rounding) continue;
		t.log(tries.join('\n'));
		t.pass();
		return;
	}
	t.fail(tries.join('\n'));
});
