import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {startChild} from '../platform/linux/children.js';
import {act} from '../support/action-keys.js';
import {allocate} from '../support/allocation.js';
import {brokenFrames, isFocused} from '../support/frames.js';
import {largestRegion} from '../support/kernel.js';
import {startMemtui} from '../support/memtui.js';
import {selectedRow} from '../support/process-rows.js';
import {shownSize} from '../support/shown-size.js';
import type {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const megabyte = 1024 * 1024;

/** A program that takes 64 MB more at every line it is told, and touches them. */
const growing = `
const kept = [];
process.stdin.on('data', () => {
	kept.push(Buffer.alloc(64 * 1024 * 1024, 1));
	console.log('grown ' + kept.length);
});
console.log('ready');`;

/** 300 MB that are asked for and never touched. */
const untouched = `
globalThis.kept = Buffer.alloc(300 * 1024 * 1024);
process.stdin.on('data', () => console.log(globalThis.kept.length));
console.log('ready');`;

async function startNode(t: ExecutionContext, source: string) {
	const child = await startChild(t, process.execPath, '-e', source);
	await child.said('ready');
	return child;
}

/** RSS of nameless private memory that may be read and written, as the kernel tells it. */
function anonymousRss(pid: number): number {
	const entries = readFileSync(`/proc/${pid}/smaps`, 'latin1').split(/^(?=[\da-f]+-[\da-f]+ )/m);
	return entries
		.filter(entry => /^\S+ rw-p 0+ 00:00 0 *\n/.test(entry))
		.reduce((sum, entry) => sum + Number(/^Rss: +(\d+) kB$/m.exec(entry)?.[1] ?? 0) * 1024, 0);
}

async function mapped(t: ExecutionContext, pid: number): Promise<Terminal> {
	const terminal = await startMemtui(t, {args: ['--interval', '0.2', String(pid)]});
	await terminal.waitFor(
		'the map',
		() => terminal.find(`Regions of ${pid} `) && terminal.find(/ regions +│/),
	);
	act(terminal, 'nextPane');
	await terminal.waitFor('the focus in Regions', () => isFocused(terminal, 'regions'));
	return terminal;
}

/** The title of the region pane. */
function title(terminal: Terminal): string {
	return /Regions of .*/.exec(terminal.text())?.[0] ?? '';
}

test('what a process grew by since a mark is named by its type, with the bytes that smaps tells', async t => {
	const child = await startNode(t, growing);
	const terminal = await mapped(t, child.pid);
	act(terminal, 'change');
	await terminal.waitFor('the word that there is no mark', () => terminal.find('no mark yet'));
	const before = anonymousRss(child.pid);
	act(terminal, 'mark');
	await terminal.waitFor('the word that it is marked', () => terminal.find('marked: 1 mark'));

	child.tell('more');
	await child.said('grown 1');
	act(terminal, 'change');
	const grown = anonymousRss(child.pid) - before;
	t.true(Math.abs(grown - 64 * megabyte) < 4 * megabyte, String(grown));
	// The map that is on the screen at first may have been read while it grew.
	await terminal.waitFor(`the growth by type, which smaps says is ${grown}`, () => {
		const found = /[▸▾] anonymous +([+-]\d+ )? *\+(\S+) +\+(\S+) +\+(\S+) /.exec(terminal.text());
		const shown = found && shownSize(found[3] ?? '');
		return shown && Math.abs(shown.bytes - grown) <= megabyte + shown.step ? true : undefined;
	});
	t.regex(title(terminal), /change since \d\d:\d\d:\d\d \(\d+ s\)/);
	t.deepEqual(brokenFrames(terminal), []);

	// Another mark, another block: the difference from the newest is the second block alone.
	act(terminal, 'mark');
	await terminal.waitFor('the second mark', () => terminal.find('marked: 2 marks'));
	child.tell('more');
	await child.said('grown 2');
	await terminal.waitFor('both blocks since the first mark', () => {
		const found = /[▸▾] anonymous +(?:[+-]\d+ )? *\+\S+ +\+(\S+) /.exec(terminal.text());
		return found && shownSize(found[1] ?? '').bytes > 120 * megabyte;
	});
	act(terminal, 'change');
	await terminal.waitFor('the choice among marks', () => terminal.find('Change since'));
	terminal.press('enter');
	await terminal.waitFor('one block since the second mark', () => {
		const found = /[▸▾] anonymous +(?:[+-]\d+ )? *\+\S+ +\+(\S+) /.exec(terminal.text());
		const bytes = found ? shownSize(found[1] ?? '').bytes : 0;
		return bytes > 60 * megabyte && bytes < 70 * megabyte;
	});
	act(terminal, 'back');
	await terminal.waitFor('the list', () => terminal.find(/ADDRESS +SIZE/));
	t.deepEqual(brokenFrames(terminal), []);
});

/** How often a glyph stands in the region pane. */
function cells(terminal: Terminal, glyph: string): number {
	const edge = terminal.find('Regions of ')?.column ?? 0;
	// The last two lines explain the glyphs.
	const lines = terminal.screen().map(line => line.slice(edge));
	return (
		lines
			.filter(line => !/touched|■/.test(line))
			.join('')
			.split(glyph).length - 1
	);
}

test('300 MB of a memory-user are one block that is full in the picture, and its pages are all there', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.2']});
	const pid = await allocate(terminal, '300');
	await waitFor(() => largestRegion(pid) >= 300 * megabyte, `300 MB in ${pid}`);
	await terminal.waitFor('its row to be selected', () => selectedRow(terminal)?.pid === pid);
	act(terminal, 'open');
	await terminal.waitFor('its map', () => terminal.find(/ 300M +300M .*anonymous/));
	act(terminal, 'nextPane', 'zoom', 'regionView', 'regionView', 'regionView');
	await terminal.waitFor('the picture', () => terminal.find(/a cell is \d+[KM]/));
	t.regex(title(terminal), /rw-p 300M anonymous, 300M resident, 300M dirty/);
	const cell = shownSize(/a cell is (\d+[KM])/.exec(terminal.text())?.[1] ?? '').bytes;
	const full = cells(terminal, '█');
	t.true(full >= (300 * megabyte) / cell, `${full} full cells of ${cell}\n${terminal.text()}`);
	t.deepEqual(brokenFrames(terminal, {focus: 'regions', zoomed: true}), []);
	act(terminal, 'open');
	await terminal.waitFor('its pages', () => terminal.find(/76,80\d pages: 76,80\d present, 0 swapped/));
	act(terminal, 'back');
	await terminal.waitFor('the whole again', () => terminal.find(/a cell is /) && !terminal.find('pages: '));
});

