import test from 'ava';
import {plainLine} from '../../source/commands/plain-line.js';

const read = (line: string) => plainLine(line.split(' '));

test('the commonest lines are read without commander', t => {
	t.deepEqual(read('free'), {command: 'free', pid: undefined, options: {color: true}});
	t.deepEqual(read('ps --json'), {command: 'ps', pid: undefined, options: {color: true, json: true}});
	t.deepEqual(read('map 12'), {command: 'map', pid: '12', options: {color: true}});
	t.deepEqual(read('map 12 --summary'), {command: 'map', pid: '12', options: {color: true, summary: true}});
	t.deepEqual(read('map 12 -x -X --csv'), {
		command: 'map',
		pid: '12',
		options: {color: true, x: true, X: true, csv: true},
	});
});

test('whatever is out of the ordinary, right or wrong, is left to commander', t => {
	const others = [
		...['', '12', 'fre', 'free 1', 'free --csv', 'ps --help', 'ps -h', 'help ps', 'diff a b', '--json free'],
		...['map', 'map x', 'map --file -', 'map 1 2', 'map 1 --save f', 'map 1 --summary=1', 'map --summary 1'],
		...['map 1 -xX', 'map 1 --', 'map 1 --json --json', 'map 1 --sum', 'map 1.5', 'map -1', 'map 1 --ascii'],
		...['constructor', 'map 1 __proto__', 'map 1 --proc /proc', 'free --no-color', 'map 1 '],
	];
	for (const line of others) t.is(read(line), undefined, line);
});
