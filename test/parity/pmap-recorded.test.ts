/** What pmap of procps 4.0.2 printed of the recorded trees, against ours over the same trees. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {processMap} from '../../source/commands/map-source.js';
import {detailText} from '../../source/commands/pmap-detail.js';
import {extendedText} from '../../source/commands/pmap-extended.js';
import {ownFixture} from '../support/fixtures.js';

type Recording = {
	readonly tree: string;
	readonly pid: number;
	readonly format: 'x' | 'X';
	readonly text: Buffer;
};

/** Every recorded output of `pmap -x` and `pmap -X`. */
function recordings(): readonly Recording[] {
	const linux = ownFixture('linux');
	return readdirSync(linux).flatMap(name => {
		const tree = join(linux, name);
		const out = join(tree, 'out');
		return (existsSync(out) ? readdirSync(out) : []).flatMap(file => {
			const [, format, pid] = /^pmap-([xX])-(\d+)\.txt$/.exec(file) ?? [];
			if (format !== 'x' && format !== 'X') return [];
			return [{tree, pid: Number(pid), format, text: readFileSync(join(out, file))} as const];
		});
	});
}

const printed = {x: extendedText, X: detailText};

async function ours({tree, pid, format}: Recording): Promise<string> {
	return [...printed[format](await processMap(pid, {proc: join(tree, 'proc')}))].join('');
}

/**
 * Where ours differs on purpose: `-X` of pmap lets bytes through that do something to a terminal, and bytes that
 * are no UTF-8. One recording of `-x` was taken on the machine itself, where pmap can find out which memory is
 * SysV's; over a recorded tree neither pmap nor we can.
 */
function comparable({format, text}: Recording, smaps: string): string {
	if (format === 'X') return text.toString('utf8').replace(/[\0-\x09\x0B-\x1F\x7F]/g, '?');
	return text.toString('latin1').replace(/ {2}\[ shmid=0x([\da-f]+) \]/g, (_, id: string) => {
		const inode = Number.parseInt(id, 16);
		return new RegExp(` 00:01 ${inode} +/(SYSV.*)`).exec(smaps)?.[1] ?? id;
	});
}

for (const recording of recordings()) {
	const {tree, pid, format} = recording;
	test(`map -${format} is what pmap -${format} printed of ${pid} in ${tree.split('/').at(-1)}`, async t => {
		const smaps = readFileSync(join(tree, `proc/${pid}/smaps`), 'latin1');
		// The blanks too: columns are as wide as pmap's.
		t.deepEqual((await ours(recording)).split('\n'), comparable(recording, smaps).split('\n'));
	});
}

test('there are recordings of several machines to compare with', t => {
	const found = recordings();
	t.true(found.length >= 26, `${found.length}`);
	t.is(found.filter(({format}) => format === 'x').length, found.filter(({format}) => format === 'X').length);
	t.true(found.some(({text}) => text.includes('\u001B[31m')));
});

test('the total of a column of sizes is in KiB, of one without unit a number', async t => {
	const [tree] = recordings().filter(each => each.tree.endsWith('debian12-6.12-swap') && each.pid === 161);
	const lines = (await ours({...(tree ?? t.fail()), format: 'X'} as Recording)).trimEnd().split('\n');
	const heads = lines[1]?.trim().split(/ +/).slice(5) ?? [];
	const totals = lines.at(-1)?.trim().split(/ +/) ?? [];
	const smaps = readFileSync(join(tree?.tree ?? '', 'proc/161/smaps'), 'latin1');
	for (const [i, head] of heads.slice(0, -1).entries()) {
		const values = [...smaps.matchAll(new RegExp(`^${head}: +(\\d+)`, 'gm'))].map(match => Number(match[1]));
		t.is(
			Number(totals[i]),
			values.reduce((sum, value) => sum + value, 0),
			head,
		);
	}

	t.true(heads.includes('ProtectionKey') && heads.includes('THPeligible') && heads.includes('KSM'));
});
