import {readFileSync} from 'node:fs';
import test from 'ava';
import {bytes, count} from '../../source/format.js';
import {act} from '../support/action-keys.js';
import {filter, typeFilter} from '../support/filtering.js';
import {brokenFrames, isFocused} from '../support/frames.js';
import {commOf, rssOf} from '../support/kernel.js';
import {startMemtui} from '../support/memtui.js';
import {processRows, selectedRow} from '../support/process-rows.js';
import {startNeglected, startSleeper} from '../support/sleeper.js';

/** The sum of a figure over all regions, in bytes, as the kernel tells it. */
function smapsSum(pid: number, name: 'Size' | 'Rss'): number {
	const smaps = readFileSync(`/proc/${pid}/smaps`, 'latin1');
	const figures = [...smaps.matchAll(new RegExp(`^${name}: +(\\d+) kB$`, 'gm'))];
	return figures.reduce((sum, figure) => sum + Number(figure[1]) * 1024, 0);
}

function regionCount(pid: number): number {
	return readFileSync(`/proc/${pid}/maps`, 'latin1').trimEnd().split('\n').length;
}

test('a process that the filter found is mapped by its regions, by type, and a type opens', async t => {
	const name = `map-${process.pid}`;
	const {pid} = await startSleeper(t, {comm: name});
	const terminal = await startMemtui(t, {args: ['--interval', '0.2']});
	await filter(terminal, name);
	const [row, ...others] = await terminal.waitFor('the process alone', () => {
		const rows = processRows(terminal);
		return rows[0]?.pid === pid && rows;
	});
	t.deepEqual(others, []);
	t.is(row?.rss, bytes(rssOf(pid)));
	t.regex(row?.command ?? '', new RegExp(`^\\{${name}\\} sh -c `));

	act(terminal, 'open');
	const title = new RegExp(`Regions of ${pid} ${name} .*· ${count(regionCount(pid))} `);
	await terminal.waitFor('the map', () => terminal.find(title));
	t.truthy(terminal.find(/ADDRESS +SIZE +RSS .*TYPE +MAPPING/));
	const total = `total +${bytes(smapsSum(pid, 'Size'))} +${bytes(smapsSum(pid, 'Rss'))} .*regions`;
	await terminal.waitFor('the total of the regions', () => terminal.find(new RegExp(total)));
	t.truthy(terminal.find(/rw-p {2}heap +\[heap\]/));
	t.deepEqual(brokenFrames(terminal), []);

	act(terminal, 'regionView');
	await terminal.waitFor('the map by type', () => terminal.find(/TYPE +COUNT +SIZE +RSS/));
	t.truthy(terminal.find(new RegExp(`Regions of ${pid} ${name} .*by type`)));
	t.truthy(terminal.find(/│ +heap +1 +[\d.]+K/));
	t.truthy(terminal.find(new RegExp(`total +${regionCount(pid)} +${bytes(smapsSum(pid, 'Size'))}`)));
	t.true(isFocused(terminal, 'processes'));

	act(terminal, 'nextPane');
	await terminal.waitFor('the focus in Regions', () => isFocused(terminal, 'regions'));
	act(terminal, 'open');
	await terminal.waitFor('the type opened', () => terminal.find(/▾ code .*│/));
	t.truthy(terminal.find(/[\da-f]{12} .*r-xp/));
	act(terminal, 'back');
	await terminal.waitFor('the type closed', () => terminal.find('▾') === undefined);
	act(terminal, 'back');
	await terminal.waitFor('the focus in Processes', () => isFocused(terminal, 'processes'));
	act(terminal, 'regionView');
	await terminal.waitFor('the map by file', () => terminal.find(/FILE OR TYPE/));
	act(terminal, 'regionView');
	await terminal.waitFor('the picture', () => terminal.find(/a cell is /));
	act(terminal, 'regionView');
	await terminal.waitFor('the list of regions', () => terminal.find(/ADDRESS +SIZE/));
	terminal.press('q');
	t.is((await terminal.exit).code, 0);
});

test('a process given on the command line is mapped, and its last map stays when it ends', async t => {
	const name = `end-${process.pid}`;
	const sleeper = await startSleeper(t, {comm: name});
	const {pid} = sleeper;
	const terminal = await startMemtui(t, {args: ['--interval', '0.2', String(pid)]});
	await terminal.waitFor(
		'the map',
		() => terminal.find(`Regions of ${pid} ${name}`) && terminal.find(/ regions +│/),
	);
	t.is(selectedRow(terminal)?.pid ?? pid, pid);
	const regions = () => terminal.screen().filter(line => / (code|heap|stack|vdso) /.test(line)).length;
	const before = regions();
	t.true(before > 3);

	await sleeper.end();
	await terminal.waitFor('the word that it ended', () =>
		terminal.find(new RegExp(`Regions of ${pid} ${name} .*ended, .*map of \\d\\d:\\d\\d:\\d\\d`)),
	);
	await terminal.waitFor('the list without it', () => !processRows(terminal).some(row => row.pid === pid));
	t.is(regions(), before, terminal.text());
	t.deepEqual(brokenFrames(terminal), []);

	if (commOf(2) !== 'kthreadd') {
		t.log('skipped: pid 2 is no kernel thread here');
		return;
	}
	await filter(terminal, 'pid=2');
	await terminal.waitFor('pid 2 alone', () => processRows(terminal)[0]?.pid === 2);
	act(terminal, 'open');
	await terminal.waitFor('the word about a kernel thread', () => terminal.find('kernel thread: '));
	t.truthy(terminal.find('Regions of 2 kthreadd'));
	t.deepEqual(brokenFrames(terminal), []);
});

test('the last map of a process stays when it ends and nobody takes note', async t => {
	const neglected = await startNeglected(t);
	const {pid} = neglected;
	const terminal = await startMemtui(t, {args: ['--interval', '0.2', String(pid)]});
	await terminal.waitFor('the map', () => terminal.find(/total .* regions/));
	await neglected.end();
	await terminal.waitFor('the word that it ended', () =>
		terminal.find(new RegExp(`Regions of ${pid} .*ended`)),
	);
	await filter(terminal, `pid=${pid}`);
	await terminal.waitFor('the zombie', () => terminal.find(new RegExp(`${pid} \\S+ +Z `)));
	t.truthy(terminal.find(/total .* regions/));
});

test('a figure and a user filter the real list, and Esc gives all of it back', async t => {
	const terminal = await startMemtui(t, {args: ['--interval', '0.5']});
	const user = processRows(terminal)[0]?.user ?? '';
	const all = /Processes · ([\d,]+) /.exec(terminal.text())?.[1];
	await typeFilter(terminal, `user=${user} rss>1m`);
	await terminal.waitFor('fewer processes', () => /filter: .* \d+ processes/.test(terminal.row(-1)));
	const rows = await terminal.waitFor('rows that pass', () => {
		const shown = processRows(terminal);
		return shown.length > 0 && shown.every(row => /M|G/.test(row.rss)) && shown;
	});
	t.deepEqual([...new Set(rows.map(row => row.user))], [user]);
	t.truthy(terminal.find(new RegExp(`Processes · \\d+ · by RSS ▼ · user=${user} rss>1m `)));
	terminal.press('escape');
	await terminal.waitFor('all processes', () => !terminal.find('rss>1m'));
	t.true(Number(/Processes · ([\d,]+) /.exec(terminal.text())?.[1]?.replace(',', '')) > rows.length, all);
});
