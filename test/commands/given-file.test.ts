import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {CommandError} from '../../source/commands/errors.js';
import {writeGiven} from '../../source/commands/given-file.js';

function folderOf(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'memtui-write-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

function refusal(path: string, pieces: Iterable<string> = ['x']): string {
	try {
		writeGiven(path, pieces);
	} catch (error) {
		if (error instanceof CommandError && error.exitCode === 1) return error.message;
		throw error;
	}

	return 'none';
}

test('a file is written whole, for its owner alone, in the place of an older one', t => {
	const folder = folderOf(t);
	const path = join(folder, 'saved.map');
	writeGiven(path, ['one', '\n', 'two é\n']);
	t.is(readFileSync(path, 'utf8'), 'one\ntwo é\n');
	t.is(statSync(path).mode & 0o777, 0o600);
	writeGiven(path, ['three']);
	t.is(readFileSync(path, 'utf8'), 'three');
	t.deepEqual(readdirSync(folder), ['saved.map']);
});

test('until it is whole the older one stays, and nothing is left of what failed', t => {
	const folder = folderOf(t);
	const path = join(folder, 'saved.map');
	writeGiven(path, ['old']);
	function* failing() {
		yield 'new';
		t.is(readFileSync(path, 'utf8'), 'old');
		t.is(readdirSync(folder).length, 2);
		throw new Error('on the way');
	}

	t.throws(() => writeGiven(path, failing()), {message: 'on the way'});
	t.is(readFileSync(path, 'utf8'), 'old');
	t.deepEqual(readdirSync(folder), ['saved.map']);
});

test('a symbolic link stays one, and what it names is written', t => {
	const folder = folderOf(t);
	writeFileSync(join(folder, 'target'), 'old');
	symlinkSync('target', join(folder, 'link'));
	writeGiven(join(folder, 'link'), ['new']);
	t.true(lstatSync(join(folder, 'link')).isSymbolicLink());
	t.is(readFileSync(join(folder, 'target'), 'utf8'), 'new');
});

test('what can’t be written is told in words, and a device is left alone', t => {
	const folder = folderOf(t);
	mkdirSync(join(folder, 'sub'));
	writeFileSync(join(folder, 'file'), '');
	t.is(refusal(join(folder, 'sub')), `${folder}/sub is a folder`);
	t.is(refusal(join(folder, 'none/x')), `${folder}/none/x can't be written: there is no such folder`);
	t.is(refusal(join(folder, 'file/x')), `${folder}/file/x can't be written: a part of its path is no folder`);
	t.is(
		refusal(join(folder, 'x'.repeat(300))),
		`${folder}/${'x'.repeat(300)} can't be written: its name is too long`,
	);
	t.is(refusal('/dev/null'), '/dev/null is no ordinary file');
	t.true(statSync('/dev/null').isCharacterDevice());
});
