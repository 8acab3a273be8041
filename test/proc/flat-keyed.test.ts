import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseFlatKeyed} from '../../source/proc/flat-keyed.js';
import {parseVmstat} from '../../source/proc/vmstat.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedTrees} from '../support/recorded-trees.js';

test('the figures of every recorded vmstat are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 80, all: 160});
	for (const tree of recordedTrees(t)) {
		const expected = tree.expected.system?.vmstat;
		if (!expected) continue;
		const counters = parseVmstat(recordedFile(tree.folder, 'proc/vmstat') ?? new Uint8Array());
		for (const [name, figure] of Object.entries(expected)) {
			// `fields` is the number of lines.
			const actual = name === 'fields' ? Object.keys(counters).length : counters[name];
			t.is(actual, Number(figure), `${tree.name} ${name}`);
			compared.count(tree);
		}
	}
	compared.finish();
});

test('the figures of every recorded memory.stat are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 500, all: 870});
	for (const tree of recordedTrees(t)) {
		for (const [path, files] of Object.entries(tree.expected.cgroups ?? {})) {
			const expected = files['memory.stat'];
			if (typeof expected !== 'object') continue;
			const text = recordedFile(tree.folder, 'sys/fs/cgroup', path, 'memory.stat');
			const counters = parseFlatKeyed(text ?? new Uint8Array());
			for (const [name, figure] of Object.entries(expected)) {
				// Past 2^53 it is "no limit" of version 1.
				t.is(counters[name], typeof figure === 'string' ? undefined : figure, `${tree.name} ${path} ${name}`);
				compared.count(tree);
			}
			t.is(Object.keys(counters).filter(name => !(name in expected)).length, 0, `${tree.name} ${path}`);
		}
	}
	compared.finish();
});

test('the vmstat of a node has the same form', t => {
	const file = sharedFixture(t, 'linux/prometheus-procfs/sys/devices/system/node/node1/vmstat');
	if (file) t.is(parseVmstat(readFileSync(file)).nr_free_pages, 1);
});

test('the hand-made case vmstat-odd keeps the one line that is whole and true', t => {
	const text = readFileSync(ownFixture('linux/hostile/vmstat-odd/proc/vmstat'));
	t.deepEqual(parseVmstat(text), {workingset_nodes: 5});
});

test('the hand-made memory.stat of case cgroup-v2 keeps the one line that is whole and true', t => {
	const text = readFileSync(ownFixture('linux/hostile/cgroup-v2/sys/fs/cgroup/a/memory.stat'));
	t.deepEqual(parseFlatKeyed(text), {anon: 4096});
});

const forms: Array<[string, Record<string, number>]> = [
	['', {}],
	['pgfault 1\r\npswpin 2\r\n', {pgfault: 1, pswpin: 2}],
	['pgfault\t1\npswpin  2 \n', {pgfault: 1, pswpin: 2}],
	['pgfault 1\npgfault 2\n', {pgfault: 1}],
	['pgfault 1', {}],
	['pgfault 1 2\n 3\nx\u00e9 4\n', {}],
	['pgfault 9007199254740991\npswpin 9007199254740992\n', {pgfault: 9007199254740991}],
];

for (const [text, figures] of forms) {
	test(`the flat keyed text ${JSON.stringify(text)} gives ${JSON.stringify(figures)}`, t => {
		t.deepEqual(parseFlatKeyed(Buffer.from(text)), figures);
	});
}
