import test from 'ava';
import {parsePasswd} from '../../source/proc/passwd.js';
import {rawText} from '../../source/safe-text.js';

function users(text: string | Uint8Array): Record<number, string> {
	const names = parsePasswd(typeof text === 'string' ? Buffer.from(text) : text);
	return Object.fromEntries([...names].map(([uid, name]) => [uid, rawText(name)]));
}

test('names are found by uid', t => {
	t.deepEqual(
		users('root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n'),
		{
			0: 'root',
			33: 'www-data',
		},
	);
});

test('of two names with one uid the first counts', t => {
	t.deepEqual(users('root:x:0:0:::\ntoor:x:0:0:::\n'), {0: 'root'});
});

test('lines that are broken, of the old NIS form, comments or blank are ignored', t => {
	const text =
		'\n# root:x:5\nroot\nroot:x\nroot:x:\nroot:x:0\n:x:7:7:::\nbad:x:-1:0:::\nbad:x:1e3:0:::\n+::::::\n+@group\nlast::9:';
	t.deepEqual(users(text), {9: 'last'});
});

test('the uid of nobody and the largest one are numbers like others', t => {
	t.deepEqual(users('nobody:x:65534:65534:::\nmost:x:4294967294:0:::\n'), {
		65534: 'nobody',
		4294967294: 'most',
	});
});

test('a name that is not UTF-8 and one with escapes stay text from outside', t => {
	t.deepEqual(users(Buffer.from('\xff\x1b[2J:x:1:1:::\n', 'latin1')), {1: '\ufffd\u001b[2J'});
});

test('a file with CRLF and an empty file give no wrong names', t => {
	t.deepEqual(users('a:x:1:1:::\r\nb:x:2:2:::\r\n'), {1: 'a', 2: 'b'});
	t.deepEqual(users(''), {});
});
