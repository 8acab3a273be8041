import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseBootTime} from '../../source/proc/system-stat.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedTrees} from '../support/recorded-trees.js';

test('the boot time of every recorded machine is the one found apart from our code', t => {
	const compared = comparisons(t, {own: 8, all: 19});
	for (const tree of recordedTrees(t)) {
		const expected = tree.expected.system?.stat;
		if (!expected) continue;
		const bytes = recordedFile(tree.folder, 'proc/stat') ?? new Uint8Array();
		t.is(parseBootTime(bytes), expected.btime === undefined ? undefined : expected.btime * 1000, tree.name);
		compared.count(tree);
	}
	compared.finish();
});

test('the hand-made stat of an old kernel has no boot time', t => {
	t.is(parseBootTime(readFileSync(ownFixture('linux/hostile/stat-sys/proc/stat'))), undefined);
});

test('an empty recorded stat has no boot time', t => {
	const file = sharedFixture(t, 'linux/gopsutil/cpu/linux/times_empty/proc/stat');
	if (file) t.is(parseBootTime(readFileSync(file)), undefined);
});

test('a boot time that is cut or no number is missing', t => {
	t.is(parseBootTime(Buffer.from('cpu 1\nbtime 1700000000\n')), 1700000000000);
	t.is(parseBootTime(Buffer.from('btime 1700000000\r\n')), 1700000000000);
	t.is(parseBootTime(Buffer.from('btime 17000')), undefined);
	t.is(parseBootTime(Buffer.from('btime x\n')), undefined);
	t.is(parseBootTime(Buffer.from('xbtime 1\n')), undefined);
});
