import test from 'ava';
import {vmFlagsInWords} from '../../source/model/vm-flags.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';

test('flags keep their order and are told in words', t => {
	t.deepEqual(vmFlagsInWords('rd wr gd'), [
		{code: 'rd', words: 'may be read'},
		{code: 'wr', words: 'may be written'},
		{code: 'gd', words: 'grows downwards, as a stack does'},
	]);
});

test('a code that is not known stays as it is', t => {
	for (const code of ['zz', '??', 'constructor', '__proto__']) {
		t.deepEqual(vmFlagsInWords(`rd ${code}`)[1], {code, words: undefined});
	}
});

test('where there is no line there are no flags', t => {
	t.deepEqual(vmFlagsInWords(undefined), []);
	t.deepEqual(vmFlagsInWords(''), []);
	t.deepEqual(vmFlagsInWords(' rd  ex ').length, 2);
});

test('every code of the kernel documentation has words of its own', t => {
	const documented =
		'rd wr ex sh mr mw me ms gd pf lo io sr rr dc de ac nr ht sf ar wf dd sd mm hg nh mg bt mt um uw ui ss sl lf dp gu dw nl';
	const flags = vmFlagsInWords(documented);
	for (const {code, words} of flags) t.regex(words ?? '', /^[ -~]{5,}$/, code);
	t.is(new Set(flags.map(({words}) => words)).size, flags.length);
});

test('every code that was ever recorded has words', t => {
	const codes = new Set<string>();
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const smaps = recordedFile(folder, 'smaps');
			if (!smaps) continue;
			for (const flags of parseSmaps(smaps).vmFlags.list) {
				for (const {code, words} of vmFlagsInWords(flags)) {
					codes.add(code);
					t.not(words, undefined, code);
				}
			}
		}
	}
	t.true(codes.size >= 20, [...codes].join(' '));
});
