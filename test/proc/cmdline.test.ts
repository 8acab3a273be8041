import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseCmdline} from '../../source/proc/cmdline.js';
import {rawText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

const command = (bytes: Uint8Array) => {
	const text = parseCmdline(bytes);
	return text && rawText(text);
};

test('every recorded command line is its arguments joined by a blank', t => {
	const compared = comparisons(t, {own: 40, all: 100});
	for (const tree of recordedTrees(t)) {
		for (const [folder, {cmdline: expected}] of recordedProcesses(tree)) {
			if (!expected) continue;
			const bytes = recordedFile(folder, 'cmdline') ?? new Uint8Array();
			t.is(bytes.length, expected.bytes, folder);
			const wanted = bytes.toString().replace(/\0+$/, '').replaceAll('\0', ' ');
			t.is(command(bytes), wanted === '' ? undefined : wanted, folder);
			if (expected.first) t.true(command(bytes)?.startsWith(expected.first), folder);
			if (expected.args === 0) t.is(command(bytes), undefined, folder);
			compared.count(tree);
		}
	}
	compared.finish();
});

const hostile = (pid: number) => readFileSync(ownFixture(`linux/hostile/cmdline/proc/${pid}/cmdline`));

test('the hand-made empty command line is missing', t => {
	t.is(command(hostile(7000)), undefined);
});

test('the hand-made command line of NULs alone is missing', t => {
	t.is(command(hostile(7001)), undefined);
});

test('the hand-made command line that was retitled stays as it is', t => {
	t.is(command(hostile(7002)), 'nginx: worker process is idle');
});

test('the hand-made command line of odd arguments keeps all of them, the empty one too', t => {
	t.is(command(hostile(7003)), 'a\nb \u001b[2J \ufffd\ufffd  last');
});

test('the hand-made command line of 200000 bytes is read whole, and so is a part of it', t => {
	t.is(Buffer.byteLength(command(hostile(7004)) ?? ''), hostile(7004).toString().replace(/\0+$/, '').length);
	t.is(command(hostile(7004).subarray(0, 4096))?.length, 4096);
});

test('the bytes of the caller stay as they were', t => {
	const bytes = Buffer.from('a\0b\0');
	t.is(command(bytes), 'a b');
	t.is(bytes.toString(), 'a\0b\0');
});
