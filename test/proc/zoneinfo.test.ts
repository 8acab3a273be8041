import {readFileSync} from 'node:fs';
import test from 'ava';
import {parseFreeStock} from '../../source/proc/zoneinfo.js';

const parse = (text: string) => parseFreeStock(Buffer.from(text));

test('the stocks of all processors in all zones are one sum', t => {
	const text = `Node 0, zone   Normal
  pages free     4040
        boost    0
  pagesets
    cpu: 0
              count:    119
              high:     1679
    cpu: 1
              count: 30
Node 1, zone   Normal
    cpu: 0
              count:    1
              high_min: 2
`;
	t.is(parse(text), 150);
});

test('a text without stocks tells none, which is not nothing', t => {
	t.is(parse(''), undefined);
	t.is(parse('Node 0, zone DMA\n  pages free 40\n'), undefined);
	t.is(parse('  count: 0\n'), 0);
	t.is(parse('  count: many\n  discount: 3\n'), undefined);
});

test('this machine has stocks of less than all its memory', t => {
	const pages = parseFreeStock(readFileSync('/proc/zoneinfo'));
	if (pages === undefined) t.log('skipped: zoneinfo tells no stocks here');
	const total = Number(/MemTotal: +(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
	t.true((pages ?? 0) * 4096 < total);
});
