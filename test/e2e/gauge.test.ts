import test from 'ava';
import {act} from '../support/action-keys.js';
import {allocate} from '../support/allocation.js';
import {largestRegion, usedMemory} from '../support/kernel.js';
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
		return Math.abs(shown.bytes - told) <= shown.step / 2 + room && {shown, told};
	});
}

test("the gauge's used grows by what a memory-user takes", async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.2']});
	// Other programs run meanwhile, and their memory comes and goes: a try that they disturbed is made again.
	const tries: string[] = [];
	for (let i = 0; i < 6; i++) {
		const before = await usedNow(terminal);
		const pid = await allocate(terminal, '200');
		await waitFor(() => largestRegion(pid) === 200 * megabyte, `200 MB in ${pid}`);
		const during = await usedNow(terminal);
		act(terminal, 'release');
		await terminal.waitFor('the report', () => terminal.find('any key closes'));
		terminal.press('enter');
		await terminal.waitFor('the end of the report', () => !terminal.find('any key closes'));

		const told = (during.told - before.told) / megabyte;
		const shown = (during.shown.bytes - before.shown.bytes) / megabyte;
		// Half a step of each of the two figures that are shown.
		const rounding = during.shown.step / megabyte;
		tries.push(`the kernel tells ${told.toFixed(0)} MB more, the screen ${shown.toFixed(0)} MB`);
		if (told < 200 || told > 260 || shown < 200 - rounding || shown > 260 + rounding) continue;
		t.log(tries.at(-1));
		t.pass();
		return;
	}
	t.fail(tries.join('\n'));
});
