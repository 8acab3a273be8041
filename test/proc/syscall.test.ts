import test from 'ava';
import {parseStackPointer} from '../../source/proc/syscall.js';

const inside =
	'270 0xfb 0x7fff87dc5d70 0x0 0x0 0x7fff87dc5c80 0x7fff87dc5c90 0x7fff87dc5c50 0x7f6928817aec\n';

const texts: Array<[string, string, bigint | undefined]> = [
	['a thread in a system call', inside, 0x7fff87dc5c50n],
	['a thread that waits outside of a system call', '-1 0x7ffe473b1788 0x7ff92cacb2ad\n', 0x7ffe473b1788n],
	['an address past 2^53', '-1 0xfffffffffffffff0 0x1\n', 0xfffffffffffffff0n],
	['a running thread', 'running\n', undefined],
	['an empty text', '', undefined],
	['garbage', '0 0x1 zzz 0x2 0x3\n', undefined],
	['decimal numbers', '-1 123 456\n', undefined],
	['a number that is too long', '-1 0x11111111111111111 0x1\n', undefined],
	['a text of the right form and too many numbers', `${'1 '.repeat(200)}\n`, undefined],
];

for (const [what, text, pointer] of texts) {
	test(`${what} has ${pointer === undefined ? 'no stack pointer' : 'its stack pointer'}`, t => {
		t.is(parseStackPointer(Buffer.from(text)), pointer);
	});
}

test('a text that is cut anywhere has no stack pointer, never another number', t => {
	for (let length = 0; length < inside.length; length++) {
		t.is(parseStackPointer(Buffer.from(inside.slice(0, length))), undefined, inside.slice(0, length));
	}
});