test('300 MB that nobody touched are drawn as untouched', async t => {
	const child = await startNode(t, untouched);
	const terminal = await mapped(t, child.pid);
	act(terminal, 'zoom', 'regionView', 'regionView', 'regionView');
	await terminal.waitFor('the picture', () => terminal.find(/a cell is \d+[KM]/));
	const cell = shownSize(/a cell is (\d+[KM])/.exec(terminal.text())?.[1] ?? '').bytes;
	t.true(cells(terminal, '▁') >= (300 * megabyte) / cell, terminal.text());
	// Down through the picture until the cursor stands in the block.
	for (let step = 0; step < 40 && !/ 30\dM anonymous/.test(title(terminal)); step++) {
		const before = terminal.text();
		act(terminal, 'down');
		await terminal.waitFor('the cursor further down', () => terminal.text() !== before);
	}
	t.regex(title(terminal), /rw-p 30\dM anonymous, \S+ resident, /);
	const resident = /anonymous, (\S+) resident/.exec(title(terminal))?.[1] ?? '';
	t.true(shownSize(resident).bytes < 8 * megabyte, title(terminal));
});

test('details tell all that smaps does, and who shares is looked for on demand', async t => {
	const child = await startNode(t, growing);
	const other = await startNode(t, growing);
	const terminal = await mapped(t, child.pid);
	act(terminal, 'filter');
	await terminal.waitFor('the search', () => terminal.row(-1).includes('search regions:'));
	terminal.type('r-xp libc');
	await terminal.waitFor('the code of libc', () => terminal.find(/\/r-xp libc [\d]+ of \d+/));
	terminal.press('enter');
	act(terminal, 'open');
	await terminal.waitFor('its details', () => terminal.find('one region') && terminal.find(/Pss_Dirty +/));
	act(terminal, 'open');
	await terminal.waitFor('who shares it', () => terminal.find(/\d+ maps read/));
	act(terminal, 'zoom', 'last');
	await terminal.waitFor('the end of the details', () => terminal.find(/ to (\d+) of \1/));
	await terminal.waitFor('the other process among those who share', () => {
		act(terminal, 'up');
		return terminal.find(new RegExp(` ${other.pid} `));
	});
	act(terminal, 'back');
	await terminal.waitFor('the search again', () => terminal.find(/\/r-xp libc/));
	act(terminal, 'back');
	await terminal.waitFor('all regions', () => terminal.find(/\/r-xp/) === undefined);
	t.regex(title(terminal), /by RSS/);
});

test('the working set asks first, and shows what was touched since', async t => {
	const child = await startNode(t, growing);
	const terminal = await mapped(t, child.pid);
	act(terminal, 'workingSet');
	await terminal.waitFor('the question', () => terminal.find(/clears the referenced/));
	terminal.press('n');
	await terminal.waitFor('the question gone', () => terminal.find(/clears the referenced/) === undefined);
	t.is(terminal.find('working set of'), undefined);
	act(terminal, 'workingSet');
	await terminal.waitFor('the question', () => terminal.find(/clears the referenced/));
	terminal.press('y');
	await terminal.waitFor('the table', () => terminal.find(/in RAM touched/) && terminal.find(/HOT +COLD/));
	child.tell('more');
	await child.said('grown 1');
	await terminal.waitFor('64 MB that became hot', () => {
		const hot = /anonymous +(\S+) +\S+ +\S+ /.exec(
			terminal.text().slice(terminal.text().indexOf('HOT')),
		)?.[1];
		return hot !== undefined && shownSize(hot).bytes > 60 * megabyte;
	});
	t.deepEqual(brokenFrames(terminal), []);
	act(terminal, 'back');
	await terminal.waitFor('the list', () => terminal.find(/ADDRESS +SIZE/));
});
