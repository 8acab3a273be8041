import {readFileSync} from 'node:fs';
import test from 'ava';
import {codeOf, isOutOfDescriptors, reasonOf} from '../../../source/platform/linux/failure.js';

const withCode = (code: string) => Object.assign(new Error(code), {code});

const reasons = [
	['ENOENT', 'gone'],
	['ESRCH', 'gone'],
	['ENOTDIR', 'gone'],
	['EACCES', 'denied'],
	['EPERM', 'denied'],
	['EINVAL', 'unsupported'],
	['EMFILE', 'unsupported'],
] as const;

for (const [code, reason] of reasons) {
	test(`after ${code} the reason is ${reason}`, t => {
		t.is(reasonOf(withCode(code)), reason);
	});
}

test('the code of what the kernel refused is its name, and other errors have none', t => {
	const error = t.throws(() => readFileSync('/proc/self/no such file'));
	t.is(codeOf(error), 'ENOENT');
	t.is(codeOf(new Error('text')), undefined);
	t.is(codeOf(Object.assign(new Error('number'), {code: 5})), undefined);
	t.is(codeOf('ENOENT'), undefined);
	t.is(reasonOf('ENOENT'), 'unsupported');
});

test('only a full table of files, ours or that of the machine, is out of descriptors', t => {
	t.true(isOutOfDescriptors(withCode('EMFILE')));
	t.true(isOutOfDescriptors(withCode('ENFILE')));
	t.false(isOutOfDescriptors(withCode('ENOENT')));
	t.false(isOutOfDescriptors(undefined));
});
