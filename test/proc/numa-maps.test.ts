import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {column} from '../../source/model/regions.js';
import {parseNumaPlacement} from '../../source/proc/numa-maps.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

const parsed = (line: string) => parseNumaPlacement(Buffer.from(line, 'latin1'));

test('policy and pages by node are told, in bytes', t => {
	t.deepEqual(
		parsed('3206800000 default file=/lib64/libc.so mapped=59 mapmax=21 N0=41 N3=18 kernelpagesize_kB=4'),
		{
			policy: 'default',
			nodes: [
				{node: 0, bytes: 41 * 4096},
				{node: 3, bytes: 18 * 4096},
			],
		},
	);
	t.deepEqual(
		parsed(
			'7f4dc1200000 bind:0-1 file=/anon_hugepage\\040(deleted) huge anon=1 N10=1 kernelpagesize_kB=2048',
		),
		{
			policy: 'bind:0-1',
			nodes: [{node: 10, bytes: 2 * 1024 * 1024}],
		},
	);
});

const policies = [
	...['default', 'local', 'bind:0', 'prefer:1', 'bind=static:0-3', 'interleave=relative|static:0,2'],
	...['weighted interleave:0-1', 'prefer (many):0,3', 'weighted interleave=static:0-1'],
];
for (const policy of policies) {
	test(`the policy ${policy} is taken whole, with and without details`, t => {
		t.deepEqual(parsed(`7fff0000 ${policy}`), {policy, nodes: []});
		for (const detail of ['stack', 'heap', 'huge', 'anon=1', 'file=/a']) {
			t.deepEqual(parsed(`7fff0000 ${policy} ${detail} N1=2 kernelpagesize_kB=16`), {
				policy,
				nodes: [{node: 1, bytes: 32 * 1024}],
			});
		}
	});
}

test('without a page size no bytes are guessed', t => {
	t.deepEqual(parsed('00400000 default file=/app mapped=1 N3=1'), {policy: 'default', nodes: []});
	t.deepEqual(parsed('00400000 default N3=1 kernelpagesize_kB='), {policy: 'default', nodes: []});
});

test('a line without a policy is none', t => {
	for (const line of ['', '00400000', '00400000 ', '   ']) t.is(parsed(line), undefined);
});

test('any bytes are taken without an error, and the policy is fit for a terminal', t => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 60}), bytes => {
			const found = parseNumaPlacement(bytes);
			return found === undefined || /^[ -~]+$/.test(found.policy);
		}),
	);
	t.pass();
});

test('the pages on all nodes are the resident ones of smaps, in every recording', t => {
	const floor = comparisons(t, {own: 900, all: 900});
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const text = recordedFile(folder, 'numa_maps');
			const smaps = recordedFile(folder, 'smaps');
			if (!text || !smaps) continue;
			const map = parseSmaps(smaps);
			const rows = new Map([...map.start].map((start, row) => [start, row]));
			const told = (name: string, row: number) => column(map, name)?.[row] || 0;
			for (const line of text.toString('latin1').split('\n').slice(0, -1)) {
				const placement = parsed(line);
				const row = rows.get(BigInt(`0x${line.split(' ')[0]}`)) ?? -1;
				const bytes = placement?.nodes.reduce((sum, node) => sum + node.bytes, 0);
				const resident = ['Rss', 'Shared_Hugetlb', 'Private_Hugetlb'].reduce(
					(sum, name) => sum + told(name, row),
					0,
				);
				// The pages of the vdso are the kernel's: numa_maps tells nothing of them.
				if (line.endsWith(' default') && bytes === 0) continue;
				t.is(bytes, resident, join(folder, line));
				floor.count(tree);
			}
		}
	}
	floor.finish();
});

test('the line of a region of our own has the pages of the machine', t => {
	let text: string;
	try {
		text = readFileSync('/proc/self/numa_maps', 'latin1');
	} catch {
		t.log('skipped: this kernel has no NUMA');
		t.pass();
		return;
	}
	const placements = text.trimEnd().split('\n').map(parsed);
	t.true(placements.some(placement => (placement?.nodes[0]?.bytes ?? 0) > 0));
	t.true(placements.every(placement => placement !== undefined));
});
