import {basename, join} from 'node:path';
import test from 'ava';
import {pageSize} from '../../source/proc/page-size.js';
import {parseStatm} from '../../source/proc/statm.js';
import {parseStatus} from '../../source/proc/status.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

const pages: Record<string, number> = {'linux/arm64-16k-6.12': 16384, 'linux/ppc64le-64k-6.1': 65536};

const mismatched = new Set([
	// Xorg maps a device, which VmSize of that kernel leaves out.
	'linux/pcp/procpid-2.6.32-root-001/proc/3115',
	// Its files are of several processes.
	'linux/prometheus-procfs/proc/26231',
]);

test('every recorded process with an address space tells the page size of its machine', t => {
	const compared = comparisons(t, {own: 35, all: 55});
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const {vmSize} = parseStatus(recordedFile(folder, 'status') ?? new Uint8Array());
			const statm = parseStatm(recordedFile(folder, 'statm') ?? new Uint8Array());
			if (!vmSize || !statm?.sizePages) continue;
			const size = pageSize(vmSize, statm.sizePages);
			if (mismatched.has(join(tree.name, 'proc', basename(folder)))) t.is(size, undefined, folder);
			else t.is(size, pages[tree.name] ?? 4096, folder);
			compared.count(tree);
		}
	}
	compared.finish();
});

test('figures that do not fit each other tell nothing', t => {
	t.is(pageSize(4096 * 100, 100), 4096);
	t.is(pageSize(65536 * 7, 7), 65536);
	t.is(pageSize(262144 * 7, 7), 262144);
	t.is(pageSize(4096 * 101, 100), undefined, 'it grew between the two readings');
	t.is(pageSize(2048 * 100, 100), undefined);
	t.is(pageSize(2 ** 21 * 3, 3), undefined);
	t.is(pageSize(0, 0), undefined);
	t.is(pageSize(4096, 0), undefined);
	t.is(pageSize(0, 1), undefined);
	t.is(pageSize(Number.NaN, 1), undefined);
});
