import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Users} from '../../../source/platform/linux/users.js';
import {rawText, safeText} from '../../../source/safe-text.js';
import {waitFor} from '../../support/wait-for.js';

/** No user has it. */
const unknownUid = 4_294_967_290;

function etcWith(t: ExecutionContext, passwd: string): string {
	const etc = mkdtempSync(join(tmpdir(), 'memtui-etc-'));
	t.teardown(() => rmSync(etc, {recursive: true}));
	writeFileSync(join(etc, 'passwd'), passwd);
	return etc;
}

test('users have the names of passwd', t => {
	const users = new Users(false, etcWith(t, 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/:/bin/sh\n'));
	t.is(rawText(users.nameOf(0)), 'root');
	t.is(rawText(users.nameOf(1000)), 'ann');
	t.is(users.version, 0);
});

test('a hostile name in passwd is harmless in a terminal', t => {
	const users = new Users(false, etcWith(t, '\u001B]0;PWNED\u0007:x:1000:1000:::\n'));
	t.is(rawText(users.nameOf(1000)), '\u001B]0;PWNED\u0007');
	t.is(safeText(users.nameOf(1000)), '?]0;PWNED?');
});

/** Puts an `id` that knows nobody first on the path; what it was asked for, a call a line. */
function ignorantId(t: ExecutionContext, etc: string): () => readonly string[] {
	const asked = join(etc, 'asked');
	writeFileSync(asked, '');
	writeFileSync(join(etc, 'id'), `#!/bin/sh\necho "$@" >> '${asked}'\nexit 1\n`, {mode: 0o755});
	const {PATH} = process.env;
	process.env.PATH = `${etc}:${PATH}`;
	t.teardown(() => {
		process.env.PATH = PATH;
	});
	return () => readFileSync(asked, 'utf8').split('\n').slice(0, -1);
}

test.serial('a user whom `id` does not know stays a number and is asked for once', async t => {
	const etc = etcWith(t, '');
	const asked = ignorantId(t, etc);
	const users = new Users(false, etc);
	for (let i = 0; i < 3; i++) t.is(rawText(users.nameOf(unknownUid)), String(unknownUid));
	t.is(rawText(users.nameOf(7)), '7');
	await waitFor(() => asked().includes('-nu 7'), 'the last call of id');
	await waitFor(() => asked().length >= 2, 'both calls of id');
	t.deepEqual([...asked()].sort(), [`-nu ${unknownUid}`, '-nu 7']);
	t.is(users.version, 0);
});

test.serial("a foreign tree's users are numbers, and nobody is asked for their names", async t => {
	const etc = etcWith(t, 'root:x:0:0::/root:/bin/sh\n');
	const asked = ignorantId(t, etc);
	const users = new Users(true, etc);
	t.is(rawText(users.nameOf(0)), '0');
	t.is(rawText(users.nameOf(unknownUid)), String(unknownUid));
	new Users(false, etc).nameOf(7);
	await waitFor(() => asked().length > 0, 'the call of id for another reader');
	t.deepEqual(asked(), ['-nu 7']);
});

test.serial('a user who is not in passwd is a number until `id` has told the name', async t => {
	const {uid, username} = userInfo();
	const users = new Users(false, etcWith(t, ''));
	t.is(rawText(users.nameOf(uid)), String(uid));
	await waitFor(() => users.version > 0, 'the answer of id');
	t.is(users.version, 1);
	t.is(rawText(users.nameOf(uid)), username);
});
