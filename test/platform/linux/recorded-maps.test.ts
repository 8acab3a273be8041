/** Maps of recorded processes against the sums that were computed apart from our code. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {ownFixture} from '../../support/fixtures.js';
import {read, readingOf, sum} from './map-reading.js';

type Recorded = {
	readonly processes: Readonly<
		Record<
			string,
			{readonly smaps?: {readonly mappings: number; readonly sums: Readonly<Record<string, number>>}}
		>
	>;
};

for (const name of [
	'debian12-6.18',
	'debian12-6.12-swap',
	's390x-6.1',
	'arm64-16k-6.12',
	'ppc64le-64k-6.1',
]) {
	test(`the maps of ${name} have the regions and sums computed apart from our code`, async t => {
		const folder = ownFixture(`linux/${name}`);
		const expected: Recorded = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
		let compared = 0;
		for (const [pid, {smaps}] of Object.entries(expected.processes)) {
			if (!smaps) continue;
			const {map, process, reason} = readingOf(t, await read(join(folder, 'proc'), Number(pid)));
			t.is(process.pid, Number(pid));
			t.is(map.count, smaps.mappings);
			t.is(reason === undefined, map.count > 0, reason);
			t.true(map.complete);
			for (const [field, bytes] of Object.entries(smaps.sums)) {
				if (map.count > 0) t.is(sum(map.fields.get(field)), bytes, `${field} of ${pid}`);
				compared++;
			}
		}
		t.true(compared > 20);
	});
}

test('a kernel thread and a zombie have no regions, which is no error', async t => {
	const proc = ownFixture('linux/debian12-6.18/proc');
	const kernelThread = readingOf(t, await read(proc, 2));
	t.is(kernelThread.reason, 'kernel thread: it has no address space of its own');
	const zombie = readingOf(t, await read(proc, 16_223));
	t.regex(zombie.reason ?? '', /^zombie: /);
	for (const {map} of [kernelThread, zombie]) {
		t.is(map.count, 0);
		t.true(map.complete);
	}
});

test('every map of every recorded process can be read, whatever it is', async t => {
	let count = 0;
	for (const name of ['debian12-6.18-i386', 'debian12-6.18-series/t2']) {
		const proc = ownFixture(`linux/${name}/proc`);
		for (const pid of readdirSync(proc).filter(entry => /^\d+$/.test(entry))) {
			const {map, reason} = readingOf(t, await read(proc, Number(pid)));
			t.is(map.count === 0, reason !== undefined, `${name} ${pid}: ${reason}`);
			count++;
		}
	}
	t.true(count >= 3);
});
