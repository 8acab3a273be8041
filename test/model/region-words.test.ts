import test from 'ava';
import {regionTypes} from '../../source/model/region-types.js';
import {figureSentence, typeSentence, warningsOf} from '../../source/model/region-words.js';
import {parseSmaps} from '../../source/proc/smaps.js';
import {recordedFile, recordedProcesses, recordedTrees} from '../support/recorded-trees.js';
import {type MadeRegion, smapsText} from '../support/smaps-text.js';

const {list: types} = regionTypes({map: parseSmaps(new Uint8Array()), stackPointers: [], mounts: undefined});

test('every type has a sentence of its own, in characters that every terminal has', t => {
	for (const type of types) t.regex(typeSentence(type), /^[A-Z][ -~]{20,260}\.$/, type);
	t.is(new Set(types.map(typeSentence)).size, types.length);
});

test('the two questions that are asked most are answered', t => {
	t.regex(
		typeSentence('heap'),
		/A large malloc is not in \[heap\]: from 128 KiB on glibc asks for a mapping/,
	);
	t.regex(typeSentence('code'), /four or five rows: headers, code, constants, relocated, data/);
});

test('every figure that was ever recorded has a line', t => {
	const names = new Set<string>();
	for (const tree of recordedTrees(t)) {
		for (const [folder] of recordedProcesses(tree)) {
			const smaps = recordedFile(folder, 'smaps');
			for (const name of smaps ? parseSmaps(smaps).fields.keys() : []) names.add(name);
		}
	}
	t.true(names.size >= 24, [...names].join(' '));
	for (const name of [...names, 'Uss', 'Dirty']) {
		t.regex(figureSentence(name) ?? '', /^[ -~]{10,70}$/, name);
	}
	t.is(figureSentence('Newer_Than_Us'), undefined);
	t.is(figureSentence('constructor'), undefined);
});

const page = {start: 0x1000, end: 0x2000};
const file = {inode: 77, device: 'fe:01'};
const cases: ReadonlyArray<readonly [MadeRegion, boolean | undefined, readonly RegExp[]]> = [
	[{...page, perms: 'rwxp'}, undefined, [/^Writable and executable/]],
	[{...page, perms: '-wxs', ...file, path: '/a'}, false, [/^Writable and executable/]],
	[{...page, perms: 'rw-p'}, undefined, []],
	[{...page, perms: 'r-xp'}, undefined, []],
	[{...page, perms: 'rw-p', path: '[stack]'}, undefined, []],
	[{...page, perms: 'rwxp', path: '[stack]'}, undefined, [/^The stack is executable/, /^Writable and exec/]],
	[
		{...page, perms: 'rwxp', path: '[stack:12]'},
		undefined,
		[/^The stack is executable/, /^Writable and exec/],
	],
	[{...page, perms: 'r-xp', ...file, path: '[stack]'}, undefined, []],
	[{...page, perms: 'r-xp', ...file, path: '/bin/a'}, undefined, []],
	[{...page, perms: 'r-xp', ...file, path: '/bin/a'}, true, [/^Code of a deleted file/]],
	[{...page, perms: 'r-xp', ...file, path: '/bin/a (deleted)'}, true, [/^Code of a deleted file/]],
	[{...page, perms: 'r-xp', ...file, path: '/bin/a (deleted)'}, undefined, [/seems deleted, by its name/]],
	[{...page, perms: 'r-xp', ...file, path: '/bin/a (deleted)'}, false, []],
	[{...page, perms: 'r--p', ...file, path: '/bin/a (deleted)'}, true, []],
	[{...page, perms: 'r-xp', ...file, path: '/memfd:jit (deleted)'}, undefined, [/^Code of a memfd/]],
	[{...page, perms: 'r-xs', ...file, path: '/dev/zero (deleted)'}, undefined, []],
];

for (const [region, isDeleted, expected] of cases) {
	const {perms, path = 'anonymous memory'} = region;
	const named = `${perms} of ${path}${region.inode === undefined ? '' : ' with an inode'}`;
	const known = isDeleted === undefined ? 'not known to be deleted' : isDeleted ? 'deleted' : 'not deleted';
	test(`what is warned of: ${named}, ${known}`, t => {
		const warnings = warningsOf(parseSmaps(smapsText(region)), 0, isDeleted);
		t.is(warnings.length, expected.length, warnings.join(' '));
		for (const [i, pattern] of expected.entries()) t.regex(warnings[i] ?? '', pattern);
	});
}
