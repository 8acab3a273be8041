import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseStatm} from '../../source/proc/statm.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

test('the figures of every recorded statm are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 120, all: 290});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {statm_pages: expected}] of recordedProcesses(tree)) {
			if (!expected) continue;
			const statm = parseStatm(recordedFile(folder, 'statm') ?? new Uint8Array());
			const wanted = expected.slice(0, 3).map(pages => (Number.isSafeInteger(pages) ? pages : undefined));
			t.deepEqual([statm?.sizePages, statm?.residentPages, statm?.sharedPages], wanted, folder);
			compared.count(tree, 3);
		}
	}
	compared.finish();
});

test('the statm of a machine without computed figures gives what its text says', t => {
	const file = sharedFixture(t, 'linux/jc/linux-proc/pid_statm');
	if (!file) return;
	t.deepEqual(parseStatm(readFileSync(file)), {sizePages: 42496, residentPages: 3313, sharedPages: 2169});
});

const hostile: Array<[number, string, ReturnType<typeof parseStatm>]> = [
	[7100, 'zeros are figures', {sizePages: 0, residentPages: 0, sharedPages: 0}],
	[7101, 'a size that cannot be is missing', {sizePages: undefined, residentPages: 1, sharedPages: 1}],
	[7102, 'cut', undefined],
	[7103, 'empty', undefined],
];

for (const [pid, why, statm] of hostile) {
	test(`the hand-made statm of ${pid}: ${why}`, t => {
		t.deepEqual(parseStatm(readFileSync(ownFixture(`linux/hostile/statm/proc/${pid}/statm`))), statm);
	});
}

test('only the first bytes of a buffer that is used again count', t => {
	const buffer = Buffer.from('10 20 30 1 0 5 0\n99 99 99\n');
	t.deepEqual(parseStatm(buffer, 17), {sizePages: 10, residentPages: 20, sharedPages: 30});
	t.deepEqual(parseStatm(buffer, 9), {sizePages: 10, residentPages: 20, sharedPages: 30});
	t.is(parseStatm(buffer, 8), undefined);
	t.is(parseStatm(buffer, 0), undefined);
});

test('figures that cannot be are missing, one by one', t => {
	t.deepEqual(parseStatm(Buffer.from('10 -20 30 1 0 5 0\n')), {
		sizePages: 10,
		residentPages: undefined,
		sharedPages: 30,
	});
	t.is(parseStatm(Buffer.from('a b c d\n')), undefined);
});
